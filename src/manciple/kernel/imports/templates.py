"""Empty files to fill: one column for each field a new record may be told."""

from __future__ import annotations

import csv
import io

from .. import actions, messages
from ..actions import CREATE
from ..exports import workbook
from ..forms import Form
from ..refusals import Refused
from .columns import Column, columns_of

HEADINGS = ("Column", "Label", "Needed", "Kind", "One of", "Help")


def fields(form: type[Form]) -> list[Column]:
    """The columns of a form's template. Refused when its records are not made by people."""
    create = next((each for each in actions.of(form.of) if each.key == CREATE), None)
    if create is None:
        raise Refused(messages.FILE_UNREADABLE(why=f"{form.title} are not made from files"))
    return columns_of(form, create.args)


def template_csv(form: type[Form]) -> str:
    """The headings of a form's file."""
    text = io.StringIO()
    csv.writer(text).writerow([column.name for column in fields(form)])
    return text.getvalue()


def template_xlsx(form: type[Form]) -> bytes:
    """A workbook with the headings to fill, and a second sheet that explains them."""
    columns = fields(form)
    told = [
        [
            each.name,
            each.label,
            "yes" if each.required else "",
            each.kind,
            ", ".join(each.choices) or each.refers_to,
            each.help,
        ]
        for each in columns
    ]
    return workbook(
        [
            (str(form.title), [column.name for column in columns], []),
            ("Columns", list(HEADINGS), told),
        ]
    )
