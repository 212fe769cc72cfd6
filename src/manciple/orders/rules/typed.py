"""What was typed, as it will be stored: codes become ids, blanks become what a blank stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from manciple.kernel.messages import UNKNOWN_REFERENCE
from manciple.kernel.refusals import Refusal

from ..terms import Known, Row

#: Fields that name another record, and the kind of record they name.
REFERENCES = {
    "vendor": "vendor",
    "invoice_account": "vendor",
    "item": "item",
    "site": "site",
    "warehouse": "warehouse",
    "unit": "unit",
    "currency": "currency",
    "sales_tax_group": "sales_tax_group",
    "posting_profile": "posting_profile",
    "buyer_group": "buyer_group",
    "mode_of_delivery": "mode_of_delivery",
    "delivery_terms": "delivery_terms",
    "terms_of_payment": "terms_of_payment",
    "charge_code": "charge_code",
    "orderer": "worker",
    "requester": "worker",
    "pool": "pool",
    "number_sequence_group": "number_sequence_group",
    "reason": "reason",
    "return_action": "return_action",
}


def column(name: str) -> str:
    """The column a field is stored in."""
    return f"{name}_id" if name in REFERENCES else name


def is_blank(value: Any) -> bool:
    """Whether nothing was typed; zero is something."""
    return value is None or value == ""


def columns(told: Mapping[str, Any], blank: Row, known: Known) -> Row:
    """The typed fields as columns. An unknown code leaves its column empty; `unknown` says so."""
    row: Row = {}
    for name, value in told.items():
        if name in REFERENCES:
            row[f"{name}_id"] = None if is_blank(value) else find(REFERENCES[name], value, known)
        else:
            row[name] = blank[name] if value is None else value
    return row


def find(kind: str, code: Any, known: Known) -> int | None:
    """The id of a record by its code; none when there is no such record."""
    if kind == "vendor":
        supplier = known.suppliers.get(code)
        return supplier.id if supplier else None
    if kind == "item":
        article = known.articles.get(code)
        return article.id if article else None
    named = known.named.get((kind, code))
    return named.id if named else None


def unknown(told: Mapping[str, Any], known: Known, line: int | None = None) -> Iterator[Refusal]:
    """A refusal for each named record that does not exist."""
    for name, kind in REFERENCES.items():
        value = told.get(name)
        if not is_blank(value) and find(kind, value, known) is None:
            yield UNKNOWN_REFERENCE(field=name, label=known.labels[name], value=value, line=line)
