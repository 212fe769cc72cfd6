"""Commands that move many records: import and export."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from manciple.kernel import exports, imports, reading, tables
from manciple.kernel.args import read
from manciple.kernel.context import Context
from manciple.kernel.imports import Fault, Loader, Options, Report, Tell
from manciple.kernel.inquiries import MOST_ROWS, Asked
from manciple.kernel.refusals import Invalid

from .asking import Asker, filters, form_of
from .showing import Screen

MOST_SHOWN = 200


@contextmanager
def progress(screen: Screen) -> Iterator[Tell]:
    """A bar for each stage, where somebody watches; else silence."""
    if not screen.live:
        yield lambda stage, done, total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        known: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in known:
                known[stage] = bars.add_task(stage, total=total)
            bars.update(known[stage], completed=done, total=total)

        yield tell


def take_in(
    screen: Screen, asker: Asker, what: str, path: Path, options: dict[str, Any], *, dry_run: bool, faults: Path | None
) -> bool:
    """Imports a file into a form, or the folder of a declared source; False when rows are bad."""
    loaders = imports.loaders()
    if what in loaders:
        _load(screen, loaders[what], _folder(path), asker)
        return True
    ctx = asker.context()
    form = form_of(what, ctx)
    table = tables.read(path.name, _content(path))
    act = imports.check if dry_run else imports.load
    with progress(screen) as tell:
        report = act(form, table, read(Options, options), ctx, tell)
    if faults is not None:
        faults.write_text(imports.faults_csv(report.faults), "utf-8")
    _print(screen, report)
    return not report.faults


def _load(screen: Screen, loader: Loader, folder: Path, asker: Asker) -> None:
    """Brings in a whole source and tells how long it took."""
    began = time.monotonic_ns()
    with progress(screen) as tell:
        told = loader.load(folder, asker.founding(), tell)
    seconds = Decimal(time.monotonic_ns() - began).scaleb(-9)
    speed = {"rows_per_second": int(told["rows_read"] / seconds)} if told.get("rows_read") else {}
    _told(screen, {**told, "seconds": seconds.quantize(Decimal("0.1")), **speed})


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise Invalid(("path", f"{path} is no folder"))
    return path


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise Invalid(("path", f"{path} is no file"))
    return path.read_bytes()


def _told(screen: Screen, told: Any) -> None:
    if screen.as_json:
        screen.json(told)
    else:
        screen.record({name: str(name).replace("_", " ") for name in told}, told)


def _print(screen: Screen, report: Report) -> None:
    if screen.as_json:
        screen.json(report.as_dict())
        return
    screen.say(f"Rows: {report.rows}, blank: {report.blank_rows}, records: {report.records}")
    if report.encoding:
        screen.say(f"Read as {report.encoding}, cells parted by {report.delimiter!r}")
    for heading, name in report.columns.items():
        screen.say(f"  {heading} → {name}")
    if report.ignored:
        screen.say(f"Not read: {', '.join(report.ignored)}")
    for name, total in report.totals.items():
        screen.say(f"Total of {name}: {total['sum']}, of its negatives {total['negatives']}")
    verb = "" if report.loaded else "would be "
    screen.say(f"New: {report.new}, changed: {report.changed}, unchanged: {report.unchanged} ({verb}loaded)")
    for each in [*report.warnings, *report.faults[:MOST_SHOWN]]:
        _print_fault(screen, each)
    if report.faults:
        screen.fault(f"{len(report.faults)} faults in {report.refused} records; "
                     f"{'the others were loaded' if report.loaded else 'nothing was loaded'}.")  # fmt: skip


def _print_fault(screen: Screen, fault: Fault) -> None:
    screen.fault(f"{fault.code} row {fault.row}: {fault.message}")


def template(screen: Screen, ctx: Context, word: str, path: Path | None) -> None:
    """An empty file with a column for each field; to standard output, or to a .csv or .xlsx file."""
    form = form_of(word, ctx)
    if path is None:
        sys.stdout.write(imports.template_csv(form))
    elif path.suffix == ".xlsx":
        path.write_bytes(imports.template_xlsx(form))
    else:
        path.write_text(imports.template_csv(form), "utf-8")


def give_out(
    screen: Screen, ctx: Context, word: str, path: Path | None, words: Sequence[str], *, order: str, fields: str,
    search: str,
) -> None:  # fmt: skip
    """Writes a whole list as CSV or workbook; without a file, as CSV to standard output."""
    form = form_of(word, ctx)
    asked = Asked(filters(words), order, "", MOST_ROWS, search)
    columns = reading.chosen(form, fields) or form.all_columns()
    if path is not None and path.suffix == ".xlsx":
        count = exports.list_xlsx(form, asked, ctx, columns, path)
        screen.fault(f"{count} rows written to {path}")
    elif path is not None:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(exports.list_csv(form, asked, ctx, columns))
    else:
        sys.stdout.writelines(exports.list_csv(form, asked, ctx, columns))
