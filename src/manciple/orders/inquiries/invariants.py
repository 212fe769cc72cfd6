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
invariant("orders-versions", label=_("Versions are numbered without gaps and differ"), rule="01 §21",
          statement="orders.broken_versions")  # fmt: skip
invariant("orders-states", label=_("Approval status is one the order can have"), rule="01 §7",
          statement="orders.broken_states")  # fmt: skip
invariant("orders-schedules", label=_("Totals of schedules are the sums of their deliveries"), rule="01 §13",
          statement="orders.broken_schedules")  # fmt: skip
invariant("orders-deletions", label=_("Lines are taken off only where nothing has happened"), rule="01 §12.2",
          statement="orders.broken_deletions")  # fmt: skip
invariant("orders-inquiries", label=_("Inquiries are counted"), rule="01 §21",
          statement="orders.broken_inquiries")  # fmt: skip
invariant("orders-snapshots", label=_("Confirmations add up"), rule="01 §11.4",
          statement="orders.broken_snapshots")  # fmt: skip
