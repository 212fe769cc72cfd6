"""Proof that a refused act changed nothing: a hash of every table of the company."""

from __future__ import annotations

from django.db import connection

from manciple.kernel.records import company_models

#: Numbers drawn and tokens claimed leave traces that mean nothing.
UNWATCHED = {"kernel_numbersequence", "kernel_claim"}


def fingerprint() -> dict[str, str]:
    """A hash of every table as the company sees it."""
    tables = sorted({model._meta.db_table for model in company_models()} - UNWATCHED)
    parts = (
        f"SELECT '{table}', md5(coalesce(string_agg(t::text, '|' ORDER BY t.id), '')) FROM {table} t"  # noqa: S608
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())
