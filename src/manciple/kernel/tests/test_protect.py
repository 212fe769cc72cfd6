"""`Protect` gives a table its promises, and may be applied again at any time (reliability §2)."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections, models
from django.db.migrations import Migration
from django.db.migrations import operations as migrating
from django.db.migrations.loader import MigrationLoader

from manciple.kernel.management.commands.makemigrations import protections
from manciple.kernel.protect import Protect
from manciple.kernel.records import Stored, ours

CATALOG = """
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger
     WHERE NOT tgisinternal
    UNION ALL SELECT 'policy', polrelid::regclass::text, polname, pg_get_expr(polqual, polrelid) FROM pg_policy
    UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'function', '', proname, pg_get_functiondef(oid) FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND prolang <> 13
    UNION ALL SELECT 'grant', table_name, grantee, string_agg(privilege_type, ',' ORDER BY privilege_type)
      FROM information_schema.role_table_grants WHERE table_schema = 'public' GROUP BY table_name, grantee
    ORDER BY 1, 2, 3, 4"""


def operations() -> list[tuple[type[Stored], Protect]]:
    return [
        (
            model,
            Protect(
                model.__name__,
                append_only=model.append_only,
                audited=model.audited,
                completed=model.completed,
                recorded=model.recorded,
            ),
        )
        for model in ours()
    ]


@pytest.mark.django_db
def test_applied_again_it_changes_nothing() -> None:
    if settings.PLAN.admin is None:
        pytest.skip("needs the administrator of the database server")
    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(**settings.PLAN.admin.to(name).conninfo) as admin:
        before = admin.execute(CATALOG).fetchall()
        for model, operation in operations():
            for statement in operation.statements(model):
                admin.execute(statement)
        after = admin.execute(CATALOG).fetchall()
        admin.rollback()
    assert after == before
    assert before


@pytest.mark.django_db
def test_no_session_keeps_a_plan_for_the_log_that_is_good_for_one_row_only() -> None:
    """An update of one row first, then of a thousand: nested loops would compare each with all."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT proname, proconfig FROM pg_proc WHERE proname LIKE '%_audit_update'")
        found = dict(cursor.fetchall())
    assert len(found) == sum(model.audited for model in ours())
    assert [name for name, told in found.items() if "enable_nestloop=off" not in told] == []


def test_every_table_of_ours_is_protected_by_its_last_migration() -> None:
    """The migrations say of each table what the models say."""
    said: dict[tuple[str, str], tuple[Any, ...]] = {}
    for (app, _), migration in sorted(MigrationLoader(None).disk_migrations.items()):
        for operation in migration.operations:
            if isinstance(operation, Protect):
                said[app, operation.name.lower()] = (
                    operation.append_only, operation.audited, operation.completed, operation.recorded)  # fmt: skip
    for model in ours():
        wanted = (model.append_only, model.audited, tuple(model.completed), model.recorded)
        assert said[model._meta.app_label, model._meta.model_name or ""] == wanted, model


def test_a_new_or_wider_table_gets_its_protection() -> None:
    migration = Migration("0002", "organization")
    migration.operations = [  # type: ignore[misc]
        migrating.AddField("site", "phone", models.CharField(max_length=20)),
        migrating.AlterField("site", "name", models.CharField(max_length=20)),
        migrating.AddField("currency", "symbol", models.CharField(max_length=3)),
    ]
    assert [each.name for each in protections("organization", migration)] == ["Site", "Currency"]
    assert protections("organization", migration)[0].describe() == "Protect Site"
    assert apps.get_model("organization", "Site").audited
