"""A record as a page has it open: what is stored, what may be done, what was typed and refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from manciple.kernel import audit, papers, reading, running, tones
from manciple.kernel.actions import CREATE, EDIT, Action
from manciple.kernel.authority import has
from manciple.kernel.context import Context
from manciple.kernel.forms import Form, FormField, Group, Pane
from manciple.kernel.inquiries import Inquiry
from manciple.kernel.reading import Shown
from manciple.kernel.refusals import Refusal

from .. import controls, shown, written
from ..shell import address
from ..shown import Badge, Button, Buttons, FactBox, FastTab, Fields, How, PaneTab, Passed, RecordPage, Step, Waiting
from . import grids
from .parts import about_form, action_button, figures, may_ask, names_beside, why_url
from .reports import answered

TIMELINE = "timeline"
NOT_IN_SUMMARY = frozenset({"flag", "codes", "long"})
OPEN_TABS = 2
MOST_WAITS = 5


@dataclass(frozen=True, slots=True)
class Open:
    """A record with everything its page shows."""

    form: type[Form]
    record: Shown
    ctx: Context
    line_count: int = 0
    offered: Sequence[running.Availability] = ()
    passed: Collection[str] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def edit(self) -> running.Availability | None:
        """The edit action as it is offered now."""
        return next((each for each in self.offered if each.action.key == EDIT), None)

    @property
    def editable(self) -> bool:
        """Whether fields may be typed at all."""
        return self.edit is not None and self.edit.available

    @property
    def why_not(self) -> str:
        """Why the record cannot be edited; nothing where it never can, or where it can."""
        return self.edit.refusals[0].message if self.edit and self.edit.refusals else ""

    def address(self, name: str, **parts: Any) -> str:
        """The address of something of this record."""
        return address(name, self.ctx, key=self.form.key, number=self.record.number, **parts)


def opened(form: type[Form], number: str, ctx: Context, **more: Any) -> Open:
    """A record with what may be done to it now."""
    record, count = grids.with_lines(form, reading.record(form, number, ctx, lines=False), ctx)
    record = replace(record, locks=reading.locks_of(form, record.id, ctx))
    known = [each for each in form.actions() if not each.creates]
    offered = running.available(form.of, record.id, ctx, known)
    return Open(form, record, ctx, count, offered, _passed(form, record.id, ctx), **more)


def _passed(form: type[Form], pk: int, ctx: Context) -> Collection[str]:
    """The states a record has been in, where its steps depend on them."""
    return audit.states_passed(form.of, pk, ctx.company) if form.optional_steps else ()


def page_of(record: Open) -> RecordPage:
    """Everything the page of a record shows."""
    form = record.form
    name = record.record.fields.get(form.of.title) if form.of.title != form.of.key else ""
    grid = grids.grid_of(
        form, record.record, record.line_count, editable=record.editable, why_not=record.why_not, ctx=record.ctx
    )
    return RecordPage(
        title=title(record), subtitle=written.text(name), badges=list(_badges(record)),
        figures=figures(form, record.record, record.ctx), steps=list(_steps(record)), pane=list(_pane(record)),
        tabs=list(_tabs(record)), header_label=_("Header"), lines=grid,
        sections=grids.sections(form, record.record, record.ctx, beyond=1 if grid else 0),
        factboxes=list(_boxes(record)), top_url=record.address("top") if grid else "",
        save_url=record.address("record"), version=str(record.record.version),
        print_url=print_url(record), waiting=waiting_of(record),
        editable=record.editable and any(_may_type(record)))  # fmt: skip


def top_of(form: type[Form], number: str, ctx: Context) -> RecordPage:
    """Head and action pane of a record, as they stand after its lines were saved."""
    found = reading.record(form, number, ctx, lines=False)
    known = [each for each in form.actions() if not each.creates]
    offered = running.available(form.of, found.id, ctx, known)
    record = Open(form, found, ctx, offered=offered, passed=_passed(form, found.id, ctx))
    name = found.fields.get(form.of.title) if form.of.title != form.of.key else ""
    return RecordPage(
        title=title(record),
        subtitle=written.text(name),
        badges=list(_badges(record)),
        steps=list(_steps(record)),
        figures=figures(form, found, ctx),
        pane=list(_pane(record)),
        top_url=record.address("top"),
        save_url=record.address("record"),
        print_url=print_url(record),
        waiting=waiting_of(record),
    )


def sheet_of(record: Open) -> RecordPage:
    """What a printed sheet of the record shows beside its lines."""
    form = record.form
    name = record.record.fields.get(form.of.title) if form.of.title != form.of.key else ""
    return RecordPage(
        title=f"{capfirst(form.label())} {record.record.number}",
        subtitle=written.text(name),
        editable=False,
        figures=figures(form, record.record, record.ctx),
        tabs=list(_tabs(record)),
    )


def title(record: Open) -> str:
    """What the record is called: its number, or the kind and a number that says nothing by itself."""
    number = record.record.number
    if record.form.single:
        return str(record.form.title)
    return f"{capfirst(record.form.label())} {number}" if record.form.of.key == "id" else number


# --- The head -----------------------------------------------------------------------------------------


def _badges(record: Open) -> Iterator[Badge]:
    for name in record.form.badges:
        placed, value = record.form.field(name), record.record.fields.get(name)
        tone = written.colour(placed.tone(value))
        if value is True:
            yield Badge(label=placed.label, tone=shown.Tone(tone or shown.Tone.INFO))
        elif value not in (None, "", False) and (tone or not placed.field.choices):
            words = dict(placed.choices).get(str(value), written.text(value, placed.kind))
            yield Badge(label=words, title=placed.label, tone=shown.Tone(tone or shown.Tone.SECONDARY))


def _steps(record: Open) -> Iterator[Step]:
    """The values of the life's field in their order; a bad one is off the road, so it shows only while it lasts."""
    for name in record.form.steps[:1]:
        placed = record.form.field(name)
        now = str(record.record.fields.get(name) or "")
        choices = [each for each in placed.choices if each[0] == now or _is_on_the_road(record, placed, each[0])]
        values = [value for value, _label in choices]
        at = values.index(now) if now in values else -1
        here = Passed.BAD if placed.tone(now) == tones.Tone.BAD else Passed.NOW
        for place, (_value, label) in enumerate(choices):
            passed = Passed.DONE if place < at else here if place == at else Passed.TO_COME
            yield Step(label=label, passed=passed, title=placed.label)


def _is_on_the_road(record: Open, placed: FormField, value: str) -> bool:
    """Whether a step is part of this record's life: usual, or one it has passed."""
    if value in record.form.optional_steps:
        return value in record.passed
    return placed.tone(value) != tones.Tone.BAD


# --- The action pane ----------------------------------------------------------------------------------


def _pane(record: Open) -> Iterator[PaneTab]:
    """The declared tabs; for a form that declares none, all its actions in one."""
    panes = record.form.panes or [_of_all(record)]
    tabs = [(pane, [each for each in _groups(pane, record) if each.buttons]) for pane in panes]
    if record.form.file:
        tabs[0][1].append(Buttons(label=_("File"), buttons=[_download(record)]))
    filled = [(pane, groups) for pane, groups in tabs if groups]
    comes_next = next_action(record)
    active = next((pane.key for pane, _groups in filled if comes_next in _keys(pane)), "")
    for place, (pane, groups) in enumerate(filled):
        is_active = pane.key == active if active else place == 0
        yield PaneTab(key=pane.key, label=str(pane.label), groups=groups, active=is_active)


def _download(record: Open) -> Button:
    url = record.address("file")
    return Button(key="download", label=_("Download"), icon="download", how=How.LINK, url=url)


def _of_all(record: Open) -> Pane:
    """The tab of a form that declares none: everything that may be done."""
    keys = [each.key for each in record.form.actions()]
    return Pane("actions", _("Actions"), Group(capfirst(record.form.label()), *keys))


def _keys(pane: Pane) -> set[str]:
    return {key for group in pane.groups for key in group.keys}


def next_action(record: Open) -> str:
    """What usually comes next and is possible now."""
    possible = {each.action.key for each in record.offered if each.available}
    fitting = (key for key, when in record.form.course if key in possible and _fits(record, when))
    return next(fitting, "")


def _fits(record: Open, when: Mapping[str, str]) -> bool:
    """Whether the record's fields hold the values."""
    stored = {name: controls.stored_text(record.record.fields.get(name), "", editable=True) for name in when}
    return stored == dict(when)


def _groups(pane: Pane, record: Open) -> Iterator[Buttons]:
    comes_next = next_action(record)
    for group in pane.groups:
        drawn = [_button(key, record) for key in group.keys if key != EDIT]
        buttons = [replace(each, primary=each.key == comes_next) for each in drawn if each is not None]
        yield Buttons(label=str(group.label), buttons=buttons)


def _button(key: str, record: Open) -> Button | None:
    """A button for an action or an inquiry; nothing for a key that has neither."""
    offered = next((each for each in record.offered if each.action.key == key), None)
    if offered is not None:
        return action_button(offered, record.address("act", action=key))
    maker = next((each for each in record.form.actions() if each.key == key and each.creates), None)
    if maker is not None:
        return _maker(maker, record)
    printed = next((each for each in papers.of(record.form.key) if each.key == key), None)
    if printed is not None:
        return _printing(printed, record)
    inquiry = about_form(record.form, key)
    return _asking(inquiry, record) if inquiry is not None and may_ask(inquiry, record.ctx) else None


def _maker(action: Action, record: Open) -> Button | None:
    """What makes further records of the kind."""
    if record.form.single or not has(record.ctx.duties, action.duty):
        return None
    label, icon, hint = str(action.label), action.icon or "plus", written.help_of(action.help)
    if action.key == CREATE:
        url = address("new", record.ctx, key=record.form.key)
        return Button(key=CREATE, label=label, icon=icon, hint=hint, how=How.LINK, url=url)
    url = address("make", record.ctx, key=record.form.key, action=action.key)
    return Button(key=action.key, label=label, icon=icon, hint=hint, url=url)


def _printing(printed: papers.Printed, record: Open) -> Button | None:
    """A document on paper, for those who may have it."""
    if not has(record.ctx.duties, printed.duty):
        return None
    url = record.address("paper", paper=printed.key)
    return Button(key=printed.key, label=str(printed.label), icon="printer", how=How.LINK, url=url)


def print_url(record: Open) -> str:
    """Where the record is printed: as the document it is sent as, else as a plain sheet."""
    own = next((each for each in papers.of(record.form.key) if each.key == "print"), None)
    return (
        record.address("paper", paper=own.key) if own and has(record.ctx.duties, own.duty) else record.address("print")
    )


def _asking(inquiry: Inquiry, record: Open) -> Button:
    url = record.address("about", inquiry=inquiry.key)
    hint = written.help_of(inquiry.help)
    return Button(key=inquiry.key, label=str(inquiry.label), icon="list-details", how=How.LINK, hint=hint, url=url)


# --- What it waits for ---------------------------------------------------------------------------------


def waiting_of(record: Open) -> Waiting | None:
    """What the record waits for, in the words of an inquiry, and what the visitor can do about it."""
    key, keys = record.form.waiting
    inquiry = about_form(record.form, key)
    if inquiry is None or not may_ask(inquiry, record.ctx):
        return None
    rows = answered(inquiry, {}, {"number": record.record.number}, MOST_WAITS, record.ctx).rows
    possible = {each.action.key: each for each in record.offered if each.available}
    buttons = [
        action_button(possible[each], record.address("act", action=each)) for each in keys if each in possible
    ]  # fmt: skip
    told = [_told(inquiry, row) for row in rows]
    return Waiting(items=told, buttons=buttons) if told or buttons else None


def _told(inquiry: Inquiry, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(str(each.label), written.text(row[each.key], each.kind)) for each in inquiry.columns if row[each.key]]


# --- The header ---------------------------------------------------------------------------------------


def _tabs(record: Open) -> Iterator[FastTab]:
    names = names_beside(record.form.of, {"pk": record.record.id}, record.form.fields(), record.ctx)
    for place, tab in enumerate(record.form.tabs):
        fields = [_field(record, name, names.get(name, "")) for name in tab.names]
        summary = [each for each in fields if each.text and each.kind not in NOT_IN_SUMMARY][:3]
        behind_lines = record.form.lines and not record.form.of.append_only
        is_open = place < OPEN_TABS or not behind_lines or any(each.errors for each in fields)
        yield FastTab(
            key=f"tab-{place}", label=str(tab.label), open=is_open, groups=[Fields(fields=fields)], summary=summary
        )


def _may_type(record: Open) -> Iterator[bool]:
    for placed in record.form.fields():
        reason = controls.locked_reason(placed, record.record.state, "", record.ctx)
        yield reason is None and _is_told(record, placed.path)


def _is_told(record: Open, name: str) -> bool:
    """Whether the edit action takes a field."""
    return record.edit is not None and name in record.edit.action.args.model_fields


def _field(record: Open, name: str, beside: str) -> shown.Field:
    placed = record.form.field(name)
    reason = controls.locked_reason(placed, record.record.state, record.record.number, record.ctx)
    if reason is None and name in record.record.locks.fields:
        reason = record.record.locks.fields[name].message
    editable = record.editable and reason is None and _is_told(record, name)
    drawn = controls.field(
        placed,
        record.record.fields.get(name),
        record.ctx,
        editable=editable,
        beside=beside,
        reason=(reason or "") if record.editable else "",
        errors=record.errors.get(name, ()),
    )
    drawn = replace(drawn, why_url=why_url(record.form, record.record.number, name, record.ctx))
    if link := record.form.link(name, record.record.fields):
        drawn = replace(drawn, url=controls.record_url(link, record.record.fields.get(name), record.ctx))
    return shown.replace_text(drawn, record.typed[name]) if name in record.typed and editable else drawn


# --- Boxes beside the record --------------------------------------------------------------------------


def _boxes(record: Open) -> Iterator[FactBox]:
    keys = [key for key in record.form.boxes if key != TIMELINE]
    for key in [*keys, TIMELINE]:
        inquiry = about_form(record.form, key)
        if key == TIMELINE and record.form.of.append_only:
            continue
        if key == TIMELINE or may_ask(inquiry, record.ctx):
            label = str(inquiry.label) if inquiry else _("Timeline")
            yield FactBox(key=key, title=label, url=record.address("box", box=key))


# --- Refusals at their fields ---------------------------------------------------------------------------


def by_field(refusals: Sequence[Refusal], names: Iterable[str]) -> dict[str, list[str]]:
    """Refusals at the fields they name."""
    known, found = set(names), dict[str, list[str]]()
    for each in refusals:
        if each.field in known and each.line is None:
            found.setdefault(each.field, []).append(f"{each.message} {each.way_out}".strip())
    return found
