"""Documents on paper: what is sent to others, as it was written (kernel/papers.py)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from manciple.kernel import authority, papers, reading
from manciple.kernel.inquiries import columns_of
from manciple.kernel.papers import Paper
from manciple.kernel.refusals import NotFound

from .. import written
from ..middleware import context_of, of_company
from ..shell import address, page

NUMBERS = ("quantity", "price", "amount", "percent", "whole")


@require_GET
@of_company
def paper_page(request: HttpRequest, company: str, key: str, number: str, paper: str) -> HttpResponse:
    """The documents of one record, a sheet each."""
    ctx = context_of(request)
    reading.form_for(key, ctx)
    try:
        printed = papers.find(key, paper)
    except KeyError as error:
        raise NotFound(paper) from error
    if not authority.has(ctx.duties, printed.duty):
        raise NotFound(paper)
    sheets = [_sheet(each) for each in printed.write(ctx, number)]
    back = address("record", ctx, key=key, number=number)
    return page(request, "web/paper.html", [], title=f"{printed.label} {number}", sheets=sheets, back_url=back)


def _sheet(paper: Paper) -> dict[str, Any]:
    """A document as texts of the reader's language."""
    columns = columns_of(paper.row)
    writers = [written.writer(each.kind) for each in columns]
    money = written.writer("amount")
    return {
        "title": paper.title, "number": paper.number, "day": written.text(paper.day), "mark": paper.mark,
        "sender": paper.sender, "receiver": paper.receiver, "currency": paper.currency,
        "facts": [(each.label, written.text(each.value)) for each in paper.facts],
        "columns": [(each.label, each.kind in NUMBERS) for each in columns],
        "rows": [_cells(row, columns, writers) for row in paper.rows],
        "totals": [(each.label, money(each.value)) for each in paper.totals],
    }  # fmt: skip


def _cells(row: Any, columns: Sequence[Any], writers: Sequence[Any]) -> list[tuple[str, bool]]:
    return [
        (write(getattr(row, column.key)), column.kind in NUMBERS)
        for column, write in zip(columns, writers, strict=True)
    ]
