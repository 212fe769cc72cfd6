"""The web door as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages for people: everything on them comes from what the packages below declare."""

    name = "manciple.doors.web"
    label = "web"
