"""Set-based statements: any rows, any values, one statement (design §4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st

from manciple.demo.company import Company
from manciple.kernel import arrays, shapes, sql
from manciple.kernel.backend.base import PREPARE_AFTER
from manciple.kernel.models import Claim, Origin
from manciple.organization.models import Currency, Role, Site


def read_array(text: str, kind: str) -> Any:
    return sql.values(f"SELECT %s::{kind}[]", [text])[0][0]


ARRAYS: list[tuple[str, list[Any]]] = [
    ("bigint", []),
    ("bigint", [None, None]),
    ("bigint", [1, None, 2**62, -5]),
    ("numeric", [Decimal("0.10"), None, Decimal("-1E+3"), Decimal("1E-10"), 7]),
    ("text", ["", "a,b", 'quo"te', "back\\slash", "{brace}", "NULL", "null", " é\n\t", "'", "%s %(x)s"]),
    ("boolean", [True, False, None]),
    ("date", [date(2026, 1, 31), None]),
    ("timestamptz", [datetime(2026, 1, 31, 12, 30, 0, 5, tzinfo=UTC)]),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "values"), ARRAYS)
def test_an_array_arrives_as_it_was_sent(kind: str, values: list[Any]) -> None:
    assert read_array(arrays.literal(values), kind) == values


@pytest.mark.django_db
@given(
    st.lists(st.none() | st.text(st.characters(blacklist_characters="\x00", blacklist_categories=["Cs"])), max_size=8)
)
def test_any_text_arrives_as_it_was_sent(values: list[str | None]) -> None:
    assert read_array(arrays.literal(values), "text") == values


@pytest.mark.django_db
@given(
    st.lists(
        st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=10, min_value=-(10**15), max_value=10**15)
    )
)
def test_any_number_arrives_as_it_was_sent(values: list[Decimal | None]) -> None:
    assert read_array(arrays.literal(values), "numeric") == values


class Colour(Enum):
    """Something that has a value of its own."""

    RED = "red"


def test_words_and_enumerations_go_by_their_value() -> None:
    assert arrays.literal([Colour.RED, "x"]) == '{"red","x"}'
    assert arrays.scalar(Colour.RED) == "red"


# --- Rows of a model -------------------------------------------------------------------------------


def site(company: Company, code: str, **more: Any) -> dict[str, Any]:
    return shapes.defaults(Site) | {"company_id": company.id, "code": code} | more


def test_rows_are_inserted_in_order_and_give_their_ids(company: Company) -> None:
    with company.reading():
        found = sql.insert(Site, [site(company, code) for code in ("c", "a", "b")])
        codes = dict(Site.objects.filter(pk__in=found).values_list("pk", "code"))
        assert [codes[pk] for pk in found] == ["c", "a", "b"]


def test_rows_that_are_all_alike_are_as_many_as_were_given(company: Company) -> None:
    row = {
        "company_id": company.id,
        "source": "s",
        "source_key": "k",
        "file_hash": "",
        "row": 1,
        "record": "r",
        "number": "",
        "original": {},
    }
    with company.reading():
        assert len(sql.insert(Origin, [row])) == 1
        assert sql.insert(Origin, []) == []


def test_rows_of_one_statement_have_the_same_names(company: Company) -> None:
    with company.reading(), pytest.raises(AssertionError):
        sql.insert(Site, [site(company, "x"), {"company_id": company.id, "code": "y"}])


def test_nothing_to_write_is_no_statement(company: Company) -> None:
    with company.reading(), sql.counted() as count:
        assert (sql.insert(Site, []), sql.update(Site, []), sql.upsert(Site, [], key=("code",))) == ([], 0, [])
        assert sql.bulk_insert(Site, []) == 0
        assert sql.update(Site, [{"id": 1, "company_id": company.id}]) == 0
    assert count.number == 0


def test_an_update_sets_each_row_to_its_own_values(company: Company) -> None:
    with company.reading():
        one, two = sql.insert(Site, [site(company, "u1"), site(company, "u2")])
        rows = [
            {"id": two, "company_id": company.id, "name": "two"},
            {"id": one, "company_id": company.id, "name": "one"},
        ]
        assert sql.update(Site, rows) == 2
        assert dict(Site.objects.filter(pk__in=[one, two]).values_list("code", "name")) == {"u1": "one", "u2": "two"}
        same = [{"id": pk, "company_id": company.id, "name": "both"} for pk in (one, two)]
        assert sql.update(Site, same) == 2
        assert set(Site.objects.filter(pk__in=[one, two]).values_list("name", flat=True)) == {"both"}


def test_an_update_reaches_no_row_of_another_company(company: Company) -> None:
    with company.reading():
        (one,) = sql.insert(Site, [site(company, "o1")])
        assert sql.update(Site, [{"id": one, "company_id": company.id + 1, "name": "x"}]) == 0


def test_an_update_by_another_key(company: Company) -> None:
    with company.reading():
        assert sql.update(Site, [{"company": company.id, "code": "1", "name": "by code"}], key=("code",)) == 1


def test_an_upsert_inserts_or_updates(company: Company) -> None:
    with company.reading():
        (first,) = sql.upsert(Site, [site(company, "1", name="again")], key=("company_id", "code"))
        again, new = sql.upsert(Site, [site(company, "1", name="a"), site(company, "n")], key=("company", "code"))
        assert again == first
        assert dict(Site.objects.filter(pk__in=[again, new]).values_list("code", "name")) == {"1": "a", "n": ""}


def test_a_list_of_texts_is_a_value_of_one_row(db: None) -> None:
    rows = [
        {"code": code, "name": "", "version": 1, "duties": duties}
        for code, duties in (("A", []), ("B", ["x", 'y "z"', "a,b"]))
    ]
    sql.insert(Role, rows)
    assert dict(Role.objects.filter(code__in="AB").values_list("code", "duties")) == {
        "A": [],
        "B": ["x", 'y "z"', "a,b"],
    }
    assert isinstance(Role._meta.get_field("duties"), ArrayField)


def test_json_is_kept_exactly(company: Company) -> None:
    told = {"amount": Decimal("0.10"), "on": date(2026, 1, 31), "text": 'a "quote"', "none": None}
    rows = [
        {
            "company_id": company.id,
            "source": "s",
            "source_key": key,
            "file_hash": "",
            "row": 1,
            "record": "r",
            "number": "",
            "original": each,
        }
        for key, each in (("1", told), ("2", {}))
    ]
    with company.reading():
        sql.insert(Origin, rows)
        found = sql.values("SELECT original FROM kernel_origin WHERE company_id = %s ORDER BY source_key", [company.id])
    assert found == [({"amount": "0.10", "on": "2026-01-31", "text": 'a "quote"', "none": None},), ({},)]


def test_numbers_within_json_come_back_exactly(db: None) -> None:
    assert sql.values("SELECT jsonb_build_object('n', 0.10::numeric)") == [({"n": Decimal("0.10")},)]


def test_null_goes_into_every_column_that_takes_it(company: Company) -> None:
    rows = [
        {"company_id": company.id, "user_id": 1, "token": token, "request_hash": "", "answer": None} for token in "ab"
    ]
    with company.reading():
        sql.insert(Claim, rows)
        assert set(Claim.objects.filter(company=company.id).values_list("answer", flat=True)) == {None}


def test_very_many_rows_come_by_copy(company: Company) -> None:
    with company.reading():
        rows = [site(company, f"b{place}", name='tab\t"quote"') for place in range(2000)]
        assert sql.bulk_insert(Site, rows) == 2000
        assert Site.objects.filter(company=company.id, name='tab\t"quote"').count() == 2000
        assert sql.bulk_insert(Site, [site(company, "again")]) == 1


def test_removing_names_the_company(company: Company) -> None:
    with company.reading():
        (one,) = sql.insert(Site, [site(company, "gone")])
        assert sql.delete(Site, company.id + 1, [one]) == 0
        assert sql.delete(Site, company.id, [one]) == 1


def test_shared_rows_have_no_company(db: None) -> None:
    (one,) = sql.insert(Currency, [shapes.defaults(Currency) | {"code": "XTS"}])
    assert sql.delete(Currency, 0, [one]) == 1


def test_types_of_columns_are_told_without_their_size() -> None:
    assert sql._column(Currency, "general_rounding").kind == "numeric"
    assert sql._column(Currency, "code").kind == "varchar"
    assert sql._column(Role, "duties").kind == "varchar[]"
    assert isinstance(Currency._meta.get_field("general_rounding"), models.DecimalField)


# --- Named statements ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Twice:
    """A number and its double."""

    number: int
    double: int


STATEMENT = """
-- Doubles numbers.
-- takes: numbers[], bare[]
SELECT number, number * 2 AS double FROM unnest(%(numbers)s::bigint[]) AS given (number)
 WHERE number = ANY(%(bare)s)
"""


def test_a_statement_knows_what_it_takes_and_says(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    statement = sql._statement("twice", STATEMENT)
    assert (statement.takes, statement.says) == (("numbers", "bare"), "Doubles numbers.")
    assert statement.cast == {"numbers"}
    monkeypatch.setattr(sql, "named", lambda name: statement)
    assert sql.rows("kernel.twice", into=Twice, numbers=[1, 2, 3], bare=[2, 3]) == [Twice(2, 4), Twice(3, 6)]
    assert sql.run("kernel.twice", numbers=[1], bare=[1]) == 1


def test_a_statement_that_is_sent_again_is_planned_once(db: None) -> None:
    for number in range(9):
        assert sql.values("SELECT %(number)s::int AS planned_once", {"number": number}) == [(number,)]
    plans = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %(text)s"
    with connection.cursor() as cursor:
        cursor.execute(plans, {"text": "%planned_once%"})
        ((generic, custom),) = cursor.fetchall()
    assert (generic, custom) == (9 - PREPARE_AFTER, 0)


def test_rows_of_a_company_are_read_as_they_are_stored(company: Company) -> None:
    with company.reading():
        found = sql.stored(Site, company.id, list(Site.objects.values_list("id", flat=True)), order=("code",))
        assert found == list(Site.objects.filter(company=company.id).order_by("code").values(*sql.written(Site)))
        one, other = found[0]["id"], found[1]["id"]
        assert sql.stored(Site, company.id, [other, one], names=("id",)) == [{"id": one}, {"id": other}]
        assert sql.stored(Site, company.id + 1, [one]) == []
        assert sql.stored(Site, company.id, [company.id + 1], by="company_id") == []


def test_statements_are_counted(db: None) -> None:
    with sql.counted() as count:
        sql.values("SELECT 1")
        with connection.cursor() as cursor:
            cursor.execute("SELECT 2")
    assert (count.number, count.texts) == (2, ["SELECT 1", "SELECT 2"])


def test_columns_of_rows() -> None:
    assert sql.arrays([(1, "a"), (2, "b")], "numbers", "names") == {"numbers": [1, 2], "names": ["a", "b"]}
    assert sql.arrays([], "numbers") == {"numbers": []}
