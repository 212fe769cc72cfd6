"""What can be pressed: buttons, the action pane, menus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from manciple.kernel.refusals import Refusal


class How(StrEnum):
    """What pressing a button does."""

    DIALOG = "dialog"  # fetches a dialog
    LINK = "link"  # goes to a page
    POST = "post"  # acts at once, after a question where `confirm` asks one
    GET = "get"  # fetches a part of the page into `target`


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to do. With refusals it is grey and tells them."""

    key: str
    label: str
    url: str = ""
    icon: str = ""
    how: How = How.DIALOG
    refusals: Sequence[Refusal] = ()
    primary: bool = False
    danger: bool = False
    hint: str = ""
    shortcut: str = ""
    include: str = ""  # selector of fields that go along, such as the chosen lines
    confirm: str = ""
    target: str = ""

    @property
    def enabled(self) -> bool:
        """Whether pressing it does something."""
        return not self.refusals


@dataclass(frozen=True, slots=True, kw_only=True)
class Buttons:
    """Buttons under one heading of an action-pane tab."""

    label: str
    buttons: Sequence[Button]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaneTab:
    """A tab of the action pane."""

    key: str
    label: str
    groups: Sequence[Buttons]
    active: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A drop-down of the line toolbar; with a URL its entries are fetched for the chosen lines when it opens."""

    key: str
    label: str
    buttons: Sequence[Button] = ()
    url: str = ""
    icon: str = ""
