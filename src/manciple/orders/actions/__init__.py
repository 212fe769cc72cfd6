"""Every write of purchase orders. Receipts and invoices move lines by `received` and `invoiced`."""

from .cancel import cancel, deliver_remainder
from .close import delete, finalize
from .confirm import confirm
from .create import create
from .edit import edit, maintain_charges
from .moves import follow, invoiced, received

__all__ = [
    "cancel", "confirm", "create", "delete", "deliver_remainder", "edit", "finalize", "follow", "invoiced",
    "maintain_charges", "received",
]  # fmt: skip
