"""How workflows are written, activated and switched off; what runs keeps its version (01 §8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel import sql
from manciple.kernel.actions import CREATE, EDIT, Batch, action
from manciple.kernel.args import Args, NoArgs
from manciple.kernel.context import Context, Made
from manciple.kernel.refusals import Refusal

from .. import messages
from ..inquiries.drafts import edited_workflows, new_workflows, proposed_workflow
from ..models import Element, Workflow, WorkflowVersion
from ..terms import MAINTAIN_WORKFLOW, WorkflowState
from ..terms.drafts import Draft
from .told import WorkflowChange, WorkflowNew

FORM = "workflows"
DRAFT, ACTIVE, CHANGED, OFF = WorkflowState.DRAFT, WorkflowState.ACTIVE, WorkflowState.CHANGED, WorkflowState.OFF


def can_be_read(draft: Draft, args: Args) -> Iterator[Refusal]:
    """Every reference exists, every condition can be read, every element stands somewhere."""
    yield from draft.faults


def is_complete(draft: Draft) -> Iterator[Refusal]:
    """The definition can be followed to its end."""
    yield from draft.incomplete


@action(
    Workflow, CREATE, label=_("New workflow"), pane="workflow", args=WorkflowNew, duty=MAINTAIN_WORKFLOW, creates=True,
    makes=FORM, facts=new_workflows, guards=(can_be_read,), proposes=proposed_workflow,
    emits="workflow-created", icon="file-plus",
)  # fmt: skip
def create(batch: Batch[Draft, Args], ctx: Context) -> None:
    """Makes workflows; documents go through them once they are activated."""
    drafts = [target.facts for target in batch]
    for draft, pk in zip(drafts, sql.insert(Workflow, [draft.header for draft in drafts]), strict=True):
        ctx.made.append(Made(FORM, draft.header["code"], pk))
        for sheet in draft.elements:
            sheet.row["workflow_id"] = pk
    sql.insert(Element, [sheet.row for draft in drafts for sheet in draft.elements])


@action(
    Workflow, EDIT, label=_("Edit"), pane="workflow", args=WorkflowChange, duty=MAINTAIN_WORKFLOW,
    facts=edited_workflows, guards=(can_be_read,), emits="workflow-edited", icon="pencil",
)  # fmt: skip
def edit(batch: Batch[Draft, Args], ctx: Context) -> None:
    """Changes workflows; what is being approved goes on by the version it began with."""
    for target in batch:
        if target.facts.is_changed and target.state == ACTIVE:
            target.moved = CHANGED
            target.facts.header["status"] = CHANGED.value
    drafts = [target.facts for target in batch]
    _update(Workflow, [(draft.header, draft.stored) for draft in drafts])
    sheets = [sheet for draft in drafts for sheet in draft.elements]
    sql.delete(Element, ctx.company, [sheet.row["id"] for sheet in sheets if sheet.removed and sheet.stored])
    _update(Element, [(sheet.row, sheet.stored) for sheet in sheets if not sheet.removed])
    sql.insert(Element, [sheet.row for sheet in sheets if not sheet.stored and not sheet.removed])


def _update(record: Any, pairs: Sequence[tuple[dict[str, Any], Any]]) -> None:
    """Updates the rows that differ, in the columns that differ in any of them."""
    changed = [(row, before) for row, before in pairs if before is not None and row != before]
    names = sorted({name for row, before in changed for name in row if row[name] != before[name]})
    sql.update(record, [{name: row[name] for name in ("id", "company_id", *names)} for row, _before in changed])


@action(
    Workflow, "activate", label=_("Activate"), pane="workflow", duty=MAINTAIN_WORKFLOW, when=[DRAFT, CHANGED, OFF],
    to=ACTIVE, facts=edited_workflows, needs=(is_complete,), emits="workflow-activated", icon="player-play",
)  # fmt: skip
def activate(batch: Batch[Draft, NoArgs], ctx: Context) -> None:
    """Lets documents go through workflows as they are written now, under a new version."""
    rows = [_version(target.id, target.facts, ctx) for target in batch]
    sql.insert(WorkflowVersion, rows)
    sql.update(
        Workflow,
        [
            {"id": row["workflow_id"], "company_id": ctx.company, "versions": row["number"], "activated_at": ctx.now}
            for row in rows
        ],
    )


def _version(pk: int, draft: Draft, ctx: Context) -> dict[str, Any]:
    header = draft.header
    return {
        "company_id": ctx.company, "act": ctx.act, "workflow_id": pk, "number": header["versions"] + 1,
        "name": header["name"], "condition": header["condition"], "is_default": header["is_default"],
        "calendar_id": header["calendar_id"], "elements": [asdict(each) for each in draft.kept],
        "activated_at": ctx.now,
    }  # fmt: skip


@action(
    Workflow, "switch-off", label=_("Switch off"), pane="workflow", duty=MAINTAIN_WORKFLOW, when=[ACTIVE, CHANGED],
    otherwise=messages.NOT_ACTIVE, to=OFF, emits="workflow-switched-off", icon="player-stop", danger=True,
)  # fmt: skip
def switch_off(batch: Batch[None, NoArgs], ctx: Context) -> None:
    """Takes no new documents; what is being approved goes on."""
