"""Where goods go: sites, warehouses, addresses (01 §4, 03 §2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from manciple.kernel.refusals import Refusal

from ..messages import WAREHOUSE_ELSEWHERE
from ..terms import Article, Known, Row, Supplier
from .typed import is_blank


def site_of(warehouse: int | None, known: Known) -> int | None:
    """The site a warehouse belongs to."""
    named = known.named.get(("warehouse", warehouse)) if warehouse else None
    return named.site if named else None


def place_order(row: Row, supplier: Supplier | None, known: Known) -> None:
    """Site and warehouse of an order: typed, else the vendor's; a warehouse alone sets the site."""
    if row["warehouse_id"] is None and row["site_id"] is None and supplier:
        row["site_id"], row["warehouse_id"] = supplier.site, supplier.warehouse
    elif row["warehouse_id"] is None and supplier and site_of(supplier.warehouse, known) == row["site_id"]:
        row["warehouse_id"] = supplier.warehouse
    if row["site_id"] is None:
        row["site_id"] = site_of(row["warehouse_id"], known)


def place_line(row: Row, header: Row, article: Article | None, known: Known) -> None:
    """Site and warehouse of a line: typed, else the order's, else the item's, as far as they fit."""
    if row["warehouse_id"] is not None:
        row["site_id"] = row["site_id"] or site_of(row["warehouse_id"], known)
        return
    row["site_id"] = row["site_id"] or header["site_id"] or (article.site if article else None)
    if header["site_id"] == row["site_id"] and header["warehouse_id"] is not None:
        row["warehouse_id"] = header["warehouse_id"]
    elif article and article.warehouse_site == row["site_id"]:
        row["warehouse_id"] = article.warehouse


def warehouse_fits(row: Row, told: Mapping[str, Any], known: Known, line: int | None = None) -> Iterator[Refusal]:
    """A warehouse belongs to one site; the pair must agree."""
    home = site_of(row["warehouse_id"], known)
    if home is not None and row["site_id"] is not None and home != row["site_id"]:
        field = "site" if is_blank(told.get("warehouse")) else "warehouse"
        yield WAREHOUSE_ELSEWHERE(
            line=line, field=field, warehouse=_code("warehouse", row["warehouse_id"], known),
            site=_code("site", row["site_id"], known))  # fmt: skip


def _code(kind: str, key: int, known: Known) -> str:
    named = known.named.get((kind, key))
    return named.code if named else "–"


def address(row: Row, known: Known) -> tuple[str, str]:
    """Name and text of the delivery address: of the warehouse, the site, the company (01 §4)."""
    for kind in ("warehouse", "site"):
        named = known.named.get((kind, row[f"{kind}_id"]))
        if named and named.address:
            return named.name or named.code, named.address
    return known.company.name, known.company.address


def line_address(row: Row, header: Row, known: Known) -> tuple[str, str]:
    """Name and text of a line's delivery address: of its warehouse where that is another one than the
    order's and has an address, else of the order (01 §4)."""
    named = known.named.get(("warehouse", row["warehouse_id"])) if row["warehouse_id"] else None
    if named and named.address and row["warehouse_id"] != header["warehouse_id"]:
        return named.name or named.code, named.address
    return header["delivery_name"], header["delivery_address"]


def address_line(row: Row, header: Row, known: Known) -> None:
    """Gives a line the parts of its address that nobody typed."""
    name, text = line_address(row, header, known)
    if is_blank(row["delivery_address"]):
        row["delivery_name"] = row["delivery_name"] or name
        row["delivery_address"] = text
