"""The package as a Django app."""

from django.apps import AppConfig


class CollaborationConfig(AppConfig):
    """Attachments, activities and cases of any document."""

    name = "manciple.collaboration"
    label = "collaboration"
