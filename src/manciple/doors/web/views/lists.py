"""Lists of records: search, filters, views, mass actions; paged by key, never counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from manciple.kernel import authority, inquiries, reading
from manciple.kernel.actions import CREATE, DELETE, EDIT, Action
from manciple.kernel.context import Context
from manciple.kernel.forms import Form, FormField
from manciple.kernel.inquiries import Asked
from manciple.kernel.models import SavedView
from manciple.kernel.records import field_of

from .. import controls, written
from ..middleware import context_of, of_company
from ..shell import address, list_link, page
from ..shown import Button, Cell, Column, How, Link, ListPage, Row, Table
from . import kept
from .parts import icon_of
from .wanted import Wanted, chips, declared, resolved

SIZE = 50


@require_GET
@of_company
def list_page(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """A list of records."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    if form.single and not request.GET and (only := _only(form, ctx)):
        return redirect(address("record", ctx, key=key, number=only))
    views = kept.of_visitor(form, ctx)
    first = kept.opening(views)
    if first is not None and not request.GET:
        return redirect(kept.url_of(first, request.path))
    return page(request, "web/list.html", [list_link(form, ctx)], page=_shown(form, Wanted.of(request.GET), views, ctx))


def _only(form: type[Form], ctx: Context) -> str:
    """The number of the one record of a kind; blank while there is none."""
    return str(reading.rows_of(form.of, ctx).values_list(form.of.key, flat=True).first() or "")


def asked(form: type[Form], wanted: Wanted, ctx: Context) -> Asked:
    """What the address asks for, as the kernel reads it."""
    filters = filters_of(form, wanted, ctx)
    return Asked(filters=filters, order=wanted.order, after=wanted.after, size=SIZE, search=wanted.query)


def filters_of(form: type[Form], wanted: Wanted, ctx: Context) -> dict[str, str]:
    """The filters in force: those of the view, and those the visitor chose."""
    return resolved({**declared(form, wanted.view), **wanted.filters}, ctx)


def columns_of(form: type[Form], wanted: Wanted, views: Sequence[SavedView]) -> list[inquiries.Column]:
    """The columns to show; names that no longer exist are left out."""
    known = {column.key: column for column in form.all_columns()}
    names = wanted.columns or kept.columns(views, wanted.view)
    return [known[name] for name in names if name in known] or form.columns()


def _shown(form: type[Form], wanted: Wanted, views: Sequence[SavedView], ctx: Context) -> ListPage:
    url = address("list", ctx, key=form.key)
    columns = columns_of(form, wanted, views)
    found = reading.listed(form, asked(form, wanted, ctx), ctx, _with_key(form, columns))
    bulk = list(_bulk(form, ctx))

    def of_this_list(name: str, **parts: str) -> str:
        return wanted.address(address(name, ctx, key=form.key, **parts))

    return ListPage(
        key=form.key, title=_title(form, wanted), url=wanted.address(url, after=wanted.after), query=wanted.query,
        search_label=_search_label(form), table=_table(form, columns, found.rows, wanted, url, bool(bulk), ctx),
        views=[*_views(form, wanted, url, bool(views)), *kept.links(views, wanted, url)],
        chips=list(chips(form, wanted, url)), filters_url=of_this_list("filters"), columns_url=of_this_list("columns"),
        save_view_url=of_this_list("save-view"), drop_view_url=_drop_url(form, wanted, views, ctx),
        exports=[
            Link(label="Excel", icon="file-spreadsheet", url=of_this_list("export", kind="xlsx")),
            Link(label="CSV", icon="file-text", url=of_this_list("export", kind="csv")),
        ],
        import_url=address("import", ctx, key=form.key) if creates(form, ctx) else "",
        buttons=list(_buttons(form, ctx)), bulk=bulk, found=wanted.address("").removeprefix("?") or f"view={form.key}",
        next_url=wanted.address(url, after=found.next) if found.next else "",
        previous_url=wanted.address(url) if wanted.after else "",
        note=_note(len(found.rows), whole=not found.next and not wanted.after))  # fmt: skip


def _title(form: type[Form], wanted: Wanted) -> str:
    """What the list is called: a view that stands in the menu has a name of its own."""
    entry = next((label for key, label, _filters in form.views if key == wanted.view and key in form.entries), None)
    return str(entry or form.title)


def _drop_url(form: type[Form], wanted: Wanted, views: Sequence[SavedView], ctx: Context) -> str:
    view = kept.chosen(views, wanted.view)
    own = view is not None and view.user_id == ctx.user
    return address("drop-view", ctx, key=form.key, view=view.pk) if view and own else ""


def _with_key(form: type[Form], columns: list[inquiries.Column]) -> list[inquiries.Column]:
    """The columns and, where nobody chose it, the key that opens a row."""
    if form.of.key in [column.key for column in columns]:
        return columns
    return [*columns, inquiries.Column(form.of.key, "", form.of.key, "key", "", True)]


def _note(count: int, *, whole: bool) -> str:
    if not whole:
        return _("{count} rows on this page").format(count=count)
    return _("1 row") if count == 1 else _("{count} rows").format(count=count)


def _search_label(form: type[Form]) -> str:
    labels = [str(field_of(form.of, path).verbose_name).lower() for path in form.find]
    return _("Search by {fields}").format(fields=", ".join(dict.fromkeys(labels))) if labels else _("Search")


# --- Rows ---------------------------------------------------------------------------------------------


def _table(
    form: type[Form], columns: Sequence[inquiries.Column], rows: Sequence[Mapping[str, Any]], wanted: Wanted, url: str,
    selectable: bool, ctx: Context,
) -> Table:  # fmt: skip
    """Rows of records; the cell of the key, or else the first one, opens the record."""
    keys = [column.key for column in columns]
    opener = form.of.key if form.of.key in keys else keys[0]
    fields = {key: written.placed(form, key) for key in keys}

    def drawn(column: inquiries.Column, row: Mapping[str, Any]) -> Cell:
        if column.key == opener:
            return _opening(form, column, row, ctx)
        if link := form.link(column.key, row):
            text = str(row[column.key])
            return Cell(text=text, url=controls.record_url(link, text, ctx))
        return cell(column, fields[column.key], row[column.key], ctx)

    body = [Row(key=str(row[form.of.key]), cells=[drawn(column, row) for column in columns]) for row in rows]
    empty = _("No record fits. Drop a filter, or search for something else.") if wanted.filters or wanted.query else ""
    return Table(
        columns=[_head(column, wanted, url, main=column.key == opener) for column in columns],
        rows=body,
        label=str(form.title),
        selectable=selectable,
        empty=empty or _("There are no {what} yet.").format(what=form.of._meta.verbose_name_plural),
    )


def _head(column: inquiries.Column, wanted: Wanted, url: str, *, main: bool) -> Column:
    is_up = wanted.order == column.key
    sorted_ = {column.key: "ascending", f"-{column.key}": "descending"}.get(wanted.order, "")
    return Column(
        key=column.key,
        label=str(column.label),
        kind=written.column_kind(column.kind),
        main=main,
        sorted=sorted_,
        sort_url=wanted.address(url, order=f"-{column.key}" if is_up else column.key),
    )


def _opening(form: type[Form], column: inquiries.Column, row: Mapping[str, Any], ctx: Context) -> Cell:
    url = address("record", ctx, key=form.key, number=row[form.of.key])
    return Cell(text=written.text(row[column.key], column.kind) or str(row[form.of.key]), url=url, opens=True)


def cell(column: inquiries.Column, field: FormField | None, value: Any, ctx: Context) -> Cell:
    """A value in a table: a flag, a state with its colour, a link, or text."""
    if isinstance(value, bool):
        return Cell(flag=value)
    if field is not None and isinstance(value, list):
        words = {each.value: each.label for each in field.offers}
        return Cell(text=", ".join(words.get(code, str(code)) for code in value))
    if field is not None and field.choices and value:
        label = dict(field.choices).get(str(value), str(value))
        return Cell(text=label, tone=written.colour(field.tone(value)))
    if column.ref and value not in (None, ""):
        return Cell(text=str(value), url=controls.record_url(column.ref, value, ctx))
    return Cell(text=written.text(value, column.kind))


# --- Views, buttons -------------------------------------------------------------------------------------


def _views(form: type[Form], wanted: Wanted, url: str, kept_views: bool) -> Iterator[Link]:
    """The declared views; before them the whole list, unless a declared view shows it."""
    if not any(not filters for _key, _label, filters in form.views) and (form.views or kept_views):
        yield Link(label=_("All"), url=f"{url}?all=true", active=not wanted.view)
    for key, label, filters in form.views:
        active = wanted.view == key or (not filters and not wanted.view)
        yield Link(label=str(label), url=f"{url}?view={key}", active=active)


def action_of(form: type[Form], key: str) -> Action | None:
    """An action of a form."""
    return next((each for each in form.actions() if each.key == key), None)


def creates(form: type[Form], ctx: Context) -> Action | None:
    """The action by which the visitor makes records of a form."""
    create = action_of(form, CREATE)
    return create if create and authority.has(ctx.duties, create.duty) else None


def _buttons(form: type[Form], ctx: Context) -> Iterator[Button]:
    """New records, by `create` and by other actions that make some."""
    if creates(form, ctx):
        yield Button(key=CREATE, label=_("New"), icon="plus", how=How.LINK, primary=True, shortcut="n",
                     url=address("new", ctx, key=form.key))  # fmt: skip
    for action in form.actions():
        if action.creates and action.key != CREATE and authority.has(ctx.duties, action.duty):
            yield Button(
                key=action.key,
                label=str(action.label),
                icon=action.icon or "plus",
                hint=written.help_of(action.help),
                url=address("make", ctx, key=form.key, action=action.key),
            )


def _needs_nothing(action: Action) -> bool:
    """Whether an action can be done to many records without being told something about each of them."""
    fields = action.args.model_fields.values()
    asks = any(field.is_required() or controls.row_shape(field.annotation) for field in fields)
    return not (asks or action.creates or action.key == EDIT)


def _bulk(form: type[Form], ctx: Context) -> Iterator[Button]:
    """Actions for many records at once: those the form names, else those that need to be told nothing."""
    known = {each.key: each for each in form.actions()}
    offered = [known[key] for key in form.mass] or [each for each in known.values() if _needs_nothing(each)]
    for action in offered:
        if not authority.has(ctx.duties, action.duty):
            continue
        yield Button(
            key=action.key,
            label=str(action.label),
            icon=icon_of(action),
            include="#chosen-numbers, #chosen-found",
            danger=action.danger or action.key == DELETE,
            url=address("act-many", ctx, key=form.key, action=action.key),
        )
