"""What is stored: records of a company, shared records, journals that are only ever added to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from . import fields as f
from .refusals import Message
from .words import Label


class Stored(models.Model):
    """What every table has in common."""

    #: The field that holds the business number or code; what URLs and files call the record by.
    key: ClassVar[str] = "code"
    #: The field that names the owning document, for lines.
    owner: ClassVar[str] = ""
    #: The field that holds the state on which `when` and `open_in` depend.
    state: ClassVar[str] = ""
    #: The field that is shown beside the key.
    title: ClassVar[str] = "name"
    #: Rows are never changed or removed.
    append_only: ClassVar[bool] = False
    #: Columns of an append-only row that the transaction which wrote it may still set; needs `xid`.
    completed: ClassVar[tuple[str, ...]] = ()
    #: Rows are written by triggers only; nobody who serves requests can add one.
    recorded: ClassVar[bool] = False
    #: Changes are kept in the audit log. Journals are their own log.
    audited: ClassVar[bool] = True
    #: What a constraint says when it refuses: name of the constraint to message.
    says: ClassVar[dict[str, Message]] = {}

    id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(getattr(self, self.key, self.pk))


class Shared(Stored):
    """A record all companies see: currencies, units, users. Few, and listed in `shared_models`."""

    version = f.Whole(_("Version"), default=1, open_in=f.Open.NEVER)

    class Meta:
        abstract = True


class Owned(Stored):
    """A row of one company. Every key of it begins with the company."""

    company = models.ForeignKey(
        settings.COMPANY_MODEL, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )

    class Meta:
        abstract = True


class Record(Owned):
    """A business record of one company, edited under its version."""

    version = f.Whole(_("Version"), default=1, open_in=f.Open.NEVER)
    created_at = f.Moment(_("Created date and time"), db_default=Now(), open_in=f.Open.NEVER)

    class Meta:
        abstract = True


class Line(Owned):
    """A row that belongs to a document and is locked, versioned and edited with it."""

    created_at = f.Moment(_("Create date and time"), db_default=Now(), open_in=f.Open.NEVER)

    class Meta:
        abstract = True


class Journal(Owned):
    """A fact: confirmed, received, invoiced, posted. Insert-only; corrections are new rows."""

    append_only = True
    audited = False

    act = f.Key(_("Action"), open_in=f.Open.NEVER)

    class Meta:
        abstract = True


def unique(*names: str, name: str, **options: Any) -> models.UniqueConstraint:
    """A key of a company's table; the company comes first."""
    return models.UniqueConstraint(fields=["company", *names], name=name, **options)


def unique_everywhere(*names: str, name: str) -> models.UniqueConstraint:
    """A key of a shared table."""
    return models.UniqueConstraint(fields=names, name=name)


def check(condition: models.Q, *, name: str) -> models.CheckConstraint:
    """A rule a row can check alone. Its words stand in the model's `says`."""
    return models.CheckConstraint(condition=condition, name=name)


def ours() -> list[type[Stored]]:
    """Every concrete model of the house."""
    return [model for model in apps.get_models() if issubclass(model, Stored)]


def company_models() -> list[type[Owned]]:
    """Every table that is kept apart by company."""
    return [model for model in ours() if issubclass(model, Owned)]


def shared_models() -> list[type[Stored]]:
    """The few tables all companies see."""
    return [model for model in ours() if not issubclass(model, Owned)]


def is_owned(model: type[models.Model]) -> bool:
    """Whether rows of the model belong to a company."""
    return issubclass(model, Owned)


def name_of(model: type[models.Model]) -> str:
    """The internal name: orders.purchaseline."""
    return model._meta.label_lower


def label_of(model: type[models.Model]) -> Label:
    """What people call one of it."""
    return model._meta.verbose_name or model._meta.object_name or ""


def document_of(record: type[Stored]) -> type[Stored] | None:
    """The document whose lines a record's rows are; None when the record stands alone."""
    if not record.owner:
        return None
    document = record._meta.get_field(record.owner).related_model
    assert isinstance(document, type) and issubclass(document, Stored)
    return document


def lines_of(document: type[Stored]) -> list[type[Stored]]:
    """The records that are lines of a document."""
    return [model for model in ours() if document_of(model) is document]


def rows_of(record: type[Stored], company: int) -> models.QuerySet[Any]:
    """The rows of a record that a company has; shared records belong to everybody."""
    query: models.QuerySet[Any] = record._default_manager.all()
    return query.filter(company_id=company) if issubclass(record, Owned) else query


def possible_keys(record: type[Stored], texts: Iterable[str]) -> list[Any]:
    """Those of the texts that can be business keys of a record at all, in the type of its key."""
    if isinstance(record._meta.get_field(record.key), models.IntegerField):
        return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19]
    return [text for text in texts if is_text(text)]


def is_text(text: str) -> bool:
    """Whether the database can hold a text."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def field_of(model: type[models.Model], path: str) -> Any:
    """The field a path of names leads to: vendor__name. KeyError when there is none."""
    first, _, rest = path.partition("__")
    try:
        field = model._meta.get_field(first)
    except FieldDoesNotExist as error:
        raise KeyError(path) from error
    if not rest:
        return field
    target = field.related_model
    if not isinstance(target, type):
        raise KeyError(path)
    return field_of(target, rest)


def declared_name(model: type[models.Model], column: str) -> str:
    """The name of the field a column stores: vendor_id is vendor."""
    found = (field.name for field in model._meta.local_concrete_fields if field.column == column)
    return next(found, column)


def model_named(name: str) -> type[Stored]:
    """The model under its internal name."""
    model = apps.get_model(name)
    assert issubclass(model, Stored)
    return model
