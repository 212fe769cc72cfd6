"""What must hold of a delegation rule (06 §12): one's own, no ring, at most three hands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from manciple.kernel.args import Args
from manciple.kernel.refusals import Refusal
from manciple.kernel.setup import Known

from .. import messages
from ..terms import LONGEST_CHAIN
from ..terms.standing import Delegations


def is_ones_own_rule(known: Known, args: Args) -> Iterator[Refusal]:
    """Everybody delegates his own work; who maintains workflows, that of all."""
    if known.value("user", args) != known.more.actor and not known.more.maintains:
        yield messages.NOT_YOUR_RULE(field="user")


def is_ones_own_to_end(found: Delegations) -> Iterator[Refusal]:
    """Nobody takes away what another has arranged."""
    if found.user != found.actor and not found.maintains:
        yield messages.NOT_YOUR_RULE()


def comes_to_an_end(known: Known, args: Args) -> Iterator[Refusal]:
    """What is handed on comes to somebody who answers: on no day a ring, or a chain of more than three.

    Two who stand in for each other at different times make no ring.
    """
    user, to = known.value("user", args), known.value("to", args)
    if not known.value("is_enabled", args) or not user or not to or user == to:
        return
    others = _meanwhile(known, args)
    chain = [user, *longest(to, others, (user,))]
    if chain[-1] in chain[:-1]:
        yield messages.RULE_RING(field="to", ring=" → ".join(chain))
    elif _before(user, others) + len(chain) - 1 > LONGEST_CHAIN:
        yield messages.RULE_CHAIN(field="to", most=LONGEST_CHAIN)


def _meanwhile(known: Known, args: Args) -> dict[str, frozenset[str]]:
    """To whom others delegate on days on which this rule is good."""
    begins, ends = known.value("starts_on", args) or date.min, known.value("ends_on", args) or date.max
    found: dict[str, set[str]] = {}
    for user, to, first, last in known.more.others:
        if (first or date.min) <= ends and begins <= (last or date.max):
            found.setdefault(user, set()).add(to)
    return {user: frozenset(to) for user, to in found.items()}


def longest(user: str, others: Mapping[str, frozenset[str]], passed: tuple[str, ...]) -> list[str]:
    """The longest way a work item may go from a user on; it ends where it comes back to somebody."""
    if user in passed:
        return [user]
    ways = [longest(to, others, (*passed, user)) for to in sorted(others.get(user, ()))]
    rings = [way for way in ways if way[-1] in (*passed, user) or way[-1] in way[:-1]]
    return [user, *(rings[0] if rings else max(ways, key=len, default=[]))]


def _before(user: str, others: Mapping[str, frozenset[str]]) -> int:
    """How many hands an item may have passed before it comes to a user."""
    into = [giver for giver, takers in others.items() if user in takers and giver != user]
    return max(
        (1 + _before(giver, {each: to for each, to in others.items() if each != user}) for giver in into), default=0
    )
