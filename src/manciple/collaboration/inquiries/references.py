"""How documents hang together: every package tells of its own, the graph is walked step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manciple.kernel import authority, forms
from manciple.kernel.context import Context

from ..terms import Edge, Node, Tells

#: So many steps away documents are looked for, and so many of them are shown.
FURTHEST, MOST = 4, 500

_tellers: list[Tells] = []


def tells(function: Tells) -> Tells:
    """The function below knows what hangs together with documents of some forms. It gets documents by form
    and id, and is asked once for each step, whatever their number; forms it knows nothing of it passes over."""
    _tellers.append(function)
    return function


@dataclass(frozen=True, slots=True)
class Found:
    """A document that was found, the step it was found in, and beside which one."""

    edge: Edge
    steps: int
    beside: str


def around(start: Node, ctx: Context) -> list[Found]:
    """The documents around one, nearest first, each once."""
    seen = {(start.form, start.id): start.number}
    found: list[Found] = []
    new = [start]
    for steps in range(1, FURTHEST + 1):
        edges = [edge for edge in _edges(new, ctx) if (edge.to.form, edge.to.id) not in seen]
        new = []
        for edge in edges[: MOST - len(found)]:
            key = (edge.to.form, edge.to.id)
            if key not in seen:
                seen[key] = edge.to.number
                found.append(Found(edge, steps, seen[edge.form, edge.id]))
                new.append(edge.to)
        if not new:
            break
    return found


def _edges(nodes: Sequence[Node], ctx: Context) -> list[Edge]:
    ids: dict[str, list[int]] = {}
    for node in nodes:
        ids.setdefault(node.form, []).append(node.id)
    return [edge for tell in _tellers for edge in tell(ids, ctx)]


def may_see(form: str, ctx: Context) -> bool:
    """Whether the reader may open documents of a form."""
    return authority.has(ctx.duties, forms.find(form).duty)


def label_of(form: str) -> str:
    """What people call a document of a form."""
    return forms.find(form).label()
