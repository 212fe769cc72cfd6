"""Loads the demo companies; what exists already is left as it is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from manciple.demo.data import load
from manciple.kernel import clock


class Command(BaseCommand):
    """`manciple demo_data`."""

    help = "Load the demo companies; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill the instance's database."""
        load(clock.now(), settings.HOME)
