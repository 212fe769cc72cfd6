"""Every read of purchase orders: facts for guards, lists and figures for people."""

from . import copying, figures, invariants, lists, papers, printing, reasons, related, versions, works
from .figures import tells_postings
from .standing import matches_lines

__all__ = [
    "copying", "figures", "invariants", "lists", "matches_lines", "papers", "printing", "reasons", "related",
    "tells_postings", "versions", "works",
]  # fmt: skip
