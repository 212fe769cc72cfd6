"""The contract of a form: what programs need to show it, fill it and act on it, from its declaration."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from . import actions, forms, inquiries
from .actions import Action
from .fields import Hub, Open
from .forms import Form, FormField, Lines, Tab
from .inquiries import Inquiry
from .records import Stored, field_of
from .refusals import NotFound


def singular(record: type[Stored]) -> str:
    """The name of one record as keys are written: ItemGroup is item-group."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", record.__name__).lower()


def named(key: str) -> type[Form]:
    """The form under its key, or under the name of its record. Raises NotFound."""
    found = next((each for each in forms.every() if key in (each.key, singular(each.of))), None)
    if found is None:
        raise NotFound(key)
    return found


def every() -> list[dict[str, Any]]:
    """All forms, in short."""
    return [
        {"key": form.key, "title": str(form.title), "record": singular(form.of), "menu": form.menu}
        for form in forms.every()
    ]


def of(form: type[Form]) -> dict[str, Any]:
    """Everything a program may know of a form."""
    return {
        "key": form.key,
        "title": str(form.title),
        "record": singular(form.of),
        "help": str(form.help),
        "number": form.of.key,
        "state": form.of.state,
        "steps": list(form.steps),
        "fields": [field(each) for each in form.fields()],
        "tabs": [tab(each) for each in form.tabs],
        "grid": list(form.grid),
        "find": list(form.find),
        "lines": [lines(each) for each in form.lines],
        "panes": panes(form),
        "actions": [action(each) for each in form.actions()],
        "inquiries": [inquiry(each) for each in inquiries.every() if each.about == form.key],
    }


def field(placed: FormField) -> dict[str, Any]:
    """A field: its label and help, what may be in it, when it may be typed, who writes it in a hub."""
    target = placed.refers_to
    form = forms.form_of(target) if target else None
    return {
        "key": placed.path,
        "label": placed.label,
        "help": placed.help,
        "kind": placed.kind,
        "typed": placed.typed,
        "required": placed.typed and placed.required,
        "choices": [{"value": value, "label": label} for value, label in placed.choices],
        "refers_to": form.key if form else "",
        "open_in": open_in(placed.field),
        "hub": str(getattr(placed.field, "hub", Hub.NEITHER)),
    }


def open_in(declared: Any) -> list[str]:
    """When a field may be typed: always, on create, never, or the states by name."""
    opened = getattr(declared, "open_in", Open.NEVER)
    if isinstance(opened, str):
        return [str(opened)]
    assert isinstance(opened, Collection)
    return sorted(str(state) for state in opened)


def tab(declared: Tab) -> dict[str, Any]:
    """A titled group of fields."""
    return {"label": str(declared.label), "fields": list(declared.names)}


def lines(declared: Lines) -> dict[str, Any]:
    """The lines of a document."""
    names = dict.fromkeys([*declared.grid, *(name for each in declared.tabs for name in each.names)])
    placed = [FormField(name, field_of(declared.of, name)) for name in names]
    return {
        "key": declared.key,
        "label": str(declared.label),
        "number": declared.of.key,
        "grid": list(declared.grid),
        "tabs": [tab(each) for each in declared.tabs],
        "fields": [field(each) for each in placed],
        "menus": [{"label": str(label), "actions": list(keys)} for label, keys in declared.menus],
        "actions": [action(each) for each in actions.of(declared.of)],
    }


def panes(form: type[Form]) -> list[dict[str, Any]]:
    """The action pane: tabs, groups, buttons."""
    return [
        {
            "key": pane.key,
            "label": str(pane.label),
            "groups": [{"label": str(group.label), "actions": list(group.keys)} for group in pane.groups],
        }
        for pane in form.panes
    ]


def action(declared: Action) -> dict[str, Any]:
    """An action: what it does, which duty it needs, in which states, with which arguments."""
    return {
        "key": declared.key,
        "label": str(declared.label),
        "help": str(declared.help),
        "duty": declared.duty,
        "pane": declared.pane,
        "danger": declared.danger,
        "creates": declared.creates,
        "makes": declared.makes,
        "states": sorted(str(s) for s in declared.when),
        "args": declared.args.model_json_schema(),
    }


def inquiry(declared: Inquiry) -> dict[str, Any]:
    """An inquiry and its columns."""
    return {
        "key": declared.key,
        "label": str(declared.label),
        "help": declared.help,
        "about": declared.about,
        "columns": [
            {"key": each.key, "label": str(each.label), "kind": each.kind, "refers_to": each.ref}
            for each in declared.columns
            if not each.hidden
        ],
    }
