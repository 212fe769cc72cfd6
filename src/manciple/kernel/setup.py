"""Create, edit and delete for set-up records, derived from their form (style 3.6).

Documents have actions of their own; a set-up record needs none unless its package declares one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import F
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import actions, forms, messages, shapes, sql, uses
from .actions import Action, Batch
from .args import Args, NoArgs
from .context import Context, Made
from .records import Owned, Stored, label_of, rows_of
from .refusals import Refusal


@dataclass(frozen=True, slots=True)
class Known:
    """What the guards of a set-up record look at: the references, the row as it stands with
    business keys for references, and what the form's own facts add."""

    references: shapes.References
    row: Mapping[str, Any] = field(default_factory=dict)
    state: str = ""
    number: str = ""
    more: Any = None
    repeated: tuple[Refusal, ...] = ()

    def value(self, name: str, args: Args) -> Any:
        """What a field will hold afterwards: as given, else as it stands."""
        if name in args.model_fields_set or not self.row:
            return getattr(args, name, self.row.get(name))
        return self.row.get(name)


def register(form: type[forms.Form]) -> None:
    """Declares the actions a set-up form does not have yet."""
    if form.read_only:
        return
    declared = {each.key for each in actions.of(form.of)}
    makers = {actions.CREATE: _create, actions.EDIT: _edit, actions.DELETE: _delete}
    for key, make in makers.items():
        if key not in declared and key not in form.without:
            actions.declare(make(form))


def _create(form: type[forms.Form]) -> Action:
    return Action(
        record=form.of,
        key=actions.CREATE,
        label=_("New"),
        function=_creating(form),
        args=shapes.shape(f"{form.of.__name__}New", form.fields()),
        duty=form.maintain,
        creates=True,
        makes=form.key,
        facts=_knowing(form),
        guards=((_nothing_missing(form), _references_exist(form), is_new, *form.create_guards()),),
        help=format_lazy(_("Creates one {record}."), record=label_of(form.of)),
    )


def _edit(form: type[forms.Form]) -> Action:
    return Action(
        record=form.of,
        key=actions.EDIT,
        label=_("Edit"),
        function=_editing(form),
        args=shapes.shape(f"{form.of.__name__}Change", form.fields(), partial=True),
        duty=form.maintain,
        facts=_knowing(form),
        guards=((_fields_open(form), _nothing_missing(form), _references_exist(form), *form.edit_guards()),),
        help=format_lazy(_("Changes fields of one {record}."), record=label_of(form.of)),
    )


def _delete(form: type[forms.Form]) -> Action:
    return Action(
        record=form.of,
        key=actions.DELETE,
        label=_("Delete"),
        function=_deleting(form),
        args=NoArgs,
        duty=form.maintain,
        removes=True,
        danger=True,
        facts=_using(form),
        needs=(is_unused,),
        help=format_lazy(_("Deletes one {record} that nothing uses."), record=label_of(form.of)),
    )


# --- Facts -----------------------------------------------------------------------------------------


def _knowing(form: type[forms.Form]) -> actions.Facts:
    def facts(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Known]:
        """The references named by all targets, the rows that exist, and keys that are taken."""
        told = args or ()
        references = shapes.resolve(form.of, [shapes.given(each) for each in told], ctx)
        rows = _rows(form, ids, ctx)
        more = form.facts(ids, ctx, args) if form.facts else {}
        repeated = _repeated(form, told, references, ctx) if not any(ids) else {}
        keys = [pk or -place - 1 for place, pk in enumerate(ids)]
        return {key: _known(form, references, rows.get(key, {}), more.get(key), repeated.get(key, [])) for key in keys}

    return facts


def _known(
    form: type[forms.Form],
    references: shapes.References,
    row: Mapping[str, Any],
    more: Any,
    repeated: Sequence[Refusal],
) -> Known:
    state = str(row.get(form.of.state, "")) if form.of.state else ""
    return Known(references, row, state, str(row.get(form.of.key, "")), more, tuple(repeated))


def _rows(form: type[forms.Form], ids: Sequence[int], ctx: Context) -> dict[int, dict[str, Any]]:
    """The rows as they stand, references by business key; one query."""
    if not any(ids):
        return {}
    wanted = {column.key: F(column.path) for column in form.all_columns() if "__" not in column.key}
    wanted |= {name: F(name) for name in (form.of.key, form.of.state) if name}
    changed = {f"{name}_": path for name, path in wanted.items()}
    found = rows_of(form.of, ctx.company).filter(pk__in=ids).values("pk", **changed)
    return {row["pk"]: {name: row[f"{name}_"] for name in wanted} for row in found}


def _repeated(
    form: type[forms.Form], args: Sequence[Args], references: shapes.References, ctx: Context
) -> dict[int, list[Refusal]]:
    """What is there already, or stands earlier in the same batch: one query for each key of the record."""
    rows = [shapes.columns_of(form.of, _all(each), references) for each in args]
    found: dict[int, list[Refusal]] = {}
    for names in _unique_keys(form.of):
        columns = [str(form.of._meta.get_field(name).attname) for name in names]  # type: ignore[union-attr]
        if all(column in rows[0] for column in columns):
            seen = _there(form.of, columns, rows, ctx)
            for place, row in enumerate(rows):
                value = tuple(row[column] for column in columns)
                if value in seen and None not in value:
                    found.setdefault(-place - 1, []).append(_exists(form.of, names, args[place]))
                seen.add(value)
    return found


def _unique_keys(record: type[Stored]) -> list[list[str]]:
    """The fields of every key of a record, without its company."""
    keys = [each for each in record._meta.constraints if isinstance(each, models.UniqueConstraint)]
    plain = [[name for name in each.fields if name != "company"] for each in keys if each.condition is None]
    return [names for names in plain if names]


def _there(
    record: type[Stored], columns: Sequence[str], rows: Sequence[Mapping[str, Any]], ctx: Context
) -> set[tuple[Any, ...]]:
    last = {row[columns[-1]] for row in rows}
    return set(rows_of(record, ctx.company).filter(**{f"{columns[-1]}__in": last}).values_list(*columns))


def _exists(record: type[Stored], names: Sequence[str], args: Args) -> Refusal:
    value = " · ".join(str(getattr(args, name)) for name in names)
    return messages.ALREADY_EXISTS(label=label_of(record), value=value, field=names[-1])


def _using(form: type[forms.Form]) -> actions.Facts:
    def facts(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Refusal]:
        """Who names the records."""
        return uses.in_use(form.of, ids, ctx.company)

    return facts


# --- Guards ----------------------------------------------------------------------------------------


def _references_exist(form: type[forms.Form]) -> actions.Guard:
    def references_exist(known: Known, args: Args) -> Iterator[Refusal]:
        """Every record that is named exists in this company."""
        yield from shapes.unknown(form.of, shapes.given(args), known.references)

    return references_exist


def _nothing_missing(form: type[forms.Form]) -> actions.Guard:
    def nothing_missing(known: Known, args: Args) -> Iterator[Refusal]:
        """What a record needs is not emptied."""
        yield from shapes.missing(form.of, shapes.given(args))

    return nothing_missing


def _fields_open(form: type[forms.Form]) -> actions.Guard:
    placed = {each.path: each for each in form.fields()}

    def fields_open(known: Known, args: Args) -> Iterator[Refusal]:
        """Every field that is given may be edited now."""
        label = shapes.state_label(form.of, known.state)
        for name, value in shapes.given(args).items():
            refusal = shapes.locked(placed[name], known.state, label, None, known.number)
            if refusal and value != known.row.get(name):
                yield refusal

    return fields_open


def is_new(known: Known, args: Args) -> Iterator[Refusal]:
    """Nothing of the same key is there."""
    yield from known.repeated


def is_unused(used: Refusal | None) -> Iterator[Refusal]:
    """Nothing names the record."""
    if used:
        yield used


# --- Effects ---------------------------------------------------------------------------------------


def _creating(form: type[forms.Form]) -> Callable[..., None]:
    def create(batch: Batch[Known, Args], ctx: Context) -> None:
        base = shapes.defaults(form.of) | _company(form, ctx)
        rows = [base | shapes.columns_of(form.of, _all(each.args), each.facts.references) for each in batch]
        ids = sql.insert(form.of, rows)
        for row, pk in zip(rows, ids, strict=True):
            ctx.made.append(Made(form.key, str(row.get(form.of.key) or pk), pk))
        form.written(ids, ctx)

    return create


def _company(form: type[forms.Form], ctx: Context) -> dict[str, Any]:
    return {"company_id": ctx.company} if issubclass(form.of, Owned) else {}


def _all(args: Args) -> dict[str, Any]:
    return {name: getattr(args, name) for name in type(args).model_fields}


def _editing(form: type[forms.Form]) -> Callable[..., None]:
    def edit(batch: Batch[Known, Args], ctx: Context) -> None:
        groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for target in batch:
            given = shapes.columns_of(form.of, shapes.given(target.args), target.facts.references)
            row = dict(sorted((given | {"id": target.id} | _company(form, ctx)).items()))
            groups.setdefault(tuple(row), []).append(row)
        for rows in groups.values():  # one statement per set of changed columns, not per row
            sql.update(form.of, rows)
        form.written(batch.ids, ctx)

    return edit


def _deleting(form: type[forms.Form]) -> Callable[..., None]:
    def delete(batch: Batch[Refusal | None, NoArgs], ctx: Context) -> None:
        sql.delete(form.of, ctx.company, batch.ids)

    return delete
