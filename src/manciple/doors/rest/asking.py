"""Inquiries, timelines, form contracts: what may be asked besides records."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from manciple.kernel import audit, authority, contract, inquiries, reading
from manciple.kernel.context import Context
from manciple.kernel.inquiries import DEFAULT_ROWS, MOST_ROWS, Asked, Inquiry
from manciple.kernel.refusals import Invalid, NotFound

from .acting import possible
from .entry import caller_of, visiting
from .problems import NotAllowed
from .records import FormType, line_grid, line_list
from .wire import answer, asked, count, segment

PAGING = ("after", "size", "order", "fields")


def about(request: HttpRequest, company: str, form: str, number: str, what: str) -> HttpResponse:
    """What belongs to a record: its lines, its possible actions, its timeline, an inquiry about it."""
    with visiting(request, company) as ctx:
        found = reading.form_for(form, ctx)
        name = segment(number)
        match what:
            case "actions":
                return possible(request, ctx, found, name)
            case "timeline":
                return timeline(request, ctx, found, name)
            case _ if any(each.key == what for each in found.lines):
                asked(request, ())
                return answer({"rows": line_list(ctx, found, name, line_grid(found, what))})
            case _:
                return _inquiry_about(request, ctx, found, name, what)


def _inquiry_about(request: HttpRequest, ctx: Context, form: FormType, number: str, key: str) -> HttpResponse:
    inquiry = next((each for each in inquiries.every() if each.key == key and each.about == form.key), None)
    if inquiry is None or not authority.has(ctx.duties, inquiry.duty):
        if any(each.key == key and not each.creates for each in form.actions()):
            raise NotAllowed("POST")
        raise NotFound(key)
    reading.record(form, number, ctx, lines=False)
    return _rows(request, ctx, inquiry, {"number": number})


def timeline(request: HttpRequest, ctx: Context, form: FormType, number: str) -> HttpResponse:
    """What happened to a record, newest first: when, who, through which door, what changed."""
    most = count(asked(request, ("size",)), "size", DEFAULT_ROWS, MOST_ROWS)
    header = reading.record(form, number, ctx, lines=False)
    entries = audit.timeline(form.of, header.id, ctx.company, most)
    names = dict(_user_names({each.user for each in entries}))
    return answer({"rows": [_entry(each, names) for each in entries]})


def _user_names(ids: set[int]) -> Any:
    users = get_user_model()
    return users._default_manager.filter(pk__in=ids).values_list("pk", users.USERNAME_FIELD)


def _entry(each: audit.Entry, names: dict[int, str]) -> dict[str, Any]:
    return {
        "event": each.name, "at": each.at, "user": names.get(each.user, str(each.user)), "door": each.door,
        "before": each.before, "after": each.after, "detail": each.detail,
        "changes": [{"field": name, "before": before, "after": after} for name, before, after in each.changes],
    }  # fmt: skip


def inquiry_list(request: HttpRequest, company: str) -> HttpResponse:
    """The inquiries the caller may ask."""
    asked(request, ())
    with visiting(request, company) as ctx:
        found = [each for each in inquiries.every() if authority.has(ctx.duties, each.duty)]
    return answer({"rows": [contract.inquiry(each) for each in found]})


def inquire(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """The rows of an inquiry."""
    with visiting(request, company) as ctx:
        inquiry = _inquiry(key)
        if not authority.has(ctx.duties, inquiry.duty):
            raise NotFound(key)
        return _rows(request, ctx, inquiry, {})


def _inquiry(key: str) -> Inquiry:
    try:
        return inquiries.find(key)
    except KeyError as error:
        raise NotFound(key) from error


def _rows(request: HttpRequest, ctx: Context, inquiry: Inquiry, known: dict[str, str]) -> HttpResponse:
    query = asked(request, PAGING, free=True)
    own = set(reading.asked_by(inquiry).model_fields)
    told = {name: text for name, text in query.items() if name in own} | known
    rest = {name: text for name, text in query.items() if name not in own and name not in PAGING}
    rows = reading.answered(inquiry, told, ctx)
    if isinstance(rows, QuerySet):
        size = count(query, "size", DEFAULT_ROWS, MOST_ROWS)
        page = Asked(rest, query.get("order", ""), query.get("after", ""), size)
        columns = [each for each in inquiry.columns if not each.hidden]
        found = inquiries.page(rows, inquiry.columns, page, inquiry.order or ("pk",), columns)
        return answer({"rows": found.rows, "next": found.next or None})
    if rest or query.keys() & {"after", "order", "size"}:
        raise Invalid(*((name, "is no parameter of this inquiry") for name in query if name not in own))
    return answer({"rows": [reading.plain_row(inquiry, row) for row in rows], "next": None})


def me(request: HttpRequest) -> HttpResponse:
    """Who is asking, and in which companies he has something to do."""
    asked(request, ())
    caller = caller_of(request)
    user = get_user_model()._default_manager.get(pk=caller.user)
    found = [each for each in authority.companies_of(caller.user) if caller.may_enter(each.code)]
    return answer({
        "user": user.get_username(), "by": "token" if caller.bearer else "session",
        "companies": [{"code": each.code, "name": each.name} for each in found],
    })  # fmt: skip


def contracts(request: HttpRequest) -> HttpResponse:
    """All forms by key and title."""
    asked(request, ())
    return answer({"rows": contract.every()})


def form_contract(request: HttpRequest, form: str) -> HttpResponse:
    """The contract of a form: tabs, groups, fields, lines, actions with their arguments."""
    asked(request, ())
    return answer(contract.of(contract.named(form)))
