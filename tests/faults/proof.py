"""What must be true after a crash: every sentence returned here is a promise that was broken.

Everything is asked of the database itself, as the superuser, past the code that wrote it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from manciple.engine.provision import Connection

from .written import Request, Written

Rows = list[tuple[Any, ...]]

#: Acts of buyers come through the door of programs, or of the worker; each belongs to one key.
ACTS = """
    SELECT act.id, act.record || '.' || act.action FROM kernel_act AS act
      JOIN organization_legalentity AS company ON company.id = act.company_id
     WHERE company.code = %(company)s AND act.door IN ('rest', 'worker')"""
CLAIMS = """
    SELECT claim.token, claim.answer FROM kernel_claim AS claim
      JOIN organization_legalentity AS company ON company.id = claim.company_id
     WHERE company.code = %(company)s AND claim.answer ? 'act'"""

#: What each kind of request makes, found by the key it carries.
MADE = {
    "order": "SELECT vendor_reference, count(*) FROM orders_purchaseorder GROUP BY 1",
    "first": "SELECT product_receipt, count(*) FROM receipts_productreceipt GROUP BY 1",
    "rest": "SELECT product_receipt, count(*) FROM receipts_productreceipt GROUP BY 1",
    "bill": "SELECT invoice, count(*) FROM invoices_vendorinvoice WHERE status = 'posted' GROUP BY 1",
}
SUMS = """
    SELECT coalesce(sum(amount), 0), coalesce(sum(accounting_amount), 0), coalesce(sum(reporting_amount), 0)
      FROM ledger_entry"""
UNBALANCED = """
    SELECT voucher.number FROM ledger_voucher AS voucher LEFT JOIN ledger_entry AS entry
        ON entry.company_id = voucher.company_id AND entry.voucher_id = voucher.id
     GROUP BY voucher.company_id, voucher.id, voucher.number, voucher.line_count
    HAVING count(entry.id) <> voucher.line_count OR coalesce(sum(entry.accounting_amount), 1) <> 0"""
#: Every document that was posted names its voucher, and every voucher is named once.
DOCUMENTS = """
    SELECT coalesce(voucher.number, document.voucher), count(voucher.number), count(document.voucher)
      FROM (SELECT company_id, voucher FROM receipts_productreceipt WHERE voucher <> ''
            UNION ALL
            SELECT company_id, voucher FROM invoices_vendorinvoice WHERE voucher <> '') AS document
      FULL JOIN ledger_voucher AS voucher
        ON voucher.company_id = document.company_id AND voucher.number = document.voucher
     GROUP BY 1 HAVING count(voucher.number) <> 1 OR count(document.voucher) <> 1"""
CONTINUOUS = "SELECT reference, format, next FROM kernel_numbersequence WHERE continuous"
#: Where the numbers of each continuous sequence stand.
NUMBERED = {"voucher": "SELECT number FROM ledger_voucher"}


def broken(database: Connection, written: Written, company: str) -> list[str]:
    """Everything that is not as promised; nothing, when all is well."""
    return [
        *losses(database, written, company),
        *doubles(database, written, company),
        *_books(database),
        *_numbers(database),
    ]


def losses(database: Connection, written: Written, company: str) -> Iterator[str]:
    """Acknowledged requests whose answer the database does not hold, or holds differently."""
    kept = {str(token): answer for token, answer in rows(database, CLAIMS, company=company)}
    for request in written.acknowledged():
        answer = kept.get(request.key)
        if answer is None:
            yield f"lost: {request.key} was answered with {_brief(request)}"
        elif not _same(request, answer):
            yield f"changed: {request.key} was answered with {_brief(request)}, and is now {json.dumps(answer)[:200]}"


def _same(request: Request, answer: dict[str, Any]) -> bool:
    """Whether what was told is what is kept; of a new order it is its number."""
    if request.creates:
        return request.answer.get("number") in [made["number"] for made in answer["made"]]
    return bool(request.told() == {name: answer[name] for name in ("done", "made", "act")})


def _brief(request: Request) -> str:
    return json.dumps(request.told())[:200]


def doubles(database: Connection, written: Written, company: str) -> Iterator[str]:
    """Effects that no key stands for, or more than one of a key."""
    claimed = Counter(int(answer["act"]) for _, answer in rows(database, CLAIMS, company=company))
    acts = {int(act): name for act, name in rows(database, ACTS, company=company)}
    yield from (f"act {act} ({acts[act]}) belongs to no request" for act in sorted(acts.keys() - claimed.keys()))
    yield from (f"act {act} belongs to {count} requests" for act, count in claimed.items() if count > 1)
    yield from (f"act {act} is gone, its request is not" for act in sorted(claimed.keys() - acts.keys()))
    for kind, query in MADE.items():
        made = {str(key): int(count) for key, count in rows(database, query)}
        for request in written.requests.values():
            if request.key.endswith(f"-{kind}"):
                yield from _made(request, made.get(request.key, 0))


def _made(request: Request, count: int) -> Iterator[str]:
    if count > 1 or (count == 0 and request.acknowledged):
        yield f"{request.key} made {count} documents instead of one"


def _books(database: Connection) -> Iterator[str]:
    (sums,) = rows(database, SUMS)
    if any(sums):
        yield f"the entries add up to {', '.join(map(str, sums))}"
    yield from (f"voucher {number} does not balance" for (number,) in rows(database, UNBALANCED))
    for number, vouchers, documents in rows(database, DOCUMENTS):
        yield f"voucher {number} stands {vouchers} times and is named by {documents} documents"


def _numbers(database: Connection) -> Iterator[str]:
    """Continuous sequences end where their last document stands, without a gap (P7)."""
    for reference, form, following in rows(database, CONTINUOUS):
        digits = len(form) - len(form.rstrip("#"))
        used = sorted(int(number[-digits:]) for (number,) in rows(database, NUMBERED[reference]))
        yield from (
            f"{reference}: {before} is followed by {after}" for before, after in pairwise(used) if after != before + 1
        )
        if used and (used[0] != 1 or following != used[-1] + 1):
            yield f"{reference}: numbers from {used[0]} to {used[-1]}, the next would be {following}"


def rows(database: Connection, query: str, **values: object) -> Rows:
    """The rows of a query."""
    return database.execute(query.encode(), values or None).fetchall()
