"""What courses may ask while they go on: read once for all documents of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from manciple.kernel.context import Context
from manciple.organization.inquiries import work_hours

from ..terms import Catalog, ElementKind, Values, World, document_type, document_types
from .catalog import catalog
from .directory import directory

Ids = Mapping[str, Sequence[int]]
Told = dict[tuple[str, int], Values]


def world(ids: Ids, ctx: Context, *, versions: Iterable[int] = (), actor: int | None = None) -> World:
    """Everything about some documents by kind; the number of statements depends on the kinds alone."""
    known = catalog(ctx, versions)
    return World(
        now=ctx.now,
        today=ctx.today,
        actor=actor,
        directory=directory(ctx),
        catalog=known,
        values=values_of(ids, known, ctx),
        hours=work_hours(ctx),
        duties={each.key: each.duty for each in document_types()},
        lines_of={each.key: each.lines for each in document_types()},
    )


def values_of(ids: Ids, known: Catalog, ctx: Context) -> Told:
    """What documents tell of themselves, and their lines where a workflow starts one for each."""
    told: Told = {}
    for kind, wanted in ids.items():
        _tell(kind, wanted, told, ctx)
        lines = document_type(kind).lines
        if lines and _sends_lines(kind, known):
            _tell(lines, [line["id"] for pk in wanted for line in told[kind, pk].get("lines", ())], told, ctx)
    return told


def _tell(kind: str, ids: Sequence[int], told: Told, ctx: Context) -> None:
    missing = [pk for pk in dict.fromkeys(ids) if (kind, pk) not in told]
    if missing:
        found = document_type(kind).values(missing, ctx)
        told.update({(kind, pk): found.get(pk, {}) for pk in missing})


def _sends_lines(kind: str, known: Catalog) -> bool:
    plans = (plan for plan in (*known.active, *known.by_id.values()) if plan.kind == kind)
    return any(element.kind == ElementKind.LINES for plan in plans for element in plan.elements)
