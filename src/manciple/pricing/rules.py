"""From a line to money: price, net amount, tax, charges, totals (chapter 02).

No database, no clock, no settings. Every rule tells its steps to `why` and computes the same
with and without one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from manciple.kernel.args import Args
from manciple.kernel.explain import SILENT, Why
from manciple.kernel.numbers import EXACT, HUNDRED, ZERO, Rounding, share, sign, split, total
from manciple.kernel.refusals import Refusal
from manciple.kernel.setup import Known
from manciple.terms.terms import ChargeCategory, ChargeSide

from .messages import (
    AGREEMENT_DATES,
    AGREEMENT_NEGATIVE,
    AGREEMENTS_OVERLAP,
    DISC_OVER_100,
    DISC_OVER_PRICE,
    PRICE_UNIT_INVALID,
)
from .terms import Charge, FoundPrice, ItemPrice, LinePrice, Neighbour, Offer, PriceAsked, PriceSource, Taxed, Totals


def net_amount(price: LinePrice, rounded: Rounding, why: Why = SILENT) -> Decimal:
    """What a line costs: the discount comes off first, charges are added, the percent acts on both.

    Rounded once, at the very end; a return is the exact mirror of the purchase (02 §4).
    """
    with localcontext(EXACT):
        goods = price.quantity * (price.unit_price - price.discount) / price.price_unit
        charged = goods + sign(price.quantity) * price.charges
        net = rounded(charged * (HUNDRED - price.discount_percent) / HUNDRED)
    if why is not SILENT:
        _tell_net(price, goods, charged, net, why)
    return net


def _tell_net(price: LinePrice, goods: Decimal, charged: Decimal, net: Decimal, why: Why) -> None:
    why.step(
        "quantity × (unit price − discount) ÷ price unit", goods, chapter="02 §4", quantity=price.quantity,
        unit_price=price.unit_price, discount=price.discount, price_unit=price.price_unit)  # fmt: skip
    if price.charges:
        why.step("plus charges on purchases", charged, chapter="02 §4", charges=price.charges)
    if price.discount_percent:
        why.step(
            "less the discount percent", charged * (HUNDRED - price.discount_percent) / HUNDRED,
            chapter="02 §4", discount_percent=price.discount_percent)  # fmt: skip
    why.step("rounded once, by the currency's general rule", net, chapter="02 §2")


def net_unit_price(net: Decimal, quantity: Decimal) -> Decimal | None:
    """The net amount of one unit, four decimals, for display only (02 §4); none of nothing."""
    if quantity == 0:
        return None
    return EXACT.divide(net, quantity).quantize(Decimal("0.0001"), context=EXACT)


def part_amount(net: Decimal, before: Decimal, after: Decimal, whole: Decimal, rounded: Rounding) -> Decimal:
    """The part of a line's amount between two cumulative quantities; parts add up (02 §4)."""
    return share(net, before, after, whole, rounded)


def scaled(net: Decimal, old: Decimal, new: Decimal, rounded: Rounding) -> Decimal:
    """A typed net amount for another quantity, as canceling leaves it (01 §5)."""
    return rounded(EXACT.divide(EXACT.multiply(net, new), old)) if old else net


def line_discount(price: LinePrice, net: Decimal) -> Decimal:
    """How much the discounts of a line take off, for the totals form (02 §17)."""
    with localcontext(EXACT):
        gross = price.quantity * price.unit_price / price.price_unit + sign(price.quantity) * price.charges
        return gross - net


def within_price(price: LinePrice, line: int | None = None) -> Iterator[Refusal]:
    """The discounts take off no more than the price, and the price covers something (02 §4)."""
    if price.price_unit <= 0:
        yield PRICE_UNIT_INVALID(line=line, field="price_unit")
    if price.discount_percent > HUNDRED:
        yield DISC_OVER_100(line=line, field="discount_percent")
    if price.discount > price.unit_price:
        yield DISC_OVER_PRICE(line=line, field="discount")


def find_price(asked: PriceAsked, offers: Iterable[Offer], item: ItemPrice | None, why: Why = SILENT) -> FoundPrice:
    """The unit price: trade agreement first, then the item's purchase price, else none (02 §5).

    Of the agreements in force on the day, those of the highest quantity break reached count, and
    of these the lowest price per unit.
    """
    offer = min((each for each in offers if _holds(each, asked, why)), key=_rank, default=None)
    if offer is not None:
        why.step(
            "trade agreement: highest break reached, then lowest price per unit", offer.unit_price,
            chapter="02 §6.4", agreement=offer.id, price_unit=offer.price_unit)  # fmt: skip
        return FoundPrice(offer.unit_price, offer.price_unit, PriceSource.TRADE_AGREEMENT, offer)
    if item and item.unit_price is not None and (item.unit, item.currency) == (asked.unit, asked.currency):
        why.step("purchase price of the item", item.unit_price, chapter="02 §5", price_unit=item.price_unit)
        return FoundPrice(item.unit_price, item.price_unit, PriceSource.ITEM_PRICE)
    why.step("no price is known", None, chapter="02 §5", note="blank, not zero")
    return FoundPrice()


def _holds(offer: Offer, asked: PriceAsked, why: Why) -> bool:
    """Whether a row is a candidate: in force on the day, and its break is reached."""
    started = offer.starts_on is None or offer.starts_on <= asked.on
    running = offer.ends_on is None or asked.on <= offer.ends_on
    reached = offer.from_quantity <= abs(asked.quantity)
    if why is not SILENT:
        why.step(
            "agreement considered", "candidate" if started and running and reached else "left out",
            chapter="02 §6.3", agreement=offer.id, unit_price=offer.unit_price, price_unit=offer.price_unit,
            from_quantity=offer.from_quantity, starts_on=offer.starts_on, ends_on=offer.ends_on)  # fmt: skip
    return started and running and reached


def _rank(offer: Offer) -> tuple[Decimal, Decimal, int]:
    return -offer.from_quantity, EXACT.divide(offer.unit_price, offer.price_unit), offer.id


def owed(charge: Charge) -> int:
    """Whether a charge adds to what the vendor gets (1), lowers it (-1), or neither (02 §9.1)."""
    return (charge.credit == ChargeSide.VENDOR) - (charge.debit == ChargeSide.VENDOR)


def charge_amount(charge: Charge, subtotal: Decimal, rounded: Rounding, why: Why = SILENT) -> Decimal:
    """The calculated amount of a header charge; percents act on the net amounts only (02 §9.2)."""
    if charge.category == ChargeCategory.PERCENT:
        amount = rounded(EXACT.divide(EXACT.multiply(charge.value, subtotal), HUNDRED))
        why.step("percent of the subtotal", amount, chapter="02 §9.2", percent=charge.value, subtotal=subtotal)
        return amount
    amount = rounded(charge.value)
    why.step("fixed", amount, chapter="02 §9.2", value=charge.value)
    return amount


def sales_tax(sources: Sequence[Taxed], rounded: Rounding, why: Why = SILENT) -> list[Decimal]:
    """The tax of every source, in order. A code's tax is rounded once over the document and shared
    out by running totals, so that the shares add up to it (02 §10.3: by code, method Total).
    """
    taxes = [ZERO] * len(sources)
    for code, places in _by_code(sources).items():
        exact = [EXACT.divide(EXACT.multiply(sources[at].base, sources[at].percent), HUNDRED) for at in places]
        shares = split(exact, rounded)
        for at, amount in zip(places, shares, strict=True):
            taxes[at] = amount
        why.step(
            f"sales tax {code}", total(shares), chapter="02 §10.3", percent=sources[places[0]].percent,
            base=total(sources[at].base for at in places), shares=shares)  # fmt: skip
    return taxes


def _by_code(sources: Sequence[Taxed]) -> Mapping[str, list[int]]:
    """The places of the sources of each code; a source without a code is not taxed."""
    found: dict[str, list[int]] = {}
    for at, source in enumerate(sources):
        if source.code:
            found.setdefault(source.code, []).append(at)
    return found


@dataclass(frozen=True, slots=True)
class Figures:
    """A document computed: totals, the tax of each line, amount and tax of each charge."""

    totals: Totals
    line_taxes: Sequence[Decimal]
    charge_amounts: Sequence[Decimal]
    charge_taxes: Sequence[Decimal]


def totals(
    lines: Sequence[Taxed],
    charges: Sequence[tuple[Charge, str, Decimal]],
    rounded: Rounding,
    totalled: Rounding,
    why: Why = SILENT,
) -> Figures:
    """The figures of a document: lines, charges owed to the vendor, tax on both, round-off (02 §17).

    `lines` carry net amount and tax code; `charges` come with the code and percent of their tax,
    a blank code for none. `totalled` is the rounding of purchase orders of the currency.
    """
    subtotal = total(line.base for line in lines)
    amounts = [charge_amount(charge, subtotal, rounded, why) for charge, _, _ in charges]
    signed = [owed(charge) * amount for (charge, _, _), amount in zip(charges, amounts, strict=True)]
    taxed = [
        Taxed(amount, code if owed(charge) else "", percent)
        for (charge, code, percent), amount in zip(charges, signed, strict=True)
    ]
    taxes = sales_tax([*lines, *taxed], rounded, why)
    exact = subtotal + total(signed) + total(taxes)
    whole = totalled(exact)
    found = Totals(subtotal, total(signed), total(taxes), whole - exact, whole)
    _tell_totals(found, why)
    return Figures(found, taxes[: len(lines)], amounts, taxes[len(lines) :])


def _tell_totals(found: Totals, why: Why) -> None:
    why.step("subtotal: sum of the net amounts", found.subtotal, chapter="02 §17")
    why.step(
        "total before rounding", found.total - found.round_off, chapter="02 §17", subtotal=found.subtotal,
        charges=found.charges, sales_tax=found.sales_tax)  # fmt: skip
    why.step("rounded by the rule for purchase orders", found.total, chapter="02 §17", round_off=found.round_off)


NEVER_NEGATIVE = ("unit_price", "from_quantity", "least_quantity", "most_quantity", "lead_time_days")


def agreement_in_order(known: Known, args: Args) -> Iterator[Refusal]:
    """A trade agreement covers something, asks no negative price, and ends after it starts (02 §6.2)."""
    for name in NEVER_NEGATIVE:
        if (known.value(name, args) or ZERO) < 0:
            yield AGREEMENT_NEGATIVE(field=name)
    unit, starts, ends = (known.value(name, args) for name in ("price_unit", "starts_on", "ends_on"))
    if unit is not None and unit <= 0:
        yield PRICE_UNIT_INVALID(field="price_unit")
    if starts and ends and ends < starts:
        yield AGREEMENT_DATES(field="ends_on")


WHAT_FOR = ("vendor", "item", "unit", "currency", "from_quantity")


def overlaps_are_meant(known: Known, args: Args) -> Iterator[Refusal]:
    """Two prices for the same quantity on one day: possible, but worth a warning (02 §6.2)."""
    here = [known.value(name, args) for name in WHAT_FOR]
    starts, ends = known.value("starts_on", args), known.value("ends_on", args)
    neighbours: Sequence[Neighbour] = known.more or ()
    for each in neighbours:
        same = here == [getattr(each, name) for name in WHAT_FOR] and str(each.id) != known.number
        if same and _meet(starts, ends, each.starts_on, each.ends_on):
            yield AGREEMENTS_OVERLAP(price=each.unit_price, starts=each.starts_on or "–", ends=each.ends_on or "–")


def _meet(starts: date | None, ends: date | None, others_start: date | None, others_end: date | None) -> bool:
    """Whether two validities share a day; blank is open."""
    before = ends is not None and others_start is not None and ends < others_start
    after = starts is not None and others_end is not None and starts > others_end
    return not before and not after
