"""Every change is on record (reliability P19, §2.6): from the log alone the tables can be made again.

Random acts on every set-up record of the house: made, changed, deleted, previewed, refused. What the
log tells must then give the rows as they are.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, transaction
from pydantic import ValidationError

from manciple.demo.company import Company
from manciple.kernel import args as arguments
from manciple.kernel import forms, protect, records, sql
from manciple.kernel.actions import CREATE, DELETE, EDIT, find, of
from manciple.kernel.models import Act, Change
from manciple.kernel.records import Owned
from manciple.kernel.refusals import Invalid, NotFound, Refused
from manciple.kernel.running import run

TEXTS = ("", "plain", "ÅÄÖ ß 漢字", "'; DROP TABLE ledger_entry; --", "<b>bold</b>", "line\nbreak", "=1+1")
VALUES: dict[str, tuple[Any, ...]] = {
    "whole": (0, 1, 7, 2000), "flag": (True, False), "date": (None, "2026-01-15", "2030-12-31"),
    "quantity": ("0", "1", "0.00000001", "12345.5"), "amount": ("0", "0.01", "99.9999"),
    "percent": ("0", "12.5", "100"),
    "price": (None, "0", "10.00", "0.0000000001"), "codes": ([], ["view-ledger"], ["view-ledger", "audit"]),
}  # fmt: skip


def kept_forms() -> list[type[forms.Form]]:
    """The set-up records of a company."""
    return [form for form in forms.every() if form.setup and issubclass(form.of, Owned)]


class Clerk:
    """Somebody who tries things at random, but the same things for the same seed."""

    def __init__(self, company: Company, seed: int) -> None:
        self.company, self.chance, self.outcomes = company, random.Random(seed), Counter[str]()

    def keys(self, record: type[records.Stored]) -> list[Any]:
        """The business keys, or ids, that exist."""
        with self.company.reading():
            company = {"company": self.company.id} if issubclass(record, Owned) else {}
            found = record._default_manager.filter(**company)
            return list(found.order_by("pk").values_list(record.key, flat=True))

    def value(self, field: Any) -> Any:
        """Something to say in a field of an argument shape; sometimes nonsense."""
        told = arguments.shown(field)
        if told.get("ref"):
            return self.chance.choice([*self.keys(forms.find(told["ref"]).of), None, "NONE"])
        if told.get("choices"):
            return self.chance.choice([value for value, _ in told["choices"]])
        if told.get("kind") == "code":
            return f"R{self.chance.randrange(12)}"
        return self.chance.choice(VALUES.get(told.get("kind", ""), TEXTS))

    def say(self, shape: type[arguments.Args]) -> dict[str, Any]:
        """Arguments: what must be said, and some of what may be."""
        fields = shape.model_fields.items()
        return {name: self.value(each) for name, each in fields if each.is_required() or self.chance.random() < 0.4}

    def act(self) -> None:
        """One act on one kind of record; how it came out is counted."""
        form = self.chance.choice(kept_forms())
        key = self.chance.choice([CREATE, CREATE, EDIT, EDIT, EDIT, DELETE])
        existing = self.keys(form.of)
        if not any(each.key == key for each in of(form.of)) or (key != CREATE and not existing):
            return
        action, numbers = find(form.of, key), () if key == CREATE else (self.chance.choice(existing),)
        preview = self.chance.random() < 0.1
        before = changes(self.company)
        try:
            run(form.of, key, numbers, action.args(**self.say(action.args)), self.company.ctx.fresh(), preview=preview)
            outcome = "preview" if preview else key
        except (Refused, Invalid, NotFound, ValidationError) as refused:
            outcome = type(refused).__name__
        self.outcomes[outcome] += 1
        if outcome not in (CREATE, EDIT, DELETE):
            assert changes(self.company) == before, "what is refused or previewed leaves no trace"


def changes(company: Company) -> tuple[int, int]:
    """How many acts and changes are on record."""
    with company.reading():
        here = {"company": company.id}
        return Act.objects.filter(**here).count(), Change.objects.filter(**here).count()


def replayed(company: Company) -> dict[tuple[str, int], dict[str, Any]]:
    """The rows as the log tells them, and nothing but the log."""
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    with company.reading():
        for change in Change.objects.filter(company=company.id).order_by("id"):
            place = change.record, change.row_id
            match change.event:
                case "insert":
                    rows[place] = dict(change.after or {})
                case "update":
                    after = change.after or {}
                    changed = {**(change.before or {}), **after}
                    row = rows[place] | {column: after.get(column) for column in changed}
                    rows[place] = {name: value for name, value in row.items() if value is not None}
                case "delete":
                    assert rows.pop(place) == change.before
    return rows


def stored(company: Company) -> dict[tuple[str, int], dict[str, Any]]:
    """The rows as the tables hold them."""
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    hidden = sorted(protect.UNAUDITED | set(protect.SECRETS))
    with company.reading():
        for model in records.company_models():
            if model.audited:
                text = (
                    f"SELECT id, jsonb_strip_nulls(to_jsonb(kept) - %s::text[]) FROM {model._meta.db_table} AS kept "  # noqa: S608
                    "WHERE company_id = %s"
                )
                for pk, row in sql.values(text, [hidden, company.id]):
                    rows[records.name_of(model), pk] = row
    return rows


@pytest.mark.parametrize(
    ("seed", "acts"), [(1, 120), (2, 120), *(pytest.param(n, 1700, marks=pytest.mark.slow) for n in (3, 4, 5))]
)
def test_the_tables_can_be_made_again_from_the_log(company: Company, seed: int, acts: int) -> None:
    clerk = Clerk(company, seed)
    for _ in range(acts):
        clerk.act()
    assert replayed(company) == stored(company)
    assert min(clerk.outcomes[key] for key in (CREATE, EDIT, DELETE, "preview", "Refused")) > 0, clerk.outcomes
    with company.reading():
        signed = set(Change.objects.filter(company=company.id).values_list("act_id", flat=True))
        known = set(Act.objects.filter(company=company.id).values_list("id", flat=True))
    assert signed <= known, "every change is signed with an act of the company"


DAMAGE = [
    "UPDATE organization_site SET name = name || '!' WHERE company_id = %s",
    "DELETE FROM ledger_codeaccount WHERE company_id = %s",
    "INSERT INTO organization_site (company_id, code, name, address, version) VALUES (%s, 'Z', '', '', 1)",
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_change_behind_the_log_would_be_noticed(company: Company, damage: str) -> None:
    """The control: the triggers are asleep for one statement."""
    if "owner" not in connections:
        pytest.skip("needs the owner of the schema")
    assert replayed(company) == stored(company)
    table = damage.split()[{"INSERT": 2, "UPDATE": 1, "DELETE": 2}[damage.split()[0]]]
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(damage, [company.id])
        assert cursor.rowcount > 0
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert replayed(company) != stored(company)


@pytest.fixture(autouse=True)
def closed_owner() -> Iterator[None]:
    """The owner's connection is this module's own business."""
    yield
    if "owner" in connections:
        connections["owner"].close()
