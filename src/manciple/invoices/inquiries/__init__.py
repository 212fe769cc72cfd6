"""Every read of vendor invoices: facts for guards, lists and figures for people."""

from . import copying, invariants, lookups, related
from .dialogs import proposed_bill
from .facts import changes, proposals, rematched, standing
from .lookups import holds

__all__ = [
    "changes", "copying", "holds", "invariants", "lookups", "proposals", "proposed_bill", "related", "rematched",
    "standing",
]  # fmt: skip
