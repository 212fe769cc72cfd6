"""Lists: every row once under any order, and nothing but declared columns (reliability §5)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manciple.demo.company import Company, found
from manciple.kernel import reading, sql
from manciple.kernel.forms import find
from manciple.kernel.inquiries import MOST_FILTERS, MOST_ROWS, Asked, Column, compiled, page
from manciple.kernel.models import Job
from manciple.kernel.refusals import Invalid
from manciple.organization.models import LegalEntity, Warehouse

JOBS = [
    Column("kind", "Kind", "kind", "text", "", False),
    Column("total", "Total", "total", "whole", "", False),
    Column("started", "Started", "started_at", "moment", "", False),
    Column("asked", "Cancel asked", "cancel_asked", "flag", "", False),
]


def job(company: Company, place: int, kind: str, total: int, started: datetime | None) -> dict[str, Any]:
    return {
        "company_id": company.id,
        "kind": kind,
        "label": str(place),
        "user_id": 1,
        "status": "waiting",
        "done": 0,
        "total": total,
        "refused": 0,
        "cancel_asked": False,
        "wants": {},
        "outcome": {},
        "attempt": 0,
        "started_at": started,
        "ended_at": None,
        "version": 1,
    }


moments = st.none() | st.sampled_from([datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3)])
rows = st.lists(st.tuples(st.sampled_from(["a", "b", "", "é"]), st.integers(-2, 2), moments), max_size=12)
orders = st.lists(
    st.sampled_from(["kind", "-kind", "total", "-total", "started", "-started"]),
    max_size=3,
    unique_by=lambda n: n.strip("-"),
)


@pytest.mark.django_db
@settings(max_examples=60)
@given(rows=rows, order=orders, size=st.integers(1, 5))
def test_pages_visit_every_row_once_in_the_order_of_the_database(rows: Any, order: list[str], size: int) -> None:
    pk = LegalEntity.objects.filter(code="PAGE").values_list("pk", flat=True).first()
    company = Company("PAGE", pk, found("PAGE").ctx) if pk else found("PAGE")
    with company.reading():
        Job.objects.filter(company=company.id).delete()
        sql.insert(Job, [job(company, place, *row) for place, row in enumerate(rows)])
        query = Job.objects.filter(company=company.id)
        wanted = [column.path for name in order for column in JOBS if column.key == name.strip("-")]
        by = [("-" if name.startswith("-") else "") + path for name, path in zip(order, wanted, strict=True)]
        last = "-pk" if by and by[-1].startswith("-") else "pk"
        expected = list(query.order_by(*by, last).values_list("kind", "total", "started_at", "cancel_asked"))
        seen: list[tuple[Any, ...]] = []
        asked = Asked(order=",".join(order), size=size)
        while True:
            shown = page(query, JOBS, asked, ("pk",))
            assert len(shown.rows) <= size
            seen += [tuple(row.values()) for row in shown.rows]
            if not shown.next:
                break
            asked = Asked(order=",".join(order), size=size, after=shown.next)
        assert seen == expected


def names(company: Company, /, **filters: str) -> list[str]:
    form = find("warehouses")
    with company.reading():
        return [row["code"] for row in reading.listed(form, Asked(filters=filters), company.ctx).rows]


FILTERS = [
    ({"code": "11"}, ["11"]),
    ({"code__eq": "11"}, ["11"]),
    ({"code__ne": "11"}, ["12", "21"]),
    ({"code__in": "11,21"}, ["11", "21"]),
    ({"code__gt": "11"}, ["12", "21"]),
    ({"code__le": "12"}, ["11", "12"]),
    ({"code__starts": "1"}, ["11", "12"]),
    ({"name__contains": "HOUSE"}, ["11", "12", "21"]),
    ({"name__contains": "%"}, []),
    ({"name__contains": "_"}, []),
    ({"site": "1"}, ["11", "12"]),
    ({"site__ne": "1"}, ["21"]),
    ({"site__in": "2,9"}, ["21"]),
    ({"address__empty": "true", "site": "2"}, ["21"]),
    ({"code__empty": "true"}, []),
    ({"code__empty": "no", "site": "1"}, ["11", "12"]),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS, ids=[str(each[0]) for each in FILTERS])
def test_filters(company: Company, filters: dict[str, str], expected: list[str]) -> None:
    with company.reading():
        Warehouse.objects.filter(company=company.id).update(name="Warehouse")
    assert names(company, **filters) == expected


BAD = [
    {"site__currency": "USD"},
    {"company": "1"},
    {"company__code": "US01"},
    {"site__id": "1"},
    {"pk": "1"},
    {"code__regex": "^(a+)+$"},
    {"code__isnull": "1"},
    {"code__in": ",".join(["1"] * 101)},
    {"code": "x" * 201},
    {"code": "a\x00"},
    {"code": "\ud800"},
    {"code__empty": "perhaps"},
    {"nothing": "x"},
    {"": "x"},
    {"__": "x"},
]


@pytest.mark.parametrize("filters", BAD, ids=[str(each)[:40].encode("ascii", "replace").decode() for each in BAD])
def test_nothing_undeclared_can_be_asked(company: Company, filters: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        names(company, **filters)


NUMBER = Column("amount", "Amount", "amount", "amount", "", False)
OTHERS = [
    ("whole", "1.5"),
    ("whole", "1" * 19),
    ("whole", "x"),
    ("key", "-"),
    ("amount", "NaN"),
    ("amount", "1e99"),
    ("date", "2026-02-30"),
    ("date", "today"),
    ("moment", "now"),
    ("flag", "maybe"),
    ("flag__gt", "true"),
    ("amount__contains", "1"),
    ("date__starts", "2"),
]


@pytest.mark.parametrize(("name", "text"), OTHERS)
def test_values_have_the_type_of_their_column(name: str, text: str) -> None:
    columns = [
        Column(kind, kind, kind, kind, "", False) for kind in ("whole", "key", "amount", "date", "moment", "flag")
    ]
    with pytest.raises(Invalid) as invalid:
        compiled({name: text}, columns)
    assert invalid.value.faults[0][0]


def test_values_are_read_in_the_type_of_their_column() -> None:
    columns = [Column(kind, kind, kind, kind, "", False) for kind in ("whole", "amount", "date", "moment", "flag")]
    told = {"whole": "3", "amount": "1.50", "date": "2026-01-31", "moment": "2026-01-31T12:00", "flag": "yes"}
    assert {child[0]: child[1] for child in compiled(told, columns).children} == {  # type: ignore[index]
        "whole": 3,
        "amount": Decimal("1.50"),
        "date": date(2026, 1, 31),
        "moment": datetime(2026, 1, 31, 12, tzinfo=UTC),
        "flag": True,
    }


def test_there_is_a_limit_to_everything(company: Company) -> None:
    many = {f"code__{place}": "x" for place in range(MOST_FILTERS + 1)}
    with pytest.raises(Invalid):
        names(company, **many)
    with company.reading():
        assert len(reading.listed(find("warehouses"), Asked(size=10**9), company.ctx).rows) <= MOST_ROWS
        assert len(reading.listed(find("warehouses"), Asked(size=-5), company.ctx).rows) == 1


@pytest.mark.parametrize("order", ["company", "site__address", "-", "--code", "code,nothing", "?", "pk"])
def test_only_declared_columns_order_a_list(company: Company, order: str) -> None:
    with company.reading(), pytest.raises(Invalid):
        reading.listed(find("warehouses"), Asked(order=order), company.ctx)


def test_a_cursor_is_good_for_its_own_order_and_cannot_be_made_up(company: Company) -> None:
    form = find("warehouses")
    with company.reading():
        cursor = reading.listed(form, Asked(size=1), company.ctx).next
        assert [row["code"] for row in reading.listed(form, Asked(size=5, after=cursor), company.ctx).rows] == [
            "12",
            "21",
        ]
        for after, order in ((cursor, "-code"), (cursor[:-3], ""), ("x", ""), ("W1wiMVwiXQ", ""), (cursor + "A", "")):
            with pytest.raises(Invalid) as invalid:
                reading.listed(form, Asked(after=after, order=order), company.ctx)
            assert invalid.value.faults[0][0] == "after"


def test_every_word_of_a_search_must_be_found_somewhere(company: Company) -> None:
    form = find("warehouses")
    with company.reading():
        Warehouse.objects.filter(company=company.id, code="11").update(name="Grüner Hof")

        def found(text: str) -> list[str]:
            return [row["code"] for row in reading.listed(form, Asked(search=text), company.ctx).rows]

        assert found("hof 11") == ["11"]
        assert found("GRÜN") == ["11"]
        assert found("hof 12") == []
        assert found("%") == []
        assert found("  ") == ["11", "12", "21"]
        with pytest.raises(Invalid):
            found("x" * 101)
