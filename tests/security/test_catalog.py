"""The catalog of the database, table by table: no table can forget a promise (reliability §2.2).

Every check has a control: the damage it must notice, done and taken back in one transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections, models

from manciple.kernel import protect, records, sql

Connection = psycopg.Connection[tuple[Any, ...]]

#: Functions that may run as the owner of the schema. A new one needs a reason, and a line here.
DEFINERS = [
    "kernel_refresh_statistics",  # only the owner may analyze a table
    "ledger_check_balance",  # sees a voucher whatever the scope is at commit
    "ledger_count_entries",  # raises the count of a voucher that nobody else may change
    "ledger_keep_currency",  # looks for postings whatever the scope is
]
#: Those of them that the role which serves requests calls; all others are triggers.
SERVICES = ["kernel_refresh_statistics"]

_, *_parts = sql.SECTION.split(Path(__file__).with_name("catalog.sql").read_text("utf-8"))
CHECKS = dict(zip(_parts[::2], _parts[1::2], strict=True))


def roles() -> dict[str, str]:
    """The names of the roles of this database."""
    plan = settings.PLAN
    owner = plan.owner.user
    return {"owner": owner, "runtime": plan.runtime.user, "reader": owner.removesuffix("_owner") + "_reader"}


@contextmanager
def superuser() -> Iterator[Connection]:
    """A transaction of the administrator that is always taken back."""
    if settings.PLAN.admin is None:
        pytest.skip("needs the administrator of the database server")
    name = connections["default"].settings_dict["NAME"]
    connection = psycopg.connect(**settings.PLAN.admin.to(name).conninfo)
    try:
        yield connection
    finally:
        connection.rollback()
        connection.close()


def tables(models: list[Any]) -> list[str]:
    return [model._meta.db_table for model in models]


def definers() -> list[str]:
    """Functions that run as the owner: those on the list, and the audit triggers, which write what nobody may."""
    audited = tables([model for model in records.ours() if model.audited])
    return [*DEFINERS, *(f"{table}_audit_{event}" for table in audited for event in protect.REFERENCING)]


def faults(check: str, connection: Connection) -> list[tuple[Any, ...]]:
    """What a check finds."""
    ours = records.ours()
    text: Any = CHECKS[check]
    return connection.execute(text, {
        **roles(), "definers": definers(), "services": SERVICES, "ours": tables(ours),
        "journals": tables([model for model in ours if model.append_only]),
        "recorded": tables([model for model in ours if model.recorded]),
        "audited": tables([model for model in ours if model.audited]),
    }).fetchall()  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("check", CHECKS)
def test_every_table_keeps_the_promise(check: str) -> None:
    with superuser() as connection:
        assert faults(check, connection) == []


SITE = "organization_site"
CONTROLS = {
    "isolated": [
        f"ALTER TABLE {SITE} DISABLE ROW LEVEL SECURITY",
        f"DROP POLICY company ON {SITE}",
        f"ALTER POLICY company ON {SITE} WITH CHECK (true)",
        f"ALTER POLICY company ON {SITE} USING (true) WITH CHECK (true)",
        f"CREATE POLICY another ON {SITE} USING (true) WITH CHECK (true)",
        f"ALTER POLICY company ON {SITE} TO {{runtime}}",
        "CREATE TABLE forgotten (id bigint, company_id bigint NOT NULL)",
    ],
    "primary_keys": [
        f"ALTER TABLE {SITE} DROP CONSTRAINT {SITE}_pkey CASCADE",
        f"ALTER TABLE {SITE} DROP CONSTRAINT {SITE}_pkey CASCADE; ALTER TABLE {SITE} ADD PRIMARY KEY (id)",
        "CREATE TABLE forgotten (id bigint PRIMARY KEY, company_id bigint NOT NULL)",
    ],
    "unique_keys": [
        f"CREATE UNIQUE INDEX oracle ON {SITE} (code)",
        f"ALTER TABLE {SITE} ADD CONSTRAINT oracle UNIQUE (code, company_id)",
        f"CREATE UNIQUE INDEX oracle ON {SITE} (lower(code))",
    ],
    "references": [
        "ALTER TABLE organization_warehouse DROP CONSTRAINT organization_warehouse_site_id_key; "
        "CREATE UNIQUE INDEX everywhere ON organization_site (id); "
        "ALTER TABLE organization_warehouse ADD FOREIGN KEY (site_id) REFERENCES organization_site (id)",
    ],
    "shared_tables": [
        "CREATE UNIQUE INDEX everywhere ON organization_site (id); "
        "CREATE TABLE pointing (site bigint REFERENCES organization_site (id))",
    ],
    "valid": [f"ALTER TABLE {SITE} ADD CONSTRAINT unproved CHECK (code <> '') NOT VALID"],
    "awake": [f"ALTER TABLE {SITE} DISABLE TRIGGER audit_update"],
    "owned": [
        f"ALTER TABLE {SITE} OWNER TO {{runtime}}",
        "ALTER FUNCTION kernel_refuse_change OWNER TO {runtime}",
    ],
    "powerless": [
        "ALTER ROLE {runtime} BYPASSRLS",
        "ALTER ROLE {reader} SUPERUSER",
        "GRANT {owner} TO {runtime}",
        "GRANT CREATE ON SCHEMA public TO {runtime}",
    ],
    "not_emptied": [f"GRANT {what} ON {SITE} TO {{runtime}}" for what in ("TRUNCATE", "REFERENCES", "TRIGGER")],
    "reader": [f"GRANT INSERT ON {SITE} TO {{reader}}"],
    "views": [
        f"CREATE VIEW peephole AS TABLE {SITE}",
        f"CREATE MATERIALIZED VIEW hoard AS TABLE {SITE}",
    ],
    "definers": [
        "CREATE FUNCTION open_door() RETURNS int LANGUAGE sql SECURITY DEFINER "
        "SET search_path = pg_catalog, pg_temp AS 'SELECT 1'; REVOKE ALL ON FUNCTION open_door() FROM PUBLIC",
        "ALTER FUNCTION ledger_check_balance() RESET search_path",
        "ALTER FUNCTION ledger_check_balance() SET search_path = public",
        "GRANT EXECUTE ON FUNCTION ledger_count_entries() TO PUBLIC",
        "GRANT EXECUTE ON FUNCTION ledger_count_entries() TO {runtime}",
        "GRANT EXECUTE ON FUNCTION kernel_refresh_statistics() TO PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {SITE}_audit_insert() TO {{runtime}}",
    ],
    "real_numbers": [
        "ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_amount_real",
        "ALTER TABLE ledger_entry ADD COLUMN forgotten numeric(20, 2)",
    ],
    "journals": [
        "GRANT UPDATE ON ledger_entry TO {runtime}",
        "GRANT UPDATE (text) ON ledger_entry TO {runtime}",
        "GRANT DELETE ON kernel_change TO {runtime}",
        "DROP TRIGGER append_only ON ledger_entry",
        "DROP TRIGGER append_only_truncate ON ledger_entry",
        "ALTER TABLE ledger_entry ENABLE REPLICA TRIGGER append_only",
        "DROP TRIGGER append_only ON ledger_entry; CREATE TRIGGER append_only BEFORE UPDATE ON ledger_entry "
        "FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change()",
    ],
    "recorded": [
        "GRANT INSERT ON kernel_change TO {runtime}",
        "GRANT INSERT (record) ON kernel_change TO {runtime}",
    ],
    "audited": [
        f"ALTER FUNCTION {SITE}_audit_update() SECURITY INVOKER",
        *(f"DROP TRIGGER audit_{event} ON {SITE}" for event in ("insert", "update", "delete")),
        f"DROP TRIGGER audit_update ON {SITE}; CREATE TRIGGER audit_update AFTER UPDATE OF name ON {SITE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {SITE}_audit_update()",
    ],
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("check", "damage"), [(check, damage) for check, every in CONTROLS.items() for damage in every]
)
def test_damage_is_noticed(check: str, damage: str) -> None:
    with superuser() as connection:
        text: Any = damage.format(**roles())
        connection.execute(text)
        assert faults(check, connection) != []


def test_every_check_has_a_control() -> None:
    assert CONTROLS.keys() == CHECKS.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("model", [m for m in records.ours() if m.audited], ids=lambda model: model._meta.label)
def test_the_audit_log_keeps_every_column(model: type[records.Stored]) -> None:
    """The functions of the database watch exactly the columns of the model, but for those that say nothing."""
    name = f"{model._meta.db_table}_audit_update"
    (row,) = sql.values("SELECT prosrc FROM pg_proc WHERE oid = %s::regproc", [name])
    condition = row[0].rpartition(" WHERE ")[2]
    watched = set(re.findall(r"older\.(\w+) IS DISTINCT FROM newer\.\1\b", condition))
    columns = {field.column for field in model._meta.local_concrete_fields}
    assert watched == columns - protect.UNAUDITED


#: Facts that stay when the order they are about is deleted (01 §12.1); nothing else refers without a key.
OUTLIVING = {"orders.PurchaseInquiry.order", "orders.OrderVersion.order"}


@pytest.mark.django_db
@pytest.mark.parametrize("model", records.ours(), ids=lambda model: model._meta.label)
def test_every_reference_of_a_model_is_kept_by_the_database(model: type[records.Stored]) -> None:
    """Django's own constraints are off; ours must be there, to the right table and column."""
    found = sql.values(
        """
        SELECT attribute.attname, key.confrelid::regclass::text
          FROM pg_constraint AS key, unnest(key.conkey) AS number
          JOIN pg_attribute AS attribute ON attribute.attnum = number
         WHERE key.contype = 'f' AND key.conrelid = %s::regclass AND attribute.attrelid = key.conrelid""",
        [model._meta.db_table],
    )
    for field in model._meta.local_concrete_fields:
        target = field.related_model
        if f"{model._meta.label}.{field.name}" in OUTLIVING:
            assert field.remote_field and field.remote_field.on_delete is models.DO_NOTHING
        elif isinstance(target, type) and (field.name != "company" or not protect._has_owner(model)):
            assert (field.column, target._meta.db_table) in found


@pytest.mark.django_db
@pytest.mark.parametrize("model", records.company_models(), ids=lambda model: model._meta.label)
def test_a_company_model_is_a_company_table(model: type[records.Owned]) -> None:
    with superuser() as connection:
        found = connection.execute(
            "SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table]
        ).fetchone()
        assert found == (True,)


def test_shared_tables_are_few_and_listed() -> None:
    """Design §3: what all companies see. A new one needs a reason, and a line here."""
    assert sorted(model._meta.label for model in records.shared_models()) == [
        "organization.ApiToken", "organization.Assignment", "organization.Currency", "organization.LegalEntity",
        "organization.Role", "organization.User", "products.Product", "terms.Unit",
    ]  # fmt: skip
