"""Fields of forms and dialogs, and the parts of a form they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """Values on offer under one heading, each with its words."""

    label: str
    choices: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form: its declaration and its value.

    `kind` is one of text, long, number, date, moment, choice, codes, ref, flag, file, secret, email. `text` is
    how the value is written for people and how the control shows it; `was` is the stored text when a form
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
    offers: Sequence[Offered] = ()  # of codes: any number of these may be chosen
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
        """Its value as one reads it: of a choice the label, of codes their labels."""
        words = dict(self.choices)
        if self.kind == "codes":
            return ", ".join(words.get(code, code) for code in self.chosen)
        return words.get(self.text, self.text) if self.kind == "choice" else self.text

    @property
    def chosen(self) -> list[str]:
        """The codes that are chosen."""
        return [part for part in self.text.replace(",", " ").split() if part]

    @property
    def is_wide(self) -> bool:
        """Whether it needs the whole row."""
        return self.wide or self.kind == "codes" or (self.kind == "long" and self.editable)

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


def replace_text(field: Field, text: str) -> Field:
    """The field with what was typed; the stored text stays beside it."""
    return replace(field, text=text, was=field.text)
