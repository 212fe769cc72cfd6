"""Every write of workflow; documents use the inlets `start`, `recall` and `answer`."""

from . import courses, definitions, items, mails, times
from .inlets import answer, recall, start

__all__ = ["answer", "courses", "definitions", "items", "mails", "recall", "start", "times"]
