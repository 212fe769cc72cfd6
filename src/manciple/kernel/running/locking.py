"""Finding and locking the records a run names: in key order, so that no two runs wait in a ring.

A line is named by its document and its number, and is locked with its document, whose state and
version are the line's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import models

from .. import sql
from ..context import Context
from ..records import Owned, Record, Shared, Stored, document_of, possible_keys

Number = str | int | tuple[str, int]
Numbers = Sequence[Number]

LARGEST_ID = 2**63 - 1
LARGEST_LINE = 2**31 - 1


def shown(number: Number) -> str:
    """How people read the name a caller used."""
    return " · ".join(str(part) for part in number) if isinstance(number, tuple) else str(number)


def found(record: type[Stored], numbers: Numbers, ctx: Context, *, lock: str = "") -> dict[Number, dict[str, Any]]:
    """The rows that exist, by the name the caller used, as keywords of a `Target`."""
    asked = {"company": ctx.company, **_asked(record, numbers)}
    rows = sql.values(_text(record, bool(asked["ids"]), bool(asked["keys"]), lock), asked)
    targets = [_target(row) for row in rows]
    by_name: dict[Number, dict[str, Any]] = {}
    for target in targets:
        document, number = target["document"], target["number"]
        name = (document, int(number)) if document and _numbered(record) else number
        by_name[target["id"]] = by_name[name] = target
    return {number: by_name[number] for number in numbers if number in by_name}


def _asked(record: type[Stored], numbers: Numbers) -> dict[str, Any]:
    """The names as arrays; what no key can ever be is left out, so that it is simply not found."""
    ids = [each for each in numbers if isinstance(each, int) and 0 < each <= LARGEST_ID]
    document = document_of(record)
    if document:
        named = [each for each in numbers if isinstance(each, tuple) and _is_line(each[1])] if _numbered(record) else []
        pairs = [(key, line) for text, line in named for key in possible_keys(document, [text])]
        return {"ids": ids, "keys": [key for key, _ in pairs], "lines": [line for _, line in pairs]}
    return {"ids": ids, "keys": possible_keys(record, [each for each in numbers if isinstance(each, str)])}


def _numbered(record: type[Stored]) -> bool:
    """Whether the key of a record is a number; lines of some journals go by a code."""
    return isinstance(record._meta.get_field(record.key), models.IntegerField)


def _is_line(number: int) -> bool:
    return abs(number) <= LARGEST_LINE


def _target(row: tuple[Any, ...]) -> dict[str, Any]:
    pk, number, state, version, owner, document = row
    return {
        "id": pk,
        "number": str(number),
        "state": state or "",
        "version": version,
        "owner": owner,
        "document": document or "",
    }


@cache
def _text(record: type[Stored], ids: bool, keys_: bool, lock: str) -> str:
    document = document_of(record)
    return _of_lines(record, document, ids, keys_, lock) if document else _of_records(record, ids, keys_, lock)


def _of_records(record: type[Stored], ids: bool, keys_: bool, lock: str) -> str:
    key, state, version = column(record, record.key), _state(record, "target"), _version(record, "target")
    company = "target.company_id = %(company)s AND" if issubclass(record, Owned) else ""
    named = [*["target.id = ANY(%(ids)s)"] * ids, *[f"target.{key} = ANY(%(keys)s)"] * keys_] or ["false"]
    return (
        f"SELECT target.id, target.{key}, {state}, {version}, 0, '' FROM {record._meta.db_table} AS target "
        f"WHERE {company} ({' OR '.join(named)}) ORDER BY target.id {_locked(record, lock, 'target')}"
    )


def _of_lines(record: type[Stored], document: type[Stored], ids: bool, keys_: bool, lock: str) -> str:
    key, owner, number = column(record, record.key), column(record, record.owner), column(document, document.key)
    kind = "bigint" if _numbered(document) else "text"
    pairs = f"SELECT * FROM unnest(%(keys)s::{kind}[], %(lines)s::integer[])"
    by_line = keys_ and _numbered(record)
    named = [*["line.id = ANY(%(ids)s)"] * ids, *[f"(owner.{number}, line.{key}) IN ({pairs})"] * by_line]
    return (
        f"SELECT line.id, line.{key}, {_state(document, 'owner')}, {_version(document, 'owner')}, owner.id, "
        f"owner.{number} FROM {record._meta.db_table} AS line JOIN {document._meta.db_table} AS owner "
        f"ON owner.company_id = line.company_id AND owner.id = line.{owner} "
        f"WHERE line.company_id = %(company)s AND ({' OR '.join(named or ['false'])}) "
        f"ORDER BY owner.id, line.id {_locked(record, lock, 'owner, line')}"
    )


def _locked(record: type[Stored], lock: str, rows: str) -> str:
    """Journals cannot be locked: nobody may change them (reliability §2.3)."""
    return f"FOR {lock} OF {rows}" if lock and not record.append_only else ""


def _state(record: type[Stored], row: str) -> str:
    return f"{row}.{column(record, record.state)}" if record.state else "''"


def _version(record: type[Stored], row: str) -> str:
    return f"{row}.version" if issubclass(record, Record | Shared) else "0"


def column(record: type[Stored], name: str) -> str:
    """The column of a field."""
    return str(record._meta.get_field(name).column)  # type: ignore[union-attr]
