"""The package as a Django app."""

from django.apps import AppConfig


class PricingConfig(AppConfig):
    """What a line costs: prices, discounts, charges, tax, totals."""

    name = "manciple.pricing"
    label = "pricing"
