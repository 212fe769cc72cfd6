"""Whether a changed order has to be approved again (01 §9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from manciple.kernel.args import Args
from manciple.kernel.refusals import Refusal

from ..messages import WATCHED_UNKNOWN
from ..terms import PREFIX, VERSIONED, Change, Content, Node
from .versions import compare


def required(content: Content, approved: Content | None, watched: Set[str] | None) -> bool:
    """Whether somebody has to look again: never approved, no rule valid, or a watched field differs.

    A line that came or went counts as soon as any field of lines is watched; so does a charge.
    """
    if approved is None or watched is None:
        return True
    tree = compare(approved, content)
    return any(_differs(node, watched) for node in (tree, *tree.children))


def _differs(node: Node, watched: Set[str]) -> bool:
    prefix = PREFIX[node.part]
    if node.change in (Change.ADDED, Change.DELETED):
        return any(name.startswith(prefix) for name in watched)
    return any(prefix + each.field in watched for each in (*node.fields, *node.derived))


def fields_known(rule: object, args: Args) -> Iterator[Refusal]:
    """A rule names fields that versions hold (ORD-105)."""
    possible = {PREFIX[part] + name for part, names in VERSIONED.items() for name in names}
    for name in getattr(args, "watched", None) or ():
        if name not in possible:
            yield WATCHED_UNKNOWN(field="watched", value=name)


def together(rules: Iterable[Iterable[str]]) -> frozenset[str] | None:
    """The fields watched by all rules that are valid on a day; none without any rule."""
    found = [frozenset(each) for each in rules]
    return frozenset().union(*found) if found else None
