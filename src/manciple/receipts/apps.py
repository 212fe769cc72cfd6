"""The package as a Django app."""

from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    """What arrived: product receipts and what they do to orders and books."""

    name = "manciple.receipts"
    label = "receipts"
