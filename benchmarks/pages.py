"""How long pages take on the server: an order of 1,000 lines, a list of 100,000 orders.

Through the whole stack of middleware, without a network. The floor of a page is the time of its
rows alone: the same statements, fetched and thrown away.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client

from manciple.demo.company import Company, found
from manciple.kernel import scope, sql
from manciple.orders.models import PurchaseOrder

from .lifecycle import carry_out, told

LINES, ORDERS, TURNS = 1000, 100_000, 40

COPY = """
    INSERT INTO orders_purchaseorder (number, order_date, {rest})
    SELECT 'L' || lpad(place::text, 7, '0'), order_date - mod(place, 900), {rest}
      FROM orders_purchaseorder, generate_series(1, %s) AS place
     WHERE company_id = %s AND id = %s"""


def report(say: Callable[[str], None] = print) -> None:
    """Prints p50 and p99 of each page, and what its statements alone take."""
    company = found("PAGE", currency="USD", country="US")
    number = _order(company)
    _many(company, number)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(get_user_model().objects.get(pk=company.ctx.user))
    base = f"/{company.code}/purchase-orders/"
    say("Pages: server time in ms (p50 / p99), rows alone (p50)")
    for label, url in (
        (f"order page, {LINES} lines", f"{base}{number}/"),
        (f"list of {ORDERS:,} orders, first page", base),
        ("the same, searched", f"{base}?q=L0099"),
        ("the same, filtered and sorted", f"{base}?approval_status=approved&order=-total"),
    ):
        _measure(client, company, label, url, say)


def _order(company: Company) -> str:
    key, args = told("create", "", LINES)
    answer = carry_out(company, key, [], args)
    return next(made.number for made in answer.made if made.kind == "purchase-orders")


def _many(company: Company, number: str) -> None:
    """A hundred thousand orders, copied in the database from one header."""
    columns = [
        str(f.column)
        for f in PurchaseOrder._meta.local_concrete_fields
        if f.column not in ("id", "number", "order_date", "created_at") and not f.generated
    ]
    with scope.companies(company.id), transaction.atomic():
        order = PurchaseOrder.objects.get(company=company.id, number=number)
        sql.values(COPY.format(rest=", ".join(columns)), [ORDERS, company.id, order.pk])


def _measure(client: Client, company: Company, label: str, url: str, say: Callable[[str], None]) -> None:
    times: list[float] = []
    for turn in range(TURNS + 3):
        start = time.perf_counter()
        answer = client.get(url)
        took = (time.perf_counter() - start) * 1000
        assert answer.status_code == 200, (url, answer.status_code)
        if turn >= 3:
            times.append(took)
    rows = _rows_alone(client, company, url)
    cuts = statistics.quantiles(times, n=100)
    say(
        f"  {label}: {statistics.median(times):.0f} / {cuts[98]:.0f}, rows alone {rows:.0f} "
        f"({statistics.median(times) / max(rows, 0.1):.1f}x)"
    )


def _rows_alone(client: Client, company: Company, url: str) -> float:
    """The page's statements again, without anything around them."""
    told: list[tuple[str, Any]] = []

    def keep(execute, text, parameters, many, context):  # type: ignore[no-untyped-def]
        told.append((text, parameters))
        return execute(text, parameters, many, context)

    with connection.execute_wrapper(keep):
        client.get(url)
    reads = [(text, parameters) for text, parameters in told if text.lstrip().upper().startswith(("SELECT", "WITH"))]
    times = []
    for _ in range(TURNS // 2):
        start = time.perf_counter()
        with scope.companies(company.id), transaction.atomic(), connection.cursor() as cursor:
            for text, parameters in reads:
                cursor.execute(text, parameters)
                cursor.fetchall()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)
