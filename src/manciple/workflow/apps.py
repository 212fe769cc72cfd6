"""The package as a Django app."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Approvals of any document."""

    name = "manciple.workflow"
    label = "workflow"
