"""What must be true of stored workflows at every moment; `manciple verify` asks (01 §21)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from manciple.kernel.verify import invariant

invariant("workflow-no-open-ends", label=_("Nothing is open of workflows that ended"), rule="01 §21, 10",
          statement="workflow.open_ends")  # fmt: skip
invariant("workflow-waits-for-somebody", label=_("Workflows that go on wait for somebody"), rule="01 §8",
          statement="workflow.waiting_for_nobody")  # fmt: skip
invariant("workflow-one-course", label=_("A document goes through one workflow at a time"), rule="01 §8",
          statement="workflow.several_courses")  # fmt: skip
