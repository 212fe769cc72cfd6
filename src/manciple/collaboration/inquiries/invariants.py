"""What must be true of what is kept beside documents; `manciple verify` asks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from manciple.kernel.verify import invariant

invariant("collaboration-files", label=_("Attached files are what was attached"), rule="06 §12",
          statement="collaboration.broken_files")  # fmt: skip
