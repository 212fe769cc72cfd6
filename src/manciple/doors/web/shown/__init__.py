"""What a page shows, in plain values: the shapes that templates read and views fill.

Every text is already in the user's language and every number already written as he writes it; a
template decides only where things stand. Words of the trade never stand here or in a template:
they come from the declarations of the packages below.
"""

from .boxes import Event, Fact, FactBox, Section
from .buttons import Button, Buttons, How, Menu, PaneTab
from .dialogs import Asking, Change, Dialog, Effects, Fault, Outcome, Preview, Reasoning, Refused, RowFields, RowSum
from .fields import FastTab, Field, Fields, Offered, replace_text
from .frame import Area, Company, Shell
from .lists import Chip, Filter, ListPage
from .notices import trigger
from .pages import ImportPage, Job, ReportPage, Tile, Workspace
from .records import Conflict, Grid, LineDetails, Passed, RecordPage, Step, Waiting
from .tables import Cell, Column, Row, Table
from .trees import Comparison, Difference, Thing
from .words import Badge, Figure, Link, Links, Tone

__all__ = [
    "Area",
    "Asking",
    "Badge",
    "Button",
    "Buttons",
    "Cell",
    "Change",
    "Chip",
    "Column",
    "Company",
    "Comparison",
    "Conflict",
    "Dialog",
    "Difference",
    "Effects",
    "Event",
    "Fact",
    "FactBox",
    "FastTab",
    "Fault",
    "Field",
    "Fields",
    "Figure",
    "Filter",
    "Grid",
    "How",
    "ImportPage",
    "Job",
    "LineDetails",
    "Link",
    "Links",
    "ListPage",
    "Menu",
    "Offered",
    "Outcome",
    "PaneTab",
    "Passed",
    "Preview",
    "Reasoning",
    "RecordPage",
    "Refused",
    "ReportPage",
    "Row",
    "RowFields",
    "RowSum",
    "Section",
    "Shell",
    "Step",
    "Table",
    "Thing",
    "Tile",
    "Tone",
    "Waiting",
    "Workspace",
    "replace_text",
    "trigger",
]
