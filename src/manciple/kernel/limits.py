"""How often somebody may ask: one row per asker, shared by all processes and machines.

The row holds the moment until which the asker has used up what he was given; every request moves
it on by one share. It lives in an unlogged table: a crash forgives what was used (reliability §6.2).
"""

from __future__ import annotations

from django.db import connection

# Refused when the asker is a whole second ahead of his rate; then no row comes back.
TAKE = """
    INSERT INTO kernel_limit AS held (key, until)
    VALUES (%(key)s, clock_timestamp() + make_interval(secs => 1.0 / %(rate)s))
    ON CONFLICT (key) DO UPDATE
       SET until = greatest(held.until, clock_timestamp()) + make_interval(secs => 1.0 / %(rate)s)
     WHERE held.until <= clock_timestamp() + interval '1 second'
 RETURNING 1"""

FORGET = "DELETE FROM kernel_limit WHERE until < clock_timestamp() - interval '1 day'"


def take(key: str, rate: int) -> bool:
    """Counts one request of an asker; False when he has had his share of the present second."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"key": key[:120], "rate": rate})
        return cursor.fetchone() is not None


def forget() -> int:
    """Drops askers not seen for a day; part of the worker's upkeep."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET)
        return int(cursor.rowcount)
