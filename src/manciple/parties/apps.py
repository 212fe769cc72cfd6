"""The package as a Django app."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Whom we buy from: vendors and their groups."""

    name = "manciple.parties"
    label = "parties"
