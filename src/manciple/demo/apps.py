"""The package as a Django app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo companies and the loaders of public data sets, made by running actions."""

    name = "manciple.demo"
    label = "demo"
