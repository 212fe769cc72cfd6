"""The tools, derived from the declarations: one for each action, list, record and inquiry.

A tool that changes something only previews it unless `apply` is true; the preview is exact, because
it is the action itself, taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet

from manciple.kernel import actions, authority, forms, inquiries, reading
from manciple.kernel.actions import Action
from manciple.kernel.args import read
from manciple.kernel.context import Context
from manciple.kernel.forms import Form, Lines
from manciple.kernel.inquiries import Asked, Inquiry
from manciple.kernel.plain import told
from manciple.kernel.refusals import Invalid, NotFound
from manciple.kernel.running import available, run

MOST_ROWS = 200
Schema = dict[str, Any]
Asking = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """One tool: what it is called and takes, whether it only reads, what it does."""

    name: str
    title: str
    help: str
    properties: Schema
    call: Callable[[Context, Asking], Any]
    required: tuple[str, ...] = ()
    reads: bool = True
    danger: bool = False
    definitions: Schema | None = None

    @property
    def schema(self) -> Schema:
        """What the tool takes. The company may be left out by those who have only one."""
        shape: Schema = {
            "type": "object", "properties": {"company": COMPANY, **self.properties},
            "required": list(self.required), "additionalProperties": False}  # fmt: skip
        return shape | ({"$defs": self.definitions} if self.definitions else {})


TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
COMPANY = TEXT | {"description": "Code of the company; needed by those who have several."}
NUMBER = TEXT | {"description": "Number or code of the record."}
NUMBERS: Schema = {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 100, "description": "The records."}
LINE: Schema = {"type": "integer", "description": "Number of the line."}
APPLY = FLAG | {"description": "Do it. Left out or false: only show the exact effects."}
EACH = FLAG | {"description": "Do those that are possible, list the others."}
FILTERS: Schema = {
    "type": "object", "additionalProperties": TEXT,
    "description": "field or field__op to text; op: eq ne lt le gt ge contains starts in empty."}  # fmt: skip
PAGING: Schema = {
    "filters": FILTERS,
    "order": TEXT,
    "after": TEXT,
    "size": {"type": "integer", "minimum": 1, "maximum": MOST_ROWS},
}


def offered() -> Iterator[Offer]:
    """All tools of the house."""
    for form in forms.every():
        yield from _of_form(form)
    for inquiry in inquiries.every():
        yield _inquiry(inquiry)


def _of_form(form: type[Form]) -> Iterator[Offer]:
    yield Offer(f"{form.key}__list", f"List {form.title}".lower(), str(form.help) or _first_line(form),
                {"search": TEXT, "fields": TEXT, **PAGING}, partial(_list, form))  # fmt: skip
    yield Offer(f"{form.key}__show", f"Show one {form.label()}", "The record with its lines.",
                {"number": NUMBER}, partial(_show, form), ("number",))  # fmt: skip
    yield Offer(f"{form.key}__actions", f"What can be done to one {form.label()}",
                "Every action, available or with the reasons why not.",
                {"number": NUMBER}, partial(_possible, form), ("number",))  # fmt: skip
    for action in form.actions():
        yield _action(form, action)
    for lines in form.lines:
        for action in actions.of(lines.of):
            if not action.creates:
                yield _line_action(form, lines, action)


def _first_line(form: type[Form]) -> str:
    return (form.__doc__ or "").strip().split("\n")[0]


def _action(form: type[Form], action: Action) -> Offer:
    args, definitions = _args(action)
    named: Schema = {} if action.creates else {"numbers": NUMBERS, "each": EACH}
    return Offer(
        f"{form.key}__{action.key}", f"{action.label}: {form.label()}", str(action.help),
        {**named, "args": args, "apply": APPLY}, partial(_act, action), tuple(named)[:1], reads=False,
        danger=action.danger, definitions=definitions)  # fmt: skip


def _line_action(form: type[Form], lines: Lines, action: Action) -> Offer:
    args, definitions = _args(action)
    return Offer(
        f"{form.key}__{lines.key}__{action.key}", f"{action.label}: {lines.label}", str(action.help),
        {"number": NUMBER, "line": LINE, "args": args, "apply": APPLY}, partial(_act_on_line, action),
        ("number", "line"), reads=False, danger=action.danger, definitions=definitions)  # fmt: skip


def _args(action: Action) -> tuple[Schema, Schema]:
    """The schema of an action's arguments, and what it refers to."""
    schema = action.args.model_json_schema()
    return schema, schema.pop("$defs", {})


def _inquiry(inquiry: Inquiry) -> Offer:
    asked = reading.asked_by(inquiry).model_json_schema()
    definitions = asked.pop("$defs", {})
    return Offer(
        f"ask__{inquiry.key}", str(inquiry.label), inquiry.help, {"asked": asked, **PAGING},
        partial(_ask, inquiry), definitions=definitions)  # fmt: skip


# --- What the tools do ---------------------------------------------------------------------------


def _asked(asking: Asking) -> Asked:
    filters = asking.get("filters", {})
    if not isinstance(filters, Mapping):
        raise Invalid(("filters", "must be an object"))
    size = asking.get("size", inquiries.DEFAULT_ROWS)
    if not isinstance(size, int):
        raise Invalid(("size", "must be a whole number"))
    texts = [str(asking.get(name, "")) for name in ("order", "after", "search")]
    return Asked({str(name): str(text) for name, text in filters.items()}, texts[0], texts[1],
                 max(1, min(size, MOST_ROWS)), texts[2])  # fmt: skip


def _list(form: type[Form], ctx: Context, asking: Asking) -> Any:
    with reading.reading(ctx):
        seen = reading.form_for(form.key, ctx)
        page = reading.listed(seen, _asked(asking), ctx, reading.chosen(seen, str(asking.get("fields", ""))))
    return {"rows": page.rows, "next": page.next or None}


def _show(form: type[Form], ctx: Context, asking: Asking) -> Any:
    with reading.reading(ctx):
        shown = reading.record(reading.form_for(form.key, ctx), str(asking["number"]), ctx)
    return {**shown.fields, "version": shown.version, **shown.lines}


def _possible(form: type[Form], ctx: Context, asking: Asking) -> Any:
    with reading.reading(ctx):
        seen = reading.form_for(form.key, ctx)
        found = available(seen.of, str(asking["number"]), ctx, [each for each in seen.actions() if not each.creates])
    return {"actions": [{
        "key": each.action.key, "label": each.action.label, "available": each.available,
        "refusals": [reason.as_dict() for reason in each.refusals]} for each in found]}  # fmt: skip


def _ask(inquiry: Inquiry, ctx: Context, asking: Asking) -> Any:
    if not authority.has(ctx.duties, inquiry.duty):
        raise NotFound(inquiry.key)
    columns = [each for each in inquiry.columns if not each.hidden]
    with reading.reading(ctx):
        rows = reading.answered(inquiry, asking.get("asked", {}), ctx)
        if isinstance(rows, QuerySet):
            page = inquiries.page(rows, inquiry.columns, _asked(asking), inquiry.order or ("pk",), columns)
            return {"rows": page.rows, "next": page.next or None}
        return {"rows": [reading.plain_row(inquiry, row) for row in rows], "next": None}


def _act(action: Action, ctx: Context, asking: Asking) -> Any:
    numbers = asking.get("numbers", [])
    if not isinstance(numbers, list):
        raise Invalid(("numbers", "must be a list"))
    return _run(action, [str(each) for each in numbers], ctx, asking)


def _act_on_line(action: Action, ctx: Context, asking: Asking) -> Any:
    line = asking["line"]
    if not isinstance(line, int):
        raise Invalid(("line", "must be a whole number"))
    return _run(action, [(str(asking["number"]), line)], ctx, asking)


def _run(action: Action, numbers: Any, ctx: Context, asking: Asking) -> Any:
    """Previews unless told to do it."""
    form = forms.form_of(action.record)
    if form is not None:
        reading.form_for(form.key, ctx)
    args = read(action.args, asking.get("args", {}))
    return run(
        action.record, action.key, numbers, args, ctx, each=asking.get("each") is True,
        preview=asking.get("apply") is not True).as_dict()  # fmt: skip


def answer(offer: Offer, ctx: Context, asking: Asking) -> Any:
    """What a tool answers, in JSON's own kinds. Raises Refused, NotFound, Invalid."""
    unknown = asking.keys() - offer.schema["properties"].keys()
    missing = [name for name in offer.required if name not in asking]
    if unknown or missing:
        raise Invalid(*((name, "is no argument of this tool") for name in sorted(unknown)),
                      *((name, "is missing") for name in missing))  # fmt: skip
    return told(offer.call(ctx, asking))
