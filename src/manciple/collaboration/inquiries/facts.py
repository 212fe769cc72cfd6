"""What guards look at: files handed in, attachment types, workers, how far documents and cases are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from manciple.kernel import shapes, sql, uploads
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.records import Stored
from manciple.organization.models import Worker

from .. import terms
from ..models import Activity, Attachment, Case, CaseCategory
from ..terms import DocumentKind, Handed, TypeFacts, UploadFacts

Asked = Sequence[Args] | None


def handed_in(ids: Sequence[int], ctx: Context, args: Asked) -> Mapping[int, Handed]:
    """The file and the type each request names, two statements for all of them."""
    told: Sequence[Any] = args or ()
    rows = [uploads.row_of(each.file, ctx) if each.file else None for each in told]
    files = _files([row for row in rows if row], ctx)
    kinds = _types({each.attachment_type for each in told if each.attachment_type}, ctx)
    return {
        target: Handed(files.get(row or 0), kinds.get(each.attachment_type or ""))
        for target, row, each in zip(ids, rows, told, strict=False)
    }


def _files(rows: Sequence[int], ctx: Context) -> dict[int, UploadFacts]:
    if not rows:
        return {}
    found = sql.rows("collaboration.uploads", into=UploadFacts, company=ctx.company, ids=list(rows))
    return {each.id: each for each in found}


def _types(codes: Iterable[str], ctx: Context) -> dict[str, TypeFacts]:
    wanted = sorted(codes)
    if not wanted:
        return {}
    found = sql.rows("collaboration.types", into=TypeFacts, company=ctx.company, codes=wanted)
    return {each.code: each for each in found}


def named(ids: Sequence[int], ctx: Context, args: Asked) -> Mapping[int, Mapping[str, int | None]]:
    """The workers and categories that requests name, by argument; None for those there are not."""
    told: Sequence[Any] = args or ()
    found: list[dict[str, int | None]] = [{} for _ in told]
    for name, record in REFERENCES.items():
        codes = [getattr(each, name, None) or "" for each in told]
        known = shapes.ids_of(record, {code for code in codes if code}, ctx) if any(codes) else {}
        for place, code in enumerate(codes):
            if code:
                found[place][name] = known.get(code)
    return dict(zip(ids, found, strict=False))


REFERENCES: Mapping[str, type[Stored]] = {
    "responsible": Worker, "case_owner": Worker, "category": CaseCategory, "case": Case}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beside:
    """The document an attachment stands beside, and the state that is in."""

    kind: DocumentKind | None
    document: str
    state: str


def beside(ids: Sequence[int], ctx: Context, args: Asked) -> Mapping[int, Beside]:
    """The documents of attachments: one statement, and one for each kind of document."""
    rows = list(Attachment.objects.filter(company=ctx.company, pk__in=ids).values_list("pk", "kind", "row", "document"))
    kinds = {each.key: each for each in terms.kinds()}
    states = {
        (key, row): state
        for key in {kind for _, kind, _, _ in rows} & kinds.keys()
        for row, state in _states(kinds[key], [row for _, kind, row, _ in rows if kind == key], ctx)
    }
    return {pk: Beside(kinds.get(kind), document, states.get((kind, row), "")) for pk, kind, row, document in rows}


def _states(kind: DocumentKind, rows: Sequence[int], ctx: Context) -> list[tuple[int, str]]:
    if not kind.record.state:
        return []
    found: Any = kind.record._default_manager
    return list(found.filter(company=ctx.company, pk__in=rows).values_list("pk", kind.record.state))


def activities_left(ids: Sequence[int], ctx: Context, args: Asked) -> Mapping[int, list[str]]:
    """The activities about cases that somebody still has to see to."""
    found: dict[int, list[str]] = {pk: [] for pk in ids}
    for row in sql.rows("collaboration.open_activities", into=_Left, company=ctx.company, cases=list(ids)):
        found[row.case].append(row.number)
    return found


@dataclass(frozen=True, slots=True)
class _Left:
    case: int
    number: str


def categories(ids: Sequence[int], ctx: Context, args: Asked) -> Mapping[int, tuple[str, Any, Any]]:
    """Category, beginning and end of activities as they are stored."""
    rows = Activity.objects.filter(company=ctx.company, pk__in=ids)
    return {pk: told for pk, *told in rows.values_list("pk", "category", "starts_at", "ends_at")}  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Linking:
    """The document that is to belong to a case, whether it does already, and the next line of the case."""

    row: int | None
    linked: bool
    line: int


def linking(ids: Sequence[int], ctx: Context, args: Asked) -> Mapping[int, Linking]:
    """What is to be linked to cases; documents are found by kind and number."""
    told: Sequence[Any] = args or ()
    kinds = {each.key: each for each in terms.kinds()}
    wanted: dict[str, set[str]] = {}
    for each in told:
        wanted.setdefault(each.kind, set()).add(each.document)
    known = {key: shapes.ids_of(kinds[key].record, numbers, ctx) for key, numbers in wanted.items() if key in kinds}
    rows = [known.get(each.kind, {}).get(each.document) for each in told]
    pairs = [(case, each.kind, row) for case, each, row in zip(ids, told, rows, strict=False) if row]
    there = set(linked(pairs, ctx))
    lines = highest(ids, ctx)
    return {
        case: Linking(row, (case, each.kind, row) in there, lines.get(case, 0) + 1)
        for case, each, row in zip(ids, told, rows, strict=False)
    }


def linked(pairs: Sequence[tuple[int, str, int]], ctx: Context) -> list[tuple[int, str, int]]:
    """Which documents belong to which cases already."""
    arrays = sql.arrays(pairs, "cases", "kinds", "rows")
    rows = sql.rows("collaboration.linked", into=dict, company=ctx.company, **arrays)
    return [(row["case"], row["kind"], row["row"]) for row in rows]


def highest(cases: Sequence[int], ctx: Context) -> dict[int, int]:
    """The highest number of a document on each case."""
    rows = sql.rows("collaboration.highest_lines", into=dict, company=ctx.company, cases=sorted(set(cases)))
    return {row["case"]: row["highest"] for row in rows}


def whoever_makes_it(row: int, ctx: Context) -> dict[str, Any]:
    """Dialogs start with the worker who fills them in."""
    worker = Worker.objects.filter(company=ctx.company, user=ctx.user).values_list("code", flat=True).first()
    return {"responsible": worker, "case_owner": worker}
