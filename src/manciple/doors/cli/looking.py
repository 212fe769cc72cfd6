"""Commands that only look: lists, records, what can be done, what happened, inquiries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from manciple.kernel import audit, authority, contract, exports, forms, inquiries, reading
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.inquiries import Asked, Column
from manciple.kernel.refusals import Invalid, NotFound
from manciple.kernel.running import available

from .asking import filters, form_of, located
from .showing import Screen


def form_list(screen: Screen) -> None:
    """Everything there is, with what can be done to it."""
    told = [(form.key, str(form.title), ", ".join(each.key for each in form.actions())) for form in forms.every()]
    if screen.as_json:
        screen.json(contract.every())
    else:
        screen.rows(("form", "title", "actions"), sorted(told))


def listing(
    screen: Screen, ctx: Context, word: str, words: Sequence[str], *, order: str, fields: str, search: str,
    size: int, after: str, whole: bool,
) -> None:  # fmt: skip
    """A page of a list, or all of it."""
    form = form_of(word, ctx)
    asked = Asked(filters(words), order, after, size, search)
    columns = reading.chosen(form, fields) or form.columns()
    with reading.reading(ctx):
        if whole:
            rows, following = list(exports.rows_of(form, asked, ctx, columns)), ""
        else:
            page = reading.listed(form, asked, ctx, columns)
            rows, following = page.rows, page.next
    _print(screen, columns, rows, following)


def _print(screen: Screen, columns: Sequence[Column], rows: Sequence[dict[str, Any]], following: str) -> None:
    if screen.as_json:
        screen.json({"rows": rows, "next": following or None})
        return
    screen.rows([str(each.label) for each in columns], [[row[each.key] for each in columns] for row in rows])
    if following:
        screen.fault(f"There are more: --after {following}, or --all")


def show(screen: Screen, ctx: Context, words: Sequence[str]) -> None:
    """A record with its lines."""
    with reading.reading(ctx):
        form, number = located(words, ctx)
    print_record(screen, ctx, form, number)


def print_record(screen: Screen, ctx: Context, form: type[Form], number: str) -> None:
    """Prints a record, field by field, its lines as tables."""
    with reading.reading(ctx):
        shown = reading.record(form, number, ctx)
    if screen.as_json:
        screen.json({**shown.fields, "version": shown.version, **shown.lines})
        return
    screen.say(f"{form.label()} {shown.number}")
    screen.record({each.key: str(each.label) for each in form.all_columns()}, shown.fields)
    for lines in form.lines:
        columns = [each for each in reading.line_columns(lines) if each.key in {lines.of.key, *lines.grid}]
        rows = [[row[each.key] for each in columns] for row in shown.lines[lines.key]]
        if rows:
            screen.rows([str(each.label) for each in columns], rows, str(lines.label))


def possible(screen: Screen, ctx: Context, words: Sequence[str]) -> None:
    """What can be done to a record now, and why the rest cannot."""
    with reading.reading(ctx):
        form, number = located(words, ctx)
        found = available(form.of, number, ctx, [each for each in form.actions() if not each.creates])
    if screen.as_json:
        screen.json([{"key": each.action.key, "label": str(each.action.label), "available": each.available,
                      "refusals": [reason.as_dict() for reason in each.refusals]} for each in found])  # fmt: skip
        return
    rows = [(each.action.key, str(each.action.label), each.available, " ".join(map(str, each.refusals)))
            for each in found]  # fmt: skip
    screen.rows(("action", "label", "possible", "because"), rows)


def timeline(screen: Screen, ctx: Context, words: Sequence[str], size: int) -> None:
    """What happened to a record, newest first."""
    with reading.reading(ctx):
        form, number = located(words, ctx)
        header = reading.record(form, number, ctx, lines=False)
        entries = audit.timeline(form.of, header.id, ctx.company, size)
        users = get_user_model()
        names = dict(users._default_manager.filter(pk__in={each.user for each in entries})
                     .values_list("pk", users.USERNAME_FIELD))  # fmt: skip
    if screen.as_json:
        screen.json([{
            "event": each.name, "at": each.at, "user": names.get(each.user), "door": each.door,
            "before": each.before, "after": each.after, "changes": each.changes} for each in entries])  # fmt: skip
        return
    rows = [(each.at, names.get(each.user, each.user), each.door, each.name, each.after,
             ", ".join(name for name, _, _ in each.changes)) for each in entries]  # fmt: skip
    screen.rows(("at", "user", "door", "event", "state", "changed"), rows)


def ask(screen: Screen, ctx: Context, key: str, words: Sequence[str], order: str, size: int) -> None:
    """The rows of an inquiry; its own questions and filters by column as name=value."""
    inquiry = next((each for each in inquiries.every() if each.key == key), None)
    if inquiry is None or not authority.has(ctx.duties, inquiry.duty):
        raise NotFound(key)
    told = filters(words)
    own = {name: told.pop(name) for name in reading.asked_by(inquiry).model_fields if name in told}
    columns, following = [each for each in inquiry.columns if not each.hidden], ""
    with reading.reading(ctx):
        rows = reading.answered(inquiry, own, ctx)
        if isinstance(rows, QuerySet):
            asked = Asked(told, order, "", size)
            page = inquiries.page(rows, inquiry.columns, asked, inquiry.order or ("pk",), columns)
            rows, following = page.rows, page.next
        elif told:
            raise Invalid(*((name, "is no question of this inquiry") for name in told))
        else:
            rows = [reading.plain_row(inquiry, row) for row in rows]
    _print(screen, columns, rows, following)


def inquiry_list(screen: Screen, ctx: Context) -> None:
    """The inquiries the user may ask."""
    found = [each for each in inquiries.every() if authority.has(ctx.duties, each.duty)]
    if screen.as_json:
        screen.json([contract.inquiry(each) for each in found])
    else:
        screen.rows(("inquiry", "label", "about", "help"), [(e.key, str(e.label), e.about, e.help) for e in found])
