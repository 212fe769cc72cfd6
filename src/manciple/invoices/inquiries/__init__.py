"""Every read of vendor invoices: facts for guards, lists and figures for people."""

from . import invariants, lookups
from .dialogs import proposed_bill
from .facts import changes, proposals, rematched, standing
from .lookups import holds

__all__ = ["changes", "holds", "invariants", "lookups", "proposals", "proposed_bill", "rematched", "standing"]
