"""The package as a Django app."""

from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    """Legal entities, sites, warehouses, currencies, users, roles."""

    name = "manciple.organization"
    label = "organization"
