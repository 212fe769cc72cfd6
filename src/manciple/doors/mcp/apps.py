"""The agents' door as a Django app."""

from django.apps import AppConfig


class McpConfig(AppConfig):
    """Brings the management command `mcp`."""

    name = "manciple.doors.mcp"
    label = "mcp"
