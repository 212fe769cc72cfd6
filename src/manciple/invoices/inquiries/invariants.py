"""What must be true of stored invoices at every moment; `manciple verify` asks (04 §26)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from manciple.kernel.verify import invariant

invariant("invoices-totals", label=_("An invoice comes to what its lines and charges come to"), rule="04 §9",
          statement="invoices.broken_totals")  # fmt: skip
invariant("invoices-billed", label=_("Order lines have invoiced what posted invoices bill, and received it"),
          rule="04 §26.4", statement="invoices.broken_billing")  # fmt: skip
invariant("invoices-matches", label=_("No more of a receipt is matched than was received, and its accrual follows"),
          rule="04 §26.3", statement="invoices.broken_matches")  # fmt: skip
invariant("invoices-vouchers", label=_("The voucher of an invoice carries what the invoice says"), rule="04 §11.2",
          statement="invoices.broken_vouchers")  # fmt: skip
invariant("invoices-accrual", label=_("The accrual is what was received and not invoiced"), rule="03 §20.9",
          statement="invoices.broken_accrual")  # fmt: skip
invariant("invoices-payables", label=_("Vendor transactions are the vendor balance in the ledger"), rule="04 §26.2",
          statement="invoices.broken_payables")  # fmt: skip
