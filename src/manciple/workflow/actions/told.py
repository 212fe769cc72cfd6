"""What create and edit of a workflow are told: its fields, and its elements as lines."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from manciple.kernel.args import Args, arg
from manciple.kernel.fields import declared
from manciple.kernel.forms import FormField
from manciple.kernel.records import Stored
from manciple.kernel.shapes import shape
from manciple.kernel.words import Label

from ..models import Element, Workflow
from ..terms import document_types


class Kinds:
    """The kinds of documents, asked when somebody looks: packages above declare theirs later."""

    def __iter__(self) -> Iterator[tuple[str, Label]]:
        return ((each.key, each.label) for each in document_types())


def _typed(record: type[Stored], *without: str) -> list[FormField]:
    found = [FormField(field.name, field) for field in declared(record)]
    return [each for each in found if each.typed and each.path not in without]


REMOVE = (bool, arg(_("Remove"), False, help=_("Takes the element out of the workflow.")))
KIND = (str, arg(_("Document"), choices=Kinds(), min_length=1))
KIND_AGAIN = (str | None, arg(_("Document"), None, choices=Kinds()))

ElementNew = shape("ElementNew", _typed(Element), partial=True)
ElementChange = shape("ElementChange", _typed(Element), partial=True, remove=REMOVE)
WorkflowNew: type[Args] = shape(
    "WorkflowNew", _typed(Workflow, "kind"), kind=KIND,
    elements=(tuple[ElementNew, ...], arg(_("Elements"), ())),  # type: ignore[valid-type]
)  # fmt: skip
WorkflowChange: type[Args] = shape(
    "WorkflowChange", _typed(Workflow, "kind"), partial=True, kind=KIND_AGAIN,
    elements=(tuple[ElementChange, ...], arg(_("Elements"), ())),  # type: ignore[valid-type]
)  # fmt: skip
