"""Pieces that several pages draw: figures beside a title, actions as buttons, names beside codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F

from manciple.kernel import inquiries, reading, running
from manciple.kernel.actions import DELETE, Action
from manciple.kernel.authority import has
from manciple.kernel.context import Context
from manciple.kernel.forms import Form, FormField
from manciple.kernel.inquiries import Inquiry
from manciple.kernel.reading import Shown
from manciple.kernel.records import Stored

from .. import written
from ..shell import address
from ..shown import Button, Figure


def figures(form: type[Form], record: Shown, ctx: Context) -> list[Figure]:
    """The numbers worth seeing first, money with its currency."""
    unit = written.text(record.fields.get("currency"))
    placed = [form.field(name) for name in form.figures]
    return [
        Figure(label=each.label, unit=unit if each.kind == "amount" else "",
               value=written.text(record.fields.get(each.path), each.kind),
               why_url=why_url(form, record.number, each.path, ctx))
        for each in placed if record.fields.get(each.path) is not None
    ]  # fmt: skip


def why_url(form: type[Form], number: str, path: str, ctx: Context, line: str = "") -> str:
    """Where the derivation of a field is told; none where nobody declared one."""
    key = form.reasons.get(f"{line and 'lines.'}{path}")
    if key is None or not number or not may_ask(about_form(form, key), ctx):
        return ""
    url = address("why", ctx, key=form.key, number=number, inquiry=key)
    return f"{url}?line={line}" if line else url


def about_form(form: type[Form], key: str) -> Inquiry | None:
    """The inquiry about records of a form under a key."""
    return next((each for each in inquiries.every() if each.key == key and each.about == form.key), None)


def may_ask(inquiry: Inquiry | None, ctx: Context) -> bool:
    """Whether there is an inquiry the visitor may ask."""
    return inquiry is not None and has(ctx.duties, inquiry.duty)


def action_button(offered: running.Availability, url: str) -> Button:
    """An action as a button; grey with its refusals when it is not possible."""
    action = offered.action
    return Button(
        key=action.key,
        label=str(action.label),
        url=url,
        icon=icon_of(action),
        refusals=offered.refusals,
        danger=action.danger or action.key == DELETE,
        hint=written.help_of(action.help),
    )


def icon_of(action: Action) -> str:
    """The declared icon, or one that fits what every action of its kind does."""
    if action.icon:
        return action.icon
    return "trash" if action.key == DELETE else "circle-check" if action.to else "player-play"


def names_beside(
    record: type[Stored], row: Mapping[str, Any], placed: Iterable[FormField], ctx: Context
) -> dict[str, str]:
    """What the references of one row are called, by field: one statement for all of them."""
    titles = {
        each.path: f"{each.path}__{target.title}"
        for each in placed
        if (target := each.refers_to) is not None and target.title != target.key and _has(target, target.title)
    }
    if not titles:
        return {}
    asked = {f"title_{path}": F(title) for path, title in titles.items()}
    found = reading.rows_of(record, ctx).filter(**row).values(**asked).first() or {}
    return {path: str(found.get(f"title_{path}") or "") for path in titles}


def _has(record: type[Stored], name: str) -> bool:
    return any(field.name == name for field in record._meta.get_fields())
