"""Every write of purchase orders. Receipts and invoices move lines by `received` and `invoiced`."""

from . import collaboration
from .cancel import cancel, deliver_remainder
from .close import delete, finalize, finalize_line
from .confirm import confirm, print_confirmation
from .copying import copy_from_all, copy_from_journal, copy_from_line, credit_lines, credit_note
from .create import create
from .edit import edit, maintain_charges
from .inquiry import purchase_inquiry
from .moves import follow, invoiced, received
from .numbering import renumber
from .removing import purge, undelete
from .review import approve, delegate, recall, reject, request_change, submit
from .schedule import delivery_schedule
from .summary import summary_update
from .versions import keep

__all__ = [
    "approve", "cancel", "collaboration", "confirm", "copy_from_all", "copy_from_journal", "copy_from_line",
    "create", "credit_lines", "credit_note", "delegate", "delete", "deliver_remainder", "delivery_schedule",
    "edit", "finalize", "finalize_line", "follow", "invoiced", "keep", "maintain_charges", "print_confirmation",
    "purchase_inquiry", "purge", "recall", "received", "reject", "renumber", "request_change", "submit",
    "summary_update", "undelete",
]  # fmt: skip
