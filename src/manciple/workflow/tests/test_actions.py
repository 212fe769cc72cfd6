"""Each act: done once, refused by each guard, nothing changed when refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from manciple.kernel import sql
from manciple.kernel.refusals import Refused
from manciple.kernel.running import run
from manciple.kernel.testing.hashing import everything
from manciple.kernel.verify import check
from manciple.organization.models import Site
from manciple.workflow import actions, inquiries
from manciple.workflow.models import Instance, Workflow, WorkflowVersion, WorkItem
from manciple.workflow.terms import Answer, Outcome

from .office import KIND, LINE, Office, heard, step, tasks, told


def refused(office: Office, key: str, items: list[int], who: str, **more: Any) -> list[str]:
    """The codes of a refusal, which changes nothing."""
    before = everything()
    with pytest.raises(Refused) as reasons:
        office.do(WorkItem, key, items, who, **more)
    assert everything() == before
    return reasons.value.codes


# --- From submission to the end --------------------------------------------------------------------


def test_a_site_is_approved_by_two(office: Office) -> None:
    office.workflow(step("ann"), step("bob", condition="total > 50"))
    (site,) = office.sites(1)
    office.submit(site)
    office.do(WorkItem, "approve", office.waiting("ann"), "ann", comment="fine")
    assert office.outcomes() == ["began"]
    office.do(WorkItem, "approve", office.waiting("bob"), "bob")
    assert heard[-1] == (KIND, "approved", [site])
    assert office.states() == [("X2", "approved")]
    assert office.history() == [
        ("started", "sam", None, ""), ("assigned", None, "ann", ""), ("approved", "ann", None, "fine"),
        ("assigned", None, "bob", ""), ("approved", "bob", None, ""), ("ended", None, None, "approved"),
    ]  # fmt: skip
    assert check(office.company.id) == []


@pytest.mark.parametrize(("key", "outcome"), [("reject", "rejected"), ("request-change", "change_requested")])
def test_a_site_is_refused(office: Office, key: str, outcome: str) -> None:
    office.workflow(step("ann", "bob"))
    office.submit(*office.sites(1))
    office.do(WorkItem, key, office.waiting("ann"), "ann", comment="too far")
    assert (office.outcomes()[-1], office.waiting()) == (outcome, [])


def test_a_second_answer_is_refused(office: Office) -> None:
    office.workflow(step("ann"))
    office.submit(*office.sites(1))
    items = office.waiting("ann")
    office.do(WorkItem, "approve", items, "ann")
    assert refused(office, "approve", items, "ann") == ["ORD-23"]
    assert refused(office, "reject", items, "bob", comment="no") == ["ORD-23"]


def test_withdrawn_work_is_not_answered(office: Office) -> None:
    office.workflow(step("ann", "bob", completion="single"))
    office.submit(*office.sites(1))
    theirs = office.waiting("bob")
    office.do(WorkItem, "approve", office.waiting("ann"), "ann")
    assert refused(office, "approve", theirs, "bob") == ["WFL-31"]


def test_only_who_is_asked_may_answer(office: Office) -> None:
    office.workflow(step("ann", allowed=["reject"]))
    office.submit(*office.sites(1))
    items = office.waiting("ann")
    assert refused(office, "approve", items, "bob") == ["WFL-30"]
    assert refused(office, "complete", items, "ann") == ["WFL-32"]
    assert refused(office, "delegate", items, "ann", to="bob", comment="away") == ["WFL-32"]
    office.users["ann"] = office.users["ann"].fresh(duties=frozenset({"do-workflow-work"}))
    assert refused(office, "approve", items, "ann") == ["WFL-41"]


def test_many_are_approved_at_once(office: Office) -> None:
    office.workflow(step("ann"))
    office.submit(*office.sites(3))
    answer = office.do(WorkItem, "approve", office.waiting("ann"), "ann")
    assert (len(answer.done), [state for _site, state in office.states()]) == (3, ["approved"] * 3)


def test_documents_answer_by_themselves(office: Office) -> None:
    office.workflow(step("ann"), step("bob"))
    sites = office.sites(2)
    office.submit(*sites)
    ann, bob = office.users["ann"], office.users["bob"]
    assert actions.answer(KIND, sites, Answer.APPROVE, "", ann) == dict.fromkeys(sites)
    assert [item.user_name for item in inquiries.open_items(KIND, sites, ann)[sites[0]]] == ["bob"]
    assert inquiries.last_answers(KIND, sites, ann)[sites[1]].user_name == "ann"
    assert actions.answer(KIND, sites, Answer.REJECT, "no", bob) == dict.fromkeys(sites, Outcome.REJECTED)


def test_recall_and_submit_again(office: Office) -> None:
    office.workflow(step("ann"))
    (site,) = office.sites(1)
    office.submit(site)
    actions.recall(KIND, [site], "forgot something", office.users["sam"])
    assert (office.outcomes(), office.waiting()) == (["began", "canceled"], [])
    office.submit(site)
    assert (len(office.waiting("ann")), check(office.company.id)) == (1, [])


def test_an_automatic_action_ends_it_at_once(office: Office) -> None:
    office.workflow(
        {"kind": "process", "line_number": 10},
        {"kind": "automatic", "inside": 10, "condition": "not requires_reapproval", "final_action": "approve"},
        step("ann", inside=10),
    )
    (site,) = office.sites(1)
    assert actions.start(KIND, [site], office.users["sam"]) == {site: Outcome.APPROVED}
    assert heard == [(KIND, "began", [site]), (KIND, "approved", [site])]


def test_the_system_does_its_task_for_all_at_once(office: Office) -> None:
    office.workflow({"kind": "automated", "task": "check"}, step("ann"))
    good, bad = office.sites(2)
    tasks[bad] = Answer.REJECT
    office.submit(good, bad)
    assert (office.states(), len(office.waiting("ann"))) == ([("X2", "running"), ("X3", "rejected")], 1)


def test_lines_have_a_workflow_of_their_own(office: Office) -> None:
    office.workflow(step("bob"), kind=LINE)
    office.workflow({"kind": "lines"}, step("ann"))
    site = Site.objects.values_list("pk", flat=True).get(code="1")
    office.submit(site)
    assert office.outcomes(LINE) == ["began"]
    office.do(WorkItem, "approve", office.waiting("bob"), "bob")
    assert office.outcomes(LINE) == ["began", "approved"]
    office.do(WorkItem, "approve", office.waiting("ann"), "ann")
    assert (office.outcomes()[-1], check(office.company.id)) == ("approved", [])


# --- Other hands -----------------------------------------------------------------------------------


def test_a_delegate_answers_on_behalf(office: Office) -> None:
    office.workflow(step("ann"))
    office.submit(*office.sites(1))
    items = office.waiting("ann")
    assert refused(office, "delegate", items, "ann", to="sam", comment="x") == ["SOD-4"]
    assert refused(office, "delegate", items, "ann", to="ann", comment="x") == ["WFL-40"]
    assert refused(office, "delegate", items, "ann", to="nobody", comment="x") == ["WFL-39"]
    office.do(WorkItem, "delegate", items, "ann", to="bob", comment="away")
    assert WorkItem.objects.values_list("user__username", "on_behalf_of__username").get() == ("bob", "ann")
    office.do(WorkItem, "approve", items, "bob")
    assert office.outcomes()[-1] == "approved"


def test_what_the_inbox_refuses_the_document_refuses_too(office: Office) -> None:
    """An order is delegated from its own page: neither to its submitter, nor to a stranger."""
    office.workflow(step("ann"))
    (site,) = office.sites(1)
    office.submit(site)
    ann, people = office.users["ann"], {name: ctx.user for name, ctx in office.users.items()}
    for to, code in ((people["sam"], "SOD-4"), (0, "WFL-39"), (people["ann"], "WFL-40")):
        with pytest.raises(Refused) as reasons:
            actions.answer(KIND, [site], Answer.DELEGATE, "x", ann, to=to)
        assert reasons.value.codes == [code]
    told[site] = {"makers": (people["ann"],)}
    with pytest.raises(Refused) as reasons:
        actions.answer(KIND, [site], Answer.APPROVE, "", ann)
    assert (reasons.value.codes, len(office.waiting("ann"))) == (["SOD-4"], 1)


def test_who_is_handed_a_managers_work_may_decide_as_much(office: Office) -> None:
    office.staff()
    office.workflow(step(assignment="hierarchy", whom="last"))
    (site,) = office.sites(1)
    told[site] = {"total": Decimal(5000)}
    office.submit(site)
    items = office.waiting("bob")
    assert refused(office, "delegate", items, "bob", to="ann", comment="x") == ["WFL-47"]
    office.do(WorkItem, "delegate", items, "bob", to="cat", comment="away")
    assert len(office.waiting("cat")) == 1


def test_who_delegated_takes_it_back(office: Office) -> None:
    office.workflow(step("ann"))
    office.submit(*office.sites(1))
    items = office.waiting("ann")
    office.do(WorkItem, "delegate", items, "ann", to="bob", comment="away")
    office.do(WorkItem, "reassign", items, "ann", to="ann", comment="back again")
    assert (office.waiting("ann"), WorkItem.objects.get().on_behalf_of) == (items, None)


def test_a_process_says_what_its_steps_allow(office: Office) -> None:
    office.workflow({"kind": "process", "line_number": 10, "allowed": ["delegate"]}, step("ann", inside=10))
    office.submit(*office.sites(1))
    assert refused(office, "reject", office.waiting("ann"), "ann", comment="no") == ["WFL-32"]


def test_who_made_it_may_not_get_it(office: Office) -> None:
    office.workflow(step("ann"))
    (site,) = office.sites(1)
    told[site] = {"makers": (office.users["bob"].user,)}
    office.submit(site)
    assert refused(office, "delegate", office.waiting("ann"), "ann", to="bob", comment="x") == ["SOD-4"]


def test_the_owner_reassigns(office: Office) -> None:
    office.workflow(step("ann"))
    office.submit(*office.sites(1))
    items = office.waiting("ann")
    assert refused(office, "reassign", items, "bob", to="cat", comment="x") == ["WFL-38"]
    office.do(WorkItem, "reassign", items, "eve", to="cat", comment="ann is ill")
    assert (office.waiting("cat"), WorkItem.objects.get().on_behalf_of) == (items, None)


def test_a_queue_is_worked_off(office: Office) -> None:
    office.workflow({"kind": "task", "name": "Check", "assignment": "queue", "assignees": ["clerk"]})
    office.submit(*office.sites(1))
    items = office.waiting()
    assert refused(office, "accept", items, "ann") == ["WFL-37"]
    assert refused(office, "release", items, "cat") == ["WFL-30"]
    office.do(WorkItem, "accept", items, "cat")
    assert refused(office, "accept", items, "dan") == ["WFL-36"]
    office.do(WorkItem, "release", items, "cat", comment="no time")
    office.do(WorkItem, "accept", items, "dan")
    office.do(WorkItem, "complete", items, "dan")
    assert office.outcomes()[-1] == "approved"


def test_what_is_in_no_queue_is_not_accepted(office: Office) -> None:
    office.workflow(step("ann"))
    office.submit(*office.sites(1))
    assert refused(office, "accept", office.waiting(), "cat") == ["WFL-35"]
    assert refused(office, "release", office.waiting(), "ann") == ["WFL-35"]


def test_a_manual_decision_is_for_a_branch_there_is(office: Office) -> None:
    office.workflow(
        {"kind": "manual_decision", "line_number": 10, "assignment": "users", "assignees": ["ann"]},
        step("bob", inside=10, branch="yes"), step("cat", inside=10, branch="no"),
    )  # fmt: skip
    office.submit(*office.sites(1))
    assert refused(office, "complete", office.waiting(), "ann", choice="perhaps") == ["WFL-34"]
    office.do(WorkItem, "complete", office.waiting(), "ann", choice="no")
    assert len(office.waiting("cat")) == 1


def test_anybody_may_comment(office: Office) -> None:
    office.workflow(step("ann"))
    office.submit(*office.sites(1))
    office.do(WorkItem, "comment", office.waiting(), "bob", comment="looks fine to me")
    assert office.history()[-1] == ("commented", "bob", None, "looks fine to me")


# --- What stops ------------------------------------------------------------------------------------


def test_the_owner_resumes_what_stopped(office: Office) -> None:
    office.workflow(step(assignment="hierarchy"))
    office.submit(*office.sites(1))
    (course,) = Instance.objects.all()
    assert (course.status, course.error) == ("stopped", "nobody")
    office.staff()
    with pytest.raises(Refused) as reasons:
        office.do(Instance, "resume", [course.pk], "bob")
    assert reasons.value.codes == ["WFL-38"]
    office.do(Instance, "resume", [course.pk], "eve")
    assert len(office.waiting("ann")) == 1
    with pytest.raises(Refused) as reasons:
        office.do(Instance, "resume", [course.pk], "eve")
    assert reasons.value.codes == ["WFL-43"]


def test_the_owner_gives_up(office: Office) -> None:
    office.workflow(step("ann"), step(assignment="hierarchy"))
    office.submit(*office.sites(1))
    office.do(WorkItem, "approve", office.waiting(), "ann")
    (course,) = Instance.objects.all()
    office.do(Instance, "cancel", [course.pk], "eve", comment="nobody is there")
    assert (office.outcomes()[-1], check(office.company.id)) == ("canceled", [])
    with pytest.raises(Refused) as reasons:
        office.do(Instance, "cancel", [course.pk], "eve", comment="again")
    assert reasons.value.codes == ["WFL-44"]


def test_work_of_a_stopped_course_waits(office: Office) -> None:
    office.workflow(
        {"kind": "parallel", "line_number": 10}, step("ann", inside=10, branch="a"),
        step(assignment="hierarchy", inside=10, branch="b"),
    )  # fmt: skip
    (site,) = office.sites(1)
    office.submit(site)
    assert refused(office, "approve", office.waiting("ann"), "ann") == ["WFL-42"]
    with pytest.raises(Refused) as reasons:
        actions.answer(KIND, [site], Answer.APPROVE, "", office.users["ann"])
    assert reasons.value.codes == ["WFL-42"]


# --- Definitions -----------------------------------------------------------------------------------


def test_a_running_course_keeps_its_version(office: Office) -> None:
    code = office.workflow(step("ann"))
    first, second = office.sites(2)
    office.submit(first)
    office.do(Workflow, "edit", [code], elements=[{"line_number": 10, "assignees": ["bob"]}])
    assert Workflow.objects.get().status == "changed"
    office.do(Workflow, "activate", [code])
    office.submit(second)
    assert (len(office.waiting("ann")), len(office.waiting("bob"))) == (1, 1)
    assert list(WorkflowVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_switched_off_takes_nothing_new(office: Office) -> None:
    code = office.workflow(step("ann"))
    (site,) = office.sites(1)
    assert inquiries.fitting(KIND, [site], office.company.ctx)[site].workflows == (code,)
    office.do(Workflow, "switch-off", [code])
    assert not inquiries.fitting(KIND, [site], office.company.ctx)[site].is_one


def test_which_workflow_fits(office: Office) -> None:
    large = office.workflow(step("ann"), condition="total > 1000")
    usual = office.workflow(step("ann"), is_default=True)
    small, big, both = office.sites(3)
    told[big] = {"total": 5000}
    told[both] = {"total": 5000}
    fit = inquiries.fitting(KIND, [small, big], office.company.ctx)
    assert (fit[small].workflows, fit[big].workflows) == ((usual,), (large,))
    office.workflow(step("ann"), condition="total > 2000")
    assert len(inquiries.fitting(KIND, [both], office.company.ctx)[both].workflows) == 2


@pytest.mark.parametrize(
    ("elements", "codes"),
    [
        ([], ["WFL-13"]),
        ([step()], ["WFL-05"]),
        ([step("nobody")], ["WFL-06"]),
        ([step("norole", assignment="role")], ["WFL-07"]),
        ([step("ann", branch="yes")], ["WFL-08"]),
        ([{"kind": "process", "line_number": 10}, {"kind": "automatic", "inside": 10}], ["WFL-09"]),
        ([{"kind": "automated", "task": "nothing"}], ["WFL-10"]),
        ([{"kind": "subworkflow"}], ["WFL-11"]),
        ([step("ann", completion="percentage")], ["WFL-12"]),
        ([step("ann", line_number=10), {"kind": "escalation", "inside": 10, "assignment": "owner"}], ["WFL-14"]),
        ([step("ann", time_limit=1001)], ["WFL-15"]),
        ([{"kind": "lines"}], []),
    ],
)  # fmt: skip
def test_only_what_can_be_followed_is_activated(
    office: Office, elements: list[dict[str, Any]], codes: list[str]
) -> None:
    code = office.workflow(*elements, activate=False)
    if not codes:
        office.do(Workflow, "activate", [code])
        return
    with pytest.raises(Refused) as reasons:
        office.do(Workflow, "activate", [code])
    assert reasons.value.codes == codes


@pytest.mark.parametrize(
    ("told_", "codes"),
    [
        ({"kind": "nothing"}, ["WFL-01"]),
        ({"condition": "total >"}, ["WFL-02"]),
        ({"elements": [step("ann", condition="price > 1")]}, ["WFL-02"]),
        ({"elements": [step("ann", inside=99)]}, ["WFL-03"]),
        ({"elements": [{"kind": "process", "line_number": 10, "inside": 10}]}, ["WFL-04"]),
        ({"elements": [step("ann", line_number=10), step("bob", line_number=10)]}, ["WFL-16"]),
        ({"elements": [step("ann", time_limit=-1)]}, ["WFL-19"]),
        ({"process_owner": "nobody"}, ["KRN-008"]),
    ],
)  # fmt: skip
def test_what_is_written_wrongly_is_refused(office: Office, told_: dict[str, Any], codes: list[str]) -> None:
    before = everything()
    with pytest.raises(Refused) as reasons:
        office.workflow(**told_)
    assert (reasons.value.codes, everything() == before) == (codes, True)


# --- Statements ------------------------------------------------------------------------------------


def test_two_hundred_cost_as_many_statements_as_one(office: Office) -> None:
    office.workflow(step("ann"), step("bob", condition="total > 50"))
    counts = []
    for many in (1, 200):
        sites = office.sites(many)
        with sql.counted() as submitting:
            run(Site, "test-submit", sites, None, office.users["sam"].fresh())
        with sql.counted() as approving:
            office.do(WorkItem, "approve", office.waiting("ann"), "ann")
        counts.append((submitting.number, approving.number))
    assert counts[0] == counts[1]
