"""What a page shows, in plain values: the shapes that templates read and views fill.

Every text is already in the user's language and every number already written as he writes it; a
template decides only where things stand. Words of the trade never stand here or in a template:
they come from the declarations of the packages below.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from manciple.kernel.refusals import Refusal


class Tone(StrEnum):
    """How something feels; each tone has colours with enough contrast on both themes."""

    SECONDARY = "secondary"
    PRIMARY = "primary"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A place to go."""

    label: str
    url: str
    icon: str = ""
    hint: str = ""
    active: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Links under one heading."""

    label: str
    links: Sequence[Link]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An entry of the navigation rail: a link, or a panel of links when it has groups."""

    key: str
    label: str
    icon: str
    url: str = ""
    groups: Sequence[Links] = ()
    active: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company the user may work in."""

    code: str
    name: str
    currency: str
    url: str
    active: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """The frame around every page: who is where, and the ways out of here."""

    areas: Sequence[Area]
    user_name: str
    user_initials: str
    home_url: str
    search_url: str
    palette_url: str
    jobs_url: str = ""
    jobs_running: int = 0
    company: Company | None = None
    companies: Sequence[Company] = ()
    account_links: Sequence[Link] = ()
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A short state beside a title or in a cell."""

    label: str
    tone: Tone = Tone.SECONDARY
    icon: str = ""
    title: str = ""
    url: str = ""


class How(StrEnum):
    """What pressing a button does."""

    DIALOG = "dialog"  # fetches a dialog
    LINK = "link"  # goes to a page
    POST = "post"  # acts at once, after a question where `confirm` asks one
    GET = "get"  # fetches a part of the page into `target`


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to do. With refusals it is grey and tells them."""

    key: str
    label: str
    url: str = ""
    icon: str = ""
    how: How = How.DIALOG
    refusals: Sequence[Refusal] = ()
    primary: bool = False
    danger: bool = False
    hint: str = ""
    shortcut: str = ""
    include: str = ""  # selector of fields that go along, such as the chosen lines
    confirm: str = ""
    target: str = ""

    @property
    def enabled(self) -> bool:
        """Whether pressing it does something."""
        return not self.refusals


@dataclass(frozen=True, slots=True, kw_only=True)
class Buttons:
    """Buttons under one heading of an action-pane tab."""

    label: str
    buttons: Sequence[Button]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaneTab:
    """A tab of the action pane."""

    key: str
    label: str
    groups: Sequence[Buttons]
    active: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A drop-down of the line toolbar; with a URL its entries are fetched for the chosen lines when it opens."""

    key: str
    label: str
    buttons: Sequence[Button] = ()
    url: str = ""
    icon: str = ""


class Passed(StrEnum):
    """Where a step of the life stands."""

    DONE = "done"
    NOW = "now"
    TO_COME = "todo"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step in the life of a record."""

    label: str
    passed: Passed = Passed.TO_COME
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number worth seeing first."""

    label: str
    value: str
    unit: str = ""
    small: bool = False
    tone: str = ""
    why_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form: its declaration and its value.

    `kind` is one of text, long, number, date, moment, choice, ref, flag, file, secret, email. `text` is how
    the value is written for people and how the control shows it; `was` is the stored text when a form
    comes back with errors. For a ref, `beside` is the name of what the code points to.
    """

    key: str
    label: str
    kind: str = "text"
    text: str = ""
    was: str | None = None
    beside: str = ""
    help: str = ""
    name: str = ""
    id: str = ""
    editable: bool = True
    reason: str = ""
    required: bool = False
    errors: Sequence[str] = ()
    choices: Sequence[tuple[str, str]] = ()
    lookup_url: str = ""
    url: str = ""
    why_url: str = ""
    unit: str = ""
    max_length: int | None = None
    wide: bool = False
    tone: str = ""
    placeholder: str = ""
    autofocus: bool = False
    column: str = ""  # of a row in a dialog
    proposal: str = ""  # what "take the proposals" fills in
    line_field: str = ""  # belongs to the line chosen in the grid; saved with it

    @property
    def control_name(self) -> str:
        """Its name in the form."""
        return self.name or self.key

    @property
    def control_id(self) -> str:
        """Its id in the page."""
        return self.id or f"id_{self.control_name}"

    @property
    def stored(self) -> str:
        """The text that counts as unchanged."""
        return self.text if self.was is None else self.was

    @property
    def shown(self) -> str:
        """Its value as one reads it: of a choice the label."""
        return dict(self.choices).get(self.text, self.text) if self.kind == "choice" else self.text

    @property
    def checked(self) -> bool:
        """Whether a flag is set."""
        return self.text == "true"

    @property
    def is_number(self) -> bool:
        """Whether it stands at the end of its column."""
        return self.kind == "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Fields under one heading."""

    fields: Sequence[Field]
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FastTab:
    """A part of a form that folds; folded, its heading still shows the values in `summary`."""

    key: str
    label: str
    groups: Sequence[Fields]
    open: bool = False
    summary: Sequence[Field] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table of records."""

    key: str
    label: str
    kind: str = "text"
    sort_url: str = ""
    sorted: str = ""  # ascending, descending or nothing
    help: str = ""
    main: bool = False  # the one that names the row; on a phone it heads the card

    @property
    def is_number(self) -> bool:
        """Whether its cells stand at the end."""
        return self.kind == "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell: text, and at most one of a link, a badge or a flag."""

    text: str = ""
    url: str = ""
    tone: str = ""
    icon: str = ""
    title: str = ""
    why_url: str = ""
    flag: bool | None = None
    opens: bool = False  # its link is the one the whole row follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row; `key` is what choosing it sends."""

    cells: Sequence[Cell]
    key: str = ""
    level: int = 0
    group: str = ""  # a heading row has this instead of cells
    bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of records or of figures."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    totals: Sequence[Cell] = ()
    label: str = ""
    empty: str = ""
    selectable: bool = False
    cards: bool = True  # on a phone each row becomes a card

    @property
    def lines(self) -> list[tuple[Row, list[tuple[Column, Cell]]]]:
        """Rows with each cell beside its column."""
        return [(row, list(zip(self.columns, row.cells, strict=False))) for row in self.rows]

    @property
    def footer(self) -> list[tuple[Column, Cell]]:
        """Totals beside their columns."""
        return list(zip(self.columns, self.totals, strict=False))

    @property
    def width(self) -> int:
        """How many columns are drawn."""
        return len(self.columns) + self.selectable


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line of a fact box."""

    label: str
    value: str = ""
    sum: bool = False
    url: str = ""
    tone: str = ""
    why_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened: who, when, what changed."""

    title: str
    who: str = ""
    at: datetime | None = None
    note: str = ""
    url: str = ""
    changes: Sequence[tuple[str, str, str]] = ()  # label, before, after


@dataclass(frozen=True, slots=True, kw_only=True)
class FactBox:
    """A box beside the record. What it has of facts, meter, events, links, is shown in this order.

    With a `url` it is fetched when the page stands, and again whenever lines were saved.
    """

    key: str
    title: str
    badge: Badge | None = None
    facts: Sequence[Fact] = ()
    meter: int | None = None  # per hundred
    meter_tone: str = ""
    note: str = ""
    events: Sequence[Event] = ()
    links: Sequence[Link] = ()
    url: str = ""
    more_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The line grid of a record. `config` is described in README.md; it is handed over as JSON."""

    key: str
    label: str
    config: Mapping[str, Any]
    count: int
    menus: Sequence[Menu] = ()
    details_url: str = ""
    can_add: bool = True
    can_remove: bool = True

    @property
    def json_id(self) -> str:
        """The id of the configuration in the page."""
        return f"grid-{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDetails:
    """Tabs about the line chosen in the grid."""

    line: str
    title: str
    tabs: Sequence[FastTab]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a page: a table, facts, or fields to read, under one heading."""

    key: str
    title: str
    table: Table | None = None
    fields: Sequence[Field] = ()
    events: Sequence[Event] = ()
    more: Link | None = None
    note: str = ""
    count: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """A record: with lines, or without (then it is the header form alone)."""

    title: str
    subtitle: str = ""
    subtitle_url: str = ""
    badges: Sequence[Badge] = ()
    figures: Sequence[Figure] = ()
    steps: Sequence[Step] = ()
    pane: Sequence[PaneTab] = ()
    tabs: Sequence[FastTab] = ()
    header_label: str = ""
    lines: Grid | None = None
    sections: Sequence[Section] = ()
    factboxes: Sequence[FactBox] = ()
    save_url: str = ""
    version: str = ""
    refresh_url: str = ""
    top_url: str = ""  # answers action pane and head anew, whenever lines were saved
    print_url: str = ""
    is_new: bool = False
    editable: bool = True

    @property
    def has_needed(self) -> bool:
        """Whether some field must be filled in."""
        return any(field.required for tab in self.tabs for group in tab.groups for field in group.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter in force, and the way to drop it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A filter on offer: one control, or from and to where values have an order."""

    label: str
    fields: Sequence[Field]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A list of records."""

    key: str
    title: str
    table: Table
    url: str
    query: str = ""
    search_label: str = ""
    views: Sequence[Link] = ()
    chips: Sequence[Chip] = ()
    filters_url: str = ""
    columns_url: str = ""
    save_view_url: str = ""
    drop_view_url: str = ""  # the view is the visitor's own, so he may drop it
    exports: Sequence[Link] = ()
    import_url: str = ""
    buttons: Sequence[Button] = ()
    bulk: Sequence[Button] = ()
    next_url: str = ""
    previous_url: str = ""
    note: str = ""  # such as "1 to 50"; no total is counted on the way


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A figure of the workspace that leads to its list."""

    label: str
    value: str
    url: str
    icon: str = ""
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """What needs me."""

    title: str
    tiles: Sequence[Tile] = ()
    sections: Sequence[Section] = ()
    links: Sequence[Links] = ()
    factboxes: Sequence[FactBox] = ()
    buttons: Sequence[Button] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """An inquiry: its parameters and its answer."""

    title: str
    table: Table | None
    url: str
    help: str = ""
    fields: Sequence[Field] = ()
    exports: Sequence[Link] = ()
    note: str = ""
    figures: Sequence[Figure] = ()
    next_url: str = ""
    previous_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that goes on behind the page."""

    key: str
    title: str
    url: str
    done: int = 0
    total: int = 0
    state: str = "running"  # waiting, running, done, failed, cancelled
    note: str = ""
    cancel_url: str = ""
    result_url: str = ""
    refusals: Sequence[Refusal] = ()

    @property
    def is_over(self) -> bool:
        """Whether asking again is useless."""
        return self.state in {"done", "failed", "cancelled"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """Loading records from a file: first for show, then for real."""

    title: str
    url: str
    templates: Sequence[Link] = ()
    columns: Sequence[Field] = ()
    options: Sequence[Field] = ()
    file_name: str = ""
    accepted: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    ignored: Sequence[str] = ()  # headings of the file that lead to no field
    notes: Sequence[str] = ()
    errors: Table | None = None
    errors_url: str = ""
    run_token: str = ""
    job: Job | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFields:
    """Rows to fill in inside a dialog. `take` names the columns that have proposals."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Field]]
    blank: Sequence[Field] = ()
    take: Sequence[tuple[str, str]] = ()  # column key, label of the button
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """An action, ready to be asked for."""

    title: str
    url: str
    run_label: str
    subtitle: str = ""
    help: str = ""
    groups: Sequence[Fields] = ()
    rows: RowFields | None = None
    hidden: Sequence[tuple[str, str]] = ()
    can_preview: bool = True
    danger: bool = False
    wide: bool = False
    refusals: Sequence[Refusal] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A state that an action moves."""

    label: str
    before: str
    after: str
    tone: str = "primary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """Some effects of an action under one heading."""

    title: str
    changes: Sequence[Change] = ()
    table: Table | None = None
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an action would do; nothing has been changed."""

    title: str
    sections: Sequence[Effects]
    warnings: Sequence[Refusal] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong with what was typed, and the control it stands in."""

    message: str
    control: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why an action was not done."""

    title: str
    refusals: Sequence[Refusal] = ()
    faults: Sequence[Fault] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run over several records did and what it refused."""

    title: str
    done: Sequence[Link] = ()
    refused: Sequence[tuple[str, Sequence[Refusal]]] = ()
    note: str = ""
    secret: str = ""  # shown this once


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoning:
    """Why a number is what it is: a step, its inputs, and the steps below it."""

    label: str
    value: str = ""
    rule: str = ""
    note: str = ""
    chosen: bool | None = None  # None: nothing was chosen here
    parts: Sequence["Reasoning"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Somebody else was quicker: what he changed; what was typed here is kept."""

    user: str
    at: str
    changes: Sequence[tuple[str, str, str]] = field(default=())


def replace_text(field: Field, text: str) -> Field:
    """The field with what was typed; the stored text stays beside it."""
    return replace(field, text=text, was=field.text)


def trigger(*, toast: str = "", tone: str = "success", url: str = "", link: str = "", close: bool = False,
            record_changed: bool = False) -> str:  # fmt: skip
    """The value of `HX-Trigger`: a notice, closing dialogs, fetching the record anew."""
    told: dict[str, Any] = {}
    if toast:
        told["toast"] = {"text": toast, "tone": tone, **({"url": url, "link": link} if url else {})}
    if close:
        told["dialog-close"] = {}
    if record_changed:
        told["record-changed"] = {}
    return json.dumps(told)
