"""Works off the job queue, and keeps house beside it, until told to stop."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from typing import Any, cast

from django.db import close_old_connections
from procrastinate import App, BaseConnector
from procrastinate.contrib.django import app

from manciple.kernel import chores as declared
from manciple.kernel import clock

from . import upkeep

log = logging.getLogger(__name__)

QUEUE = "jobs"
# A worker that was killed is noticed by its silence, and its jobs are taken again (reliability P10).
SILENCE = 20.0
TELL_EVERY, SEAL_EVERY, FORGET_EVERY = 1.0, 10.0, 3600.0
LAST_WORDS = 8.0


def work(concurrency: int, *, wait: bool = True, silence: float = SILENCE) -> None:
    """Works until a stop signal comes; a job in hand is finished first.

    After `silence` seconds without a sign of life a worker counts as dead.
    """
    connector: BaseConnector = cast(Any, app.connector).get_worker_connector()
    loop = asyncio.SelectorEventLoop if sys.platform == "win32" else None  # what psycopg needs there
    with app.replace_connector(connector) as working, asyncio.Runner(loop_factory=loop) as runner:
        runner.run(_work(working, concurrency, wait=wait, silence=silence))


async def _work(working: App, concurrency: int, *, wait: bool, silence: float) -> None:
    async with working.open_async():
        await rescue(working, silence)
        chores = [
            asyncio.create_task(_again(silence / 4, lambda: rescue(working, silence))),
            asyncio.create_task(_again(TELL_EVERY, lambda: aside(upkeep.tell_followers))),
            asyncio.create_task(_again(SEAL_EVERY, lambda: aside(upkeep.seal))),
            asyncio.create_task(_again(FORGET_EVERY, lambda: aside(lambda: upkeep.forget(clock.now())))),
            *(asyncio.create_task(_again(each.seconds, _doing(each))) for each in declared.every()),
        ]
        try:
            await working.run_worker_async(
                queues=[QUEUE], concurrency=concurrency, wait=wait, update_heartbeat_interval=silence / 4,
                stalled_worker_timeout=silence, shutdown_graceful_timeout=LAST_WORDS,
                fetch_job_polling_interval=2.0)  # fmt: skip
        finally:
            for chore in chores:
                chore.cancel()
            await asyncio.gather(*chores, return_exceptions=True)


async def rescue(working: App, silence: float) -> int:
    """Puts the jobs of workers that fell silent back into the queue; returns how many."""
    manager = working.job_manager
    await manager.prune_stalled_workers(silence)
    stalled = list(await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=silence))
    for job in stalled:
        log.warning("a job is taken again", extra={"job": job.id})
        await manager.retry_job(job, retry_at=clock.now())
    return len(stalled)


async def aside(chore: Callable[[], Any]) -> None:
    """A chore in a thread of its own, with a connection that is given back."""

    def alone() -> None:
        try:
            chore()
        finally:
            close_old_connections()

    await asyncio.to_thread(alone)


def _doing(chore: declared.Chore) -> Callable[[], Awaitable[None]]:
    """A chore a package declared, told the time whenever it is done."""
    return lambda: aside(lambda: chore.work(clock.now()))


async def _again(seconds: float, chore: Callable[[], Awaitable[Any]]) -> None:
    """A chore at intervals. One that fails is logged and tried again: jobs must go on meanwhile."""
    while True:
        found = await asyncio.gather(chore(), return_exceptions=True)
        if isinstance(found[0], Exception):
            log.error("a chore failed and is tried again", exc_info=found[0])
        await asyncio.sleep(seconds)
