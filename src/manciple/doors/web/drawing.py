"""Cells of tables as markup, drawn in Python: a template takes ten times as long for a page of rows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .shown import Cell, Column, Difference, Row, Thing

LONG = 30
NOTHING = SafeString("")
NUMERIC = SafeString(' class="num" dir="ltr"')


@cache
def sprite() -> str:
    """Where the icons are."""
    return static("icons.svg")


def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """An icon of the sprite; with a label it speaks, without one it is decoration."""
    if not name:
        return NOTHING
    classes = f"icon icon-{size}" if size else "icon"
    address = f"{sprite()}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', classes, label, address
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', classes, address)


def row_cells(row: Row, cells: Iterable[tuple[Column, Cell]]) -> SafeString:
    """The cells of one row."""
    drawn = (_cell(column, cell, row.level if at == 0 else 0) for at, (column, cell) in enumerate(cells))
    return format_html_join("", "{}", ((each,) for each in drawn))


def _cell(column: Column, cell: Cell, level: int) -> SafeString:
    classes = [
        "num" if column.is_number else "flag" if column.kind == "flag" else "",
        "cell-main" if column.main else "", f"level-{level}" if level else "",
    ]  # fmt: skip
    title = cell.title or (cell.text if len(cell.text) > LONG else "")
    return format_html(
        '<td data-label="{}" class="{}"{}>{}{}</td>',
        column.label,
        " ".join(filter(None, classes)),
        format_html(' title="{}"', title) if title else NOTHING,
        _content(column, cell),
        _why(cell),
    )


def _content(column: Column, cell: Cell) -> SafeString:
    if cell.flag is not None:
        return icon("check", label=column.label) if cell.flag else NOTHING
    if not cell.text:
        return NOTHING
    if cell.url:
        opens = SafeString(" data-open") if cell.opens else NOTHING
        return format_html('<a href="{}"{}><bdi>{}</bdi></a>', cell.url, opens, cell.text)
    if cell.tone:
        return format_html('<span class="badge bg-{}-lt">{}{}</span>', cell.tone, icon(cell.icon), cell.text)
    if column.is_number:
        return format_html('<bdi dir="ltr">{}</bdi>', cell.text)
    return format_html("<bdi>{}</bdi>", cell.text)


def _why(cell: Cell) -> SafeString:
    if not cell.why_url:
        return NOTHING
    return format_html(
        ' <button type="button" class="field-why" hx-get="{}" hx-target="#dialog-second" aria-label="{}">{}</button>',
        cell.why_url,
        _("Why this value?"),
        icon("help-circle"),
    )


def thing_rows(things: Iterable[Thing]) -> SafeString:
    """Things that are compared, each followed by the fields that differ."""
    return format_html_join("", "{}{}", ((_thing(each), _differences(each)) for each in things))


def _thing(thing: Thing) -> SafeString:
    return format_html(
        '<tr class="thing thing-{} level-{}"><th scope="row" colspan="3">{}<bdi>{} {}</bdi>'
        ' <span class="quiet">{}</span></th></tr>',
        thing.tone, thing.level, _mark(thing), thing.kind, thing.number, thing.title)  # fmt: skip


def _mark(thing: Thing) -> SafeString:
    return format_html(
        '<span class="thing-mark text-{}" title="{}">{}</span>', thing.tone, thing.change,
        icon(thing.icon, label=thing.change))  # fmt: skip


def _differences(thing: Thing) -> SafeString:
    rows = ((_difference(each, thing.level + 1),) for each in thing.differences)
    return format_html_join("", "{}", rows)


def _difference(each: Difference, level: int) -> SafeString:
    return format_html(
        '<tr class="difference level-{}{}"><td>{}</td><td{}><del>{}</del></td><td{}><ins>{}</ins></td></tr>',
        level, SafeString(" follows") if each.follows else NOTHING, each.label,
        NUMERIC if each.is_number else NOTHING, each.before or "–",
        NUMERIC if each.is_number else NOTHING, each.after or "–")  # fmt: skip
