"""What this package can do for whoever asks: bring in public data sets, at once or as a job."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel import imports, jobs
from manciple.kernel.context import Context
from manciple.kernel.imports import Tell

from . import adventureworks

IMPORT_ADVENTUREWORKS = "import-adventureworks"


@imports.loader("adventureworks", label=_("AdventureWorks purchasing"))
def load_adventureworks(folder: Path, ctx: Context, tell: Tell) -> Mapping[str, Any]:
    """Vendors, items, prices and orders of AdventureWorks, and what became of them."""
    return adventureworks.load(folder, ctx, tell)


@jobs.kind(IMPORT_ADVENTUREWORKS)
def import_adventureworks(progress: jobs.Progress, ctx: Context) -> dict[str, Any]:
    """The same as a job: `directory` is the folder of the files."""

    def tell(stage: str, done: int, total: int) -> None:
        progress.at(done, total)

    made = adventureworks.load(Path(progress.wants["directory"]), ctx, tell)
    return {name: str(value) for name, value in made.items()}
