"""The package as a Django app."""

from django.apps import AppConfig


class FoundingConfig(AppConfig):
    """How an installation begins: the first administrator, and companies that can work at once."""

    name = "manciple.founding"
    label = "founding"
