"""What must hold before the posting form tells vendors, alone or together (01 §11.4, §19)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from manciple.kernel.args import Args
from manciple.kernel.refusals import ERROR, Refusal

from ..messages import NO_SUMMARY_ORDER, NOT_TOGETHER
from ..terms import Standing, ToPost
from . import confirming

Judge = Callable[[Standing], Iterable[Refusal]]


def _of_order(judge: Judge) -> Callable[[ToPost], Iterator[Refusal]]:
    def judged(posted: ToPost) -> Iterator[Refusal]:
        yield from judge(posted.order)

    return judged


#: The same guards in the same groups as those of *Confirm*.
READY = tuple(tuple(_of_order(judge) for judge in step) for step in confirming.READY)


def day_is_open(posted: ToPost, args: Args) -> Iterator[Refusal]:
    """The date of the document is in an open period (ORD-12)."""
    yield from confirming.day_is_open(posted.order, args)


def has_head(posted: ToPost, args: Args) -> Iterator[Refusal]:
    """A summary by order names one of the orders that are posted."""
    if posted.headless:
        yield NO_SUMMARY_ORDER(field="summary_order")


def mates_ready(posted: ToPost, args: Args) -> Iterator[Refusal]:
    """All orders of one document can be confirmed; one that fails, fails its group only (01 §19)."""
    for mate in posted.mates:
        if mate.problems is None:
            mate.problems = problems(mate.order)
        if mate.problems:
            codes = ", ".join(dict.fromkeys(each.code for each in mate.problems))
            yield NOT_TOGETHER(mate=mate.order.sheet.header["number"], codes=codes)


def problems(order: Standing) -> list[Refusal]:
    """What speaks against confirming an order: the refusals of the first group that has any."""
    for step in confirming.READY:
        found = [each for judge in step for each in judge(order) if each.severity == ERROR]
        if found:
            return found
    return []
