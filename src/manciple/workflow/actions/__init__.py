"""Every write of workflow; documents use the inlets `start`, `recall` and `answer`."""

from . import courses, definitions, delegations, items, mails, times
from .inlets import answer, recall, start

__all__ = ["answer", "courses", "definitions", "delegations", "items", "mails", "recall", "start", "times"]
