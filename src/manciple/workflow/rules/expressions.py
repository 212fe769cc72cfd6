"""Conditions: what people write about a document, read once and judged without anything of Python's.

    total > 10000 and (vendor in ("V001", "V002") or any line (category within "CABLES"))

Comparisons with = <> < <= > >=, `in`, `within` (a code or any of its ancestors), `is blank`, flags
by their name alone; `not`, `and`, `or`, parentheses; `any line (…)` and `all lines (…)`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from manciple.kernel.numbers import plain

from ..terms import ConditionField, FieldKind, Values, phrases

DEEPEST = 20
TOKEN = re.compile(
    r"""\s*(?:(?P<number>-?\d+(?:\.\d+)?)(?![\w.])
         | "(?P<text>[^"]*)"
         | (?P<word>[A-Za-z_][A-Za-z_0-9.]*)
         | (?P<sign><=|>=|<>|!=|[=<>(),]))""",
    re.VERBOSE,
)
COMPARING: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
RESERVED = frozenset({"and", "or", "not", "in", "within", "is", "blank", "any", "all", "line", "lines", "yes", "no"})


class Unreadable(ValueError):
    """The condition cannot be read; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Name:
    """A field of the document."""

    key: str


Operand = Name | str | Decimal | bool


@dataclass(frozen=True, slots=True)
class Compare:
    """A field against a value, or against another field."""

    field: Name
    sign: str
    value: Operand


@dataclass(frozen=True, slots=True)
class OneOf:
    """A field against several values; `within` looks at a code's ancestors too."""

    field: Name
    values: tuple[Operand, ...]
    within: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """Nothing is in a field."""

    field: Name


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Joined:
    """All of several conditions, or any of them."""

    all: bool
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Any line, or every line, for which a condition holds."""

    all: bool
    part: Condition


Condition = Compare | OneOf | Blank | Not | Joined | Lines


# --- Reading ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


@cache
def parsed(text: str) -> Condition | None:
    """The condition a text says; None for a blank one, which always holds. Raises Unreadable."""
    if not text.strip():
        return None
    reader = _Reader(list(_tokens(text)))
    found = reader.alternatives(0)
    reader.end()
    return found


def _tokens(text: str) -> Iterator[_Token]:
    place, rest = 0, text.rstrip()
    while place < len(rest):
        found = TOKEN.match(rest, place)
        if found is None:
            raise Unreadable(str(phrases.NOT_UNDERSTOOD).format(part=rest[place:].strip()[:20]))
        kind = str(found.lastgroup)
        yield _Token(kind, found.group(kind))
        place = found.end()


class _Reader:
    """Reads one condition from its tokens, from the loosest binding to the tightest."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self.tokens, self.place = tokens, 0

    def alternatives(self, depth: int) -> Condition:
        return self._joined("or", self._all_of, depth)

    def _all_of(self, depth: int) -> Condition:
        return self._joined("and", self._one, depth)

    def _joined(self, word: str, read: Callable[[int], Condition], depth: int) -> Condition:
        if depth > DEEPEST:
            raise Unreadable(str(phrases.TOO_DEEP))
        parts = [read(depth)]
        while self._taken(word):
            parts.append(read(depth))
        return parts[0] if len(parts) == 1 else Joined(word == "and", tuple(parts))

    def _one(self, depth: int) -> Condition:
        if self._taken("not"):
            return Not(self._one(depth + 1))
        if self._taken("("):
            return self._closed(depth)
        for word, of_all in (("any", False), ("all", True)):
            if self._taken(word):
                self._line()
                self._expect("(")
                return Lines(of_all, self._closed(depth))
        return self._comparison()

    def _closed(self, depth: int) -> Condition:
        found = self.alternatives(depth + 1)
        self._expect(")")
        return found

    def _line(self) -> None:
        if not (self._taken("line") or self._taken("lines")):
            raise Unreadable(str(phrases.LINE_EXPECTED))

    def _comparison(self) -> Condition:
        field = self._name()
        if self._taken("is"):
            return self._blank(field)
        for word, within in (("in", False), ("within", True)):
            if self._taken(word):
                return OneOf(field, self._values(), within)
        sign = self._sign()
        return Compare(field, sign, self._operand()) if sign else Compare(field, "=", True)

    def _blank(self, field: Name) -> Condition:
        contrary = self._taken("not")
        self._expect("blank")
        return Not(Blank(field)) if contrary else Blank(field)

    def _values(self) -> tuple[Operand, ...]:
        if not self._taken("("):
            return (self._operand(),)
        found = [self._operand()]
        while self._taken(","):
            found.append(self._operand())
        self._expect(")")
        return tuple(found)

    def _sign(self) -> str:
        token = self._seen()
        if token is None or token.kind != "sign" or token.text in "(),":
            return ""
        self.place += 1
        return "<>" if token.text == "!=" else token.text

    def _name(self) -> Name:
        token = self._next()
        if token.kind != "word" or token.text.lower() in RESERVED:
            raise Unreadable(str(phrases.FIELD_EXPECTED).format(found=token.text))
        return Name(token.text)

    def _operand(self) -> Operand:
        token = self._next()
        match token.kind, token.text.lower():
            case "number", _:
                return Decimal(token.text)
            case "text", _:
                return token.text
            case "word", "yes" | "no":
                return token.text.lower() == "yes"
            case "word", word if word not in RESERVED:
                return Name(token.text)
        raise Unreadable(str(phrases.VALUE_EXPECTED).format(found=token.text))

    def _seen(self) -> _Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def _next(self) -> _Token:
        token = self._seen()
        if token is None:
            raise Unreadable(str(phrases.TOO_EARLY))
        self.place += 1
        return token

    def _taken(self, text: str) -> bool:
        token = self._seen()
        found = token is not None and token.kind in ("word", "sign") and token.text.lower() == text
        self.place += found
        return found

    def _expect(self, text: str) -> None:
        token = self._seen()
        if not self._taken(text):
            found = token.text if token else str(phrases.THE_END)
            raise Unreadable(str(phrases.OTHER_EXPECTED).format(wanted=text, found=found))

    def end(self) -> None:
        """Nothing stands behind the condition."""
        token = self._seen()
        if token is not None:
            raise Unreadable(str(phrases.NOT_THE_END).format(found=token.text))


# --- Checking --------------------------------------------------------------------------------------


def faults(text: str, fields: Sequence[ConditionField]) -> Iterator[str]:
    """Everything that is wrong with a condition about a document of these fields."""
    try:
        found = parsed(text)
    except Unreadable as error:
        yield str(error)
        return
    if found is not None:
        yield from _wrong(found, {each.key: each.kind for each in fields}, "")


def _wrong(condition: Condition, kinds: Mapping[str, str], prefix: str) -> Iterator[str]:
    match condition:
        case Joined(parts=parts):
            for part in parts:
                yield from _wrong(part, kinds, prefix)
        case Not(part=part):
            yield from _wrong(part, kinds, prefix)
        case Lines(part=part):
            yield from _wrong(part, kinds, "lines.")
        case Compare(field=field, sign=sign, value=value):
            yield from _mismatch(field, sign, (value,), kinds, prefix)
        case OneOf(field=field, values=values, within=within):
            yield from _mismatch(field, "within" if within else "=", values, kinds, prefix)
        case Blank(field=field):
            yield from _mismatch(field, "=", (), kinds, prefix)


def _mismatch(
    field: Name, sign: str, values: Sequence[Operand], kinds: Mapping[str, str], prefix: str
) -> Iterator[str]:
    kind = _kind(field, kinds, prefix)
    if kind is None:
        yield str(phrases.NO_FIELD).format(field=field.key)
        return
    ordered = kind in (FieldKind.NUMBER, FieldKind.DATE)
    if (sign in ("<", "<=", ">", ">=") and not ordered) or (sign == "within" and kind != FieldKind.TREE):
        yield str(phrases.NO_ORDER).format(field=field.key, sign=sign)
    for value in values:
        yield from _misfit(field, kind, value, kinds, prefix)


def _kind(field: Name, kinds: Mapping[str, str], prefix: str) -> str | None:
    """A line has its own fields first, then those of its document."""
    return kinds.get(prefix + field.key) or kinds.get(field.key)


def _misfit(field: Name, kind: str, value: Operand, kinds: Mapping[str, str], prefix: str) -> Iterator[str]:
    if isinstance(value, Name):
        other = _kind(value, kinds, prefix)
        if other is None:
            yield str(phrases.NO_FIELD_OR_TEXT).format(field=value.key)
        elif other != kind:
            yield str(phrases.NO_VALUE).format(field=field.key, value=value.key)
        return
    wanted: Any = {FieldKind.NUMBER: Decimal, FieldKind.FLAG: bool}.get(FieldKind(kind), str)
    if not isinstance(value, wanted) or (kind == FieldKind.DATE and not _is_date(str(value))):
        yield str(phrases.NO_VALUE).format(field=field.key, value=_shown(value))


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


# --- Judging ---------------------------------------------------------------------------------------


def holds(text: str, values: Values) -> bool:
    """Whether a condition holds for a document. What is blank compares with nothing."""
    found = parsed(text)
    return found is None or _true(found, values)


def _true(condition: Condition, values: Values) -> bool:
    match condition:
        case Joined(all=of_all, parts=parts):
            return (all if of_all else any)(_true(part, values) for part in parts)
        case Not(part=part):
            return not _true(part, values)
        case Lines(all=of_all, part=part):
            lines = values.get("lines", ())
            return (all if of_all else any)(_true(part, {**values, **line}) for line in lines)
        case Blank(field=field):
            return values.get(field.key) in (None, "", ())
        case OneOf(field=field, values=wanted):
            return any(_matches(values.get(field.key), _value(each, values)) for each in wanted)
        case Compare(field=field, sign=sign, value=value):
            return _compared(values.get(field.key), sign, _value(value, values))


def _value(operand: Operand, values: Values) -> Any:
    return values.get(operand.key) if isinstance(operand, Name) else operand


def _compared(left: Any, sign: str, right: Any) -> bool:
    if sign in ("=", "<>"):
        return _matches(left, right) == (sign == "=")
    if isinstance(left, date):
        right = date.fromisoformat(right) if isinstance(right, str) else right
    if left is None or right is None or isinstance(left, str) != isinstance(right, str):
        return False
    return COMPARING[sign](left, right)


def _matches(left: Any, right: Any) -> bool:
    """Codes are the same in capitals and small letters; a code of a tree matches its ancestors."""
    if isinstance(left, tuple | list):
        return any(_matches(each, right) for each in left)
    if isinstance(left, date) and isinstance(right, str):
        return left.isoformat() == right
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    if isinstance(right, bool):
        return bool(left) == right
    return left is not None and bool(left == right)


# --- Saying ----------------------------------------------------------------------------------------


def said(text: str, fields: Sequence[ConditionField]) -> str:
    """A condition in words, with the labels of its fields."""
    try:
        found = parsed(text)
    except Unreadable:
        return text
    if found is None:
        return str(phrases.ALWAYS)
    return _words(found, {each.key: str(each.label) for each in fields}, "")


def _words(condition: Condition, labels: Mapping[str, str], prefix: str) -> str:
    match condition:
        case Joined(all=of_all, parts=parts):
            word = str(phrases.AND) if of_all else str(phrases.OR)
            return f" {word} ".join(_grouped(part, labels, prefix) for part in parts)
        case Not(part=part):
            return str(phrases.NOT).format(part=_words(part, labels, prefix))
        case Lines(all=of_all, part=part):
            frame = str(phrases.EVERY_LINE) if of_all else str(phrases.A_LINE)
            return frame.format(part=_words(part, labels, "lines."))
        case Blank(field=field):
            return str(phrases.IS_BLANK).format(field=_label(field, labels, prefix))
        case OneOf(field=field, values=values, within=within):
            frame = str(phrases.BELONGS) if within else str(phrases.IS_ONE)
            shown = ", ".join(_operand_words(each, labels, prefix) for each in values)
            return frame.format(field=_label(field, labels, prefix), values=shown)
        case Compare():
            return _compare_words(condition, labels, prefix)


def _compare_words(condition: Compare, labels: Mapping[str, str], prefix: str) -> str:
    frame = {
        "=": str(phrases.IS), "<>": str(phrases.IS_NOT), "<": str(phrases.BELOW),
        "<=": str(phrases.AT_MOST), ">": str(phrases.ABOVE), ">=": str(phrases.AT_LEAST),
    }[condition.sign]  # fmt: skip
    value = _operand_words(condition.value, labels, prefix)
    return frame.format(field=_label(condition.field, labels, prefix), value=value)


def _grouped(condition: Condition, labels: Mapping[str, str], prefix: str) -> str:
    words = _words(condition, labels, prefix)
    return f"({words})" if isinstance(condition, Joined) else words


def _label(field: Name, labels: Mapping[str, str], prefix: str) -> str:
    return labels.get(prefix + field.key) or labels.get(field.key, field.key)


def _operand_words(operand: Operand, labels: Mapping[str, str], prefix: str) -> str:
    return _label(operand, labels, prefix) if isinstance(operand, Name) else _shown(operand)


def _shown(value: Operand) -> str:
    match value:
        case bool():
            return str(phrases.YES) if value else str(phrases.NO)
        case Decimal():
            return plain(value)
        case _:
            return str(value)
