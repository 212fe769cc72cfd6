"""Writes the reference pages of the documentation from the declarations."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from manciple.kernel import reference


class Command(BaseCommand):
    """python -m manciple reference: a tool for developers; a house test says when it must run."""

    help = "Write docs/reference/*.md from the declarations."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", default="docs/reference")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["folder"])
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in reference.pages().items():
            (folder / name).write_text(text, "utf-8")
            self.stdout.write(f"{folder / name}")
