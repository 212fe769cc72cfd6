"""Who names a record: what stands against deleting it, in people's words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.db import models

from . import messages, sql
from .changes import numbers_of
from .records import Owned, Stored, label_of, ours
from .refusals import Refusal

MOST_USES = 3

Reference = tuple[type[Stored], str]


@cache
def references(record: type[Stored]) -> tuple[Reference, ...]:
    """Who may name a record: model and column, but for the lines that go with it."""
    return tuple(
        (model, str(field.column))
        for model in ours()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is record
        if field.remote_field.on_delete is not models.CASCADE and field.name != "company"
    )


def in_use(record: type[Stored], rows: Sequence[int], company: int) -> dict[int, Refusal]:
    """A refusal for each of the rows that is named somewhere."""
    used = _users(record, rows, company)
    numbers = numbers_of(record, list(used))
    return {
        row: messages.IN_USE(record=f"{label_of(record)} {numbers[row]}", users=users) for row, users in used.items()
    }


def _users(record: type[Stored], rows: Sequence[int], company: int) -> dict[int, list[str]]:
    """Who names each row: a few of each kind. One statement finds them all, one names each kind."""
    kinds = references(record)
    if not kinds or not rows:
        return {}
    text = " UNION ALL ".join(_looking(place, *kind) for place, kind in enumerate(kinds))
    found = sql.values(text, {"rows": list(rows), "company": company, "most": MOST_USES + 1})
    names = {
        place: numbers_of(kinds[place][0], [user for at, _, user in found if at == place])
        for place in {place for place, _, _ in found}
    }
    used: dict[int, dict[int, list[str]]] = {}
    for place, row, user in found:
        used.setdefault(row, {}).setdefault(place, []).append(names[place].get(user, ""))
    return {
        row: [_said(kinds[place][0], numbers) for place, numbers in by_kind.items()] for row, by_kind in used.items()
    }


def _said(model: type[Stored], numbers: list[str]) -> str:
    more = ["…"] if len(numbers) > MOST_USES else []
    return f"{label_of(model)} {', '.join(numbers[:MOST_USES] + more)}"


def _looking(place: int, model: type[Stored], column: str) -> str:
    company = "AND company_id = %(company)s" if issubclass(model, Owned) else ""
    return (
        f"(SELECT {place}, wanted.id, used.id FROM unnest(%(rows)s::bigint[]) AS wanted (id), LATERAL "
        f"(SELECT id FROM {model._meta.db_table} WHERE {column} = wanted.id {company} LIMIT %(most)s) AS used)"
    )
