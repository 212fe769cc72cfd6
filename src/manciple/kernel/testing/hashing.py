"""One hash over every table, by which a test sees that nothing changed."""

from __future__ import annotations

from manciple.kernel import scope, sql
from manciple.kernel.records import ours

TABLE = (
    "(SELECT '{table}', count(*), md5(coalesce(string_agg(md5(kept::text), '' ORDER BY md5(kept::text)), ''))"
    " FROM {table} AS kept)"
)
COMPANIES = "SELECT id FROM organization_legalentity"


def everything() -> dict[str, tuple[int, str]]:
    """The number of rows and a hash of the contents of every table of the house, of all companies."""
    tables = sorted({model._meta.db_table for model in ours()} | {"procrastinate_jobs"})
    with scope.companies(*(pk for (pk,) in sql.values(COMPANIES))):
        rows = sql.values(" UNION ALL ".join(TABLE.format(table=table) for table in tables))
    return {name: (count, digest) for name, count, digest in rows}
