"""What guards look at: where a work item, a course, a definition stands; and what actions are told."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from manciple.kernel.args import Args, arg

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
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class CourseStanding:
    """Where a course stands when its owner wants to do something about it."""

    status: str
    actor: int
    owner: int
    owner_name: str
    maintains: bool


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
