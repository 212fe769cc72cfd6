"""The package as a Django app."""

from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    """What we owe: vendor invoices, matching, posting, vendor transactions."""

    name = "manciple.invoices"
    label = "invoices"
