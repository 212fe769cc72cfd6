"""The list of records and its filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .buttons import Button
from .fields import Field
from .tables import Table
from .words import Link


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
    found: str = ""  # the query of the list, for what is done to everything it finds
    next_url: str = ""
    previous_url: str = ""
    note: str = ""  # such as "1 to 50"; no total is counted on the way
