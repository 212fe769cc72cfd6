"""Create, edit and delete for set-up records, derived from their form (style 3.6).

Documents have actions of their own; a set-up record needs none unless its package declares one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from . import actions, forms, shapes, sql
from .actions import Action, Batch
from .args import Args, NoArgs
from .context import Context, Made
from .records import Owned, Stored
from .refusals import Refusal


@dataclass(frozen=True, slots=True)
class Known:
    """What the guards of a set-up record look at: the references, and the row as it stands."""

    references: shapes.References
    state: str = ""
    number: str = ""


def register(form: type[forms.Form]) -> None:
    """Declares the actions a set-up form does not have yet."""
    if form.read_only:
        return
    declared = {each.key for each in actions.of(form.of)}
    makers = {actions.CREATE: _create, actions.EDIT: _edit, actions.DELETE: _delete}
    for key, make in makers.items():
        if key not in declared:
            actions.declare(make(form))


def _name(form: type[forms.Form], suffix: str) -> str:
    return form.of.__name__ + suffix


def _create(form: type[forms.Form]) -> Action:
    args = shapes.shape(_name(form, "New"), form.fields())
    return Action(
        record=form.of, key=actions.CREATE, label=_("New"), function=_creating(form), args=args,
        duty=form.maintain, creates=True, makes=form.key, facts=_knowing(form),
        guards=((_references_exist(form), *form.create_guards()),),
        help=f"Creates one {form.label()}.")  # fmt: skip


def _edit(form: type[forms.Form]) -> Action:
    args = shapes.shape(_name(form, "Change"), form.fields(), partial=True)
    return Action(
        record=form.of, key=actions.EDIT, label=_("Edit"), function=_editing(form), args=args,
        duty=form.maintain, facts=_knowing(form),
        guards=((_fields_open(form), _references_exist(form), *form.edit_guards()),),
        help=f"Changes fields of one {form.label()}.")  # fmt: skip


def _delete(form: type[forms.Form]) -> Action:
    return Action(
        record=form.of, key=actions.DELETE, label=_("Delete"), function=_deleting(form), args=NoArgs,
        duty=form.maintain, removes=True, danger=True,
        help=f"Deletes one {form.label()} that nothing uses.")  # fmt: skip


def _knowing(form: type[forms.Form]) -> actions.Facts:
    def facts(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Known]:
        """The references named by all targets, and the state of those that exist."""
        told = [shapes.given(each) for each in args or ()]
        references = shapes.resolve(form.of, told, ctx)
        states = _states(form.of, ids)
        return {
            pk or -place - 1: Known(references, *states.get(pk, ("", "")))
            for place, pk in enumerate(ids)
        }

    return facts


def _states(record: type[Stored], ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    if not any(ids) or not record.state:
        return {}
    rows = record._default_manager.filter(pk__in=ids).values_list("pk", record.state, record.key)
    return {pk: (state, str(number)) for pk, state, number in rows}


def _references_exist(form: type[forms.Form]) -> actions.Guard:
    def references_exist(known: Known, args: Args) -> Iterator[Refusal]:
        """Every record that is named exists in this company."""
        yield from shapes.unknown(form.of, shapes.given(args), known.references)

    return references_exist


def _fields_open(form: type[forms.Form]) -> actions.Guard:
    placed = {each.path: each for each in form.fields()}

    def fields_open(known: Known, args: Args) -> Iterator[Refusal]:
        """Every field that is given may be edited now."""
        for name in args.model_fields_set:
            refusal = shapes.locked(placed[name], known.state, known.state, None, known.number)  # type: ignore[arg-type]
            if refusal:
                yield refusal

    return fields_open


def _creating(form: type[forms.Form]) -> Callable[..., None]:
    def create(batch: Batch[Known, Args], ctx: Context) -> None:
        base = shapes.defaults(form.of)
        rows = [
            base | shapes.columns_of(form.of, _all(target.args), target.facts.references)
            | ({"company_id": ctx.company} if issubclass(form.of, Owned) else {})
            for target in batch
        ]  # fmt: skip
        for target, pk in zip(batch, sql.insert(form.of, rows), strict=True):
            number = str(_key(form, target.args) or pk)
            ctx.made.append(Made(form.key, number, pk))

    return create


def _all(args: Args) -> dict[str, Any]:
    return {name: getattr(args, name) for name in type(args).model_fields}


def _key(form: type[forms.Form], args: Args) -> Any:
    return getattr(args, form.of.key, None)


def _editing(form: type[forms.Form]) -> Callable[..., None]:
    def edit(batch: Batch[Known, Args], ctx: Context) -> None:
        groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for target in batch:
            given = shapes.columns_of(form.of, shapes.given(target.args), target.facts.references)
            owner = {"company_id": ctx.company} if issubclass(form.of, Owned) else {}
            if given:
                groups.setdefault(tuple(sorted(given)), []).append(given | {"id": target.id} | owner)
        for rows in groups.values():  # one statement per set of changed columns, not per row
            names = sorted(rows[0])
            sql.update(form.of, [{name: row[name] for name in names} for row in rows])

    return edit


def _deleting(form: type[forms.Form]) -> Callable[..., None]:
    def delete(batch: Batch[None, NoArgs], ctx: Context) -> None:
        if issubclass(form.of, Owned):
            sql.delete(form.of, ctx.company, batch.ids)
        else:
            sql.values(f"DELETE FROM {form.of._meta.db_table} WHERE id = ANY(%s)", [batch.ids])

    return delete
