"""Checks and loads a staged file, a chunk at a time, through the actions people use."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction

from .. import forms, jobs, scope, sql
from ..actions import Action
from ..args import Args, read
from ..context import Context
from ..forms import Form
from ..models import Job, Upload
from ..plain import told
from ..records import name_of
from ..refusals import Invalid
from ..running import run
from ..tables import Table, text_of
from ..tables import read as read_file
from .loaders import Tell
from .report import MOST_FAULTS, Options, Report, fault
from .staging import Staged, Staging, staged, wrong_value

CHUNK = 200
KIND = "import"


def check(form: type[Form], table: Table, options: Options, ctx: Context, tell: Tell | None = None) -> Report:
    """The dry run: every fault of every row, and what loading would do. Changes nothing."""
    work = staged(form, table, options, ctx)
    _carry_out(work, preview=True, tell=tell)
    return _counted(work)


def load(
    form: type[Form], table: Table, options: Options, ctx: Context, tell: Tell | None = None, *, patient: bool = False
) -> Report:
    """Loads a file, unless a row is bad and the good ones alone are not wanted.

    The `patient` wait for others who hold the records, as jobs do.
    """
    work = staged(form, table, options, ctx)
    _carry_out(work, preview=True, tell=tell)
    if _counted(work).faults and not options.good_rows_only:
        return work.report
    _carry_out(work, preview=False, tell=tell, patient=patient)
    work.report.loaded = True
    return _counted(work)


def _carry_out(work: Staging, *, preview: bool, tell: Tell | None, patient: bool = False) -> None:
    """Creates and edits in chunks; each chunk is a transaction of its own."""
    good = [each for each in work.records if not each.faults]
    parts = [(work.create, [each for each in good if not each.existing])]
    if work.edit is not None:
        parts.append((work.edit, [each for each in good if each.existing and each.told]))
    chunks = [(action, some[at : at + CHUNK]) for action, some in parts for at in range(0, len(some), CHUNK)]
    done, total = 0, sum(len(some) for _, some in parts)
    for action, chunk in chunks:
        if tell:
            tell("check" if preview else "load", done, total)
        act = partial(_chunk, work, action, chunk, preview=preview)
        jobs.patiently(act) if patient else act()
        done += len(chunk)
    if tell:
        tell("check" if preview else "load", total, total)


def _chunk(work: Staging, action: Action, chunk: Sequence[Staged], *, preview: bool) -> None:
    """One run for many records; records and their origins are written together."""
    ready = [(each, args) for each in chunk if (args := _args(work, action, each)) is not None]
    if ready:
        with scope.companies(*([work.ctx.company] if work.ctx.company else ())), transaction.atomic():
            _run(work, action, ready, preview=preview)


def _args(work: Staging, action: Action, each: Staged) -> Args | None:
    """The arguments of a record; what is wrong with them is told by row and column."""
    try:
        return read(action.args, each.told)
    except Invalid as invalid:
        for place, message in invalid.faults:
            heading, value, row = _where(work, each, place)
            each.faults.append(wrong_value(row, heading, value, message[:1].lower() + message[1:]))
        return None


def _where(work: Staging, each: Staged, place: str) -> tuple[str, str, int]:
    """Heading, value and row of a fault, from its place in the arguments: lines.2.item."""
    first, _, rest = place.partition(".")
    at, _, inner = rest.partition(".")
    in_line = first == work.columns.lines and at.isdigit()
    name = f"{first}.{inner}" if in_line else first
    holder = each.told[first][int(at)] if in_line else each.told
    heading = next((text for text, column in work.columns.found.items() if column.name == name), name)
    value = told(holder.get(inner if in_line else first, ""))
    row = each.rows[int(at)].number if in_line and int(at) < len(each.rows) else each.row
    return heading, str(value)[:80], row


def _run(work: Staging, action: Action, ready: Sequence[tuple[Staged, Args]], *, preview: bool) -> None:
    numbers = [] if action.creates else [each.number for each, _ in ready]
    answer = run(
        action.record,
        action.key,
        numbers,
        [args for _, args in ready],
        work.ctx.fresh(token=""),
        each=True,
        preview=preview,
    )
    by_name = {each.number: each for each, _ in ready}
    if action.creates:  # what does not exist yet is called by its place
        by_name = {str(place): each for place, (each, _) in enumerate(ready, start=1)}
    for name, refusals in answer.refused.items():
        by_name[name].faults += [fault(each, by_name[name].row) for each in refusals]
    if action.creates and not preview:
        made = [each.number for each in answer.made if each.kind == work.form.key]
        _remember(work, list(zip([each for each, _ in ready if not each.faults], made, strict=True)))


def _remember(work: Staging, made: Sequence[tuple[Staged, str]]) -> None:
    """Keeps where each record came from: file, row, original values."""
    if not made or not work.ctx.company:
        return
    columns = sql.arrays([_origin(work, each, number) for each, number in made], "keys", "rows", "numbers", "originals")
    sql.values(
        "INSERT INTO kernel_origin (company_id, source, source_key, file_hash, row, record, number, original) "
        "SELECT %(company)s, %(source)s, key, %(hash)s, row, %(record)s, number, original::jsonb "
        "FROM unnest(%(keys)s::text[], %(rows)s::int[], %(numbers)s::text[], %(originals)s::text[]) "
        "AS origin (key, row, number, original) ON CONFLICT DO NOTHING",
        {
            "company": work.ctx.company,
            "source": work.options.source,
            "hash": work.table.digest,
            "record": name_of(work.form.of),
            **columns,
        },
    )


def _origin(work: Staging, each: Staged, number: str) -> tuple[str, int, str, str]:
    original = [dict(zip(work.table.headings, map(text_of, row.cells), strict=True)) for row in each.rows]
    return each.key[:120], each.row, number[:60], json.dumps(original)


def _counted(work: Staging) -> Report:
    report, good = work.report, [each for each in work.records if not each.faults]
    report.faults = sorted((one for each in work.records for one in each.faults), key=lambda one: one.row)
    report.new = sum(not each.existing for each in good)
    report.changed = sum(each.existing and bool(each.told) for each in good)
    report.unchanged = len(good) - report.new - report.changed
    report.refused = len(work.records) - len(good)
    return report


def queue(form: type[Form], name: str, content: bytes, options: Options, ctx: Context, *, dry_run: bool) -> Job:
    """Leaves a file to the worker; its report becomes the outcome of the job."""
    with scope.companies(ctx.company), transaction.atomic():
        upload = Upload.objects.create(company_id=ctx.company, name=name[:120], content=content)
        wants = {
            "form": form.key,
            "upload": upload.pk,
            "dry_run": dry_run,
            "options": options.model_dump(mode="json", exclude_unset=True),
        }
        return jobs.enqueue(KIND, form.title, wants, ctx)


@jobs.kind(KIND)
def work_off(progress: jobs.Progress, ctx: Context) -> dict[str, Any]:
    """Loads an uploaded file; taken up again after a crash it finds what is done and goes on."""
    wants = progress.wants
    with scope.companies(ctx.company), transaction.atomic():
        upload = Upload.objects.get(company=ctx.company, pk=wants["upload"])
    table = read_file(upload.name, bytes(upload.content))
    act = check if wants["dry_run"] else partial(load, patient=True)
    report = act(
        forms.find(wants["form"]),
        table,
        read(Options, wants["options"]),
        ctx,
        lambda stage, done, total: progress.at(done, total),
    )
    report.faults = report.faults[:MOST_FAULTS]
    return report.as_dict()
