"""Two contents of an order compared: order, lines, charges, node by node (01 §10).

A content is what `OrderVersion` keeps: {"header": {field: value}, "lines": [{"id": …, field: value}],
"charges": […]} and beside it, under "derived", what follows by computation. Blank fields are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..terms import VERSIONED, Change, Content, Difference, Node, Part

#: What finds a node again, and is no field of it.
IDENTITY = ("id",)
#: What follows by computation, as people read it.
DERIVED = ("amount", "subtotal", "charges", "sales_tax", "round_off", "total")
#: Where the nodes of a part stand in a content.
KEYS = {Part.LINE: "lines", Part.CHARGE: "charges"}

_Fields = Mapping[str, Any]


def compare(old: Content, new: Content) -> Node:
    """What became of an order between two contents, as a tree: the order, its lines, its charges.

    Nodes are matched by their stable id, never by a number; the node of a thing says only what
    became of the thing itself, and that something below it changed.
    """
    below = (*_children(Part.LINE, old, new), *_children(Part.CHARGE, old, new))
    before, after = old["header"], new["header"]
    fields = differences(before, after, VERSIONED[Part.ORDER])
    derived = differences(_derived(old, "header"), _derived(new, "header"), DERIVED)
    return Node(Part.ORDER, 0, "", after.get("name", ""), _change(fields, below), fields, derived, below)


def whole(content: Content) -> Node:
    """All that a content holds, as the tree of what is new against nothing."""
    tree = compare({**content, "header": {}, "derived": {}}, content)
    parts = tuple(_held(content, node) for node in tree.children)
    return replace(tree, change=Change.UNCHANGED, children=parts)


def _held(content: Content, node: Node) -> Node:
    kind = KEYS[node.part]
    held = _by_id(content[kind])[node.id]
    return replace(
        node, change=Change.UNCHANGED, fields=differences({}, held, VERSIONED[node.part]),
        derived=differences({}, _of(content, kind, node.id), DERIVED))  # fmt: skip


def differences(old: _Fields, new: _Fields, order: Sequence[str]) -> tuple[Difference, ...]:
    """The fields in which two say something different, in the order people know them."""
    names = [name for name in dict.fromkeys((*order, *old, *new)) if name not in IDENTITY]
    found = ((name, old.get(name), new.get(name)) for name in names)
    return tuple(Difference(name, before, after) for name, before, after in found if before != after)


def _children(part: Part, old: Content, new: Content) -> tuple[Node, ...]:
    """The nodes of all lines, or of all charges, of either content, in the order of their numbers."""
    kind = KEYS[part]
    before, after = _by_id(old[kind]), _by_id(new[kind])
    nodes = [
        _child(part, pk, before.get(pk), after.get(pk), _of(old, kind, pk), _of(new, kind, pk))
        for pk in before.keys() | after.keys()
    ]
    return tuple(sorted(nodes, key=lambda node: (node.place, node.id)))


def _child(
    part: Part, pk: int, old: _Fields | None, new: _Fields | None, *derived: _Fields
) -> Node:  # fmt: skip
    there = new or old or {}
    numbers = [each["line_number"] for each in (old, new) if each]
    title = there.get("item") or there.get("charge_code") or ""
    fields = differences(old, new, VERSIONED[part]) if old and new else ()
    change = _change(fields, ()) if old and new else Change.ADDED if new else Change.DELETED
    further = differences(derived[0], derived[1], DERIVED) if old and new else ()
    return Node(part, pk, str(there["line_number"]), title, change, fields, further, (), min(numbers))


def _change(fields: Sequence[Difference], below: Sequence[Node]) -> Change:
    if fields:
        return Change.MODIFIED
    touched = any(node.change is not Change.UNCHANGED for node in below)
    return Change.CONTAINS if touched else Change.UNCHANGED


def _by_id(rows: Sequence[_Fields]) -> dict[int, _Fields]:
    return {row["id"]: row for row in rows}


def _derived(content: Content, kind: str) -> _Fields:
    found: _Fields = content.get("derived", {}).get(kind, {})
    return found


def _of(content: Content, kind: str, pk: int) -> _Fields:
    """What follows by computation for one line or charge: its tax, its amount."""
    found = _derived(content, kind).get(str(pk))
    return found if isinstance(found, Mapping) else {} if found is None else {"sales_tax": found}


def walked(node: Node, depth: int = 0) -> Iterator[tuple[int, Node]]:
    """The nodes of a tree as they are read, each with its depth."""
    yield depth, node
    for child in node.children:
        yield from walked(child, depth + 1)
