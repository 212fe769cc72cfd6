"""How a counter is written as a number, and read back (01 §3). No database, no clock."""

from __future__ import annotations

from .. import messages
from ..refusals import Refused
from .references import label_of

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Stands in a format for the code of the company.
COMPANY = "{company}"


def spelled(form: str, company: str) -> str:
    """The format with the segments filled in that do not count."""
    return form.replace(COMPANY, company)


def render(form: str, number: int, reference: str = "") -> str:
    """The number in its format: `PO-####` and 7 give PO-0007.

    Refuses a number that needs more positions than the format has (01 §3).
    """
    letters, rest = list(form), number
    for place in range(len(form) - 1, -1, -1):
        if form[place] == "#":
            rest, digit = divmod(rest, 10)
            letters[place] = str(digit)
        elif form[place] == "&":
            rest, digit = divmod(rest, len(LETTERS))
            letters[place] = LETTERS[digit]
    if rest:
        raise Refused(messages.NUMBERS_EXHAUSTED(sequence=label_of(reference) or form, last=form))
    return "".join(letters)


def parse(form: str, number: str) -> int | None:
    """The counter of a number in a format, whatever its case; None when the format does not give it."""
    if len(form) != len(number):
        return None
    counter = 0
    for position, letter in zip(form, number.upper(), strict=True):
        if position == "#" and letter.isascii() and letter.isdigit():
            counter = counter * 10 + int(letter)
        elif position == "&" and letter in LETTERS:
            counter = counter * len(LETTERS) + LETTERS.index(letter)
        elif position in "#&" or position.upper() != letter:
            return None
    return counter


def counts(form: str) -> bool:
    """Whether a format has a position that counts."""
    return "#" in form or "&" in form
