"""What a command prints: JSON for programs, tables for people, colour and width only on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from manciple.kernel.plain import told
from manciple.kernel.refusals import Refusal
from manciple.kernel.running import Answer

WIDTH_OF_A_PIPE = 200


class Screen:
    """Where a command speaks: results to standard output, everything else beside them."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        width = None if sys.stdout.isatty() else WIDTH_OF_A_PIPE
        self.out = Console(file=sys.stdout, width=width, highlight=False, soft_wrap=not sys.stdout.isatty())
        self.beside = Console(stderr=True, width=width, highlight=False)

    @property
    def live(self) -> bool:
        """Whether somebody watches: then progress is shown."""
        return sys.stderr.isatty() and not self.as_json

    def json(self, value: Any) -> None:
        """A value for programs."""
        sys.stdout.write(json.dumps(told(value), ensure_ascii=False, indent=2) + "\n")

    def say(self, text: str) -> None:
        """A line of a result."""
        self.out.print(escape(text))

    def rows(self, headings: Sequence[str], rows: Iterable[Sequence[Any]], title: str = "") -> None:
        """A table; lines and colours only on a terminal, columns with tabs between them in a pipe."""
        if not sys.stdout.isatty():
            for row in [headings, *rows]:
                sys.stdout.write("\t".join(_cell(value) for value in row) + "\n")
            return
        table = Table(title=escape(title) or None, title_justify="left")
        for heading in headings:
            table.add_column(escape(heading))
        for row in rows:
            table.add_row(*(escape(_cell(value)) for value in row))
        self.out.print(table)

    def record(self, labels: Mapping[str, str], values: Mapping[str, Any]) -> None:
        """The fields of a record, one to a line; blank ones are left out."""
        width = max((len(label) for label in labels.values()), default=0)
        for name, label in labels.items():
            if values.get(name) not in (None, "", []):
                self.say(f"{label:<{width}}  {_cell(values[name])}")

    def answer(self, answer: Answer) -> None:
        """What came of an action."""
        if self.as_json:
            self.json(answer.as_dict())
            return
        self._done(answer)
        for warning in answer.warnings:
            self.refusal(warning, "Note")
        for number, reasons in answer.refused.items():
            for reason in reasons:
                self.refusal(reason, f"Refused {number}")
        if answer.effects is not None:
            self.effects(answer.effects)
        if answer.secret:
            self.say(answer.secret)

    def _done(self, answer: Answer) -> None:
        done, made = ("Would be done", "Would make") if answer.preview else ("Done", "Made")
        if answer.done:
            self.say(f"{done}: {', '.join(answer.done)}")
        for each in answer.made:
            self.say(f"{made}: {each.kind} {each.number}")

    def effects(self, effects: Mapping[str, Any]) -> None:
        """What an action does, field by field, and what it posts."""
        changes = effects["changes"]
        if changes:
            names = ("record", "number", "field", "before", "after")
            self.rows(names, ([each[name] for name in names] for each in changes), "Changes")
        for table in effects["tables"]:
            keys = [column["key"] for column in table["columns"]]
            if table["rows"]:
                labels = [column["label"] for column in table["columns"]]
                self.rows(labels, ([row[key] for key in keys] for row in table["rows"]), table["label"])

    def refusal(self, refusal: Refusal, before: str = "Refused") -> None:
        """A reason and the way out."""
        place = f" (line {refusal.line})" if refusal.line is not None else ""
        way = f" {refusal.way_out}" if refusal.way_out else ""
        self.beside.print(escape(f"{before}: {refusal.code}{place}: {refusal.message}{way}"))

    def fault(self, text: str) -> None:
        """Something that was not understood or not found."""
        self.beside.print(escape(text))


def _cell(value: Any) -> str:
    shown = told(value)
    if shown is None:
        return ""
    if isinstance(shown, bool):
        return "yes" if shown else "no"
    if isinstance(shown, list):
        return ", ".join(str(each) for each in shown)
    return str(shown).replace("\t", " ").replace("\n", " ")
