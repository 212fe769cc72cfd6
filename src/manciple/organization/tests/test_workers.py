"""Workers and their managers, working-time calendars and holidays."""

from __future__ import annotations

from datetime import date, time

import pytest

from manciple.demo.company import Company
from manciple.founding.making import make, told
from manciple.kernel.refusals import Refused
from manciple.kernel.running import run
from manciple.organization.inquiries import work_hours
from manciple.organization.models import Holiday, WorkCalendar, Worker


def employ(company: Company, *managed: tuple[str, str]) -> None:
    for code, manager in managed:
        make(Worker, [{"code": code, "name": code, "manager": manager or None}], company.ctx)


@pytest.mark.parametrize("manager", ["A", "B", "C"])
def test_nobody_stands_above_himself(company: Company, manager: str) -> None:
    employ(company, ("A", ""), ("B", "A"), ("C", "B"))
    args = told(Worker, "edit", manager=manager)
    with pytest.raises(Refused) as refused:
        run(Worker, "edit", ["A"], args, company.ctx.fresh())
    assert refused.value.codes == ["ORG-16"]


def test_a_worker_may_change_his_manager(company: Company) -> None:
    employ(company, ("A", ""), ("B", "A"), ("C", "B"))
    run(Worker, "edit", ["C"], told(Worker, "edit", manager="A"), company.ctx.fresh())
    assert Worker.objects.values_list("manager__code", flat=True).get(code="C") == "A"


def test_working_hours_are_read_with_their_holidays(company: Company) -> None:
    make(WorkCalendar, [{"code": "WEEK", "name": "Week", "opens_at": "09:00", "saturday": True}], company.ctx)
    make(Holiday, [{"calendar": "WEEK", "day": "2026-01-01", "name": "New Year"}], company.ctx, by=("day",))
    found = work_hours(company.ctx)
    hours = found[WorkCalendar.objects.get().pk]
    assert (hours.opens, hours.closes, sorted(hours.days)) == (time(9), time(17), [0, 1, 2, 3, 4, 5])
    assert [hours.works_on(date(2026, 1, day)) for day in (1, 2, 3, 4)] == [False, True, True, False]
    assert found[None].never_ends
