"""How states feel. Declared beside their words, so that a state looks the same wherever it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.db import models


class Tone(StrEnum):
    """What a state means to whoever reads it; doors choose the colours. A quiet one is not worth a badge."""

    QUIET = "quiet"
    NEUTRAL = "neutral"
    ACTIVE = "active"
    GOOD = "good"
    ATTENTION = "attention"
    BAD = "bad"


_toned: dict[type[models.TextChoices], dict[str, Tone]] = {}


def toned(of: type[models.TextChoices], **by_tone: Iterable[str]) -> None:
    """Declares how the values of a choice feel: `toned(Status, good=[Status.PAID], bad=[…])`."""
    _toned[of] = {str(value): Tone(name) for name, values in by_tone.items() for value in values}


def of_choice(of: type[models.TextChoices] | None) -> Mapping[str, Tone]:
    """The tones of a choice by value, where they are declared; values left out are neutral."""
    if of is None or of not in _toned:
        return {}
    return {str(value): _toned[of].get(str(value), Tone.NEUTRAL) for value in of.values}
