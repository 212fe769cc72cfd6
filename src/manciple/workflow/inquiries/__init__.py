"""Every read of workflow; other packages use `declare`, `fitting`, `open_items`, `last_answers`."""

from . import invariants, lists, notices
from .documents import declare
from .standing import fitting, last_answers, open_items

__all__ = ["declare", "fitting", "invariants", "last_answers", "lists", "notices", "open_items"]
