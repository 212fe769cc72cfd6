"""Every test may ask for a company that is complete."""

from manciple.demo.fixtures import company, founded

__all__ = ["company", "founded"]
