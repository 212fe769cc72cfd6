"""Tells the engine whether somebody can sign in."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from manciple.founding.inquiries import nobody_yet


class Command(BaseCommand):
    """`manciple somebody`, for the start of an instance."""

    help = "Say whether somebody can sign in."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> str:
        """Answer yes or no."""
        return "no" if nobody_yet() else "yes"
