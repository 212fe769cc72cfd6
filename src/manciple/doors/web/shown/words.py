"""Small pieces that stand everywhere: tones, links, badges, figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


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
    within: bool = False  # belongs to the one before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Links under one heading."""

    label: str
    links: Sequence[Link]


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A short state beside a title or in a cell."""

    label: str
    tone: Tone = Tone.SECONDARY
    icon: str = ""
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number worth seeing first."""

    label: str
    value: str
    unit: str = ""
    small: bool = False
    tone: str = ""
    why_url: str = ""
