"""Header to lines: which lines follow a changed header field (01 §16)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from manciple.kernel.args import Args
from manciple.kernel.refusals import Refusal
from manciple.kernel.setup import Known as SetUp

from ..messages import HEADER_FIELD, NOT_HANDED_DOWN, UNKNOWN_LINE
from ..terms import Known, LineSheet, Propagate, Sheet, Status, Typed, UpdatePolicy
from . import locks, quantities
from .typed import column


@dataclass(frozen=True, slots=True)
class Handed:
    """Header fields that lines take together, the usual policy, and the lock that keeps a line out."""

    names: tuple[str, ...]
    policy: UpdatePolicy
    lock: locks.Regime

    @property
    def key(self) -> str:
        """By which field the company's policy is kept."""
        return self.names[0]

    @property
    def columns(self) -> tuple[str, ...]:
        """What is stored of them, in header and line alike."""
        return tuple(column(name) for name in self.names)


HANDED = (
    Handed(("delivery_date",), UpdatePolicy.PROMPT, locks.TO_COME),
    Handed(("mode_of_delivery",), UpdatePolicy.PROMPT, locks.TO_COME),
    Handed(("delivery_terms",), UpdatePolicy.PROMPT, locks.TO_COME),
    Handed(("site", "warehouse"), UpdatePolicy.PROMPT, locks.L0),
    Handed(("delivery_address", "delivery_name"), UpdatePolicy.PROMPT, locks.TO_COME),
    Handed(("attention_information",), UpdatePolicy.PROMPT, locks.TO_COME),
    Handed(("requester",), UpdatePolicy.PROMPT, locks.TO_COME),
    Handed(("sales_tax_group",), UpdatePolicy.ALWAYS, locks.LP),
)
#: The set of fields each header field is handed down with.
TOGETHER: Mapping[str, Handed] = {name: each for each in HANDED for name in each.names}


def policy_of(handed: Handed, known: Known) -> UpdatePolicy:
    """What the company has set up, else what is usual."""
    return UpdatePolicy(known.company.policies.get(handed.key, handed.policy))


def hand_down(sheet: Sheet, typed: Typed, known: Known) -> None:
    """Lines follow the header as they should; those that somebody chose and that cannot are refused."""
    if sheet.stored is None:
        return
    sheet.faults += _misnamed(sheet, typed)
    for handed in HANDED:
        chosen = {line for name in handed.names for line in typed.handed.get(name, ())}
        asked = any(name in typed.handed for name in handed.names)
        if asked:
            sheet.faults += _give_chosen(handed, chosen, sheet, known)
        elif _changed(handed, sheet):
            _give(handed, _how(handed, typed, known), sheet, known)


def _misnamed(sheet: Sheet, typed: Typed) -> Iterator[Refusal]:
    numbers = {line.number for line in sheet.kept}
    for name, lines in typed.handed.items():
        if name not in TOGETHER:
            yield HEADER_FIELD(field="update_lines", possible=[*TOGETHER], name=name)
        for number in sorted(lines - numbers):
            yield UNKNOWN_LINE(line=number, field="update_lines")


def _changed(handed: Handed, sheet: Sheet) -> bool:
    assert sheet.stored is not None, "only a stored order hands something down"
    return any(sheet.header[name] != sheet.stored[name] for name in handed.columns)


def _how(handed: Handed, typed: Typed, known: Known) -> Propagate:
    """As the caller says, else by the policy; a prompt that nobody answered counts as matching."""
    if typed.propagate:
        return Propagate(typed.propagate)
    return Propagate.NONE if policy_of(handed, known) is UpdatePolicy.NEVER else Propagate.MATCHING


def _give(handed: Handed, how: Propagate, sheet: Sheet, known: Known) -> None:
    """Gives the header's values to the lines that may take them; typed ones keep what was typed."""
    if how is Propagate.NONE:
        return
    for line in _old(sheet.kept):
        if any(name in line.told for name in handed.names):
            continue
        if (how is Propagate.ALL or matches(handed, line, sheet)) and not closed_by(handed, line, known):
            _take(handed, line, sheet)


def _give_chosen(handed: Handed, chosen: Iterable[int], sheet: Sheet, known: Known) -> Iterator[Refusal]:
    """Gives the header's values to the lines somebody chose."""
    numbers = set(chosen)
    for line in _old(sheet.kept):
        if line.number not in numbers:
            continue
        if document := closed_by(handed, line, known):
            yield NOT_HANDED_DOWN(
                line=line.number, field="update_lines", label=known.labels[handed.key], reason=document)  # fmt: skip
        else:
            _take(handed, line, sheet)


def _old(lines: Iterable[LineSheet]) -> Iterator[LineSheet]:
    """Lines that were there before; new ones took the header's values when they were made."""
    return (line for line in lines if line.stored is not None)


def matches(handed: Handed, line: LineSheet, sheet: Sheet) -> bool:
    """Whether a line has nothing of its own: the old value of the header, or none."""
    assert sheet.stored is not None, "only a stored order hands something down"
    return all(line.row[name] in (None, "", sheet.stored[name]) for name in handed.columns)


def _take(handed: Handed, line: LineSheet, sheet: Sheet) -> None:
    line.row |= {name: sheet.header[name] for name in handed.columns}


def closed_by(handed: Handed, line: LineSheet, known: Known) -> str:
    """What keeps a line from following: its lock, or that it is over; blank when nothing does."""
    assert line.stored is not None, "only a stored line follows"
    if line.stored["is_deleted"]:
        return str(known.labels["is_deleted"])
    status = quantities.status(quantities.of(line.stored))
    if status in quantities.OVER:
        return str(Status(status).label)
    return str(handed.lock.closed_by(locks.Held({}, [line.stored], known.pending)))


def lines_take_it(known: SetUp, args: Args) -> Iterator[Refusal]:
    """The update policy is of a field that lines take from the header."""
    name = known.value("field", args)
    if name not in {each.key for each in HANDED}:
        yield HEADER_FIELD(field="field", name=name, possible=[each.key for each in HANDED])
