"""Starts the worker: the door of that name knows what there is to work on."""

import os

ORPHAN_SECONDS = 3.0


def run(concurrency: int) -> None:
    """Work until told to stop; a job in hand when the stop comes is finished first.

    A worker whose supervisor was killed has lost its database too, and would wait for it to come back.
    """
    from django.core.management import call_command

    from manciple.engine.processes import end_after_parent

    if "MANCIPLE_SUPERVISED" in os.environ:
        end_after_parent(ORPHAN_SECONDS)
    call_command("work", concurrency=concurrency)
