"""Nobody sees, changes, or refers to rows of another company (reliability P5, §2.2).

The matrix is made from the models: every table with a company × every way to touch a row. Two
companies get one row in each table, written with rules and keys asleep, so that any table can be
filled without knowing what it is for; then the role that serves requests tries, rules awake.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connections, models
from psycopg import errors

from manciple.kernel import records
from manciple.kernel.models import TransactionId
from manciple.kernel.records import Owned, Stored, company_models

MINE, THEIRS = 1_000_001, 2_000_001
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
EVERY = pytest.mark.parametrize("model", company_models(), ids=lambda model: model._meta.label)
VALUES: list[tuple[type[models.Field[Any, Any]], object]] = [
    (TransactionId, "1"),
    (models.BooleanField, False), (models.DecimalField, Decimal(1)), (models.DateTimeField, NOON),
    (models.DateField, date(2026, 1, 15)), (models.IntegerField, 1), (models.CharField, "X"), (models.TextField, "X"),
    (models.JSONField, "{}"), (ArrayField, "{}"), (models.BinaryField, b"x"),
]  # fmt: skip


class Land:
    """A transaction in which two companies have a row in every table."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self.connection = connection
        self.run("SET LOCAL session_replication_role = replica")
        for table, name in self.run(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint "
            "WHERE contype IN ('c', 'u', 'x') AND conrelid <> 0 AND connamespace = 'public'::regnamespace"
        ):
            self.run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for company in (MINE, THEIRS):
            for model in records.ours():
                self.insert(model, company)
        self.run("SET LOCAL session_replication_role = origin")

    def run(self, text: Any, values: dict[str, object] | None = None) -> list[tuple[Any, ...]]:
        """Executes a statement; its rows, or how many it touched."""
        cursor = self.connection.execute(text, values)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]

    def insert(self, model: type[Stored], company: int) -> None:
        """A row whose number is that of its company, and that refers to such rows only."""
        row = {field.column: _value(field, company) for field in _written(model)}
        names, places = _listed(row), ", ".join(f"%({name})s" for name in row)
        self.run(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places})", row)  # noqa: S608

    @contextmanager
    def serving(self, companies: str) -> Iterator[None]:
        """As the role that serves requests, in a scope; everything is taken back."""
        with self.connection.transaction(force_rollback=True):
            self.run(f"SET LOCAL ROLE {settings.PLAN.runtime.user}")
            self.run("SELECT set_config('manciple.companies', %(scope)s, true)", {"scope": companies})
            yield


def _written(model: type[Stored]) -> list[Any]:
    return [
        field for field in model._meta.local_concrete_fields
        if not field.generated and not (isinstance(field, TransactionId) and field.has_db_default())
    ]  # fmt: skip


def _value(field: Any, company: int) -> object:
    if field.primary_key or field.name == "company" or isinstance(field, models.ForeignKey):
        return company
    return next(value for kind, value in VALUES if isinstance(field, kind))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _copied(model: type[Owned], **changed: str) -> str:
    """A statement that inserts a copy of the own row, with some columns changed."""
    names = [field.column for field in _written(model) if not field.primary_key]
    values = [changed.get(name, f'"{name}"') for name in names]
    return (
        f"INSERT INTO {model._meta.db_table} ({_listed(names)}) "  # noqa: S608
        f"SELECT {', '.join(values)} FROM {model._meta.db_table} WHERE id = {MINE}"
    )


@pytest.fixture(scope="module")
def land(django_db_setup: None) -> Iterator[Land]:
    """One transaction for all tests of the matrix; it is never committed."""
    if settings.PLAN.admin is None:
        pytest.skip("needs the administrator of the database server")
    name = connections["default"].settings_dict["NAME"]
    connection = psycopg.connect(**settings.PLAN.admin.to(name).conninfo)
    try:
        yield Land(connection)
    finally:
        connection.rollback()
        connection.close()


@EVERY
def test_rows_of_another_company_are_not_seen(land: Land, model: type[Owned]) -> None:
    with land.serving(f"{{{MINE}}}"):
        assert land.run(f"SELECT company_id, id FROM {model._meta.db_table}") == [(MINE, MINE)]  # noqa: S608
    with land.serving(f"{{{MINE},{THEIRS}}}"):
        assert land.run(f"SELECT count(*) FROM {model._meta.db_table}") == [(2,)]  # noqa: S608


@EVERY
@pytest.mark.parametrize("companies", ["", "{}", "{0}", "{NULL}"])
def test_without_a_scope_every_table_is_empty(land: Land, model: type[Owned], companies: str) -> None:
    with land.serving(companies):
        assert land.run(f"SELECT count(*) FROM {model._meta.db_table}") == [(0,)]  # noqa: S608


@EVERY
def test_rows_of_another_company_are_neither_changed_nor_removed(land: Land, model: type[Owned]) -> None:
    for text in (
        f"UPDATE {model._meta.db_table} SET company_id = company_id WHERE id = {THEIRS}",  # noqa: S608
        f"DELETE FROM {model._meta.db_table} WHERE id = {THEIRS}",  # noqa: S608
    ):
        with land.serving(f"{{{MINE}}}"):
            if model.append_only:
                with pytest.raises(errors.InsufficientPrivilege), land.connection.transaction():
                    land.run(text)
            else:
                assert land.run(text) == [(0,)]


@EVERY
def test_rows_are_not_written_for_another_company(land: Land, model: type[Owned]) -> None:
    refused = "permission denied" if model.recorded else "row-level security"
    with land.serving(f"{{{MINE}}}"):
        with pytest.raises(errors.InsufficientPrivilege, match=refused), land.connection.transaction():
            land.run(_copied(model, company_id=str(THEIRS)))
        if not model.append_only:
            with pytest.raises(errors.InsufficientPrivilege, match="row-level security"), land.connection.transaction():
                land.run(f"UPDATE {model._meta.db_table} SET company_id = {THEIRS} WHERE id = {MINE}")  # noqa: S608


FORGERIES = {
    "a false row": "INSERT INTO kernel_change (company_id, act_id, record, row_id, event) "  # noqa: S608
    f"VALUES ({MINE}, {MINE}, 'organization.site', {MINE}, 'update')",
    "the function hung on a table of one's own": "CREATE TEMPORARY TABLE false_site (LIKE organization_site); "
    "CREATE TRIGGER forge AFTER INSERT ON false_site REFERENCING NEW TABLE AS newer "
    "FOR EACH STATEMENT EXECUTE FUNCTION organization_site_audit_insert()",
    "the function called": "SELECT organization_site_audit_insert()",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_nobody_but_its_triggers_writes_the_audit_log(land: Land, forgery: str) -> None:
    refused = pytest.raises(errors.InsufficientPrivilege, match="permission denied")
    with land.serving(f"{{{MINE}}}"), refused, land.connection.transaction():
        land.run(FORGERIES[forgery])


def test_a_table_of_ones_own_does_not_take_the_place_of_the_audit_log(land: Land) -> None:
    """What the role may still make is temporary tables; the triggers do not see them."""
    with land.connection.transaction(force_rollback=True), land.serving(f"{{{MINE}}}"):
        land.run("CREATE TEMPORARY TABLE kernel_change (LIKE public.kernel_change)")
        land.run(f"UPDATE public.organization_site SET name = name || '!' WHERE id = {MINE}")  # noqa: S608
        assert land.run("SELECT count(*) FROM pg_temp.kernel_change") == [(0,)]
        written = "SELECT count(*) FROM public.kernel_change WHERE record = 'organization.site' AND event = 'update'"
        assert land.run(written) == [(1,)]


REFERENCES = [
    (model, field)
    for model in company_models()
    for field in model._meta.local_concrete_fields
    if isinstance(field, models.ForeignKey) and records.is_owned(field.related_model)
    and field.remote_field.on_delete is not models.DO_NOTHING  # a fact that outlives its order; see the catalog
]  # fmt: skip


@pytest.mark.parametrize(
    ("model", "field"), REFERENCES, ids=lambda part: getattr(part, "name", None) or part._meta.label
)
@pytest.mark.parametrize("companies", [f"{{{MINE}}}", f"{{{MINE},{THEIRS}}}"], ids=["one company", "both in scope"])
def test_rows_do_not_refer_to_another_company(land: Land, model: type[Owned], field: Any, companies: str) -> None:
    # Journals are copied, because nobody may change a row of them.
    text = f"UPDATE {model._meta.db_table} SET {field.column} = {THEIRS} WHERE id = {MINE}"  # noqa: S608
    if model.append_only:
        text = _copied(model, **{field.column: str(THEIRS)})
    with land.serving(companies), pytest.raises(errors.ForeignKeyViolation) as refusal, land.connection.transaction():
        land.run(text)
    assert refusal.value.diag.constraint_name == f"{model._meta.db_table}_{field.column}_key"[:63]


@EVERY
def test_the_matrix_would_notice_a_table_without_isolation(land: Land, model: type[Owned]) -> None:
    with land.connection.transaction(force_rollback=True):
        land.run(f"ALTER TABLE {model._meta.db_table} DISABLE ROW LEVEL SECURITY")
        with pytest.raises(AssertionError):
            test_rows_of_another_company_are_not_seen(land, model)


def test_the_matrix_knows_every_table_with_a_company(land: Land) -> None:
    found = land.run(
        "SELECT DISTINCT table_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND column_name = 'company_id'"
    )
    assert {name for (name,) in found} == {model._meta.db_table for model in company_models()}
