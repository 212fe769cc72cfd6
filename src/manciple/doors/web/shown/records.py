"""The page of one record, with its line grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .boxes import FactBox, Section
from .buttons import Button, Menu, PaneTab
from .fields import FastTab
from .words import Badge, Figure


class Passed(StrEnum):
    """Where a step of the life stands."""

    DONE = "done"
    NOW = "now"
    TO_COME = "todo"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step in the life of a record."""

    label: str
    passed: Passed = Passed.TO_COME
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a record waits for, as labels and values, and what can be done about it."""

    items: Sequence[Sequence[tuple[str, str]]]
    buttons: Sequence[Button] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The line grid of a record. `config` is described in README.md; it is handed over as JSON."""

    key: str
    label: str
    config: Mapping[str, Any]
    count: int
    menus: Sequence[Menu] = ()
    details_url: str = ""
    can_add: bool = True
    can_remove: bool = True

    @property
    def json_id(self) -> str:
        """The id of the configuration in the page."""
        return f"grid-{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDetails:
    """Tabs about the line chosen in the grid."""

    line: str
    title: str
    tabs: Sequence[FastTab]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """A record: with lines, or without (then it is the header form alone)."""

    title: str
    subtitle: str = ""
    subtitle_url: str = ""
    badges: Sequence[Badge] = ()
    figures: Sequence[Figure] = ()
    steps: Sequence[Step] = ()
    pane: Sequence[PaneTab] = ()
    tabs: Sequence[FastTab] = ()
    header_label: str = ""
    lines: Grid | None = None
    sections: Sequence[Section] = ()
    factboxes: Sequence[FactBox] = ()
    save_url: str = ""
    version: str = ""
    refresh_url: str = ""
    top_url: str = ""  # answers action pane and head anew, whenever lines were saved
    print_url: str = ""
    waiting: Waiting | None = None
    is_new: bool = False
    editable: bool = True

    @property
    def has_needed(self) -> bool:
        """Whether some field must be filled in."""
        return any(field.required for tab in self.tabs for group in tab.groups for field in group.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Somebody else was quicker: what he changed; what was typed here is kept."""

    user: str
    at: str
    changes: Sequence[tuple[str, str, str]] = ()
