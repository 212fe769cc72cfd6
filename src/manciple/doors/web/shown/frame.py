"""The frame around every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .words import Link, Links


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
