"""What guards look at: where a work item, a course, a definition stands; and what actions are told."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from manciple.kernel.args import Args, arg
from manciple.kernel.numbers import ZERO

from .course import Person


@dataclass(frozen=True, slots=True)
class Actor:
    """Who wants to do something: his duties, the roles he has here."""

    user: int
    duties: Set[str]
    roles: Set[str]


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """Where a work item stands when somebody wants to answer it, or to hand it on."""

    status: str
    user: int | None
    user_name: str
    queue: str
    on_behalf_of: int | None
    allowed: Sequence[str]
    labels: Sequence[str]
    branches: Sequence[str]
    actor: Actor
    duty: str
    duty_label: str
    barred: Set[int]
    answered_by: str = ""
    answered_at: datetime | None = None
    halted: str = ""
    owner: int = 0
    owner_name: str = ""
    maintains: bool = False
    to: Person | None = None
    limit: Decimal = ZERO
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class CourseStanding:
    """Where a course stands when its owner wants to do something about it."""

    status: str
    actor: int
    owner: int
    owner_name: str
    maintains: bool


#: From whom to whom somebody delegates, and from when to when.
Spell = tuple[str, str, date | None, date | None]


@dataclass(frozen=True, slots=True)
class Delegations:
    """Whose a rule is, who wants to do something about it, and the others: from whom to whom, and when."""

    actor: str
    maintains: bool
    user: str = ""
    others: Sequence[Spell] = ()


class Comment(Args):
    """Something to say with an answer."""

    comment: str = arg(_("Comment"), "", kind="long", max_length=4000)


class Reason(Args):
    """Something that has to be said."""

    comment: str = arg(_("Comment"), kind="long", min_length=1, max_length=4000)


class Handing(Args):
    """To whom a work item goes, and why."""

    to: str = arg(_("To"), ref="users", min_length=1)
    comment: str = arg(_("Comment"), kind="long", min_length=1, max_length=4000)


class Completing(Args):
    """What was done; of a manual decision, what was decided."""

    choice: str = arg(_("Choice"), "", max_length=20, help=_("The branch of a manual decision, such as yes or no."))
    comment: str = arg(_("Comment"), "", kind="long", max_length=4000)
