"""Pieces that several pages draw: figures beside a title, actions as buttons."""

from __future__ import annotations

from manciple.kernel import running
from manciple.kernel.actions import DELETE, Action
from manciple.kernel.forms import Form
from manciple.kernel.reading import Shown
from manciple.kernel.records import field_of

from .. import written
from ..shown import Button, Figure


def figures(form: type[Form], record: Shown) -> list[Figure]:
    """The numbers worth seeing first."""
    unit = written.text(record.fields.get("currency"))
    return [
        Figure(label=str(field_of(form.of, name).verbose_name), unit=unit if placed_kind(form, name) == "amount" else "",
               value=written.text(record.fields.get(name), placed_kind(form, name)))
        for name in form.figures if record.fields.get(name) is not None
    ]  # fmt: skip


def placed_kind(form: type[Form], name: str) -> str:
    """The kind of a field of a form."""
    return str(getattr(field_of(form.of, name), "kind", "text"))


def action_button(offered: running.Availability, url: str) -> Button:
    """An action as a button; grey with its refusals when it is not possible."""
    action = offered.action
    return Button(
        key=action.key, label=str(action.label), url=url, icon=icon_of(action), refusals=offered.refusals,
        primary=not offered.refusals and bool(action.to), danger=action.danger, hint=str(action.help))


def icon_of(action: Action) -> str:
    """The declared icon, or one that fits what every action of its kind does."""
    if action.icon:
        return action.icon
    return "trash" if action.key == DELETE else "circle-check" if action.to else "player-play"
