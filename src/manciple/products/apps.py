"""The package as a Django app."""

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    """What we buy: products, and what a company does with them."""

    name = "manciple.products"
    label = "products"
