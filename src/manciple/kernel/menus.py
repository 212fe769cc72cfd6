"""Where people find things: areas of the navigation, groups in them, tiles of the workspace.

Packages declare areas and groups with their words; doors draw them. A form or an inquiry names its
group by `menu`; a form's `tiles` name those of its views that stand on the workspace.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import authority, forms, inquiries
from .context import Context
from .fields import Offer
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


def duties() -> list[Offer]:
    """Every duty by its words, under the area where it is needed; first the one that stands for all."""
    where, known = _areas_of_duties(), areas()
    labels = {each.key: str(each.label) for each in known}
    places = {each.key: place for place, each in enumerate(known)}
    declared = sorted(authority.declared_duties(), key=lambda each: places.get(where.get(each.key, ""), len(places)))
    found = [Offer(each, _("All duties, also those to come")) for each in authority.EVERYTHING]
    for each in declared:
        found.append(Offer(each.key, str(each.label), labels.get(where.get(each.key, ""), _("Other"))))
    return found


def _areas_of_duties() -> dict[str, str]:
    """The area of each duty: where one sees with it, else where one maintains, else where one acts."""
    placed = [(_groups[form.menu].area, form) for form in forms.every() if form.menu]
    acted = [(area, action.duty) for area, form in placed for action in form.actions()]
    seen = [(area, form.duty) for area, form in placed]
    maintained = [(area, form.maintain) for area, form in placed]
    return {duty: area for area, duty in reversed([*seen, *maintained, *acted])}
