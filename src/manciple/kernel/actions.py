"""The registry of everything a person or program may do.

A package declares an action once, beside the function that does it; every door, the reference and
the audit read the declaration (design §1).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypedDict, TypeVar, Unpack

from .args import Args, NoArgs
from .records import Stored
from .refusals import Message, Refusal
from .words import Label

F = TypeVar("F")
A = TypeVar("A", bound=Args)

Guard = Callable[..., Iterable[Refusal]]
Step = Guard | tuple[Guard, ...]

CREATE, EDIT, DELETE = "create", "edit", "delete"


@dataclass(slots=True)
class Target(Generic[F, A]):
    """One record an action works on: what it is, what is known of it, what it was told."""

    id: int
    number: str
    args: A
    state: str = ""
    version: int = 0
    owner: int = 0
    facts: F = None  # type: ignore[assignment]
    detail: dict[str, Any] = field(default_factory=dict)
    document: str = ""
    moved: str = ""

    @property
    def after(self) -> str:
        """The state it is in afterwards, where the action itself moves it."""
        return self.moved or self.state

    @property
    def name(self) -> str:
        """How answers name it; a line goes with its document: PO-7 · 2."""
        return f"{self.document} · {self.number}" if self.document else self.number


class Batch(list[Target[F, A]]):
    """All targets of one run. An action is called once for the batch, never per record."""

    @property
    def ids(self) -> list[int]:
        return [target.id for target in self]


Facts = Callable[..., Mapping[int, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One declared action. `needs` are guards that look at the facts alone and grey the button;
    `guards` look at the arguments too. A tuple of guards is one step: all its refusals together."""

    record: type[Stored]
    key: str
    label: Label
    function: Callable[..., None]
    args: type[Args] = NoArgs
    duty: str = ""
    pane: str = ""
    when: Collection[str] = ()
    otherwise: Message | None = None
    to: str = ""
    facts: Facts | None = None
    needs: tuple[Step, ...] = ()
    guards: tuple[Step, ...] = ()
    emits: str = ""
    help: Label = ""
    makes: str = ""
    creates: bool = False
    removes: bool = False
    danger: bool = False
    icon: str = ""
    #: What a dialog starts with: called with (record id, context), gives values by argument. Rows
    #: of a list argument may carry `_about`, a text that says what the row is.
    proposes: Callable[..., Mapping[str, Any]] | None = None
    #: `proposes` also takes `find`: a document whose lines are offered instead of the usual ones.
    finds: bool = False
    #: Whether somebody who gave these arguments wants the paper of what is made.
    prints: Callable[[Any], bool] | None = None
    touches: bool = True
    #: It makes what others need to begin: whoever has the machine may do it before there is a user.
    founds: bool = False
    #: Locks what others lock before these records; called with the numbers asked for and the context.
    first: Callable[[Sequence[Any], Any], None] | None = None

    @property
    def name(self) -> str:
        """The internal name: orders.purchaseorder.confirm."""
        return f"{self.record._meta.label_lower}.{self.key}"

    @property
    def event(self) -> str:
        """The name under which the feed and subscribers know it."""
        return self.emits or self.key


_actions: dict[tuple[type[Stored], str], Action] = {}


class Said(TypedDict, total=False):
    """What a declaration may say of an action besides its key and label; see `Action`."""

    args: type[Args]
    duty: str
    pane: str
    when: Collection[str]
    otherwise: Message
    to: str
    facts: Facts
    needs: Iterable[Step]
    guards: Iterable[Step]
    emits: str
    help: Label
    makes: str
    creates: bool
    removes: bool
    danger: bool
    icon: str
    proposes: Callable[..., Mapping[str, Any]]
    finds: bool
    prints: Callable[[Any], bool]
    touches: bool
    first: Callable[[Sequence[Any], Any], None]
    founds: bool


def action(
    record: type[Stored], key: str, *, label: Label, **said: Unpack[Said]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declares the function below as an action; its first line of documentation is the action's help."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        steps = {"needs": tuple(said.get("needs", ())), "guards": tuple(said.get("guards", ()))}
        told: dict[str, Any] = {"help": _first_line(function), **said, **steps}
        declare(Action(record=record, key=key, label=label, function=function, **told))
        return function

    return register


def declare(declared: Action) -> None:
    """Registers an action. A second declaration under the same key is a mistake."""
    place = (declared.record, declared.key)
    assert place not in _actions, f"{declared.name} is declared twice"
    _actions[place] = declared


def _first_line(function: Callable[..., None]) -> str:
    return (function.__doc__ or "").strip().split("\n")[0]


def find(record: type[Stored], key: str) -> Action:
    """The action of a record under a key. KeyError when there is none."""
    return _actions[record, key]


def of(record: type[Stored]) -> list[Action]:
    """All actions of a record, in the order of declaration."""
    return [each for each in _actions.values() if each.record is record]


def label_of(record: str, key: str) -> str:
    """What people call an action, by the internal name of its record; the key when it has gone since."""
    names = (str(each.label) for each in _actions.values() if each.name == f"{record}.{key}")
    return next(names, key)


def every() -> Iterator[Action]:
    """All actions of the house."""
    return iter(_actions.values())
