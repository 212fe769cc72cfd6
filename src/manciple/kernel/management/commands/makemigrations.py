"""Django's makemigrations, with protection for every table that is new or has a new column."""

from __future__ import annotations

from typing import Any, cast

from django.apps import apps
from django.core.management.commands import makemigrations
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation

from manciple.kernel.protect import Protect
from manciple.kernel.records import Stored

WIDENS = (operations.AddField, operations.AlterField, operations.RemoveField)


class Command(makemigrations.Command):
    """Writes migrations; nobody has to remember row-level security."""

    def write_migration_files(self, changes: dict[str, list[Migration]], *args: Any) -> None:
        for app_label, migrations in changes.items():
            for migration in migrations:
                cast(list[Operation], migration.operations).extend(protections(app_label, migration))
        super().write_migration_files(changes, *args)


def protections(app_label: str, migration: Migration) -> list[Protect]:
    """One operation per table of ours the migration touches."""
    touched: dict[str, None] = {}
    for operation in migration.operations:
        if isinstance(operation, operations.CreateModel):
            touched[operation.name] = None
        elif isinstance(operation, WIDENS):
            touched[operation.model_name] = None
    models = [apps.get_model(app_label, name) for name in touched]
    return [Protect(model.__name__, **said(model)) for model in models if issubclass(model, Stored)]


def said(model: type[Stored]) -> dict[str, Any]:
    """What a migration says of a table; what is rare only where it is so."""
    rare = {"completed": model.completed, "recorded": model.recorded}
    named = {name: value for name, value in rare.items() if value}
    return {"append_only": model.append_only, "audited": model.audited, **named}
