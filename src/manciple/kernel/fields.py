"""What a record holds. A field is declared once, with label, help and the states in which it may
be edited; forms, grids, APIs, import templates and the reference read the declaration.

Migrations see plain Django fields only: labels, help and rules of editing are no matter of the
database, so a changed word makes no migration.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.expressions import Combinable

from .tones import Tone, of_choice
from .words import Label


class Hub(StrEnum):
    """Who writes a field when the record has a twin in the order-management hub."""

    NEITHER = ""
    READS = "reads"
    WRITES = "writes"


class Open(StrEnum):
    """When a field may be typed, where it does not depend on a state."""

    ALWAYS = "always"
    ON_CREATE = "on create"
    NEVER = "never"


OpenIn = Open | Collection[str]


class Declared:
    """The part of a field that people and doors read. Mixed into every field of this module."""

    kind: str = "text"
    open_in: OpenIn = Open.ALWAYS
    hub: Hub = Hub.NEITHER
    places: int | None = None
    declared: bool = True
    #: How values feel, by value; how a flag feels when it is set.
    tones: Mapping[str, Tone] = {}
    tone: str = ""

    def __init__(
        self,
        label: Label | None = None,
        *,
        open_in: OpenIn = Open.ALWAYS,
        hub: Hub = Hub.NEITHER,
        help: Label = "",
        tone: str = "",
        **options: Any,
    ) -> None:
        self.open_in, self.hub, self.tone = open_in, hub, tone
        options.setdefault("help_text", help)
        super().__init__(verbose_name=label, **options)  # type: ignore[call-arg]

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, options = super().deconstruct()  # type: ignore[misc]
        for word in ("verbose_name", "help_text", "choices"):
            options.pop(word, None)
        plain = next(base for base in type(self).__mro__ if base.__module__.startswith("django"))
        return name, f"django.db.models.{plain.__name__}", list(args), options

    def clone(self) -> Any:
        """A copy as migrations need it: built from the plain Django class."""
        plain: Any = next(b for b in type(self).__mro__ if b.__module__.startswith("django"))
        _, _, args, options = self.deconstruct()
        return plain(*args, **options)


class Text(Declared, models.CharField):  # type: ignore[type-arg]
    """One line of text; blank means none."""

    def __init__(self, label: Label | None = None, **options: Any) -> None:
        options.setdefault("max_length", 120)
        options.setdefault("blank", True)
        options.setdefault("default", "")
        super().__init__(label, **options)


class Code(Text):
    """A short key of a set-up record, in upper case by habit, unique in its company."""

    kind = "code"

    def __init__(self, label: Label | None = None, **options: Any) -> None:
        options.setdefault("max_length", 20)
        options.setdefault("blank", False)
        super().__init__(label, **options)


class Long(Declared, models.TextField):  # type: ignore[type-arg]
    """Text of several lines, at most 4,000 characters."""

    kind = "long"

    def __init__(self, label: Label | None = None, **options: Any) -> None:
        options.setdefault("blank", True)
        options.setdefault("default", "")
        super().__init__(label, **options)


class _Exact(Declared, models.DecimalField):  # type: ignore[type-arg]
    kind = "number"
    digits, places = 28, 10

    def __init__(self, label: Label | None = None, **options: Any) -> None:
        options.setdefault("max_digits", self.digits)
        options.setdefault("decimal_places", self.places)
        if not options.get("null"):
            options.setdefault("default", Decimal(0))
        super().__init__(label, **options)


class Quantity(_Exact):
    """A number of units, up to eight decimals; each unit of measure allows fewer (03 Conventions)."""

    kind = "quantity"
    digits, places = 26, 8


class Price(_Exact):
    """Money per price unit; blank means not known, zero means free (02 §4)."""

    kind = "price"
    digits, places = 28, 10

    def __init__(self, label: Label | None = None, **options: Any) -> None:
        options.setdefault("null", True)
        options.setdefault("blank", True)
        super().__init__(label, **options)


class Amount(_Exact):
    """Money rounded to its currency (at most four decimals)."""

    kind = "amount"
    digits, places = 24, 4


class Percent(_Exact):
    """Per hundred, unrounded: 12.5 means 12.5 %."""

    kind = "percent"
    digits, places = 20, 12


class Whole(Declared, models.IntegerField):  # type: ignore[type-arg]
    """A whole number."""

    kind = "whole"

    def __init__(self, label: Label | None = None, **options: Any) -> None:
        if not options.get("null"):
            options.setdefault("default", 0)
        super().__init__(label, **options)


class LineNumber(Whole):
    """The number people call a line by; data, never identity (01 §1)."""


class Key(Declared, models.BigIntegerField):  # type: ignore[type-arg]
    """An internal 64-bit key of something that is no foreign key, such as an act."""

    kind = "key"


class Flag(Declared, models.BooleanField):  # type: ignore[type-arg]
    """Yes or no."""

    kind = "flag"

    def __init__(self, label: Label | None = None, **options: Any) -> None:
        options.setdefault("default", False)
        super().__init__(label, **options)


class Date(Declared, models.DateField):  # type: ignore[type-arg]
    """A calendar day of the company."""

    kind = "date"

    def __init__(self, label: Label | None = None, **options: Any) -> None:
        options.setdefault("null", True)
        options.setdefault("blank", True)
        super().__init__(label, **options)


class Moment(Declared, models.DateTimeField):  # type: ignore[type-arg]
    """A point in time, kept in UTC."""

    kind = "moment"


class Choice(Text):
    """One of a `TextChoices`; stored by its value."""

    kind = "choice"

    def __init__(self, of: type[models.TextChoices] | None = None, label: Label | None = None, **options: Any) -> None:
        self.tones = of_choice(of)
        if of is not None:
            options["choices"] = of.choices
        options.setdefault("max_length", 30)
        super().__init__(label, **options)


@dataclass(frozen=True, slots=True)
class Offer:
    """A code one may choose, what people call it, and the heading it stands under."""

    value: str
    label: str
    area: str = ""


Offers = Callable[[], Iterable[Offer]]


class Codes(Declared, ArrayField):  # type: ignore[type-arg]
    """Several short texts, such as the duties of a role; shown with commas between them.

    With `offers` pages let people choose among them by their words; files and APIs carry the codes.
    """

    kind = "codes"

    def __init__(self, label: Label | None = None, *, offers: Offers | None = None, **options: Any) -> None:
        self.offers = offers
        options.setdefault("base_field", models.CharField(max_length=60))
        options.setdefault("default", list)
        options.setdefault("blank", True)
        super().__init__(label, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, options = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", args, options


class Ref(Declared, models.ForeignKey):  # type: ignore[type-arg]
    """Another record, of the same company or shared. The key in the database carries the company
    (reliability §2.2), so Django's own constraint is left out and `protect` makes the real one.

    Only where rows are looked up by what they refer to does it have an index: `db_index=True`.
    """

    kind = "ref"

    def __init__(self, to: Any, label: Label | None = None, **options: Any) -> None:
        options.setdefault("on_delete", models.PROTECT)
        options.setdefault("related_name", "+")
        options["db_constraint"] = False
        options.setdefault("db_index", False)
        if options.get("null"):
            options.setdefault("blank", True)
        super().__init__(label, to=to, **options)


class Owner(Ref):
    """The document a line belongs to; deleting the document deletes its lines."""

    kind = "owner"

    def __init__(self, to: Any, label: Label | None = None, **options: Any) -> None:
        options.setdefault("on_delete", models.CASCADE)
        options.setdefault("open_in", Open.NEVER)
        super().__init__(to, label, **options)


class Derived(Declared, models.GeneratedField):
    """A value the database itself computes from other columns of the row.

    Where `open_in` lets people type it, the package's action turns it into those columns.
    """

    def __init__(
        self,
        expression: Combinable | None = None,
        label: Label | None = None,
        *,
        shown_as: models.Field[Any, Any] | None = None,
        **options: Any,
    ) -> None:
        if shown_as is not None:
            self.kind = getattr(shown_as, "kind", "text")
            self.tones = getattr(shown_as, "tones", {})
            options["output_field"] = shown_as
            options.setdefault("choices", shown_as.choices)
        options.setdefault("db_persist", True)
        options.setdefault("open_in", Open.NEVER)
        super().__init__(label, expression=expression, **options)


def declared(model: type[models.Model]) -> Iterable[Any]:
    """The fields of a model that people may see, in the order of declaration."""
    return (field for field in model._meta.get_fields() if getattr(field, "declared", False))
