"""The REST door as a Django app."""

from django.apps import AppConfig


class RestConfig(AppConfig):
    """Addresses for programs: lists, records, actions, inquiries, imports, jobs."""

    name = "manciple.doors.rest"
    label = "rest"
