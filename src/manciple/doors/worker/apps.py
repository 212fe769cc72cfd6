"""The worker as a Django app."""

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    """Brings the management command `work`."""

    name = "manciple.doors.worker"
    label = "worker"
