"""`python3 dev.py bench [part …]`: every benchmark, or the named ones."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Runs the benchmarks against a database of their own, with the durability of production."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "manciple.settings")
    os.environ.setdefault("MANCIPLE_LOG_LEVEL", "WARNING")
    home = Path(os.environ.get("MANCIPLE_BENCH_HOME") or tempfile.mkdtemp(prefix="manciple-bench-"))
    home.chmod(0o755)
    os.environ["MANCIPLE_HOME"] = str(home / "home")
    from manciple.engine.plan import reachable
    from manciple.engine.provision import provision
    from manciple.engine.upkeep import migrate

    with reachable() as plan:
        provision(plan)
        migrate(["--verbosity", "0"])
        import django

        django.setup()
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)
        return run(sys.argv[1:])


def run(names: list[str]) -> int:
    """The parts by name; all of them when none is named."""
    from . import lifecycle, pages, throughput, versions

    parts = {
        "lifecycle": lifecycle.report,
        "versions": versions.report,
        "throughput": throughput.report,
        "pages": pages.report,
    }
    for name, part in parts.items():
        if not names or name in names:
            part()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
