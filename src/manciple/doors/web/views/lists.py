"""Lists of records: search, filters, views, columns, export; paged by key, never counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from manciple.kernel import authority, exports, inquiries, reading, scope
from manciple.kernel.actions import CREATE, DELETE, EDIT, Action
from manciple.kernel.context import Context
from manciple.kernel.forms import Form, form_of
from manciple.kernel.inquiries import Asked
from manciple.kernel.models import SavedView
from manciple.kernel.records import field_of

from .. import written
from ..middleware import of_company
from ..shell import address, list_link, page
from ..shown import Button, Cell, Chip, Column, Field, Filter, How, Link, ListPage, Row, Table

SIZE = 50
RESERVED = frozenset({"q", "order", "after", "view", "columns", "numbers", "size"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks of a list."""

    query: str
    order: str
    after: str
    view: str
    filters: dict[str, str]
    columns: tuple[str, ...]

    @classmethod
    def of(cls, asked: Mapping[str, str], columns: tuple[str, ...] = ()) -> Wanted:
        """Reads the parameters of an address."""
        filters = {name: value for name, value in asked.items() if name not in RESERVED and value != ""}
        named = tuple(part for part in asked.get("columns", "").split(",") if part)
        return cls(
            asked.get("q", "").strip(),
            asked.get("order", ""),
            asked.get("after", ""),
            asked.get("view", ""),
            filters,
            named or columns,
        )

    def address(self, url: str, **changes: str) -> str:
        """The address of the same list with some things changed."""
        told = {
            "q": self.query,
            "order": self.order,
            "view": self.view,
            "columns": ",".join(self.columns),
            **self.filters,
            "after": "",
            **changes,
        }
        query = urlencode({name: value for name, value in told.items() if value})
        return f"{url}?{query}" if query else url


def resolved(filters: Mapping[str, str], ctx: Context) -> dict[str, str]:
    """Filters of a declared view: `@me` and `@today` stand for the visitor and his day."""
    words = {"@me": ctx.user_name, "@today": ctx.today.isoformat()}
    return {name: words.get(value, value) for name, value in filters.items()}


@require_GET
@of_company
def list_page(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """A list of records."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    saved = _saved(form, ctx)
    wanted = Wanted.of(request.GET.dict(), _columns_of_view(request, saved))
    return page(request, "web/list.html", [list_link(form, ctx)], page=_shown(form, wanted, saved, ctx))


def _saved(form: type[Form], ctx: Context) -> list[SavedView]:
    mine = Q(user_id=ctx.user) | Q(user_id=None)
    return list(SavedView.objects.filter(mine, company=ctx.company, list_key=form.key).order_by("name"))


def _columns_of_view(request: HttpRequest, saved: list[SavedView]) -> tuple[str, ...]:
    chosen = next((view for view in saved if f"saved-{view.pk}" == request.GET.get("view")), None)
    own = next((view for view in saved if view.name == ""), None)
    return tuple((chosen or own).columns) if chosen or own else ()


def _asked(form: type[Form], wanted: Wanted, ctx: Context) -> Asked:
    declared = next((filters for key, _label, filters in form.views if key == wanted.view), {})
    return Asked(
        filters=resolved(declared, ctx) | wanted.filters,
        order=wanted.order,
        after=wanted.after,
        size=SIZE,
        search=wanted.query,
    )


def _shown(form: type[Form], wanted: Wanted, saved: list[SavedView], ctx: Context) -> ListPage:
    url = address("list", ctx, key=form.key)
    columns = reading.chosen(form, ",".join(_known(form, wanted.columns))) or form.columns()
    found = reading.listed(form, _asked(form, wanted, ctx), ctx, _keyed(form, columns))
    return ListPage(
        key=form.key, title=str(form.title), url=wanted.address(url), query=wanted.query,
        search_label=_search_label(form), table=table(form, columns, found.rows, wanted, url, ctx),
        views=[*_views(form, wanted, url), *_saved_links(saved, wanted, url)], chips=list(_chips(form, wanted, url)),
        filters_url=wanted.address(address("filters", ctx, key=form.key)),
        columns_url=wanted.address(address("columns", ctx, key=form.key)),
        save_view_url=wanted.address(address("save-view", ctx, key=form.key)),
        exports=_exports(form, wanted, ctx), import_url=_import_url(form, ctx),
        buttons=_buttons(form, ctx), bulk=list(_bulk(form, ctx)),
        next_url=wanted.address(url, after=found.next) if found.next else "",
        previous_url=wanted.address(url) if wanted.after else "",
        note=_note(len(found.rows), bool(found.next), bool(wanted.after)))  # fmt: skip


def _known(form: type[Form], names: tuple[str, ...]) -> list[str]:
    """Columns of a kept view that still exist."""
    known = {column.key for column in form.all_columns()}
    return [name for name in names if name in known]


def _keyed(form: type[Form], columns: list[inquiries.Column]) -> list[inquiries.Column]:
    """The columns and, where nobody chose it, the key that opens a row."""
    if form.of.key in [column.key for column in columns]:
        return columns
    return [*columns, inquiries.Column(form.of.key, "", form.of.key, "key", "", True)]


def _opener(form: type[Form], columns: list[inquiries.Column]) -> str:
    """The column whose cell opens the record."""
    keys = [column.key for column in columns]
    return form.of.key if form.of.key in keys else keys[0]


def _note(count: int, more: bool, later: bool) -> str:
    if not count:
        return ""
    if more or later:
        return _("{count} rows on this page").format(count=count)
    return _("1 row") if count == 1 else _("{count} rows").format(count=count)


def _search_label(form: type[Form]) -> str:
    labels = [str(field_of(form.of, path).verbose_name).lower() for path in form.find]
    return _("Search by {fields}").format(fields=", ".join(labels)) if labels else _("Search")


def table(
    form: type[Form], columns: list[inquiries.Column], rows: list[dict[str, Any]], wanted: Wanted,
    url: str, ctx: Context,
) -> Table:  # fmt: skip
    """Rows of records as a table whose first link opens the record."""
    choices = {column.key: written.choices_of(form, column.key) for column in columns}
    opener = _opener(form, columns)
    heads = [_head(column, wanted, url, main=column.key == opener) for column in columns]
    body = [
        Row(key=str(row[form.of.key]),
            cells=[_cell(form, column, row, choices, opener, ctx) for column in columns])
        for row in rows
    ]  # fmt: skip
    return Table(
        columns=heads,
        rows=body,
        label=str(form.title),
        selectable=bool(list(_bulk(form, ctx))),
        empty=_("No record fits. Drop a filter, or make a new one."),
    )


def _head(column: inquiries.Column, wanted: Wanted, url: str, *, main: bool) -> Column:
    up = wanted.order == column.key
    sort = f"-{column.key}" if up else column.key
    sorted_ = {column.key: "ascending", f"-{column.key}": "descending"}.get(wanted.order, "")
    return Column(
        key=column.key,
        label=str(column.label),
        kind=written.column_kind(column.kind),
        sort_url=wanted.address(url, order=sort),
        sorted=sorted_,
        main=column.key == form.of.key,
    )


def _cell(
    form: type[Form], column: inquiries.Column, row: dict[str, Any], choices: dict[str, dict[str, str]],
    ctx: Context,
) -> Cell:  # fmt: skip
    value = row[column.key]
    if column.key == form.of.key:
        return Cell(
            text=written.text(value, column.kind), url=address("record", ctx, key=form.key, number=value), opens=True
        )
    if isinstance(value, bool):
        return Cell(flag=value)
    if choices[column.key]:
        return Cell(text=choices[column.key].get(str(value or ""), str(value or "")), tone=tone_of(str(value or "")))
    if column.ref and value not in (None, ""):
        return Cell(text=str(value), url=address("record", ctx, key=column.ref, number=value))
    return Cell(text=written.text(value, column.kind))


def tone_of(state: str) -> str:
    """A colour that stays the same for a state wherever it is shown; from the state's own declaration."""
    return "" if not state else "secondary"


def _views(form: type[Form], wanted: Wanted, url: str) -> Iterator[Link]:
    if not form.views:
        return
    plain = not wanted.view
    yield Link(label=_("All"), url=url, active=plain)
    for key, label, _filters in form.views:
        yield Link(label=str(label), url=f"{url}?view={key}", active=wanted.view == key)


def _saved_links(saved: list[SavedView], wanted: Wanted, url: str) -> Iterator[Link]:
    for view in saved:
        if view.name:
            key = f"saved-{view.pk}"
            told = {**view.filters, "view": key, "order": view.order, "columns": ",".join(view.columns)}
            query = urlencode({name: value for name, value in told.items() if value})
            yield Link(
                label=view.name,
                url=f"{url}?{query}",
                active=wanted.view == key,
                icon="users" if view.user_id is None else "",
            )


OPERATOR_LABELS = {
    "": "=",
    "eq": "=",
    "ne": "≠",
    "lt": "<",
    "le": "≤",
    "gt": ">",
    "ge": "≥",
    "contains": "…",
    "starts": "…",
    "in": "=",
    "empty": "",
}


def _chips(form: type[Form], wanted: Wanted, url: str) -> Iterator[Chip]:
    columns = {column.key: column for column in form.all_columns()}
    for name, value in wanted.filters.items():
        key, _sep, operator = name.partition("__")
        if key not in columns:
            continue
        words = written.choices_of(form, key)
        shown = ", ".join(words.get(part, part) for part in value.split(","))
        label = f"{columns[key].label} {OPERATOR_LABELS.get(operator, operator)} {shown}"
        yield Chip(label=label, url=wanted.address(url, **{name: ""}))


def _exports(form: type[Form], wanted: Wanted, ctx: Context) -> list[Link]:
    return [
        Link(label=label, icon=icon, url=wanted.address(address("export", ctx, key=form.key, kind=kind)))
        for kind, label, icon in (("xlsx", "Excel", "file-spreadsheet"), ("csv", "CSV", "file-text"))
    ]


def _import_url(form: type[Form], ctx: Context) -> str:
    create = _action(form, CREATE)
    return address("import", ctx, key=form.key) if create and authority.has(ctx.duties, create.duty) else ""


def _action(form: type[Form], key: str) -> Action | None:
    return next((each for each in form.actions() if each.key == key), None)


def _buttons(form: type[Form], ctx: Context) -> list[Button]:
    create = _action(form, CREATE)
    if create is None or not authority.has(ctx.duties, create.duty):
        return []
    return [Button(
        key="new", label=_("New"), icon="plus", how=How.LINK, primary=True, shortcut="n",
        url=address("new", ctx, key=form.key))]  # fmt: skip


def _bulk(form: type[Form], ctx: Context) -> Iterator[Button]:
    for action in form.actions():
        if action.creates or action.key == EDIT or not authority.has(ctx.duties, action.duty):
            continue
        yield Button(
            key=action.key,
            label=str(action.label),
            danger=action.danger or action.key == DELETE,
            url=address("act-many", ctx, key=form.key, action=action.key),
            include="#chosen-numbers",
        )


@require_GET
@of_company
def filters_drawer(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """The filters a list offers."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    wanted = Wanted.of(request.GET.dict())
    url = address("list", ctx, key=key)
    filters = [_filter(form, column, wanted, ctx) for column in form.all_columns()]
    return render(request, "web/list/filters.html", {"page_url": url, "filters": filters, "clear_url": url})


def _filter(form: type[Form], column: inquiries.Column, wanted: Wanted, ctx: Context) -> Filter:
    kind = written.column_kind(column.kind)
    operator = "contains" if kind in ("text", "long") else ""
    name = f"{column.key}__{operator}" if operator else column.key
    words = written.choices_of(form, column.key)
    choices = [*words.items()] if words else []
    if kind == "flag":
        kind, choices = "choice", [("true", _("Yes")), ("false", _("No"))]
    field = Field(
        key=column.key,
        name=name,
        label=str(column.label),
        kind="choice" if choices else kind,
        text=wanted.filters.get(name, ""),
        choices=choices,
        lookup_url=address("lookup", ctx, key=column.ref) if column.ref else "",
    )
    return Filter(field=field, operator_name="")


@require_http_methods(["GET", "POST"])
@of_company
def columns_drawer(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """Which columns a list shows, kept for the visitor."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    if request.method == "POST":
        chosen = [] if request.POST.get("reset") else _known(form, tuple(request.POST.getlist("columns")))
        _keep(form, "", chosen, "", {}, ctx, shared=False)
        return _back(request, address("list", ctx, key=key))
    saved = next((view for view in _saved(form, ctx) if view.name == "" and view.user_id == ctx.user), None)
    shown = list(saved.columns) if saved and saved.columns else [column.key for column in form.columns()]
    known = {column.key: str(column.label) for column in form.all_columns()}
    ordered = [*[name for name in shown if name in known], *[name for name in known if name not in shown]]
    columns = [(name, known[name], name in shown) for name in ordered]
    return render(request, "web/list/columns.html", {"save_url": request.get_full_path(), "columns": columns})


def _back(request: HttpRequest, url: str) -> HttpResponse:
    """Goes to a page; a part of a page asked for by script is told where."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


def _keep(
    form: type[Form], name: str, columns: list[str], order: str, filters: dict[str, str], ctx: Context,
    *, shared: bool,
) -> SavedView:  # fmt: skip
    """A view is the visitor's own setting, no business data: kept without an action."""
    with scope.companies(ctx.company), transaction.atomic():
        view, _made = SavedView.objects.update_or_create(
            company_id=ctx.company,
            list_key=form.key,
            name=name,
            user_id=None if shared else ctx.user,
            defaults={"columns": columns, "order": order, "filters": filters},
        )
    return view


@require_http_methods(["GET", "POST"])
@of_company
def save_view(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """Keeps filters, order and columns of a list under a name."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    wanted = Wanted.of(request.GET.dict())
    name = request.POST.get("name", "").strip()[:60]
    if request.method == "POST" and name:
        view = _keep(
            form,
            name,
            list(wanted.columns),
            wanted.order,
            wanted.filters,
            ctx,
            shared=request.POST.get("shared") == "true",
        )
        return _back(request, wanted.address(address("list", ctx, key=key), view=f"saved-{view.pk}"))
    fault = _("Enter a name.") if request.method == "POST" else ""
    shown = {"save_url": request.get_full_path(), "query": urlencode(wanted.filters), "name": name,
             "may_share": True, "fault": fault}  # fmt: skip
    return render(request, "web/list/save_view.html", shown, status=422 if fault else 200)


@require_GET
@of_company
def export(request: HttpRequest, company: str, key: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The list as a file, with the filters and columns of the page."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    wanted = Wanted.of(request.GET.dict())
    columns = reading.chosen(form, ",".join(_known(form, wanted.columns))) or form.columns()
    asked = _asked(form, wanted, ctx)
    name = f"{form.key}.{kind}"
    if kind == "csv":
        body: Any = "".join(exports.list_csv(form, asked, ctx, columns))
        answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    else:
        headings = [str(column.label) for column in columns]
        rows = ([row[column.key] for column in columns] for row in exports.rows_of(form, asked, ctx, columns))
        answer = HttpResponse(
            exports.workbook([(str(form.title), headings, rows)]),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def form_link(record: Any, number: str, ctx: Context) -> str:
    """The page of a record, when its kind has one."""
    form = form_of(record)
    return address("record", ctx, key=form.key, number=number) if form else ""
