"""Definitions as they would be after what was typed: what the guards of their actions look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel import shapes
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.forms import FormField
from manciple.kernel.refusals import Refusal
from manciple.organization.models import Assignment, Role, User

from .. import messages
from ..models import Element as ElementRow
from ..models import Workflow
from ..rules import definition
from ..rules.definition import Ground
from ..terms import ConditionField, Element, FieldKind, document_type, document_types
from ..terms.drafts import Draft, ElementSheet

Row = dict[str, Any]
STEP = 10
PERSON_FIELDS = (
    ConditionField("spending_limit", _("Spending limit"), FieldKind.NUMBER),
    ConditionField("level", _("Level of the manager"), FieldKind.NUMBER),
    ConditionField("user", _("User name of the manager"), FieldKind.TEXT),
)


def new_workflows(ids: Sequence[int], ctx: Context, args: Sequence[Args]) -> Mapping[int, Draft]:
    """Definitions that are to be created."""
    made = [Draft(shapes.defaults(Workflow) | {"company_id": ctx.company}) for _each in args]
    _write(made, args, ctx)
    return {-place - 1: draft for place, draft in enumerate(made)}


def proposed_workflow(pk: int, ctx: Context) -> Row:
    """What a new workflow begins with: it belongs to whoever makes it."""
    return {"process_owner": ctx.user_name}


def edited_workflows(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Draft]:
    """Definitions as they would be after an edit; without arguments, as they stand."""
    found = _stored(ids, ctx)
    _write([found[pk] for pk in ids], args or (), ctx)
    return found


def _stored(ids: Sequence[int], ctx: Context) -> dict[int, Draft]:
    rows = Workflow.objects.filter(company=ctx.company, pk__in=ids).values()
    found = {row["id"]: Draft(dict(row), dict(row)) for row in rows}
    for row in ElementRow.objects.filter(company=ctx.company, workflow__in=ids).order_by("line_number").values():
        sheet = ElementSheet(dict(row), Element(row["line_number"]), dict(row))
        found[row["workflow_id"]].elements.append(sheet)
    return found


# --- What was typed --------------------------------------------------------------------------------


def _write(drafts: Sequence[Draft], args: Sequence[Args], ctx: Context) -> None:
    """Takes in what was typed, and looks whether it can be followed."""
    told = [shapes.given(each) for each in args]
    typed = [[shapes.given(line) for line in each.pop("elements", None) or ()] for each in told]
    heads = shapes.resolve(Workflow, told, ctx)
    lines = shapes.resolve(ElementRow, [line for each in typed for line in each], ctx)
    for draft, head, elements in zip(drafts, told, typed, strict=False):
        draft.faults += [*_fixed(draft, head), *shapes.unknown(Workflow, head, heads), *shapes.missing(Workflow, head)]
        draft.header |= shapes.columns_of(Workflow, head, heads)
        _write_elements(draft, elements, lines, ctx)
    _judge(drafts, ctx)


def _fixed(draft: Draft, head: Row) -> Iterator[Refusal]:
    """Code and kind of document are fixed when a workflow is made."""
    for name in ("code", "kind"):
        if draft.stored and name in head and head[name] != draft.stored[name]:
            number = str(draft.stored["code"])
            refusal = shapes.locked(FormField(name, Workflow._meta.get_field(name)), "", "", None, number)
            yield from [refusal] if refusal else []


def _write_elements(
    draft: Draft, told: Sequence[Mapping[str, Any]], references: shapes.References, ctx: Context
) -> None:  # fmt: skip
    known = {each.row["line_number"]: each for each in draft.elements}
    named: set[int] = set()
    for each in told:
        line = dict(each)
        removed, number = line.pop("remove", False), line.pop("line_number", None)
        if number in named:
            draft.faults.append(messages.LINE_TWICE(line=number))
            continue
        sheet = known.get(number)
        if sheet is None:
            sheet = _new(draft, known, number, ctx)
            known[sheet.row["line_number"]] = sheet
        named.add(sheet.row["line_number"])
        sheet.removed = removed
        draft.faults += shapes.unknown(ElementRow, line, references, sheet.row["line_number"])
        sheet.row |= shapes.columns_of(ElementRow, line, references)


def _new(draft: Draft, known: Mapping[int, ElementSheet], number: int | None, ctx: Context) -> ElementSheet:
    """A new element, behind the others unless it is told its number."""
    place = number or max(known, default=0) + STEP
    row = shapes.defaults(ElementRow) | {"company_id": ctx.company, "line_number": place}
    row["workflow_id"] = draft.header.get("id")
    sheet = ElementSheet(row, Element(place))
    draft.elements.append(sheet)
    return sheet


# --- What is to be said about it -------------------------------------------------------------------


def _judge(drafts: Sequence[Draft], ctx: Context) -> None:
    names = _names(drafts)
    grounds = _grounds(ctx)
    for draft in drafts:
        for sheet in draft.elements:
            sheet.element = _element(sheet.row, names)
        kind = str(draft.header["kind"])
        if kind not in grounds:
            known = [each.key for each in document_types()]
            draft.faults.append(messages.NO_KIND(field="kind", kind=kind, known=known))
            continue
        draft.faults += _readable(draft, grounds[kind])
        draft.incomplete = list(definition.complete(draft.kept, grounds[kind]))


def _readable(draft: Draft, ground: Ground) -> Iterator[Refusal]:
    yield from definition.condition_is_readable(draft.header["condition"], ground)
    yield from definition.conditions_are_readable(draft.kept, ground)
    yield from definition.elements_stand_somewhere(draft.kept)


def _element(row: Row, names: Mapping[str, Mapping[int, str]]) -> Element:
    """A stored element as rules know it, with names for references."""
    return Element(
        number=row["line_number"], kind=row["kind"], name=row["name"], inside=row["inside"], branch=row["branch"],
        condition=row["condition"], assignment=row["assignment"], assignees=tuple(row["assignees"]),
        whom=row["whom"], until=row["until"], exempt=row["exempt"], completion=row["completion"],
        percent=row["percent"], time_limit=row["time_limit"], time_unit=row["time_unit"],
        remind_before=row["remind_before"], final_action=row["final_action"], allowed=tuple(row["allowed"]),
        final_approver=names["users"].get(row["final_approver_id"], ""),
        workflow=names["workflows"].get(row["subworkflow_id"], ""), task=row["task"], instructions=row["instructions"],
    )  # fmt: skip


def _names(drafts: Iterable[Draft]) -> dict[str, dict[int, str]]:
    """The names of users and workflows that elements point to."""
    rows = [sheet.row for draft in drafts for sheet in draft.elements]
    users = {row["final_approver_id"] for row in rows} - {None}
    workflows = {row["subworkflow_id"] for row in rows} - {None}
    return {
        "users": dict(User.objects.filter(pk__in=users).values_list("pk", "username")),
        "workflows": dict(Workflow.objects.filter(pk__in=workflows).values_list("pk", "code")),
    }


def _grounds(ctx: Context) -> dict[str, Ground]:
    """What definitions are checked against, by kind of document; three statements."""
    users = Assignment.objects.filter(legal_entity=ctx.company, user__is_active=True)
    names = frozenset(users.values_list("user__username", flat=True))
    roles = frozenset(Role.objects.values_list("code", flat=True))
    workflows = dict(Workflow.objects.filter(company=ctx.company).values_list("code", "kind"))
    return {
        each.key: Ground(
            each.key, tuple(each.fields), PERSON_FIELDS, names, roles, frozenset(task.key for task in each.tasks),
            workflows, each.lines,
        )
        for each in document_types()
    }  # fmt: skip


def fields_of(kind: str) -> Sequence[ConditionField]:
    """What conditions about a kind of document may ask."""
    return document_type(kind).fields
