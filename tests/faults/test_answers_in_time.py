"""An answer, an escalation and the end of a workflow at the same moment: one after the other, never half of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

import pytest

from manciple.demo.company import Company
from manciple.kernel import verify
from manciple.workflow.models import Instance, WorkflowEntry, WorkItem
from manciple.workflow.tests.office import Office, sites_are_approved, step

from .hands import at_once, company, unhurried

__all__ = ["company", "unhurried"]
DONE, SITES = "done", 5


def _did(office: Office, record: type, key: str, number: int, who: str, **more: str) -> str:
    office.do(record, key, [number], who, **more)
    return DONE


@pytest.fixture(autouse=True)
def approved_sites() -> Iterator[None]:
    """Sites are documents to be approved."""
    with sites_are_approved():
        yield


def test_an_answer_an_escalation_and_the_end_meet(company: Company) -> None:
    """Either Ann answered, or it went on to Bob, and nobody after it was canceled (01 §8, §20)."""
    with company.reading():
        office = Office(company)
        office.workflow(
            step("ann", line_number=10, time_limit=1, time_unit="hours"),
            {"kind": "escalation", "inside": 10, "assignment": "users", "assignees": ["bob"]},
        )
        office.submit(*office.sites(SITES))
        pairs = list(WorkItem.objects.order_by("pk").values_list("pk", "instance_id"))
    office.users["system"] = office.later(hours=2)
    works = [
        work
        for item, course in pairs
        for work in (
            partial(_did, office, WorkItem, "approve", item, "ann"),
            partial(_did, office, WorkItem, "escalate", item, "system"),
            partial(_did, office, Instance, "cancel", course, "system", comment="given up"),
        )
    ]
    answers = at_once(works)
    with company.reading():
        said = list(WorkflowEntry.objects.values_list("instance_id", "what"))
        states = dict(Instance.objects.values_list("pk", "status"))
    for place, (_item, course) in enumerate(pairs):
        approved, escalated, canceled = answers[3 * place : 3 * place + 3]
        told = Counter(what for instance, what in said if instance == course)
        assert (approved == DONE) + (canceled == DONE) == 1, answers
        assert told["ended"] == 1
        assert told["escalated"] == (escalated == DONE)
        assert states[course] == ("approved" if approved == DONE else "canceled")
    assert verify.check(company.id) == []
