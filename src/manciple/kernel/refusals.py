"""Why something is not done: a code that never changes, the record, the field, the way out.

A package declares its refusals as `Message`s in its `messages.py`. Calling a message gives a
`Refusal`; guards yield them, `run` collects them, every door shows the same answer.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from dataclasses import field as kept
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from .numbers import plain
from .words import Label

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason. `message` is complete; `way_out` says what the user can do about it."""

    code: str
    message: str
    way_out: str = ""
    record: str = ""
    line: int | None = None
    field: str = ""
    rule: str = ""
    severity: str = ERROR
    values: dict[str, Any] = kept(default_factory=dict)

    def about(self, record: str, line: int | None = None) -> Refusal:
        """The same refusal with the record it concerns, unless it names one already."""
        return replace(self, record=self.record or record, line=line if self.line is None else self.line)

    def as_dict(self) -> dict[str, Any]:
        """What APIs and logs carry: empty parts left out."""
        return {key: value for key, value in asdict(self).items() if value not in ("", None, {})}

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


@dataclass(frozen=True, slots=True)
class Message:
    """A refusal in waiting. `text` names its values in braces; `rule` is the chapter and section."""

    code: str
    text: Label
    way_out: Label = ""
    rule: str = ""
    severity: str = ERROR

    def __call__(self, *, record: str = "", line: int | None = None, field: str = "", **values: Any) -> Refusal:
        shown = {name: _shown(value) for name, value in values.items()}
        filled = _Filled(shown, line=line, record=record, field=field)
        return Refusal(
            code=self.code,
            message=str(self.text).format_map(filled),
            way_out=str(self.way_out).format_map(filled),
            record=record,
            line=line,
            field=field,
            rule=self.rule,
            severity=self.severity,
            values=shown,
        )


class _Filled(dict[str, Any]):
    """Values for a message; a missing one shows as a dash instead of breaking the answer."""

    def __init__(self, values: dict[str, Any], **more: Any) -> None:
        super().__init__({**{k: v for k, v in more.items() if v not in ("", None)}, **values})

    def __missing__(self, key: str) -> str:
        return "–"


def _shown(value: Any) -> Any:
    match value:
        case Decimal():
            return plain(value)
        case bool() | int() | None:
            return value
        case list() | tuple() | set() | frozenset():
            return ", ".join(str(_shown(each)) for each in value)
        case Promise():
            return str(value)
        case _:
            return str(value)


class Refused(Exception):
    """An action was not done; nothing was changed. Carries every reason, not only the first."""

    def __init__(self, *refusals: Refusal) -> None:
        assert refusals, "a refusal without a reason helps nobody"
        self.refusals = list(refusals)
        super().__init__("; ".join(str(each) for each in refusals))

    @property
    def codes(self) -> list[str]:
        return [each.code for each in self.refusals]


class NotFound(Exception):
    """What the caller named does not exist, or he may not know that it does. Doors say 404."""


class Invalid(Exception):
    """The input has the wrong shape. Doors say 422 and exit code 2. Carries (place, message)."""

    def __init__(self, *faults: tuple[str, str]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(f"{place}: {message}" for place, message in faults))
