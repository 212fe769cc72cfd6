"""Commands that change something: each carries out one declared action."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manciple.kernel import actions, batches, jobs, reading
from manciple.kernel.actions import CREATE, EDIT, Action
from manciple.kernel.args import Args, read
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.refusals import Invalid
from manciple.kernel.running import MOST_TARGETS, Answer, run

from .asking import Subject, form_of, handed_in, split, subject
from .asking import told as told_of
from .looking import print_record
from .showing import Screen


def do(
    screen: Screen, ctx: Context, key: str, words: Sequence[str], pairs: Sequence[str], text: str, *,
    preview: bool, each: bool, effects: bool, where: Sequence[str] = (), job: bool = False,
) -> bool:  # fmt: skip
    """Carries out an action; False when a record was refused. As a job the worker does it, for the records
    named or for all that match when it begins."""
    plain, options = split(words)
    found = subject(key, plain)
    reading.form_for(found.form.key, ctx)
    args = read(found.action.args, handed_in(found.action.args, told_of(pairs, text, options), ctx))
    if where or job:
        _queue(screen, ctx, found, args, where)
        return True
    if len(found.numbers) > MOST_TARGETS:
        raise Invalid(("number", f"at most {MOST_TARGETS} at once"))
    answer = run(found.action.record, key, found.numbers, args, ctx, preview=preview, each=each, show_effects=effects)
    screen.answer(answer)
    return not answer.refused


def _queue(screen: Screen, ctx: Context, found: Subject, args: Args, where: Sequence[str]) -> None:
    """Queues the action for the worker, and tells the job."""
    if where and found.numbers:
        raise Invalid(("where", "stands in place of numbers"))
    form, key, told = found.form.key, found.action.key, args.model_dump(mode="json", exclude_unset=True)
    if where:
        job = jobs.enqueue_query(form, key, batches.pairs("\n".join(where)), told, ctx)
    else:
        job = jobs.enqueue_run(form, key, [str(each) for each in found.numbers], told, ctx)
    shown = {"job": job.pk, "status": job.status, "total": job.total}
    if screen.as_json:
        screen.json(shown)
    else:
        screen.rows(tuple(shown), [tuple(shown.values())])


def new(
    screen: Screen, ctx: Context, word: str, pairs: Sequence[str], text: str, options: Sequence[str], *, preview: bool
) -> None:
    """Makes a record and shows its number."""
    form = form_of(word, ctx)
    action = _action(form, CREATE)
    args = read(action.args, told_of(pairs, text, options))
    _shown(screen, run(action.record, CREATE, (), args, ctx, preview=preview), form, ctx)


def edit(
    screen: Screen, ctx: Context, form: type[Form], number: str, told: dict[str, Any], *, preview: bool,
    version: int | None,
) -> None:  # fmt: skip
    """Changes fields of a record; with a version, only if nobody changed it meanwhile."""
    action = _action(form, EDIT)
    versions = {number: version} if version is not None else None
    answer = run(action.record, EDIT, [number], read(action.args, told), ctx, preview=preview, versions=versions)
    _shown(screen, answer, form, ctx)


def _action(form: type[Form], key: str) -> Action:
    found = next((each for each in actions.of(form.of) if each.key == key), None)
    if found is None:
        raise Invalid(("form", f"{form.title} can only be read"))
    return found


def _shown(screen: Screen, answer: Answer, form: type[Form], ctx: Context) -> None:
    """The answer; for programs the record as it is now."""
    numbers = [each.number for each in answer.made if each.kind == form.key] or answer.done
    if screen.as_json and not answer.preview and not answer.secret and len(numbers) == 1:
        print_record(screen, ctx, form, numbers[0])
    else:
        screen.answer(answer)
