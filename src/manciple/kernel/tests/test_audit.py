"""Every change is on record: who, when, through which door, before, after (reliability P19)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from manciple.demo.company import Company
from manciple.kernel import actions, audit, changes, sql
from manciple.kernel.args import read
from manciple.kernel.models import Act, Change
from manciple.kernel.records import Stored
from manciple.kernel.running import create, run
from manciple.organization.models import Currency, Site, User, Warehouse


def edit(company: Company, record: type[Stored], number: str, **told: Any) -> int:
    args = read(actions.find(record, "edit").args, told)
    return run(record, "edit", [number], args, company.ctx.fresh(door="rest", request="r-1")).act


def stored(company: Company, record: type[Stored], act: int) -> list[Change]:
    with company.reading():
        return list(Change.objects.filter(act_id=act, record=record._meta.label_lower))


def test_an_act_tells_who_when_through_which_door(company: Company) -> None:
    act = edit(company, Site, "1", name="new")
    with company.reading():
        found = Act.objects.get(pk=act)
    assert (found.user_id, found.door, found.request, found.at, found.action) == (
        company.ctx.user,
        "rest",
        "r-1",
        company.ctx.now,
        "edit",
    )


def test_only_what_differs_is_kept(company: Company) -> None:
    edit(company, Site, "1", name="old", address="here")
    (change,) = stored(company, Site, edit(company, Site, "1", name="new", address="here"))
    assert change.after == {"name": "new"}
    assert change.before == {"name": "old"}


def test_what_changes_nothing_leaves_no_change(company: Company) -> None:
    act = edit(company, Site, "1", name="same")
    again = edit(company, Site, "1", name="same")
    assert (len(stored(company, Site, act)), stored(company, Site, again)) == (1, [])


def test_numbers_come_back_exactly(company: Company) -> None:
    act = edit(company, Currency, "USD", general_rounding="0.05")
    with company.reading():
        (change,) = Change.objects.filter(act_id=act)
    assert change.after == {"general_rounding": Decimal("0.05")}
    assert isinstance((change.after or {})["general_rounding"], Decimal)


def test_changes_are_told_in_peoples_words(company: Company) -> None:
    act = edit(company, Warehouse, "11", site="2", name="moved")
    with company.reading():
        found = changes.of_acts([act], company.id)
    told = {each.name: (each.record, each.number, each.field, each.before, each.after) for each in found}
    assert told["site"] == ("warehouse", "11", "Site", "1", "2")
    assert told["name"][2:] == ("Name", told["name"][3], "moved")


def test_choices_are_told_by_their_label(company: Company) -> None:
    act = edit(company, Currency, "USD", purchase_rounding_form="down")
    with company.reading():
        changed = changes.of_acts([act], 0) or changes.of_acts([act], company.id)
    assert [(each.before, each.after) for each in changed] == [("Normal", "Down")]


def test_a_removed_row_keeps_its_number(company: Company) -> None:
    create(Site, read(actions.find(Site, "create").args, {"code": "GONE"}), company.ctx.fresh())
    act = run(Site, "delete", ["GONE"], None, company.ctx.fresh()).act
    with company.reading():
        found = changes.of_acts([act], company.id)
    assert {(each.number, each.event, each.after) for each in found} == {("GONE", "delete", None)}


def test_secrets_are_never_kept(company: Company) -> None:
    told = {"username": "ann", "password": "correct horse battery staple"}
    act = create(User, read(actions.find(User, "create").args, told), company.ctx.fresh()).act
    with company.reading():
        kept = str([(each.before, each.after) for each in Change.objects.filter(act_id=act)])
    assert "argon2" not in kept
    assert "correct" not in kept


def test_a_timeline_is_newest_first_and_limited(company: Company) -> None:
    for name in "abc":
        edit(company, Site, "1", name=name)
    with company.reading():
        row = Site.objects.get(company=company.id, code="1").pk
        found = audit.timeline(Site, row, company.id, most=2)
    assert [entry.changes for entry in found] == [[("name", "b", "c")], [("name", "a", "b")]]
    assert {(entry.user_name, entry.door, entry.label) for entry in found} == {("tester", "rest", "Edit")}


def test_a_timeline_costs_the_same_however_long_it_is(company: Company) -> None:
    counts = []
    for _ in range(2):
        for name in "ab":
            edit(company, Site, "1", name=name)
        with company.reading(), sql.counted() as count:
            audit.timeline(Site, Site.objects.get(company=company.id, code="1").pk, company.id)
        counts.append(count.number)
    assert counts[0] == counts[1]
