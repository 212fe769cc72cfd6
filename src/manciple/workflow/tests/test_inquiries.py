"""What people read: a workflow in words, the inbox, the history."""

from __future__ import annotations

from manciple.kernel import reading
from manciple.kernel.inquiries import Asked, find
from manciple.workflow.forms import Workflows, WorkItems
from manciple.workflow.models import Instance, WorkItem

from .office import Office, step


def test_a_workflow_is_said_in_words(office: Office) -> None:
    code = office.workflow(
        {"kind": "process", "line_number": 10, "name": "Approval"},
        {"kind": "automatic", "inside": 10, "condition": "total < 10", "final_action": "approve"},
        step("ann", "bob", inside=10, condition="total > 10000", completion="single", time_limit=2),
    )
    with office.company.reading():
        rows = reading.answered(find("workflow-in-words"), {"number": code}, office.company.ctx)
    assert [(row.line, row.element, row.condition, row.people, row.time) for row in rows] == [
        ("1", "Approval process: Approval", "always", "", ""),
        ("1.1", "Automatic action", "Total is below 10", "Approve", ""),
        ("1.2", "Approval step: Step", "Total is above 10000", "Named users; ann, bob; One approver", "2 days"),
    ]


def test_the_inbox_has_its_views(office: Office) -> None:
    office.workflow(step("ann"), {"kind": "task", "assignment": "queue", "assignees": ["clerk"]})
    office.submit(*office.sites(2))
    office.do(WorkItem, "approve", office.waiting("ann")[:1], "ann")
    counts = {}
    for key, _label, filters in WorkItems.views:
        told = {name: value.replace("@me", "ann").replace("@today", "2026-01-15") for name, value in filters.items()}
        with office.company.reading():
            counts[key] = len(reading.listed(WorkItems, Asked(filters=told), office.company.ctx).rows)
    assert counts == {"mine": 1, "overdue": 0, "queue": 1, "all": 3}


def test_the_history_of_an_item_and_of_a_course(office: Office) -> None:
    office.workflow(step("ann"))
    office.submit(*office.sites(1))
    item, course = WorkItem.objects.get(), Instance.objects.get()
    office.do(WorkItem, "approve", [item.pk], "ann", comment="fine")
    for key, number in (("work-item-history", item.pk), ("course-history", course.pk)):
        with office.company.reading():
            rows = reading.answered(find(key), {"number": str(number)}, office.company.ctx)
            told = list(rows.values_list("what", "user__username", "comment", "seen"))
        assert told == [
            ("started", "sam", "", 1), ("assigned", None, "", 1),
            ("approved", "ann", "fine", 2), ("ended", None, "approved", 2),
        ]  # fmt: skip


def test_elements_stand_in_the_grid_of_their_workflow(office: Office) -> None:
    code = office.workflow(step("ann"), step("bob", condition="total > 10000"))
    with office.company.reading():
        shown = reading.record(Workflows, code, office.company.ctx)
    assert [(line["line_number"], line["condition"], line["assignees"]) for line in shown.lines["elements"]] == [
        (10, "", ["ann"]), (20, "total > 10000", ["bob"]),
    ]  # fmt: skip
