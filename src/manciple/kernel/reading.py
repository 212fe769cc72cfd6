"""What doors show of records: pages of a list, one record with its lines.

The number of statements is the same for one row and for a thousand. A form whose duty the caller
lacks does not exist for him (reliability §6.1).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, reduce
from inspect import Parameter, signature
from operator import or_
from typing import Any, get_type_hints

from django.db import connection, models, transaction
from django.db.models import F, Q, QuerySet
from pydantic import create_model

from . import authority, inquiries, records, scope
from .args import Args, clean_text, read
from .context import Context
from .forms import Form, Lines, Locks, column_of, find
from .inquiries import Asked, Column, Inquiry, Page
from .records import Record, Shared, Stored
from .refusals import Invalid, NotFound

LONGEST_SEARCH = 100
MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """One record as doors show it: its fields by name, its lines by the key of their grid."""

    id: int
    number: str
    version: int
    state: str
    fields: dict[str, Any]
    lines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    locks: Locks = field(default_factory=Locks)


@contextmanager
def reading(ctx: Context) -> Iterator[None]:
    """A transaction that can only read, in the scope of the caller's company."""
    with scope.companies(*([ctx.company] if ctx.company else ())), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield


def visible(form: type[Form], ctx: Context) -> bool:
    """Whether the caller may know of the records of a form."""
    return authority.has(ctx.duties, form.duty)


def form_named(key: str) -> type[Form]:
    """The form under a key, whoever asks: a reference may be chosen without the duty to open it."""
    try:
        return find(key)
    except KeyError as error:
        raise NotFound(key) from error


def form_for(key: str, ctx: Context) -> type[Form]:
    """The form under a key. Raises NotFound when there is none for the caller."""
    form = form_named(key)
    if not visible(form, ctx):
        raise NotFound(key)
    return form


def rows_of(record: type[Stored], ctx: Context) -> QuerySet[Any]:
    """All rows of a record in the caller's company; shared records belong to everybody."""
    return records.rows_of(record, ctx.company)


def listed(form: type[Form], asked: Asked, ctx: Context, shown: Sequence[Column] | None = None) -> Page:
    """A page of a form's list. Filters and order may name any of the form's columns."""
    query = searched(rows_of(form.of, ctx), form.find, asked.search)
    return inquiries.page(
        query, form.all_columns(), asked, form.order or (form.of.key,), shown=form.columns() if shown is None else shown
    )


def numbers(form: type[Form], filters: Mapping[str, str], ctx: Context, search: str = "") -> list[str]:
    """The business numbers of all records that match now, oldest first. Raises Invalid for unknown filters."""
    found = searched(rows_of(form.of, ctx), form.find, search)
    query = found.filter(inquiries.compiled(filters, form.all_columns()))
    return [str(each) for each in query.order_by("pk").values_list(form.of.key, flat=True)]


def searched(query: QuerySet[Any], paths: Sequence[str], text: str) -> QuerySet[Any]:
    """The rows in which every word stands in one of the paths. Raises Invalid for text of the wrong kind."""
    if not text:
        return query
    if len(text) > LONGEST_SEARCH or not paths:
        raise Invalid(("search", f"is possible in some lists, with at most {LONGEST_SEARCH} characters"))
    try:
        words = clean_text(text).split()[:MOST_WORDS]
    except ValueError as error:
        raise Invalid(("search", str(error))) from error
    for word in words:
        query = query.filter(reduce(or_, (Q(**{f"{path}__icontains": word}) for path in paths)))
    return query


def chosen(form: type[Form], names: str) -> list[Column] | None:
    """The columns a caller asks for by name, comma between them; None when he asks for none."""
    if not names:
        return None
    known = {column.key: column for column in form.all_columns()}
    wanted = [name.strip() for name in names.split(",")]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise Invalid(*(("fields", f"{name} is no field of this list") for name in unknown))
    return [known[name] for name in dict.fromkeys(wanted)]


def name_of(record: type[Stored], text: str) -> str | int:
    """A record's number in the type its key has. Raises NotFound for text that can be none."""
    key = record._meta.pk if record.key == "id" else record._meta.get_field(record.key)
    try:
        if isinstance(key, models.IntegerField):
            number = int(text)
            if not text.isascii() or not 0 <= number < 2**63:
                raise ValueError
            return number
        return clean_text(text)
    except ValueError as error:
        raise NotFound(text) from error


def record(form: type[Form], number: str, ctx: Context, *, lines: bool = True) -> Shown:
    """One record with its lines: one statement for the header, one for each kind of lines."""
    columns = form.all_columns()
    row = _row(form.of, {form.of.key: name_of(form.of, number)}, columns, ctx)
    shown = {column.key: row[f"f_{column.key}"] for column in columns}
    grids = form.lines if lines else ()
    return Shown(
        row["id_"],
        str(row["number_"]),
        row.get("version_", 0),
        str(row.get("state_") or ""),
        shown,
        {each.key: lines_of(each, row["id_"], ctx) for each in grids},
    )


def _row(record_: type[Stored], key: dict[str, Any], columns: Sequence[Column], ctx: Context) -> dict[str, Any]:
    wanted: dict[str, Any] = {f"f_{column.key}": F(column.path) for column in columns}
    wanted |= {"id_": F("pk"), "number_": F(record_.key)}
    if issubclass(record_, Record | Shared):
        wanted["version_"] = F("version")
    if record_.state:
        wanted["state_"] = F(record_.state)
    row = rows_of(record_, ctx).filter(**key).values(**wanted).first()
    if row is None:
        raise NotFound(str(key))
    return dict(row)


def line_columns(lines: Lines) -> list[Column]:
    """The columns of a document's lines; the number people call a line by comes first."""
    names = dict.fromkeys([lines.of.key, *lines.grid, *(name for tab in lines.tabs for name in tab.names)])
    return [column_of(lines.of, name) for name in names]


def locks_of(form: type[Form], pk: int, ctx: Context) -> Locks:
    """What locks fields of a record besides its state; nothing where its form does not say."""
    return form.locks(pk, ctx) if form.locks else Locks()


def lines_of(
    lines: Lines,
    document: int,
    ctx: Context,
    names: Collection[str] = (),
    *,
    most: int | None = None,
    line: int | None = None,
) -> list[dict[str, Any]]:
    """The lines of a document in the order of their numbers, with all their columns or those named; the
    first ones only, or one by its number."""
    columns = [column for column in line_columns(lines) if not names or column.key in (lines.of.key, *names)]
    which = {lines.of.owner: document} | ({lines.of.key: line} if line is not None else {})
    rows = (
        rows_of(lines.of, ctx)
        .filter(**which)
        .order_by(lines.of.key, "pk")
        .values(**{f"f_{column.key}": F(column.path) for column in columns})[:most]
    )
    return [{column.key: row[f"f_{column.key}"] for column in columns} for row in rows]


def grid(form: type[Form], key: str) -> Lines:
    """The lines of a form under a key. Raises NotFound when it has none of that name."""
    found = next((each for each in form.lines if each.key == key), None)
    if found is None:
        raise NotFound(key)
    return found


@cache
def asked_by(inquiry: Inquiry) -> type[Args]:
    """What an inquiry itself asks for, as an argument shape made from its function's signature."""
    hints = get_type_hints(inquiry.function)
    parameters = list(signature(inquiry.function).parameters.values())[1:]
    told: dict[str, Any] = {
        each.name: (hints[each.name], ... if each.default is Parameter.empty else each.default)
        for each in parameters
        if each.kind in (Parameter.KEYWORD_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    }
    made: type[Args] = create_model(inquiry.key, __base__=Args, **told)
    return made


def answered(inquiry: Inquiry, told: Mapping[str, Any], ctx: Context) -> Any:
    """The rows of an inquiry; a queryset where it can be filtered and paged. Raises Invalid."""
    args = read(asked_by(inquiry), told)
    return inquiry.rows(ctx, **{name: getattr(args, name) for name in args.model_fields_set})


def plain_row(inquiry: Inquiry, row: Any) -> dict[str, Any]:
    """A row of an inquiry by the keys of its columns."""
    return {
        column.key: row[column.key] if isinstance(row, Mapping) else getattr(row, column.key)
        for column in inquiry.columns
        if not column.hidden
    }
