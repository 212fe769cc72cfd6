"""Who is at the keyboard, what he named, and what he wants done to it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model

from manciple.kernel import actions, authority, clock, contract, forms, reading, uploads
from manciple.kernel.actions import Action
from manciple.kernel.args import Args, shown
from manciple.kernel.authority import EVERYTHING
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.refusals import Invalid, NotFound

DOOR = "cli"
USER, COMPANY = "MANCIPLE_USER", "MANCIPLE_COMPANY"
OF_A_LINE = re.compile(r"(.+):(\d{1,9})")

FormType = type[Form]


@dataclass(slots=True)
class Asker:
    """The options every command takes."""

    company: str = ""
    user: str = ""
    as_json: bool = False
    token: str = ""

    def context(self) -> Context:
        """The circumstances of whoever is at the keyboard. Raises Invalid, NotFound."""
        user = self.user_id()
        code = self.company or os.environ.get(COMPANY, "") or self.only_company(user)
        ctx = authority.context(user=user, company=code, door=DOOR, now=clock.now(), token=self.token)
        if ctx is None:
            raise NotFound(f"company {code}")
        return ctx

    def user_id(self) -> int:
        """The user who acts: named, or the operator of this machine."""
        named = self.user or os.environ.get(USER, "")
        user = user_named(named) if named else authority.operator()
        if user is None:
            raise Invalid(("--user", f"{named or 'nobody'} may act here; name a user, or set {USER}"))
        return user

    def only_company(self, user: int) -> str:
        """The company of a user who has only one."""
        found = authority.companies_of(user)
        if len(found) != 1:
            codes = ", ".join(each.code for each in found) or "none"
            raise Invalid(("--company", f"must say which one: {codes}; or set {COMPANY}"))
        return found[0].code

    def context_for(self, key: str) -> Context:
        """The circumstances for an action; one that founds needs neither user nor company."""
        founds = any(each.key == key and each.founds for each in actions.every())
        return self.founding() if founds and authority.operator() is None else self.context()

    def founding(self) -> Context:
        """Circumstances for bringing in data before there is a company or a user."""
        try:
            return self.context()
        except (NotFound, Invalid):
            code = self.company or os.environ.get(COMPANY, "")
            return Context(0, code, authority.operator() or 0, "operator", clock.now(), door=DOOR, duties=EVERYTHING)


def user_named(name: str) -> int | None:
    """An enabled user by name."""
    users = get_user_model()
    found = users._default_manager.filter(**{users.USERNAME_FIELD: name, "is_active": True})
    return found.values_list("pk", flat=True).first()


@dataclass(frozen=True, slots=True)
class Subject:
    """An action and the records it is to be done to."""

    form: FormType
    action: Action
    numbers: list[str | tuple[str, int]]


def subject(key: str, words: Sequence[str]) -> Subject:
    """Which action is meant, of which form, for which records; a form may be named first."""
    form = form_named(words[0]) if words else None
    numbers = list(words[1:] if form else words)
    lines = [match.groups() for number in numbers if (match := OF_A_LINE.fullmatch(number))]
    found = list(_candidates(key, [form] if form else list(forms.every()), of_lines=bool(lines)))
    if not found:
        raise Invalid(("action", f"{key} is no action of {form.title if form else 'any form'}"))
    if len(found) > 1:
        names = ", ".join(each.key for each, _ in found)
        raise Invalid(("form", f"must be named, because {key} is an action of {names}"))
    named: list[str | tuple[str, int]] = [(number, int(line)) for number, line in lines] if lines else [*numbers]
    return Subject(found[0][0], found[0][1], named)


def _candidates(key: str, among: Iterable[FormType], *, of_lines: bool) -> Iterable[tuple[FormType, Action]]:
    for form in among:
        records = [each.of for each in form.lines] if of_lines else [form.of]
        for record in records:
            yield from ((form, each) for each in actions.of(record) if each.key == key)


def form_named(word: str) -> FormType | None:
    """The form a word names by its key or the name of its record; None when it names none."""
    try:
        return contract.named(word)
    except NotFound:
        return None


def form_of(word: str, ctx: Context) -> FormType:
    """The form a word names, if the user may see it. Raises NotFound."""
    return reading.form_for(contract.named(word).key, ctx)


def located(words: Sequence[str], ctx: Context) -> tuple[FormType, str]:
    """FORM NUMBER, or NUMBER alone when only one form has a record of that number."""
    if len(words) == 2:
        return form_of(words[0], ctx), words[1]
    if len(words) != 1:
        raise Invalid(("number", "name one record: FORM NUMBER, or NUMBER alone"))
    found = [form for form in forms.every() if reading.visible(form, ctx) and _has(form, words[0], ctx)]
    if not found:
        raise NotFound(words[0])
    if len(found) > 1:
        keys = ", ".join(form.key for form in found)
        raise Invalid(("form", f"must be named, because {words[0]} stands in {keys}"))
    return found[0], words[0]


def _has(form: FormType, number: str, ctx: Context) -> bool:
    if form.of.key == "id":
        return False
    try:
        name = reading.name_of(form.of, number)
    except NotFound:
        return False
    return bool(reading.rows_of(form.of, ctx).filter(**{form.of.key: name}).exists())


def told(pairs: Iterable[str], text: str, options: Sequence[str] = ()) -> dict[str, Any]:
    """What the command says: JSON or @file first, then --set field=value, then --field value."""
    values = _json(text) if text else {}
    if not isinstance(values, dict):
        raise Invalid(("--args", "must be a JSON object"))
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign:
            raise Invalid(("--set", f"{pair} must be field=value"))
        _put(values, name.strip().replace("-", "_"), value)
    for name, value in _options(options):
        _put(values, name, value)
    return values


def handed_in(shape: type[Args], values: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """Files are named by their path at the command line; they are kept, and the action is told by what word."""
    for name, field in shape.model_fields.items():
        if shown(field).get("kind") == "file" and values.get(name):
            path = Path(str(values[name]))
            if not path.is_file():
                raise Invalid((name, f"there is no file {path}"))
            if path.stat().st_size > uploads.MOST_BYTES:
                raise Invalid((name, f"has more than {uploads.MOST_BYTES} bytes"))
            values[name] = uploads.keep(path.name, path.read_bytes(), ctx)
    return values


def _put(values: dict[str, Any], name: str, value: str) -> None:
    """A value that begins like JSON is read as JSON: a list of lines, say."""
    values[name] = _json(value) if value[:1] in ("[", "{") else value


def _json(text: str) -> Any:
    content = Path(text[1:]).read_text("utf-8") if text.startswith("@") else text
    try:
        return json.loads(content, parse_float=str)
    except ValueError as error:
        raise Invalid(("--args", "is no JSON")) from error


def _options(words: Sequence[str]) -> Iterable[tuple[str, str]]:
    """--posted-on 2026-01-31 and --posted-on=2026-01-31; one without a value means yes."""
    rest = list(words)
    while rest:
        name, sign, value = rest.pop(0).removeprefix("--").partition("=")
        if not sign:
            value = rest.pop(0) if rest and not rest[0].startswith("--") else "true"
        yield name.replace("-", "_"), value


def split(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Plain words, and the options behind them that belong to the action's arguments."""
    at = next((place for place, word in enumerate(words) if word.startswith("--")), len(words))
    return list(words[:at]), list(words[at:])


def filters(words: Iterable[str]) -> dict[str, str]:
    """What a list is asked for: status=open, amount__ge=100."""
    found: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise Invalid(("filter", f"{word} must be field=value or field__op=value"))
        found[name] = value
    return found
