"""One hash over every table, by which a test sees that nothing changed."""

from __future__ import annotations

from django.db import connection, models

from manciple.kernel.records import ours

TABLE = "SELECT count(*), md5(coalesce(string_agg(md5(row::text), '' ORDER BY md5(row::text)), '')) FROM {table} AS row"


def everything() -> dict[str, tuple[int, str]]:
    """The number of rows and a hash of the contents of every table of the house, as the scope shows them."""
    tables = sorted(_tables())
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('manciple.companies', %s, true)", [_all_companies()])
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', found.* FROM ({TABLE.format(table=table)}) AS found" for table in tables
            )
        )
        found = {name: (count, digest) for name, count, digest in cursor.fetchall()}
        cursor.execute("SELECT set_config('manciple.companies', '', true)")
    return found


def _tables() -> set[str]:
    models_: list[type[models.Model]] = [*ours()]
    return {model._meta.db_table for model in models_} | {"procrastinate_jobs"}


def _all_companies() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(array_agg(id), '{}')::text FROM organization_legalentity")
        row = cursor.fetchone()
    return str(row[0]) if row else "{}"
