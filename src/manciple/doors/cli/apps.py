"""The command line as a Django app."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    """Brings the management command `manciple`."""

    name = "manciple.doors.cli"
    label = "cli"
