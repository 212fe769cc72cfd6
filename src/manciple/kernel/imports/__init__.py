"""Reads records from files: look, map, check, load, report (08 §24).

Rows become arguments of the same `create` and `edit` actions people use. A dry run is a preview of
those actions, so that what it finds is what loading would find. A record that exists and is equal
is left alone: the same file twice makes nothing new.
"""

from .loaders import Loader, Tell, loader, loaders
from .loading import check, load, queue
from .report import Fault, Options, Report, faults_csv
from .templates import template_csv, template_xlsx

__all__ = [
    "Fault",
    "Loader",
    "Options",
    "Report",
    "Tell",
    "check",
    "faults_csv",
    "load",
    "loader",
    "loaders",
    "queue",
    "template_csv",
    "template_xlsx",
]
