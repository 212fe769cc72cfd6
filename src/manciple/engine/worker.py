"""Works off the job queue."""

import os
from typing import Any, cast


def run(concurrency: int) -> None:
    """Work until told to stop; a job in hand when the stop comes is finished first."""
    from procrastinate import BaseConnector
    from procrastinate.contrib.django import app

    from manciple.engine.processes import die_with_parent

    if "MANCIPLE_SUPERVISED" in os.environ:
        die_with_parent()
    connector: BaseConnector = cast(Any, app.connector).get_worker_connector()
    with app.replace_connector(connector) as working:
        working.run_worker(concurrency=concurrency, shutdown_graceful_timeout=8.0)
