"""What is known of a definition while it is written: its row, its elements, what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from manciple.kernel.refusals import Refusal

from .definition import Element


@dataclass(slots=True)
class ElementSheet:
    """An element being worked on: how it will be stored, and how it was."""

    row: dict[str, Any]
    element: Element
    stored: Mapping[str, Any] | None = None
    removed: bool = False


@dataclass(slots=True)
class Draft:
    """A definition being worked on."""

    header: dict[str, Any]
    stored: Mapping[str, Any] | None = None
    elements: list[ElementSheet] = field(default_factory=list)
    faults: list[Refusal] = field(default_factory=list)
    incomplete: list[Refusal] = field(default_factory=list)

    @property
    def kept(self) -> list[Element]:
        """The elements that stay, in their order."""
        return sorted((each.element for each in self.elements if not each.removed), key=lambda each: each.number)

    @property
    def is_changed(self) -> bool:
        """Whether documents would be treated otherwise than before."""
        if self.stored is None or any(each.removed or each.row != each.stored for each in self.elements):
            return True
        return any(self.header[name] != self.stored[name] for name in ("condition", "is_default", "calendar_id"))
