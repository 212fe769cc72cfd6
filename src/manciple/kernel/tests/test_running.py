"""`run`: done or refused with a code, wholly or not at all, once for each token (style 3.5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from manciple.demo.company import Company, found
from manciple.kernel import actions, points, shapes, sql
from manciple.kernel.actions import Batch
from manciple.kernel.args import Args, arg, read
from manciple.kernel.context import Context, Made
from manciple.kernel.models import Change
from manciple.kernel.refusals import Invalid, Message, NotFound, Refusal, Refused
from manciple.kernel.running import MOST_TARGETS, Answer, available, create, run
from manciple.kernel.testing.hashing import everything
from manciple.organization.models import Currency, LegalEntity, Site, Warehouse

from .conftest import Declare

NOT_NOW = Message("TST-1", "Not now: {why}.", "Wait.")
TAKE_CARE = Message("TST-2", "Take care.", severity="warning")


class Named(Args):
    """A new name."""

    name: str = arg("Name", "")


def rename(batch: Batch[Any, Named], ctx: Context) -> None:
    """Gives sites a name."""
    sql.update(Site, [{"id": t.id, "company_id": ctx.company, "name": t.args.name} for t in batch])


def new_site(code: str, **more: str) -> Args:
    return read(actions.find(Site, "create").args, {"code": code, **more})


def change(**told: Any) -> Args:
    return read(actions.find(Site, "edit").args, told)


def names(company: Company) -> dict[str, str]:
    with company.reading():
        return dict(Site.objects.filter(company=company.id).values_list("code", "name"))


def ids(company: Company) -> dict[str, int]:
    with company.reading():
        return dict(Site.objects.filter(company=company.id).values_list("code", "pk"))


# --- Done ------------------------------------------------------------------------------------------


def test_an_action_is_called_once_for_the_whole_batch_in_key_order(company: Company, declare: Declare) -> None:
    calls: list[list[str]] = []

    def note(batch: Batch[Any, Any], ctx: Context) -> None:
        calls.append([target.number for target in batch])

    declare(Site, note)
    answer = run(Site, "try", ["2", "1"], None, company.ctx.fresh())
    assert calls == [["1", "2"]]
    assert answer.done == ["1", "2"]
    assert answer.act > 0


def test_each_record_gets_its_own_arguments(company: Company, declare: Declare) -> None:
    declare(Site, rename, Named)
    run(Site, "try", ["2", "1"], [Named(name="two"), Named(name="one")], company.ctx.fresh())
    assert names(company) == {"1": "one", "2": "two"}


def test_records_are_named_by_number_or_by_id_or_both(company: Company, declare: Declare) -> None:
    declare(Site, rename, Named)
    two = ids(company)["2"]
    answer = run(Site, "try", ["1", two], Named(name="same"), company.ctx.fresh())
    assert answer.done == ["1", "2"]
    assert set(names(company).values()) == {"same"}


def test_a_record_named_twice_is_done_once(company: Company, declare: Declare) -> None:
    seen: list[int] = []
    declare(Site, lambda batch, ctx: seen.extend(batch.ids))
    answer = run(Site, "try", ["1", "1", ids(company)["1"]], None, company.ctx.fresh())
    assert answer.done == ["1"]
    assert seen == [ids(company)["1"]]


def test_a_record_told_two_things_is_refused(company: Company, declare: Declare) -> None:
    declare(Site, rename, Named)
    told = [Named(name="a"), Named(name="b"), Named(name="c")]
    with pytest.raises(Refused) as refused:
        run(Site, "try", ["1", "1", "2"], told, company.ctx.fresh())
    assert refused.value.codes == ["KRN-020"]
    answer = run(Site, "try", ["1", "1", "2"], told, company.ctx.fresh(), each=True)
    assert (answer.done, list(answer.refused)) == (["2"], ["1"])


def test_versions_rise_by_one_and_created_records_begin_at_one(company: Company) -> None:
    create(Site, new_site("9"), company.ctx.fresh())
    run(Site, "edit", ["9"], change(name="nine"), company.ctx.fresh(), versions={"9": 1})
    with company.reading():
        assert Site.objects.values_list("version", flat=True).get(company=company.id, code="9") == 2


def test_a_thousand_cost_as_many_statements_as_one(company: Company) -> None:
    counts = []
    for size in (1, 500):
        told = [new_site(f"{size}-{place}") for place in range(size)]
        with sql.counted() as count:
            create(Site, told, company.ctx.fresh())
        counts.append(count.number)
    assert counts[0] == counts[1]


# --- Refused ---------------------------------------------------------------------------------------


def test_without_the_duty_nothing_is_done_and_the_duty_is_named(company: Company) -> None:
    with pytest.raises(Refused) as refused:
        run(Site, "edit", ["1"], change(name="x"), company.ctx.fresh(duties=frozenset()))
    (reason,) = refused.value.refusals
    assert reason.code == "KRN-002"
    assert "Maintain organization set-up" in reason.way_out


@pytest.mark.parametrize("number", ["nope", "", "a\x00b", "\ud800", 10**30, -1, 0, "1" * 500])
def test_what_does_not_exist_is_not_found(company: Company, number: str | int) -> None:
    with pytest.raises(NotFound):
        run(Site, "edit", [number], change(name="x"), company.ctx.fresh())


def test_what_belongs_to_another_company_does_not_exist(company: Company) -> None:
    other = found("US02")
    with pytest.raises(NotFound):
        run(Site, "edit", [ids(other)["1"]], change(name="x"), company.ctx.fresh())


def test_nothing_and_too_much_are_refused(company: Company) -> None:
    for numbers, code in (([], "KRN-016"), (["1"] * (MOST_TARGETS + 1), "KRN-015")):
        with pytest.raises(Refused) as refused:
            run(Site, "edit", numbers, change(name="x"), company.ctx.fresh())
        assert refused.value.codes == [code]
    with pytest.raises(Refused) as refused:
        create(Site, [new_site("x")] * (MOST_TARGETS + 1), company.ctx.fresh())
    assert refused.value.codes == ["KRN-015"]
    with pytest.raises(Refused) as refused:
        create(Site, [], company.ctx.fresh())
    assert refused.value.codes == ["KRN-016"]


def test_as_many_arguments_as_records(company: Company) -> None:
    with pytest.raises(Invalid):
        run(Site, "edit", ["1", "2"], [change(name="x")], company.ctx.fresh())


def guard(*codes: str) -> Any:
    def refuses(facts: Any, *args: Any) -> Iterator[Refusal]:
        """Says what it is told to say."""
        yield from (Message(code, "No.", severity="warning" if code.startswith("W") else "error")() for code in codes)

    return refuses


def test_all_reasons_of_a_step_are_told_and_later_steps_are_not_asked(company: Company, declare: Declare) -> None:
    declare(Site, rename, Named, guards=((guard("A"), guard("B")), guard("C")), needs=(guard(),))
    with pytest.raises(Refused) as refused:
        run(Site, "try", ["1", "2"], Named(), company.ctx.fresh())
    found = [(each.record, each.code) for each in refused.value.refusals]
    assert found == [("1", "A"), ("1", "B"), ("2", "A"), ("2", "B")]


def test_needs_come_before_guards(company: Company, declare: Declare) -> None:
    declare(Site, rename, Named, needs=(guard("N"),), guards=(guard("G"),))
    with pytest.raises(Refused) as refused:
        run(Site, "try", ["1"], Named(), company.ctx.fresh())
    assert refused.value.codes == ["N"]


def test_a_warning_refuses_nothing_and_hides_no_error(company: Company, declare: Declare) -> None:
    declare(Site, rename, Named, needs=(guard("W1"),), guards=(guard("W2"),))
    answer = run(Site, "try", ["1"], Named(name="x"), company.ctx.fresh())
    assert [(each.record, each.code) for each in answer.warnings] == [("1", "W1"), ("1", "W2")]
    actions._actions.pop((Site, "try"))
    declare(Site, rename, Named, needs=(guard("W1"),), guards=(guard("E"),))
    with pytest.raises(Refused) as refused:
        run(Site, "try", ["1"], Named(name="x"), company.ctx.fresh())
    assert refused.value.codes == ["E"]


def test_with_each_the_refused_are_listed_and_the_others_done(company: Company, declare: Declare) -> None:
    def only_two(facts: dict[str, Any], args: Named) -> Iterator[Refusal]:
        """Only the second may."""
        if facts["code"] != "2":
            yield NOT_NOW(why="first")

    def facts(found: Sequence[int], ctx: Context, args: Any) -> dict[int, Any]:
        return {row["pk"]: row for row in Site.objects.filter(pk__in=found).values("pk", "code")}

    declare(Site, rename, Named, facts=facts, guards=(only_two,))
    answer = run(Site, "try", ["1", "2", "3"], Named(name="x"), company.ctx.fresh(), each=True)
    assert answer.done == ["2"]
    assert {name: [each.code for each in found] for name, found in answer.refused.items()} == {
        "3": ["KRN-008"],
        "1": ["TST-1"],
    }
    assert answer.refused["1"][0].message == "Not now: first."
    assert names(company)["1"] != "x"


def test_a_refused_action_changes_nothing(company: Company, declare: Declare) -> None:
    before = everything()
    for told in ({"code": "1"}, {"code": "other", "name": "n" * 121}):
        with pytest.raises((Refused, Invalid)):
            create(Site, new_site(**told), company.ctx.fresh(token="t"))
    assert everything() == before


def test_what_the_function_itself_refuses_is_taken_back(company: Company, declare: Declare) -> None:
    def fails_late(batch: Batch[Any, Any], ctx: Context) -> None:
        rename(batch, ctx)
        raise Refused(NOT_NOW(why="late"))

    declare(Site, fails_late, Named)
    before = everything()
    with pytest.raises(Refused) as refused:
        run(Site, "try", ["1"], Named(name="x"), company.ctx.fresh(token="t"))
    assert refused.value.codes == ["TST-1"]
    assert everything() == before


# --- What only the database refuses ----------------------------------------------------------------


class Coded(Args):
    """A code."""

    code: str = arg("Code")


def test_a_duplicate_is_named_with_its_value(company: Company) -> None:
    with pytest.raises(Refused) as refused:
        create(Site, new_site("1"), company.ctx.fresh())
    (reason,) = refused.value.refusals
    assert (reason.code, reason.message, reason.field) == ("KRN-010", "site 1 exists already.", "code")


def test_duplicates_within_one_batch_are_refused_one_by_one(company: Company) -> None:
    answer = create(Site, [new_site("8"), new_site("8"), new_site("1")], company.ctx.fresh(), each=True)
    assert [made.number for made in answer.made] == ["8"]
    assert {place: [each.code for each in found] for place, found in answer.refused.items()} == {
        "2": ["KRN-010"],
        "3": ["KRN-010"],
    }


def insert(batch: Batch[Any, Coded], ctx: Context) -> None:
    """Writes without asking whether the code is taken."""
    base = shapes.defaults(Site) | {"company_id": ctx.company}
    ids = sql.insert(Site, [base | {"code": target.args.code} for target in batch])
    ctx.made += [Made("sites", target.args.code, pk) for target, pk in zip(batch, ids, strict=True)]


def test_the_database_is_the_last_guard(company: Company, declare: Declare) -> None:
    declare(Site, insert, Coded, creates=True, makes="sites")
    with pytest.raises(Refused) as refused:
        run(Site, "try", (), Coded(code="1"), company.ctx.fresh())
    (reason,) = refused.value.refusals
    assert (reason.code, reason.message, reason.field) == ("KRN-010", "site 1 exists already.", "code")
    told = [Coded(code=code) for code in ("7", "1", "8", "2", "9")]
    answer = run(Site, "try", (), told, company.ctx.fresh(), each=True)
    assert [made.number for made in answer.made] == ["7", "8", "9"]
    assert sorted(answer.refused) == ["2", "4"]
    assert set(names(company)) == {"1", "2", "7", "8", "9"}


def test_what_is_in_use_is_not_deleted_and_its_users_are_named(company: Company) -> None:
    with pytest.raises(Refused) as refused:
        run(Site, "delete", ["2"], None, company.ctx.fresh())
    (reason,) = refused.value.refusals
    assert reason.code == "KRN-011"
    assert reason.message == "site 2 is used by warehouse 21 and cannot be deleted."


def test_what_is_in_use_unseen_by_guards_is_named_all_the_same(company: Company, declare: Declare) -> None:
    def delete(batch: Batch[Any, Any], ctx: Context) -> None:
        sql.delete(Site, ctx.company, batch.ids)

    declare(Site, delete, removes=True)
    with pytest.raises(Refused) as refused:
        run(Site, "try", ["2"], None, company.ctx.fresh())
    assert [each.message for each in refused.value.refusals] == [
        "site 2 is used by warehouse 21 and cannot be deleted."
    ]


def test_a_reference_to_nothing_is_no_matter_of_use(company: Company, declare: Declare) -> None:
    def move(batch: Batch[Any, Any], ctx: Context) -> None:
        sql.update(Warehouse, [{"id": t.id, "company_id": ctx.company, "site_id": 10**9} for t in batch])

    declare(Warehouse, move)
    with pytest.raises(Refused) as refused:
        run(Warehouse, "try", ["11"], None, company.ctx.fresh())
    assert [(each.code, each.field) for each in refused.value.refusals] == [("KRN-008", "site")]


def test_a_check_of_the_database_speaks_in_the_models_words(company: Company, declare: Declare) -> None:
    def unround(batch: Batch[Any, Any], ctx: Context) -> None:
        sql.update(Currency, [{"id": t.id, "general_rounding": Decimal(0)} for t in batch])

    declare(Currency, unround)
    with pytest.raises(Refused) as refused:
        run(Currency, "try", ["USD"], None, company.ctx.fresh())
    assert refused.value.codes == [Currency.says["organization_currency_units"].code]


def test_a_number_too_large_for_its_column_is_refused(company: Company, declare: Declare) -> None:
    def enlarge(batch: Batch[Any, Any], ctx: Context) -> None:
        sql.update(Currency, [{"id": t.id, "general_rounding": Decimal(10) ** 25} for t in batch])

    declare(Currency, enlarge)
    with pytest.raises(Refused) as refused:
        run(Currency, "try", ["USD"], None, company.ctx.fresh())
    assert refused.value.codes == ["KRN-021"]


# --- Seen in another version -----------------------------------------------------------------------


def test_a_stale_writer_learns_field_old_new_who_and_when(company: Company) -> None:
    run(Site, "edit", ["1"], change(name="first"), company.ctx.fresh())
    with company.reading():
        seen = Site.objects.values_list("version", flat=True).get(company=company.id, code="1")
    run(Site, "edit", ["1"], change(name="second"), company.ctx.fresh())
    run(Site, "edit", ["1"], change(name="third", address="here"), company.ctx.fresh())
    with pytest.raises(Refused) as refused:
        run(Site, "edit", ["1"], change(name="mine"), company.ctx.fresh(), versions={"1": seen})
    found = refused.value.refusals
    assert {each.code for each in found} == {"KRN-003"}
    told = {(each.field, each.values["old"], each.values["new"]) for each in found}
    assert {("name", "second", "third"), ("name", "first", "second")} <= told
    assert {field for field, _, _ in told} == {"name", "address"}
    assert {each.values["user"] for each in found} == {"tester"}
    assert found[0].message.startswith("tester changed 1 at 2026-01-15T12:00:00")
    assert names(company)["1"] == "third"


# --- Preview ---------------------------------------------------------------------------------------


def test_a_preview_shows_the_effect_and_changes_nothing(company: Company) -> None:
    before = everything()
    answer = run(Site, "edit", ["1"], change(name="shown"), company.ctx.fresh(token="t"), preview=True)
    assert everything() == before
    assert answer.preview
    assert answer.effects is not None
    changed = [(each["record"], each["number"], each["field"], each["after"]) for each in answer.effects["changes"]]
    assert changed == [("site", "1", "Name", "shown")]


def test_what_a_preview_shows_is_what_the_action_does(company: Company) -> None:
    told = read(actions.find(Warehouse, "edit").args, {"site": "2", "name": "moved"})
    shown = run(Warehouse, "edit", ["11"], told, company.ctx.fresh(), preview=True)
    done = run(Warehouse, "edit", ["11"], told, company.ctx.fresh(), show_effects=True)
    assert shown.effects == done.effects
    assert done.effects is not None
    changes = {each["name"]: (each["before"], each["after"]) for each in done.effects["changes"]}
    assert changes["site"] == ("1", "2")


def test_a_preview_is_refused_for_the_same_reasons(company: Company) -> None:
    with pytest.raises(Refused) as refused:
        create(Site, new_site("1"), company.ctx.fresh(), preview=True)
    assert refused.value.codes == ["KRN-010"]


def test_a_preview_uses_up_no_token(company: Company) -> None:
    ctx = company.ctx.fresh(token="once")
    run(Site, "edit", ["1"], change(name="a"), ctx, preview=True)
    run(Site, "edit", ["1"], change(name="b"), ctx)
    assert names(company)["1"] == "b"


# --- Tokens ----------------------------------------------------------------------------------------


def test_a_repeated_token_gets_the_first_answer(company: Company) -> None:
    ctx = company.ctx.fresh(token="t-1")
    first = create(Site, new_site("50"), ctx)
    again = create(Site, new_site("50"), ctx)
    assert again == first
    assert len(first.made) == 1


def test_a_token_is_good_for_one_request_only(company: Company) -> None:
    ctx = company.ctx.fresh(token="t-2")
    create(Site, new_site("51"), ctx)
    for other in (new_site("52"), new_site("51", name="other")):
        with pytest.raises(Refused) as refused:
            create(Site, other, ctx)
        assert refused.value.codes == ["KRN-004"]


def test_null_and_left_out_are_two_requests(company: Company) -> None:
    ctx = company.ctx.fresh(token="t-3")
    run(Site, "edit", ["1"], change(name=None), ctx)
    with pytest.raises(Refused) as refused:
        run(Site, "edit", ["1"], change(), ctx)
    assert refused.value.codes == ["KRN-004"]


def test_another_user_may_use_the_same_token(company: Company) -> None:
    create(Site, new_site("53"), company.ctx.fresh(token="t-4"))
    answer = create(Site, new_site("54"), company.ctx.fresh(token="t-4", user=company.ctx.user + 1))
    assert [made.number for made in answer.made] == ["54"]


def test_a_refusal_gives_the_token_back(company: Company) -> None:
    ctx = company.ctx.fresh(token="t-5")
    with pytest.raises(Refused):
        create(Site, new_site("1"), ctx)
    create(Site, new_site("55"), ctx)


def test_a_run_that_refuses_all_gives_the_token_back(company: Company) -> None:
    ctx = company.ctx.fresh(token="t-6")
    before = everything()
    answer = create(Site, [new_site("1"), new_site("2")], ctx, each=True)
    assert (answer.made, sorted(answer.refused)) == ([], ["1", "2"])
    assert everything() == before
    assert len(create(Site, [new_site("56"), new_site("57")], ctx, each=True).made) == 2


def test_a_partly_refused_run_keeps_its_answer(company: Company) -> None:
    ctx = company.ctx.fresh(token="t-7")
    told = [new_site("58"), new_site("1")]
    first = create(Site, told, ctx, each=True)
    assert create(Site, told, ctx, each=True) == first
    assert list(first.refused) == ["2"]


# --- One act within another ------------------------------------------------------------------------


def test_an_action_may_run_another_and_changes_are_signed_by_their_own(company: Company, declare: Declare) -> None:
    inner: list[Answer] = []

    def both(batch: Batch[Any, Any], ctx: Context) -> None:
        inner.append(run(Site, "edit", ["2"], change(name="inner"), ctx.fresh()))
        rename(batch, ctx)

    declare(Site, both, Named)
    answer = run(Site, "try", ["1"], Named(name="outer"), company.ctx.fresh(token="t"))
    assert answer.done == ["1"]
    with company.reading():
        signed = dict(
            Change.objects.filter(
                company=company.id, record="organization.site", event="update", after__has_key="name"
            ).values_list("after__name", "act_id")
        )
    assert signed == {"inner": inner[0].act, "outer": answer.act}


# --- What may be done ------------------------------------------------------------------------------


def test_buttons_are_grey_with_their_reasons(company: Company) -> None:
    offered = {each.action.key: each for each in available(Site, "1", company.ctx.fresh(), actions.of(Site))}
    assert offered["edit"].available
    assert [each.code for each in offered["delete"].refusals] == ["KRN-011"]
    nobody = company.ctx.fresh(duties=frozenset())
    assert {each.refusals[0].code for each in available(Site, "1", nobody, actions.of(Site))} == {"KRN-002"}
    with pytest.raises(NotFound):
        available(Site, "nope", company.ctx.fresh(), actions.of(Site))


# --- The shared ground -----------------------------------------------------------------------------


def test_shared_records_are_changed_outside_any_company(company: Company) -> None:
    nowhere = company.ctx.fresh(company=0, company_code="")
    told = read(actions.find(LegalEntity, "edit").args, {"name": "Renamed"})
    assert run(LegalEntity, "edit", ["US01"], told, nowhere).done == ["US01"]


def test_no_statement_is_sent_for_what_needs_no_look(company: Company) -> None:
    with sql.counted() as count, pytest.raises(Refused):
        run(Site, "edit", ["1"], change(), company.ctx.fresh(duties=frozenset()))
    assert count.number == 0


def test_marked_places_come_in_order(company: Company) -> None:
    seen: list[str] = []
    points.install(seen.append)
    create(Site, new_site("60"), company.ctx.fresh(token="t-8"))
    order = list(dict.fromkeys(seen))
    assert order == [points.A1, points.A2, points.A3, points.A4, points.A5, points.A7, points.A8, points.A9]
    assert connection.in_atomic_block  # the test's own
