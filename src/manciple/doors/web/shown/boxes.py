"""What stands beside and below a record: facts, events, sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .fields import Field
from .tables import Table
from .words import Badge, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line of a fact box."""

    label: str
    value: str = ""
    sum: bool = False
    label_url: str = ""
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
    said: str = ""  # in somebody's own words
    tone: str = ""
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
