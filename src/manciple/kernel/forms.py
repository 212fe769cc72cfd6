"""What people see of a record: which fields, in which tabs and grids, with which buttons.

A form only places fields; label, help and rules of editing are the field's own. Pages, API paths,
command line, import templates and the reference are derived from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as kept
from typing import Any, ClassVar

from django.db import models

from . import actions, inquiries, uploads
from .context import Context
from .fields import Offer, Open
from .records import Stored, field_of, label_of
from .refusals import Refusal
from .words import Label


@dataclass(frozen=True, slots=True)
class Tab:
    """A titled group of fields; `fold` starts folded."""

    label: Label
    names: tuple[str, ...]

    def __init__(self, label: Label, *names: str) -> None:
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "names", names)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a document: the grid, the tabs of details, the menus."""

    of: type[Stored]
    key: str
    label: Label
    grid: tuple[str, ...]
    tabs: tuple[Tab, ...] = ()
    menus: tuple[tuple[Label, tuple[str, ...]], ...] = ()
    #: A flag: lines that have it are still shown, struck through, and cannot be typed.
    struck: str = ""
    #: A reference to another line below which a line belongs; it is shown there.
    below: str = ""
    #: Icons beside the number of a line, by choice field and value.
    marks: Mapping[str, Mapping[str, str]] = kept(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """A titled group of buttons in a tab of the action pane."""

    label: Label
    keys: tuple[str, ...]

    def __init__(self, label: Label, *keys: str) -> None:
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "keys", keys)


@dataclass(frozen=True, slots=True)
class Pane:
    """A tab of the action pane: purchase order, purchase, receive, invoice …"""

    key: str
    label: Label
    groups: tuple[Group, ...]

    def __init__(self, key: str, label: Label, *groups: Group) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "groups", groups)


@dataclass(frozen=True, slots=True)
class FormField:
    """A placed field: its declaration and the path that leads to it."""

    path: str
    field: Any

    @property
    def label(self) -> str:
        return str(self.field.verbose_name)

    @property
    def help(self) -> str:
        return str(self.field.help_text or "")

    @property
    def kind(self) -> str:
        return str(getattr(self.field, "kind", "text"))

    @property
    def typed(self) -> bool:
        """Whether a person may ever type it."""
        opened = getattr(self.field, "open_in", Open.NEVER)
        return "__" not in self.path and opened is not Open.NEVER

    @property
    def required(self) -> bool:
        """Whether a new record needs it from the caller."""
        field = self.field
        if field.blank or field.null:
            return False
        return not field.has_default() or field.get_default() == ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in self.field.choices or ()]

    @property
    def offers(self) -> list[Offer]:
        """The codes one may choose of, where the field says which."""
        asked = getattr(self.field, "offers", None)
        return list(asked()) if asked else []

    def tone(self, value: Any) -> str:
        """How a value feels; empty for one that means no more than it says."""
        if isinstance(value, bool):
            return str(getattr(self.field, "tone", "")) if value else ""
        return str(getattr(self.field, "tones", {}).get(str(value), ""))

    @property
    def refers_to(self) -> type[Stored] | None:
        """The record a reference points to."""
        target = getattr(self.field, "related_model", None)
        is_record = isinstance(target, type) and issubclass(target, Stored)
        return target if is_record and self.kind in ("ref", "owner") else None


@dataclass(frozen=True, slots=True)
class Locks:
    """Which fields of a record are locked, and why: its own, and those of its lines by grid and number.

    `fields` may name a field of all lines of a grid: `lines.quantity`.
    """

    fields: Mapping[str, Refusal] = kept(default_factory=dict)
    lines: Mapping[str, Mapping[int, Mapping[str, Refusal]]] = kept(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Something that may be chosen in answer to a question; with a reason it cannot be chosen."""

    value: str
    label: str
    hint: str = ""
    chosen: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What pages ask before an edit is saved: its key, the words, and what may be chosen."""

    key: str
    label: str
    options: Sequence[Option]


class Form:
    """How a record is shown and reached. Subclasses declare; see `orders.forms`."""

    of: ClassVar[type[Stored]]
    key: ClassVar[str]
    title: ClassVar[Label]
    help: ClassVar[Label] = ""
    menu: ClassVar[str] = ""
    duty: ClassVar[str] = ""
    maintain: ClassVar[str] = ""
    find: ClassVar[tuple[str, ...]] = ()
    grid: ClassVar[tuple[str, ...]] = ()
    order: ClassVar[tuple[str, ...]] = ()
    tabs: ClassVar[tuple[Tab, ...]] = ()
    lines: ClassVar[tuple[Lines, ...]] = ()
    panes: ClassVar[tuple[Pane, ...]] = ()
    #: Choice fields whose values are the steps of the record's life; the first one is drawn as such.
    steps: ClassVar[tuple[str, ...]] = ()
    #: Steps that are shown only of a record that stands there, or did so before.
    optional_steps: ClassVar[tuple[str, ...]] = ()
    #: Number fields worth seeing first, beside the title.
    figures: ClassVar[tuple[str, ...]] = ()
    badges: ClassVar[tuple[str, ...]] = ()
    boxes: ClassVar[tuple[str, ...]] = ()
    #: Actions of the usual course, in order, each with the field values it belongs to; the first one that
    #: is possible and fits is what comes next.
    course: ClassVar[tuple[tuple[str, Mapping[str, str]], ...]] = ()
    #: Fields whose value an inquiry about the record derives: by path (`lines.net_amount`), its key.
    reasons: ClassVar[Mapping[str, str]] = {}
    #: Texts that are the number of another record: by path, the key of its form; `@name` where the field
    #: `name` says what kind of record it is.
    #: A function of the values gives the key itself.
    links: ClassVar[Mapping[str, str | Callable[[Mapping[str, Any]], str]]] = {}
    related: ClassVar[tuple[str, ...]] = ()
    views: ClassVar[tuple[tuple[str, Label, dict[str, str]], ...]] = ()
    #: Keys of the views that stand in the menu, each as a list of its own.
    entries: ClassVar[tuple[str, ...]] = ()
    #: An inquiry about what the record waits for, and the actions that are offered beside its answer.
    waiting: ClassVar[tuple[str, tuple[str, ...]]] = ("", ())
    #: Questions an edit raises: called with the record's id, the fields that were typed, the context. Their
    #: answers, by key of the question, become further arguments of the edit.
    asks: ClassVar[Callable[[int, Mapping[str, Any], Context], Sequence[Question]] | None] = None
    answers: ClassVar[Callable[[Mapping[str, Sequence[str]]], Mapping[str, Any]] | None] = None
    #: Actions a list offers for many records at once; none named: all that need to be told nothing.
    mass: ClassVar[tuple[str, ...]] = ()
    #: Keys of the views that stand on the workspace with their number of records.
    tiles: ClassVar[tuple[str, ...]] = ()
    setup: ClassVar[bool] = False
    read_only: ClassVar[bool] = False
    #: There is one record of the kind in a company, such as parameters: its page stands in place of a list.
    single: ClassVar[bool] = False
    #: Keys of derived actions this record does not have.
    without: ClassVar[tuple[str, ...]] = ()
    #: Further guards of the derived create and edit actions; they get (known, args).
    guards: ClassVar[tuple[actions.Guard, ...]] = ()
    #: What the further guards look at besides the references; it gets ids, context, arguments.
    facts: ClassVar[actions.Facts | None] = None
    create_fields: ClassVar[tuple[str, ...]] = ()
    #: Gives out the file a record holds: called with (record id, context); None where it holds none.
    file: ClassVar[Callable[[int, Context], uploads.File | None] | None] = None
    #: What locks fields of one record besides its state; gets its id and the context.
    locks: ClassVar[Callable[[int, Context], Locks] | None] = None
    #: When fields may be edited besides the states of their declaration, in words; by path.
    regimes: ClassVar[Mapping[str, Label]] = {}

    def __init_subclass__(cls) -> None:
        assert cls.key not in _forms, f"form {cls.key} is declared twice"
        _forms[cls.key] = cls

    @classmethod
    def create_guards(cls) -> tuple[actions.Guard, ...]:
        """Further guards of the derived create action; they get (known, args)."""
        return cls.guards

    @classmethod
    def edit_guards(cls) -> tuple[actions.Guard, ...]:
        """Further guards of the derived edit action."""
        return cls.guards

    @classmethod
    def written(cls, ids: Sequence[int], ctx: Context) -> None:
        """What follows when the derived create or edit action wrote rows; nothing by default."""

    @classmethod
    def field(cls, path: str) -> FormField:
        """A placed field; `lines.unit_price` is one of the lines."""
        first, _, rest = path.partition(".")
        if rest:
            lines = next(each for each in cls.lines if each.key == first)
            return FormField(rest, field_of(lines.of, rest))
        return FormField(path, field_of(cls.of, path))

    @classmethod
    def fields(cls) -> list[FormField]:
        """The header's placed fields, each once, in the order of the tabs."""
        names = dict.fromkeys(name for tab in cls.tabs for name in tab.names)
        return [cls.field(name) for name in names]

    @classmethod
    def line_fields(cls, lines: Lines) -> list[FormField]:
        """The placed fields of lines, each once: the grid first, then the tabs."""
        names = dict.fromkeys([*lines.grid, *(name for tab in lines.tabs for name in tab.names)])
        return [FormField(name, field_of(lines.of, name)) for name in names]

    @classmethod
    def columns(cls) -> list[inquiries.Column]:
        """The list page's columns."""
        return [column_of(cls.of, path) for path in cls.grid]

    @classmethod
    def all_columns(cls) -> list[inquiries.Column]:
        """Every column a list, an export or a filter may use."""
        names = dict.fromkeys([*cls.grid, *(each.path for each in cls.fields())])
        return [column_of(cls.of, path) for path in names]

    @classmethod
    def actions(cls) -> list[actions.Action]:
        """Everything that may be done to a record of this form."""
        return actions.of(cls.of)

    @classmethod
    def link(cls, path: str, values: Mapping[str, Any]) -> str:
        """The key of the form whose record a text names; blank when it names none."""
        key = cls.links.get(path, "")
        if not isinstance(key, str):
            return key(values)
        return key if not key.startswith("@") else _called(str(values.get(key[1:]) or ""))

    @classmethod
    def label(cls) -> str:
        """What one record is called."""
        return str(label_of(cls.of))


_forms: dict[str, type[Form]] = {}


def find(key: str) -> type[Form]:
    """The form under a key. KeyError when there is none."""
    return _forms[key]


def every() -> Iterator[type[Form]]:
    """All forms of the house."""
    return iter(_forms.values())


def form_of(record: type[models.Model]) -> type[Form] | None:
    """The form of a record, when it has one."""
    return next((form for form in _forms.values() if form.of is record), None)


def _called(label: str) -> str:
    """The key of the form whose records people call so; blank when there is none."""
    return next((form.key for form in _forms.values() if form.label().casefold() == label.casefold()), "")


def column_of(record: type[Stored], path: str) -> inquiries.Column:
    """A field as a list column: a reference shows the business key of what it points to."""
    placed = FormField(path, field_of(record, path))
    target = placed.refers_to
    if target is None:
        return inquiries.Column(path, placed.field.verbose_name, path, placed.kind, "", False)
    form = form_of(target)
    numbered = isinstance(target._meta.get_field(target.key), models.IntegerField)
    return inquiries.Column(
        path, placed.field.verbose_name, f"{path}__{target.key}", "ref", form.key if form else "", False,
        "key" if numbered else "",
    )  # fmt: skip


def titled(columns: Iterable[inquiries.Column]) -> Sequence[tuple[str, str]]:
    """(key, label) pairs for headings."""
    return [(column.key, str(column.label)) for column in columns]
