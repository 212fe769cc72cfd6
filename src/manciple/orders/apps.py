"""The package as a Django app."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The purchase order: header, lines, confirmation, cancel, finalize."""

    name = "manciple.orders"
    label = "orders"
