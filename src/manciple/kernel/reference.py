"""The reference pages: every action, field, refusal, inquiry, event and duty, from its declaration.

Nothing here is written by hand, so nothing is forgotten; a house test compares the pages with the
declarations.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps

from . import actions, authority, forms, inquiries, outbox, verify
from .actions import Action
from .args import shown
from .contract import open_in
from .forms import Form, FormField
from .records import label_of
from .refusals import Message

MADE = "<!-- Made by `python -m manciple reference`; do not edit. -->"


def pages() -> dict[str, str]:
    """All pages by file name."""
    return {
        "actions.md": _page(
            "Actions", "Everything a person or program may do, under the name every door knows.", _actions()
        ),
        "fields.md": _page(
            "Fields", "What every form shows and what may be typed, in the order of its tabs.", _fields()
        ),
        "refusals.md": _page(
            "Refusals", "Why something is not done, and the way out. Codes never change.", _refusals()
        ),
        "inquiries.md": _page("Inquiries", "Lists, totals and reports, with their columns.", _inquiries()),
        "events.md": _page("Events", "What the feed tells followers, webhooks and other packages.", _events()),
        "duties.md": _page("Duties", "What roles are made of.", _duties()),
        "invariants.md": _page("Invariants", "What `manciple verify` recomputes from the source rows.", _invariants()),
    }


def _page(title: str, about: str, body: Iterable[str]) -> str:
    return "\n".join([f"# {title}", "", MADE, "", about, "", *body]).rstrip() + "\n"


def _table(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield "| " + " | ".join(headings) + " |"
    yield "|" + " --- |" * len(headings)
    for row in rows:
        yield "| " + " | ".join(_cell(value) for value in row) + " |"
    yield ""


def _cell(value: Any) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def _ordered() -> list[type[Form]]:
    return sorted(forms.every(), key=lambda form: form.key)


def _actions() -> Iterator[str]:
    for record in sorted({each.record for each in actions.every()}, key=lambda record: record._meta.label):
        form = forms.form_of(record)
        yield f"## {str(label_of(record)).capitalize()}{f' (`{form.key}`)' if form else ''}"
        yield ""
        for each in sorted(actions.of(record), key=lambda action: action.key):
            yield from _action(each)


def _action(action: Action) -> Iterator[str]:
    yield f"### {action.label} `{action.key}`"
    yield ""
    yield str(action.help)
    yield ""
    states = f" Possible in: {', '.join(sorted(action.when))}." if action.when else ""
    yield f"Duty: `{action.duty or '–'}`.{states} Event: `{action.event}`."
    yield ""
    rows = [_argument(name, field) for name, field in action.args.model_fields.items()]
    if rows:
        yield from _table(("Argument", "Label", "Required", "What it is"), rows)


def _argument(name: str, field: Any) -> tuple[str, str, str, str]:
    told = shown(field)
    return f"`{name}`", str(told.get("label", "")), "yes" if field.is_required() else "", str(told.get("help", ""))


FIELD = ("Field", "Label", "Kind", "Typed", "What it is")


def _fields() -> Iterator[str]:
    for form in _ordered():
        yield f"## {form.title} (`{form.key}`)"
        yield ""
        yield from _table(FIELD, (_field(each, form) for each in form.fields()))
        for lines in form.lines:
            yield f"### {lines.label} (`{form.key}`, `{lines.key}`)"
            yield ""
            yield from _table(FIELD, (_field(each, form, f"{lines.key}.") for each in form.line_fields(lines)))


def _field(placed: FormField, form: type[Form], grid: str = "") -> tuple[str, str, str, str, str]:
    typed = ", ".join(open_in(placed.field))
    regime = str(form.regimes.get(f"{grid}{placed.path}", ""))
    return f"`{placed.path}`", placed.label, placed.kind, f"{typed}. {regime}" if regime else typed, placed.help


def messages() -> dict[str, Message]:
    """Every refusal of the house by its code."""
    found: dict[str, Message] = {}
    for package in apps.get_app_configs():
        for name, module in sorted(sys.modules.items()):
            if name.startswith(f"{package.name}.messages") and package.name.startswith("manciple."):
                found |= {each.code: each for each in vars(module).values() if isinstance(each, Message)}
    return found


def _refusals() -> Iterator[str]:
    rows = [
        (f"`{code}`", each.text, each.way_out or "–", each.rule or "–", each.severity)
        for code, each in sorted(messages().items())
    ]
    yield from _table(("Code", "Says", "Way out", "Rule", "Severity"), rows)


def _inquiries() -> Iterator[str]:
    for each in sorted(inquiries.every(), key=lambda inquiry: inquiry.key):
        yield f"## {each.label} `{each.key}`"
        yield ""
        yield f"{each.help} Duty: `{each.duty or '–'}`." + (f" About one of `{each.about}`." if each.about else "")
        yield ""
        rows = [(f"`{column.key}`", column.label, column.kind) for column in each.columns if not column.hidden]
        yield from _table(("Column", "Label", "Kind"), rows)


def _events() -> Iterator[str]:
    rows = sorted((f"`{each.event}`", str(label_of(each.record)), f"`{each.key}`") for each in actions.every())
    yield from _table(("Event", "Record", "Action"), rows)
    yield f"Followers of the feed: {', '.join(f'`{name}`' for name in sorted(outbox.followers())) or 'none'}."


def _duties() -> Iterator[str]:
    rows = sorted((f"`{each.key}`", each.label) for each in authority.declared_duties())
    yield from _table(("Duty", "What it allows"), rows)


def _invariants() -> Iterator[str]:
    rows = sorted((f"`{each.key}`", str(each.label), each.rule) for each in verify.every())
    yield from _table(("Invariant", "Promise", "Rule"), rows)
