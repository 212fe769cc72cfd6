"""Which companies the running code may touch.

The database backend sends the scope as the first statement of every transaction; the policies of
the tables read it (reliability §2.2). Without a scope every company table is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.pq import TransactionStatus

_companies: ContextVar[tuple[int, ...]] = ContextVar("companies", default=())

SET_SCOPE = "SELECT set_config('manciple.companies', %s, true)"


def current() -> tuple[int, ...]:
    """The companies in scope."""
    return _companies.get()


def as_array(companies: tuple[int, ...]) -> str:
    """The scope as PostgreSQL writes an array; empty text for no company."""
    return "{" + ",".join(str(int(each)) for each in companies) + "}" if companies else ""


@contextmanager
def companies(*ids: int, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Runs a block in the scope of these companies; also inside an open transaction."""
    if ids == current():
        yield
        return
    token = _companies.set(tuple(ids))
    _tell(using)
    try:
        yield
    finally:
        _companies.reset(token)
        _tell(using)


def _tell(using: str) -> None:
    """Tells an open transaction; one that is not open yet is told when it begins.

    One that failed hears nothing any more: its end, or that of its savepoint, brings the scope back.
    """
    connection = connections[using]
    if connection.connection is None or not connection.in_atomic_block:
        return
    if connection.connection.info.transaction_status == TransactionStatus.INERROR:
        return
    with connection.cursor() as cursor:
        cursor.execute(SET_SCOPE, [as_array(current())])
