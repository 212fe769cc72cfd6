"""Every list, total and report: a declared query whose columns are declared once.

Lists page by key, never by offset, and never count on the hot path; filters and orders are compiled
from declared columns only, so nobody reaches a field he may not read (reliability §5).
"""

from .declared import Column, Drawn, Inquiry, Parameter, column, columns_of, every, find, inquiry
from .filters import MOST_FILTERS, compiled, parted
from .paging import DEFAULT_ROWS, MOST_ROWS, Asked, Page, page

__all__ = [
    "DEFAULT_ROWS",
    "MOST_FILTERS",
    "MOST_ROWS",
    "Asked",
    "Column",
    "Drawn",
    "Inquiry",
    "Page",
    "Parameter",
    "column",
    "columns_of",
    "compiled",
    "every",
    "find",
    "inquiry",
    "page",
    "parted",
]
