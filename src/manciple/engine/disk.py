"""How much room is left where the instance writes."""

import shutil
from pathlib import Path

LEAST_SHARE, ENOUGH_BYTES = 0.05, 5_000_000_000


def has_room(path: Path) -> bool:
    """Say whether there is room to go on writing; PostgreSQL stops hard when there is nothing left.

    A twentieth of the disk must be free, but five gigabytes are enough on a large one.
    """
    usage = shutil.disk_usage(path)
    return usage.free >= min(usage.total * LEAST_SHARE, ENOUGH_BYTES)
