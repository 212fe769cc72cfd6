"""Every read of purchase orders: facts for guards, lists and figures for people."""

from . import figures, invariants, lists, reasons
from .figures import tells_postings
from .standing import matches_lines

__all__ = ["figures", "invariants", "lists", "matches_lines", "reasons", "tells_postings"]
