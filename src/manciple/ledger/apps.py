"""The package as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The books: accounts, periods, posting set-up, vouchers."""

    name = "manciple.ledger"
    label = "ledger"
