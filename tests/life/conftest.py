"""What a life starts from."""

from manciple.demo.fixtures import company, founded

__all__ = ["company", "founded"]
