"""What must be true of stored orders at every moment; `manciple verify` asks (01 §21)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from manciple.kernel.verify import invariant

invariant("orders-identity", label=_("Quantities of lines add up"), rule="01 §5",
          statement="orders.broken_identity")  # fmt: skip
invariant("orders-line-status", label=_("Line status follows the quantities"), rule="01 §6",
          statement="orders.broken_line_status")  # fmt: skip
invariant("orders-header-follows", label=_("Headers follow their lines"), rule="01 §6",
          statement="orders.broken_headers")  # fmt: skip
invariant("orders-net-amounts", label=_("Net amounts follow price and discounts"), rule="02 §4",
          statement="orders.broken_net_amounts")  # fmt: skip
invariant("orders-totals", label=_("Totals are the sum of their parts"), rule="02 §17",
          statement="orders.broken_totals")  # fmt: skip
invariant("orders-confirmations", label=_("Confirmations are numbered without gaps"), rule="01 §21",
          statement="orders.broken_confirmations")  # fmt: skip
