"""What orders point to, read for all orders of a run together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from manciple.kernel import numbering, shapes, sql
from manciple.kernel.context import Context
from manciple.kernel.words import Label

from ..models import OrderCharge, PurchaseLine, PurchaseOrder
from ..rules.typed import REFERENCES, is_blank
from ..terms import NUMBERS, Article, Company, Known, Named, Row, Supplier

#: Kinds of set-up records and the arrays of the statement `named` that ask for them.
CODES = {
    "currency": "currencies",
    "site": "sites",
    "warehouse": "warehouses",
    "unit": "units",
    "terms_of_payment": "terms",
    "delivery_terms": "deliveries",
    "mode_of_delivery": "modes",
    "sales_tax_group": "groups",
    "posting_profile": "profiles",
    "buyer_group": "buyers",
    "charge_code": "charges",
    "worker": "workers",
    "pool": "pools",
    "number_sequence_group": "sequences",
    "reason": "reasons",
    "return_action": "actions",
}
IDS = {
    "currency": "currency_ids",
    "site": "site_ids",
    "warehouse": "warehouse_ids",
    "sales_tax_group": "group_ids",
    "charge_code": "charge_ids",
    "worker": "worker_ids",
}


@dataclass(slots=True)
class Wanted:
    """Everything the orders of a run name, by kind: codes that were typed, ids that are stored."""

    codes: dict[str, set[str]] = field(default_factory=dict)
    ids: dict[str, set[int]] = field(default_factory=dict)
    one_time: bool = False

    def told(self, values: Iterable[Mapping[str, Any]]) -> None:
        """Notes the codes in what was typed."""
        for each in values:
            self.one_time |= bool(each.get("one_time_supplier"))
            for name, value in each.items():
                if name in REFERENCES and not is_blank(value):
                    self.codes.setdefault(REFERENCES[name], set()).add(str(value))

    def stored(self, rows: Iterable[Row], *names: str) -> None:
        """Notes the ids in stored rows, of the fields named."""
        for name in names:
            column = f"{name}_id"
            found = {row[column] for row in rows if row.get(column) is not None}
            self.ids.setdefault(REFERENCES[name], set()).update(found)


def labels() -> dict[str, Label]:
    """What people call the fields of an order."""
    return {
        each.name: each.verbose_name or each.name
        for record in (OrderCharge, PurchaseLine, PurchaseOrder)
        for each in record._meta.local_fields
    }


def company(ctx: Context) -> Company:
    """What the company gives its orders."""
    return sql.rows("orders.company", into=Company, company=ctx.company, reference=NUMBERS, user=ctx.user)[0]


def known(wanted: Wanted, ctx: Context, *, numbers: Sequence[str] = ()) -> Known:
    """Reads everything that is wanted: one query per kind of source, however many orders."""
    ours = company(ctx)
    if wanted.one_time and ours.one_time_template:
        wanted.ids.setdefault("vendor", set()).add(ours.one_time_template)
    suppliers = _suppliers(wanted, ctx)
    goods = articles(wanted, ctx)
    _note_defaults(wanted, ours, suppliers, goods.values())
    typed = [number for number in numbers if number]
    return Known(
        company=ours, today=ctx.today, labels=labels(),
        blank_order=shapes.defaults(PurchaseOrder) | {"company_id": ctx.company},
        blank_line=shapes.defaults(PurchaseLine) | {"company_id": ctx.company},
        blank_charge=shapes.defaults(OrderCharge) | {"company_id": ctx.company},
        suppliers={key: each for each in suppliers for key in (each.id, each.account)},
        articles=goods, named=named(wanted, ctx), numbers_used=numbers_used(typed, ctx),
        numbers_reserved=numbering.reserved(NUMBERS, typed, ctx) if ours.continuous_numbers else {})  # fmt: skip


def _suppliers(wanted: Wanted, ctx: Context) -> list[Supplier]:
    accounts, ids = wanted.codes.get("vendor", set()), wanted.ids.get("vendor", set())
    if not accounts and not ids:
        return []
    return sql.rows(
        "orders.suppliers", into=Supplier, company=ctx.company, accounts=list(accounts), ids=list(ids))  # fmt: skip


def _note_defaults(
    wanted: Wanted, ours: Company, suppliers: Sequence[Supplier], goods: Iterable[Article]
) -> None:  # fmt: skip
    """What vendors and items bring along has to be known too: rates of tax, addresses."""
    defaults = [
        {"sales_tax_group_id": each.sales_tax_group, "site_id": each.site, "warehouse_id": each.warehouse,
         "currency_id": each.currency}
        for each in suppliers
    ]  # fmt: skip
    wanted.stored(defaults, "sales_tax_group", "site", "warehouse", "currency")
    wanted.stored([{"warehouse_id": each.warehouse} for each in goods], "warehouse")
    wanted.ids["currency"].add(ours.currency)


def articles(wanted: Wanted, ctx: Context) -> dict[str | int, Article]:
    """The items named, by number and by id."""
    items, ids = wanted.codes.get("item", set()), wanted.ids.get("item", set())
    if not items and not ids:
        return {}
    found = sql.rows("orders.articles", into=Article, company=ctx.company, items=list(items), ids=list(ids))
    return {key: each for each in found for key in (each.item, each.id)}


def named(wanted: Wanted, ctx: Context) -> dict[tuple[str, str | int], Named]:
    """The set-up records named, by kind and code and by kind and id."""
    codes = {array: list(wanted.codes.get(kind, ())) for kind, array in CODES.items()}
    ids = {array: list(wanted.ids.get(kind, ())) for kind, array in IDS.items()}
    found = sql.rows("orders.named", into=Named, company=ctx.company, today=ctx.today, **codes, **ids)
    return {(each.kind, key): each for each in found for key in (each.code, each.id)}


def numbers_used(numbers: Iterable[str], ctx: Context) -> frozenset[str]:
    """Which of these order numbers exist already, in upper case."""
    upper = sorted({number.upper() for number in numbers if number})
    if not upper:
        return frozenset()
    found = sql.rows("orders.numbers_used", into=_Number, company=ctx.company, numbers=upper)
    return frozenset(each.number for each in found)


@dataclass(frozen=True, slots=True)
class _Number:
    number: str
