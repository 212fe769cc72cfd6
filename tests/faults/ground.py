"""Founds a company in an instance and gives every buyer a user and a token. Run as a program.

Prints the tokens as JSON: they are shown only once.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

from manciple.engine.plan import reachable
from manciple.engine.upkeep import django_ready


def tokens(company: str, count: int) -> list[str]:
    """The tokens of the buyers of a company that is founded for them."""
    from manciple.demo.company import found
    from manciple.founding.making import make
    from manciple.kernel import clock
    from manciple.kernel.running import run
    from manciple.organization.models import ApiToken, Assignment, User
    from manciple.organization.terms import NewToken

    founded = found(company, today=clock.now().date())
    names = [f"buyer{place}" for place in range(count)]
    make(User, [{"username": name, "is_service": True} for name in names], founded.ctx)
    make(
        Assignment,
        [{"user": name, "legal_entity": company, "role": "administrator"} for name in names],
        founded.ctx,
        by=("user", "legal_entity", "role"),
    )
    ends = founded.today + timedelta(days=30)
    wanted = [NewToken(user=name, name="faults", expires_on=ends) for name in names]
    return [run(ApiToken, "issue", (), each, founded.ctx.fresh()).secret for each in wanted]


if __name__ == "__main__":
    with reachable():
        django_ready()
        sys.stdout.write(json.dumps(tokens(sys.argv[1], int(sys.argv[2]))) + "\n")
