"""Orders the posting form tells vendors of, each with those that share its document (01 §11.4, §19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from manciple.kernel import sql
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.terms.terms import SummaryDocument

from ..rules import summary
from ..terms import Summary, SummaryStanding, ToPost
from .standing import to_confirm


@dataclass(frozen=True, slots=True)
class Asked:
    """How an order is to be posted: the summary option, the summary order, the day."""

    option: str | None
    chosen: str
    day: date | None


@dataclass(frozen=True, slots=True)
class _Found:
    order: int
    number: str
    always: Sequence[str]
    fields: Mapping[str, Any]
    option: str
    parts: Sequence[str]
    flagged: bool

    def standing(self, day: date | None) -> SummaryStanding:
        """With the key it shares a document under; documents of different days are never shared."""
        chosen = (str(self.fields.get(part)) for part in self.parts)
        return SummaryStanding(self.order, self.number, (str(day), *self.always, *chosen), self.flagged)


def to_post(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, ToPost]:
    """Where orders stand, and which of them share a document."""
    posted = {key: ToPost(order, key) for key, order in to_confirm(ids, ctx, args).items()}
    if args:
        _join(posted, dict(zip(ids, map(_asked, args), strict=True)), ctx)
    return posted


def _asked(args: Args) -> Asked:
    told = {name: getattr(args, name, None) for name in ("summary", "summary_order", "confirmed_on")}
    return Asked(told["summary"], told["summary_order"] or "", told["confirmed_on"])


def _join(posted: Mapping[int, ToPost], asked: Mapping[int, Asked], ctx: Context) -> None:
    """Puts orders together that share a document."""
    found = sql.rows("orders.summary_standings", into=_Found, company=ctx.company, orders=list(posted),
                     document=SummaryDocument.PURCHASE_ORDER.value)  # fmt: skip
    ways: dict[tuple[str, str], list[SummaryStanding]] = {}
    for each in found:
        wanted = asked[each.order]
        ways.setdefault((wanted.option or each.option, wanted.chosen), []).append(each.standing(wanted.day))
    for (option, chosen), orders in ways.items():
        headless = option == Summary.ORDER and chosen not in {each.number for each in orders}
        heads = summary.heads(orders, option, chosen)
        groups: dict[int, list[ToPost]] = {}
        for order, head in heads.items():
            posted[order].head, posted[order].headless = head, headless
            groups.setdefault(head, []).append(posted[order])
        for group in groups.values():
            for member in group:
                member.mates = [mate for mate in group if mate is not member]


def proposed_posting(order: int, ctx: Context) -> dict[str, Any]:
    """The document is of today unless something else is said."""
    return {"confirmed_on": ctx.today}
