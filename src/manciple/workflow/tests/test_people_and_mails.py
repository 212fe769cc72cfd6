"""Delegation rules, time, e-mails: what happens to work items without anybody answering."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from manciple.founding.making import make
from manciple.kernel.actions import find
from manciple.kernel.args import read
from manciple.kernel.models import Event
from manciple.kernel.outbox import Happened
from manciple.kernel.refusals import Refused
from manciple.kernel.running import create
from manciple.organization.models import Holiday, User, WorkCalendar
from manciple.workflow.actions.mails import send_mails, write_mails
from manciple.workflow.actions.times import escalate_work_items
from manciple.workflow.models import DelegationRule, Mail, WorkItem

from .office import Office, step


def delegate(office: Office, user: str, to: str, who: str = "", **more: Any) -> int:
    ctx = office.users[who] if who else office.company.ctx
    args = read(find(DelegationRule, "create").args, {"user": user, "to": to} | more)
    return create(DelegationRule, args, ctx.fresh()).made[0].id


# --- Delegation rules ------------------------------------------------------------------------------


def test_work_goes_to_the_delegate_while_the_rule_is_good(office: Office) -> None:
    office.workflow(step("ann"))
    rule = delegate(office, "ann", "bob", "ann", starts_on="2026-01-01", ends_on="2026-01-31")
    office.submit(*office.sites(1))
    assert WorkItem.objects.values_list("user__username", "on_behalf_of__username").get() == ("bob", "ann")
    office.do(DelegationRule, "edit", [rule], "ann", is_enabled=False)
    office.submit(*office.sites(1))
    assert len(office.waiting("ann")) == 1


@pytest.mark.parametrize(
    ("rule", "who", "code"),
    [
        (("ann", "bob"), "bob", "WFL-54"),
        (("ann", "ann"), "ann", "WFL-50"),
        (("cat", "ann"), "cat", "WFL-51"),
        (("eve", "ann"), "eve", "WFL-52"),
    ],
)
def test_a_rule_that_leads_nowhere_is_refused(office: Office, rule: tuple[str, str], who: str, code: str) -> None:
    for user, to in (
        (("ann", "bob"), ("bob", "cat"), ("cat", "dan")) if code == "WFL-52" else (("ann", "bob"), ("bob", "cat"))
    ):
        delegate(office, user, to)
    with pytest.raises(Refused) as reasons:
        delegate(office, *rule, who)
    assert reasons.value.codes == [code]


def test_nobody_ends_anothers_delegation(office: Office) -> None:
    rule = delegate(office, "ann", "bob", "ann")
    with pytest.raises(Refused) as reasons:
        office.do(DelegationRule, "delete", [rule], "bob")
    assert (reasons.value.codes, DelegationRule.objects.count()) == (["WFL-54"], 1)
    office.do(DelegationRule, "delete", [rule], "ann")
    assert DelegationRule.objects.count() == 0


def test_two_stand_in_for_each_other_at_different_times(office: Office) -> None:
    delegate(office, "ann", "bob", starts_on="2026-07-01", ends_on="2026-07-14")
    assert delegate(office, "bob", "ann", starts_on="2026-07-15", ends_on="2026-07-31")
    with pytest.raises(Refused) as reasons:
        delegate(office, "bob", "ann", starts_on="2026-07-14", ends_on="2026-07-20")
    assert reasons.value.codes == ["WFL-51"]


# --- Time ------------------------------------------------------------------------------------------


def test_the_worker_escalates_what_is_overdue(office: Office) -> None:
    make(WorkCalendar, [{"code": "WEEK", "name": "Week"}], office.company.ctx)
    make(Holiday, [{"calendar": "WEEK", "day": "2026-01-16", "name": "Off"}], office.company.ctx, by=("day",))
    office.workflow(
        step("ann", line_number=10, time_limit=1, time_unit="days", final_action="reject"),
        {"kind": "escalation", "inside": 10, "assignment": "users", "assignees": ["bob"], "time_limit": 2,
         "time_unit": "hours"},
        calendar="WEEK",
    )  # fmt: skip
    office.submit(*office.sites(1))
    now = office.company.ctx.now
    assert WorkItem.objects.get().due_at == now + timedelta(days=4)  # Thursday, over a holiday and the weekend
    assert escalate_work_items(now + timedelta(days=3)) == 0
    assert escalate_work_items(now + timedelta(days=4)) == 1
    assert len(office.waiting("bob")) == 1
    assert escalate_work_items(now + timedelta(days=4, hours=2)) == 1
    assert office.outcomes()[-1] == "rejected"
    assert office.history()[-2:] == [("rejected", None, None, ""), ("ended", None, None, "rejected")]


def test_the_worker_reminds_once(office: Office) -> None:
    office.workflow(step("ann", time_limit=2, time_unit="days", remind_before=12))
    office.submit(*office.sites(1))
    soon = office.company.ctx.now + timedelta(hours=37)
    assert [escalate_work_items(soon), escalate_work_items(soon)] == [1, 0]
    assert office.history()[-1] == ("reminded", None, "ann", "")


# --- E-mails ---------------------------------------------------------------------------------------


def _happened(event: Event) -> Happened:
    told = (event.record, event.row_id, event.number, event.name, event.detail)
    return Happened(event.pk, event.company_id or 0, event.act_id, *told)


def told_by_mail() -> list[tuple[str, str]]:
    """What followers of the feed write, without waiting for a worker."""
    Mail.objects.all().delete()
    events = Event.objects.filter(name="workflow-moved").order_by("pk")
    write_mails([_happened(each) for each in events])
    return list(Mail.objects.order_by("pk").values_list("recipient", "subject"))


def test_people_are_told_with_a_link(office: Office) -> None:
    office.workflow(step("ann"), step(assignment="hierarchy"), notify=["assigned", "delegated", "stopped", "answered"])
    office.submit(*office.sites(1))
    office.do(WorkItem, "delegate", office.waiting("ann"), "ann", to="bob", comment="please")
    office.do(WorkItem, "approve", office.waiting("bob"), "bob")
    assert told_by_mail() == [
        ("ann@example.com", "Site X2 waits for your answer: Step."),
        ("bob@example.com", "Ann asks you to answer on behalf of ann: site X2, Step."),
        ("sam@example.com", "Bob approved site X2: Step."),
        ("eve@example.com", "The workflow of site X2 is stopped: Nobody was found to ask. Resume or cancel it."),
    ]
    body = Mail.objects.order_by("pk")[1].body
    assert body == "\n\n".join(
        [
            "Ann asks you to answer on behalf of ann: site X2, Step.",
            "“please”",
            "Open it: http://localhost:8000/US01//X2/",
        ]
    )


def test_the_submitter_is_told_of_the_end_in_his_language(office: Office) -> None:
    User.objects.filter(username="sam").update(language="de")
    office.workflow(step("ann"), notify=["completed"])
    office.submit(*office.sites(1))
    office.do(WorkItem, "reject", office.waiting("ann"), "ann", comment="no")
    (told,) = told_by_mail()
    assert told[0] == "sam@example.com"


def test_nobody_is_told_of_what_is_switched_off(office: Office) -> None:
    office.workflow(step("ann"), notify=[])
    office.submit(*office.sites(1))
    assert told_by_mail() == []


def test_mails_are_sent_once_and_tried_again(office: Office, settings: Any) -> None:
    office.workflow(step("ann", "bob"), notify=["assigned"])
    office.submit(*office.sites(1))
    told_by_mail()
    now = office.company.ctx.now
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert send_mails(now) == 0
    assert set(Mail.objects.values_list("tries", flat=True)) == {1}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    assert [send_mails(now), send_mails(now + timedelta(minutes=2)), send_mails(now + timedelta(hours=1))] == [0, 2, 0]
    assert [each.to for each in mail.outbox] == [["ann@example.com"], ["bob@example.com"]]
