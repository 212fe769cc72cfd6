"""All of the demo: two companies, their people, and orders in every state."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from manciple.engine.home import Home
from manciple.kernel.context import Context
from manciple.organization.models import User

from . import catalog, masters, people
from .trade import Trade


def load(now: datetime, home: Home) -> None:
    """Fills the database with the demo; what is there already stays as it is.

    The set-up is made whole or not at all, and so is the trade of each company.
    """
    with transaction.atomic():
        nobody = Context(0, "", 0, people.ADMIN, now, door="demo")
        users = people.hire(nobody, home.demo_users)
        admin = nobody.fresh(user=User.objects.values_list("pk", flat=True).get(username=people.ADMIN))
        companies = [masters.build(row, admin) for row in catalog.COMPANIES]
        for company in companies:
            people.assign(company)
    for company in companies:
        with transaction.atomic():
            Trade(company).everything()
    people.leave_behind(users, home.demo_users, home.demo_token, companies[0].ctx)
