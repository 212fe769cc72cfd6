"""Reads for people: a workflow in words, the history of a work item and of a course."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from manciple.kernel.context import Context
from manciple.kernel.inquiries import Drawn, column, inquiry

from ..models import Element, Instance, Workflow, WorkflowEntry, WorkItem
from ..rules import expressions
from ..terms import DO_WORK, VIEW_WORKFLOW, ConditionField, ElementKind, document_type, document_types
from .documents import Told, said
from .drafts import PERSON_FIELDS


@dataclass(frozen=True, slots=True)
class Said:
    """One element of a workflow in words."""

    line: str = column(gettext_lazy("Line"))
    element: str = column(gettext_lazy("Element"))
    condition: str = column(gettext_lazy("When"))
    people: str = column(gettext_lazy("Who"))
    time: str = column(gettext_lazy("Time limit"))


@inquiry("workflow-in-words", label=gettext_lazy("In words"), row=Said, duty=VIEW_WORKFLOW, about="workflows")
def in_words(ctx: Context, number: str) -> list[Said]:
    """What a workflow does, as it is written now: elements, conditions, people and times in words."""
    workflow = Workflow.objects.filter(company=ctx.company, code=number).first()
    if workflow is None or workflow.kind not in {each.key for each in document_types()}:
        return []
    elements = list(Element.objects.filter(company=ctx.company, workflow=workflow).order_by("line_number"))
    fields = list(document_type(workflow.kind).fields)
    return [Said(line, *_said(element, fields)) for line, element in _outlined(elements, None, "")]


def _outlined(elements: list[Element], inside: int | None, before: str) -> Iterator[tuple[str, Element]]:
    """Elements as an outline: 1, 2, 2.1, 2.2 …"""
    for place, element in enumerate((each for each in elements if each.inside == inside), 1):
        yield f"{before}{place}", element
        if len(before) < 40:
            yield from _outlined(elements, element.line_number, f"{before}{place}.")


def _said(element: Element, fields: list[ConditionField]) -> tuple[str, str, str, str]:
    name = ": ".join(part for part in (str(element.get_kind_display()), element.name) if part)
    named = f"{element.branch} – {name}" if element.branch else name
    return named, expressions.said(element.condition, fields), _people(element, fields), _time(element)


def _people(element: Element, fields: list[ConditionField]) -> str:
    if element.kind == ElementKind.AUTOMATIC:
        return str(element.get_final_action_display())
    if not element.assignment:
        return ""
    until = expressions.said(element.until, [*fields, *PERSON_FIELDS]) if element.until else ""
    named = [str(element.get_assignment_display()), ", ".join(element.assignees), until]
    completed = str(element.get_completion_display()) if element.kind == ElementKind.STEP else ""
    return "; ".join(part for part in (*named, completed) if part)


def _time(element: Element) -> str:
    if not element.time_limit:
        return ""
    return _("{number} {unit}").format(number=element.time_limit, unit=str(element.get_time_unit_display()).lower())


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that conditions may ask."""

    field: str = column(gettext_lazy("Field"))
    label: str = column(gettext_lazy("What it is"))


@inquiry("condition-fields", label=gettext_lazy("Fields for conditions"), row=Asked, duty=VIEW_WORKFLOW,
         about="workflows")  # fmt: skip
def condition_fields(ctx: Context, number: str) -> list[Asked]:
    """What conditions of the workflow may ask of a document, under the name they call it by."""
    kind = Workflow.objects.filter(company=ctx.company, code=number).values_list("kind", flat=True).first()
    if kind not in {each.key for each in document_types()}:
        return []
    return [Asked(each.key, str(each.label)) for each in document_type(str(kind)).fields]


@inquiry("work-item-history", label=gettext_lazy("Workflow history"), row=Told, duty=DO_WORK, about="work-items",
         order=("at", "id"), drawn=Drawn.TIMELINE)  # fmt: skip
def item_history(ctx: Context, number: str) -> QuerySet[WorkflowEntry]:
    """What was asked and answered about the document of a work item so far."""
    item = WorkItem.objects.filter(company=ctx.company, pk=_key(number)).values("root")
    return said(WorkflowEntry.objects.filter(company=ctx.company, root__in=item))


@inquiry("course-history", label=gettext_lazy("Workflow history"), row=Told, duty=VIEW_WORKFLOW,
         about="workflow-instances", order=("at", "id"), drawn=Drawn.TIMELINE)  # fmt: skip
def course_history(ctx: Context, number: str) -> QuerySet[WorkflowEntry]:
    """Everything that happened in a course and in those it started."""
    found = Instance.objects.filter(Q(pk=_key(number)), company=ctx.company)
    return said(WorkflowEntry.objects.filter(company=ctx.company, root__in=found.values(of=Coalesce("root_id", "pk"))))


def _key(number: str) -> int:
    return int(number) if number.isdecimal() and len(number) < 19 else 0
