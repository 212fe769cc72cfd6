"""Looks at everything Manciple relies on, for the person who runs it."""

import json
import platform
import sys

from manciple import __version__
from manciple.engine.plan import reachable
from manciple.engine.targets import Plan
from manciple.engine.upkeep import migrations_complete
from manciple.engine.verify import Finding, findings


def look(plan: Plan) -> list[Finding]:
    """Answer all findings, the schema's among them."""
    found = findings(plan)
    complete = migrations_complete()
    says = "all applied" if complete else "some are missing; run manciple migrate"
    return [*found, Finding("migrations", complete, says)]


def run(*, as_json: bool) -> int:
    """Print what was found; exit code 1 when something is wrong."""
    with reachable() as plan:
        found = look(plan)
    wrong = [finding for finding in found if not finding.right]
    if as_json:
        print(json.dumps({"version": __version__, "findings": [vars(finding) for finding in found]}))
        return 1 if wrong else 0
    print(f"Manciple {__version__}, Python {platform.python_version()}, {sys.platform}")
    print(f"home      {plan.home.path}")
    print(f"database  {plan.runtime}{' (embedded)' if plan.embedded else ''}")
    for finding in found:
        mark = "ok" if finding.right else "WRONG" if finding.needed else "note"
        print(f"  {mark:<6} {finding.name:<22} {finding.says}")
    return 1 if wrong else 0
