"""Where people find things: areas of the navigation, groups in them, tiles of the workspace.

Packages declare areas and groups with their words; doors draw them. A form or an inquiry names its
group by `menu`; a form's `tiles` name those of its views that stand on the workspace.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import authority, forms, inquiries
from .context import Context
from .words import Label


@dataclass(frozen=True, slots=True)
class Area:
    """An entry of the navigation."""

    key: str
    label: Label
    icon: str
    place: int


@dataclass(frozen=True, slots=True)
class Group:
    """Links under one heading in an area."""

    key: str
    label: Label
    area: str
    place: int


_areas: dict[str, Area] = {}
_groups: dict[str, Group] = {}


def area(key: str, label: Label, *, icon: str, place: int) -> None:
    """Declares an area; lower places stand higher."""
    _areas[key] = Area(key, label, icon, place)


def group(key: str, label: Label, *, area: str, place: int = 0) -> str:
    """Declares a group and gives its key, which forms and inquiries name as their `menu`."""
    _groups[key] = Group(key, label, area, place)
    return key


def areas() -> list[Area]:
    """All areas in their order."""
    return sorted(_areas.values(), key=lambda each: each.place)


def groups_of(area_key: str) -> list[Group]:
    """The groups of an area in their order."""
    found = [each for each in _groups.values() if each.area == area_key]
    return sorted(found, key=lambda each: each.place)


def forms_in(group_key: str, ctx: Context) -> Iterator[type[forms.Form]]:
    """The forms of a group the caller may see."""
    return (form for form in forms.every() if form.menu == group_key and authority.has(ctx.duties, form.duty))


def inquiries_in(group_key: str, ctx: Context) -> Iterator[inquiries.Inquiry]:
    """The inquiries of a group the caller may see."""
    return (
        each
        for each in inquiries.every()
        if each.menu == group_key and not each.about and authority.has(ctx.duties, each.duty)
    )


def undeclared() -> list[str]:
    """Menus that are named and not declared; a test wants none."""
    named = {form.menu for form in forms.every()} | {each.menu for each in inquiries.every()}
    return sorted(named - set(_groups) - {""})
