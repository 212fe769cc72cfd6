"""What the database keeps by itself: company isolation, composite keys, append-only, audit.

`Protect` is a migration operation; `makemigrations` adds it for every table it creates or widens.
It is idempotent: applied again it brings a table up to date (reliability §2.1–2.6).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# One evaluation per query; a reset setting is '' and not NULL; without a scope nothing is seen.
IN_SCOPE = "company_id = ANY ((SELECT NULLIF(current_setting('manciple.companies', true), '')::bigint[])::bigint[])"
SCHEMA = "public"
UNAUDITED = {"id", "company_id", "version", "created_at", "last_login", "last_used_at"}
SECRETS = ("password", "token_hash")


class Protect(Operation):
    """Gives a table everything the promises need from the database."""

    reversible = True
    reduces_to_sql = True

    def __init__(
        self,
        name: str,
        append_only: bool = False,
        audited: bool = True,
        completed: tuple[str, ...] = (),
        recorded: bool = False,
    ) -> None:
        self.name, self.append_only, self.audited = name, append_only, audited
        self.completed, self.recorded = tuple(completed), recorded

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The model is as before; only the database learns something."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        for statement in self.statements(model):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, *args: Any) -> None:
        """Dropping the table drops all of it."""

    def describe(self) -> str:
        return f"Protect {self.name}"

    def statements(self, model: type[models.Model]) -> Iterator[str]:
        """The SQL, in order."""
        if owned(model):
            if not _company_optional(model):
                yield from company_key(model)
            yield from isolation(model)
            yield planning(model)
        yield from foreign_keys(model)
        yield from real_numbers(model)
        if self.append_only:
            yield from only_added_to(model, self.completed)
        if self.recorded:
            yield f"REVOKE INSERT ON {model._meta.db_table} FROM {runtime()}"
        if self.audited:
            yield from audit(model)


def owned(model: type[models.Model]) -> bool:
    """Whether the table is kept apart by company."""
    return any(field.name == "company" for field in model._meta.local_fields)


def columns(model: type[models.Model]) -> list[str]:
    """Every column of the table."""
    return [str(field.column) for field in model._meta.local_concrete_fields]


def company_key(model: type[models.Model]) -> Iterator[str]:
    """(company, id) is the primary key, so that rows of a company can live on one shard.

    A plain index on id stays: Django's joins name nothing else.
    """
    table = model._meta.db_table
    yield f"""
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = '{table}'::regclass
                            AND contype = 'p' AND cardinality(conkey) = 2) THEN
            ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_pkey;
            ALTER TABLE {table} ADD CONSTRAINT {table}_pkey PRIMARY KEY (company_id, id);
          END IF;
        END $$"""
    yield f"CREATE INDEX IF NOT EXISTS {table}_id ON {table} (id)"


def isolation(model: type[models.Model]) -> Iterator[str]:
    """Rows of other companies neither seen nor written."""
    table = model._meta.db_table
    where = f"company_id IS NULL OR {IN_SCOPE}" if _company_optional(model) else IN_SCOPE
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"DROP POLICY IF EXISTS company ON {table}"
    yield f"CREATE POLICY company ON {table} USING ({where}) WITH CHECK ({where})"
    yield f"REVOKE TRUNCATE ON {table} FROM {runtime()}"


def planning(model: type[models.Model]) -> str:
    """Tells the planner, before the first row, that the company does not tell rows apart.

    Without statistics it takes two conditions on the company for a very rare pair, and reads all
    rows of the company for each row of a join until autovacuum has looked at the table. Servers
    before version 18 cannot be told; they learn it by their first ANALYZE.
    """
    return f"""
        DO $$ BEGIN
          IF current_setting('server_version_num')::int >= 180000 THEN
            PERFORM pg_restore_attribute_stats(
              'schemaname', current_schema()::text, 'relname', '{model._meta.db_table}', 'attname', 'company_id',
              'inherited', false, 'null_frac', 0::real, 'avg_width', 8, 'n_distinct', 1::real);
          END IF;
        END $$"""


def _company_optional(model: type[models.Model]) -> bool:
    return bool(model._meta.get_field("company").null)


def runtime() -> str:
    """The role that serves requests."""
    return '"' + str(settings.DATABASES["default"]["USER"]) + '"'


def foreign_keys(model: type[models.Model]) -> Iterator[str]:
    """References of a company's row carry the company, so none can point across companies.

    DO_NOTHING stands for a fact that outlives what it is about, such as the inquiry of a deleted order.
    """
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.DO_NOTHING:
            continue
        if isinstance(field, models.ForeignKey) and not (field.name == "company" and _has_owner(model)):
            yield from _foreign_key(model, field)


def _has_owner(model: type[models.Model]) -> bool:
    """Lines inherit the proof that their company exists from the document they belong to."""
    return any(
        isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete is models.CASCADE
        and owned(field.related_model)
        for field in model._meta.local_fields
    )


def _foreign_key(model: type[models.Model], field: Any) -> Iterator[str]:
    table, target = model._meta.db_table, field.related_model
    both = owned(model) and owned(target)
    if both:
        yield from company_key(target)
    here, there = ("company_id, ", "company_id, ") if both else ("", "")
    name = f"{table}_{field.column}_key"[:63]
    cascade = " ON DELETE CASCADE" if field.remote_field.on_delete is models.CASCADE else ""
    yield f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}"
    yield (
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({here}{field.column}) "
        f"REFERENCES {target._meta.db_table} ({there}{target._meta.pk.column}){cascade}"
    )


def real_numbers(model: type[models.Model]) -> Iterator[str]:
    """NaN passes every comparison a check could make; so it is refused by name."""
    table = model._meta.db_table
    for field in model._meta.local_concrete_fields:
        if isinstance(field, models.DecimalField):
            name = f"{table}_{field.column}_real"[:63]
            yield f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}"
            yield f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({field.column} <> 'NaN')"


def only_added_to(model: type[models.Model], completed: tuple[str, ...] = ()) -> Iterator[str]:
    """Neither changed nor removed, by nobody: privileges stop the runtime, triggers cascades.

    The `completed` columns may still be set by the transaction that wrote the row, and by no other.
    """
    table = model._meta.db_table
    may_set = ", ".join(f"'{column}'" for column in completed)
    yield """
        CREATE OR REPLACE FUNCTION kernel_refuse_change() RETURNS trigger
        LANGUAGE plpgsql AS $$ BEGIN
          IF TG_OP = 'UPDATE' AND TG_NARGS > 0 THEN
            IF to_jsonb(OLD) ->> 'xid' = pg_current_xact_id()::text
               AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN RETURN NEW; END IF;
          END IF;
          RAISE EXCEPTION '% is a journal: rows are neither changed nor removed', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
        END $$"""
    yield f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {runtime()}"
    yield f"DROP TRIGGER IF EXISTS append_only ON {table}"
    yield (
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change({may_set})"
    )
    yield f"DROP TRIGGER IF EXISTS append_only_truncate ON {table}"
    yield (
        f"CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change()"
    )


def audit(model: type[models.Model]) -> Iterator[str]:
    """Who changed what: one row per changed record, written by the database itself.

    Statement-level with transition tables, so that a thousand lines cost one insert; only the
    fields that differ are kept. The functions run as the owner of the schema, because the role that
    serves requests may not write the log; so their search path is fixed, and nobody may call them.
    """
    table = model._meta.db_table
    for event in ("insert", "update", "delete"):
        yield _audit_function(model, event)
        yield f"REVOKE ALL ON FUNCTION {table}_audit_{event}() FROM PUBLIC"
        yield f"DROP TRIGGER IF EXISTS audit_{event} ON {table}"
        yield (
            f"CREATE TRIGGER audit_{event} AFTER {event.upper()} ON {table} {REFERENCING[event]} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_audit_{event}()"
        )


REFERENCING = {
    "insert": "REFERENCING NEW TABLE AS newer",
    "update": "REFERENCING OLD TABLE AS older NEW TABLE AS newer",
    "delete": "REFERENCING OLD TABLE AS older",
}
SOURCE = {"insert": "newer", "update": "newer JOIN older USING (id)", "delete": "older"}
#: A session keeps the plan it made for its first rows: that of a single row compares each of a thousand
#: rows with all others. Without nested loops the plan is good for any number.
PLANNED = {"insert": "", "update": "SET enable_nestloop = off", "delete": ""}


def _audit_function(model: type[models.Model], event: str) -> str:
    table, watched = model._meta.db_table, _watched(model)
    side = "older" if event == "delete" else "newer"
    company = f"{side}.company_id" if owned(model) else "NULL::bigint"
    before = {"insert": "NULL::jsonb", "update": _differing(watched, "older", "newer"), "delete": _whole("older")}[
        event
    ]
    after = {"insert": _whole("newer"), "update": _differing(watched, "newer", "older"), "delete": "NULL::jsonb"}[event]
    changed = " OR ".join(f"older.{c} IS DISTINCT FROM newer.{c}" for c in watched)
    where = f"WHERE {changed or 'false'}" if event == "update" else ""
    return f"""
        CREATE OR REPLACE FUNCTION {table}_audit_{event}() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp {PLANNED[event]} AS $$
        BEGIN
          IF NOT EXISTS (SELECT FROM {side}) THEN RETURN NULL; END IF;
          INSERT INTO {SCHEMA}.kernel_change (company_id, act_id, record, row_id, event, before, after)
          SELECT {company}, NULLIF(current_setting('manciple.act', true), '')::bigint,
                 '{model._meta.label_lower}', id, '{event}', {before}, {after}
            FROM {SOURCE[event]} {where};
          RETURN NULL;
        END $$"""


def _watched(model: type[models.Model]) -> list[str]:
    """The columns whose change is kept. A secret is not copied; its hash tells that it changed."""
    return sorted(column for column in columns(model) if column not in UNAUDITED)


def _whole(row: str) -> str:
    hidden = ", ".join(f"'{column}'" for column in (*sorted(UNAUDITED), *SECRETS))
    return f"jsonb_strip_nulls(to_jsonb({row}) - ARRAY[{hidden}])"


def _differing(watched: list[str], shown: str, other: str) -> str:
    """The changed columns of one side. In pieces: a function takes at most 100 arguments."""
    pairs = [f"'{c}', CASE WHEN older.{c} IS DISTINCT FROM newer.{c} THEN {_kept(shown, c)} END" for c in watched]
    pieces = [pairs[at : at + 40] for at in range(0, len(pairs), 40)] or [["'none', NULL"]]
    built = " || ".join(f"jsonb_build_object({', '.join(piece)})" for piece in pieces)
    return f"jsonb_strip_nulls({built})"


def _kept(row: str, column: str) -> str:
    secret = column in SECRETS
    return f"to_jsonb(md5({row}.{column}))" if secret else f"to_jsonb({row}.{column})"
