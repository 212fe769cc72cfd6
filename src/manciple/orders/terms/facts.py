"""What rules know of an order's surroundings: company, vendors, items, quantities of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from manciple.kernel.numbers import ZERO
from manciple.kernel.words import Label

from .words import PurchaseType, Row, SafetyLevel, SettlementType


@dataclass(frozen=True, slots=True)
class Quantities:
    """What has become of a line, in the purchase unit, all with the sign of the line (01 §5)."""

    ordered: Decimal
    canceled_order: Decimal = ZERO
    canceled_remainder: Decimal = ZERO
    canceled_short: Decimal = ZERO
    added: Decimal = ZERO
    received: Decimal = ZERO
    invoiced: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Moved:
    """What a receipt or an invoice does to a line; quantities are signed, in the purchase unit.

    `short` is taken off what is still to come, because the delivery was said to be the last.
    """

    line: int
    received: Decimal = ZERO
    invoiced: Decimal = ZERO
    short: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Pending:
    """A pending invoice that is matched to a line, and how much of the line it asks for."""

    invoice: str
    quantity: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Company:
    """What a company gives an order: money, language, addresses, posting profile, how it orders."""

    id: int
    code: str
    name: str
    language: str
    address: str
    currency: int
    currency_code: str
    general_rounding: Decimal
    purchase_rounding: Decimal
    purchase_rounding_form: str
    posting_profile: int | None
    manual_numbers: bool
    number_form: str = ""
    next_number: int = 0
    continuous_numbers: bool = False
    lower_numbers: bool = True
    higher_numbers: bool = True
    one_time_template: int | None = None
    worker: int | None = None
    line_updates: Sequence[str] = ()
    purchase_type: str = PurchaseType.PURCHASE_ORDER
    change_management: bool = False
    override_per_vendor: bool = False
    line_number_increment: int = 1
    cancel_needs_reason: bool = False
    keep_voided: bool = False
    safety_level: str = SafetyLevel.NONE
    settlement_type: str = SettlementType.NONE

    @property
    def policies(self) -> dict[str, str]:
        """Whether lines follow a header field, where the company has set it up (01 §16)."""
        return dict(each.split("=", 1) for each in self.line_updates)


@dataclass(frozen=True, slots=True)
class Supplier:
    """What a vendor gives an order, as the one ordered from or as the invoice account (01 §4)."""

    id: int
    account: str
    name: str
    hold: str
    contact: str
    email: str
    language: str
    delivery_terms: int | None
    mode_of_delivery: int | None
    site: int | None
    warehouse: int | None
    invoice_account: int | None
    currency: int | None
    terms_of_payment: int | None
    sales_tax_group: int | None
    change_management: str = ""
    hold_until: date | None = None
    internet_address: str = ""
    buyer_group: int | None = None
    pool: int | None = None
    number_sequence_group: int | None = None
    tax_exempt_number: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """What a released product gives an order line (01 §4)."""

    id: int
    item: str
    name: str
    stopped: bool
    purchase_unit: int
    unit_code: str
    decimals: int
    purchase_price: Decimal | None
    price_unit: Decimal
    site: int | None
    warehouse: int | None
    warehouse_site: int | None
    overdelivery_percent: Decimal
    underdelivery_percent: Decimal
    matching_policy: str
    lead_time_days: int
    stocked: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A set-up record that an order names by its code: id, and what follows from it."""

    kind: str
    code: str
    id: int
    site: int | None = None
    name: str = ""
    address: str = ""
    decimals: int = 0
    tax_code: str = ""
    percent: Decimal = ZERO
    category: str = ""
    debit: str = ""
    credit: str = ""
    taxed: bool = False
    active: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What is known while orders are made or edited: everything their fields may point to.

    Vendors and items are found by number and by id, set-up records by kind and code or id.
    """

    company: Company
    today: date
    labels: Mapping[str, Label]
    blank_order: Row
    blank_line: Row
    blank_charge: Row
    suppliers: Mapping[str | int, Supplier] = field(default_factory=dict)
    articles: Mapping[str | int, Article] = field(default_factory=dict)
    named: Mapping[tuple[str, str | int], Named] = field(default_factory=dict)
    numbers_used: Set[str] = frozenset()
    numbers_reserved: Mapping[str, bool] = field(default_factory=dict)
    agreed_lines: Set[int] = frozenset()
    pending: Mapping[int, Pending] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed of one order: for the header, for each line, for each charge; and what was said
    about what follows from it.

    `propagate` says how lines follow the header, blank: as the company has set up. `handed` names, by
    header field, the lines somebody chose to follow it. `transfer_vendor` and `transfer_account` say
    whether another vendor or invoice account brings its data along.
    """

    header: Mapping[str, Any]
    lines: Sequence[Mapping[str, Any]]
    charges: Sequence[Mapping[str, Any]]
    propagate: str = ""
    handed: Mapping[str, Set[int]] = field(default_factory=dict)
    transfer_vendor: bool = True
    transfer_account: bool = False
    to_deliveries: bool = True

    @property
    def everything(self) -> list[Mapping[str, Any]]:
        """All of it, whatever it is for."""
        return [self.header, *self.lines, *self.charges]

    @property
    def removes_lines(self) -> bool:
        """Whether a line is to be taken off."""
        return any(each.get("remove") for each in self.lines)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a document as it may be copied into an order, references by their codes (01 §14).

    `key` is the id of the line itself, `order_line` that of the order line it stands for. `net_amount`
    is that of `net_quantity`.
    """

    document: str
    line: int
    dated: date
    key: int
    order: int
    order_line: int | None
    vendor: str
    payee: int
    item: str
    product_name: str
    quantity: Decimal
    unit: str
    unit_price: Decimal | None
    price_unit: Decimal
    discount: Decimal
    discount_percent: Decimal
    charges_on_purchases: Decimal
    net_amount: Decimal
    net_quantity: Decimal
    price_source: str
    text: str
    site: str
    warehouse: str
    sales_tax_group: str
