"""The package as a Django app."""

from django.apps import AppConfig


class TermsConfig(AppConfig):
    """What vendors and items point to: units, terms, tax set-up, charge codes."""

    name = "manciple.terms"
    label = "terms"
