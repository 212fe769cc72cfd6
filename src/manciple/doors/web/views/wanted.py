"""What the address of a list asks for: search, filters, order, columns, page.

Values of filters stand in addresses in the neutral form, so that a link means the same to everybody;
what a visitor types in the drawer is read in his own form first. A filter whose value is `@me` or
`@today` follows whoever looks, and when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from manciple.kernel import inquiries, reading
from manciple.kernel.context import Context
from manciple.kernel.forms import Form

from .. import controls, written
from ..middleware import context_of, of_company
from ..shell import address, goes_to
from ..shown import Chip, Field, Filter

RESERVED = frozenset({"q", "order", "after", "view", "columns", "numbers", "size", "all"})
RANGES = frozenset({"number", "date"})
END_OF_DAY = "T23:59:59"
TEXTS = frozenset({"text", "long", "email"})
COMPARISONS = {"": "=", "eq": "=", "in": "=", "ne": "≠", "lt": "<", "le": "≤", "gt": ">", "ge": "≥", "contains": "∋"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks of a list."""

    query: str = ""
    order: str = ""
    after: str = ""
    view: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Wanted:
        """Reads the parameters of an address."""
        told = {name: str(value).strip() for name, value in asked.items()}
        filters = {name: value for name, value in told.items() if name not in RESERVED and value}
        columns = tuple(part for part in told.get("columns", "").split(",") if part)
        q, order, after, view = (told.get(name, "") for name in ("q", "order", "after", "view"))
        return cls(q, order, after, view, filters, columns)

    def address(self, url: str, **changes: str) -> str:
        """The address of the same list with some things changed; it begins at the first page."""
        told = {"q": self.query, "order": self.order, "view": self.view, "columns": ",".join(self.columns)}
        told |= {**self.filters, **changes}
        query = urlencode({name: value for name, value in told.items() if value})
        return f"{url}?{query}" if query else url


def declared(form: type[Form], view: str) -> dict[str, str]:
    """The filters of a view that the form declares."""
    return next((filters for key, _label, filters in form.views if key == view), {})


def resolved(filters: Mapping[str, str], ctx: Context) -> dict[str, str]:
    """Filters with the visitor and his day in place of `@me` and `@today`."""
    words = {"@me": ctx.user_name, "@today": ctx.today.isoformat()}
    return {name: words.get(value, value) for name, value in filters.items()}


def chips(form: type[Form], wanted: Wanted, url: str) -> Iterator[Chip]:
    """The filters in force, each with the way to drop it."""
    columns = {column.key: column for column in form.all_columns()}
    for name, value in wanted.filters.items():
        key, operator = inquiries.parted(name, columns)
        if key:
            said = _words(form, columns[key], operator, value)
            words = (str(columns[key].label), COMPARISONS.get(operator, ""), said)
            yield Chip(label=" ".join(filter(None, words)), url=wanted.address(url, **{name: ""}))


def _words(form: type[Form], column: inquiries.Column, operator: str, value: str) -> str:
    if value == "@today":
        return _("today")
    if operator == "empty":
        return _("empty") if value == "true" else _("not empty")
    if column.kind == "flag":
        return _("yes") if value == "true" else _("no")
    words = written.words_of(form, column.key)
    return ", ".join(words.get(part, _plain(part, column.kind)) for part in value.split(","))


def _plain(value: str, kind: str) -> str:
    """A value of an address as the visitor writes it; one that makes no sense as it is."""
    try:
        return written.plain(value, kind)
    except (ValueError, ArithmeticError):
        return value


# --- The drawer ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@of_company
def filters_drawer(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """The filters a list offers; posting them leads to the filtered list, or says what cannot be read."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    wanted = Wanted.of(request.GET)
    url = address("list", ctx, key=key)
    faults: dict[str, str] = {}
    if request.method == "POST":
        filters, faults = _typed(form, request.POST)
        if not faults:
            kept = {name: value for name, value in wanted.filters.items() if name not in _names(form)}
            return goes_to(request, replace(wanted, filters=kept | filters).address(url))
    typed = {name: str(value) for name, value in request.POST.items()}
    filters_shown = list(_filters(form, wanted, typed, faults, ctx))
    told = {"save_url": request.get_full_path(), "filters": filters_shown, "clear_url": url}
    return render(request, "web/list/filters.html", told, status=422 if faults else 200)


def _filters(
    form: type[Form], wanted: Wanted, typed: Mapping[str, str], faults: Mapping[str, str], ctx: Context
) -> Iterator[Filter]:
    for column in form.all_columns():
        fields = []
        for name, label in _controls(column, form):
            text = typed.get(name, _stored(column, wanted.filters.get(name, "")))
            fields.append(_field(form, column, name, label, text, faults.get(name, ""), ctx))
        yield Filter(label=str(column.label), fields=fields)


def _stored(column: inquiries.Column, value: str) -> str:
    """The value of a filter in force as its control shows it."""
    if _kind(column) == "number":
        return _plain(value, column.kind)
    return value[:10] if column.kind == "moment" else value


def _kind(column: inquiries.Column) -> str:
    return written.column_kind(column.kind)


def _controls(column: inquiries.Column, form: type[Form]) -> list[tuple[str, str]]:
    """The controls of a filter: one, or from and to where values have an order."""
    if _kind(column) in RANGES or column.kind == "moment":
        return [(f"{column.key}__ge", _("from")), (f"{column.key}__le", _("to"))]
    if _kind(column) in TEXTS and not written.words_of(form, column.key):
        return [(f"{column.key}__contains", "")]
    return [(column.key, "")]


def _field(
    form: type[Form], column: inquiries.Column, name: str, label: str, text: str, fault: str, ctx: Context
) -> Field:
    choices = list(written.words_of(form, column.key).items())
    kind = "date" if column.kind == "moment" else _kind(column)
    if kind == "flag":
        choices = [("true", _("Yes")), ("false", _("No"))]
    return Field(
        key=name,
        name=name,
        id=f"filter-{name}",
        label=f"{column.label} {label}".strip(),
        placeholder=label,
        kind="choice" if choices else kind,
        text=text,
        choices=choices,
        errors=[fault] if fault else (),
        lookup_url=address("lookup", ctx, key=column.ref) if column.ref else "",
    )


def _names(form: type[Form]) -> set[str]:
    """The names of all controls of the drawer."""
    return {name for column in form.all_columns() for name, _label in _controls(column, form)}


def _typed(form: type[Form], posted: QueryDict) -> tuple[dict[str, str], dict[str, str]]:
    """The filters as typed, in the neutral form, and what cannot be read."""
    found: dict[str, str] = {}
    faults: dict[str, str] = {}
    for column in form.all_columns():
        kind = _kind(column)
        for name, _label in _controls(column, form):
            text = str(posted.get(name, "")).strip()
            try:
                value = controls.value_of(text, kind) if kind in RANGES else text
            except ValueError:
                faults[name] = controls.bad(kind)
                continue
            if value:
                is_end = column.kind == "moment" and name.endswith("__le")
                found[name] = f"{value}{END_OF_DAY}" if is_end else str(value)
    return found, faults
