"""Pages of their own: workspace, report, jobs, import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manciple.kernel.refusals import Refusal

from .boxes import Event, FactBox, Section
from .buttons import Button
from .fields import Field
from .tables import Table
from .trees import Comparison
from .words import Figure, Link, Links


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A figure of the workspace that leads to its list."""

    label: str
    value: str
    url: str
    icon: str = ""
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """What needs me."""

    title: str
    tiles: Sequence[Tile] = ()
    sections: Sequence[Section] = ()
    links: Sequence[Links] = ()
    factboxes: Sequence[FactBox] = ()
    buttons: Sequence[Button] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """An inquiry: its parameters and its answer."""

    title: str
    table: Table | None
    url: str
    help: str = ""
    comparison: Comparison | None = None
    sections: Sequence[Section] = ()
    events: Sequence[Event] = ()
    fields: Sequence[Field] = ()
    exports: Sequence[Link] = ()
    note: str = ""
    figures: Sequence[Figure] = ()
    next_url: str = ""
    previous_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that goes on behind the page."""

    key: str
    title: str
    url: str
    done: int = 0
    total: int = 0
    state: str = "running"  # waiting, running, done, failed, cancelled
    note: str = ""
    cancel_url: str = ""
    result_url: str = ""
    refusals: Sequence[Refusal] = ()

    @property
    def is_over(self) -> bool:
        """Whether asking again is useless."""
        return self.state in {"done", "failed", "cancelled"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """Loading records from a file: first for show, then for real."""

    title: str
    url: str
    templates: Sequence[Link] = ()
    columns: Sequence[Field] = ()
    options: Sequence[Field] = ()
    file_name: str = ""
    accepted: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    ignored: Sequence[str] = ()  # headings of the file that lead to no field
    notes: Sequence[str] = ()
    errors: Table | None = None
    errors_url: str = ""
    run_token: str = ""
    job: Job | None = None
    is_done: bool = False
