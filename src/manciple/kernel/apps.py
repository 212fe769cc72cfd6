"""The ground floor as a Django app: when all apps are there, their declarations are read."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class KernelConfig(AppConfig):
    """Reads every package's rooms, lowest floor first, and derives what set-up forms lack."""

    name = "manciple.kernel"
    label = "kernel"

    def ready(self) -> None:
        for room in ("inquiries", "actions", "forms"):
            for package in apps.get_app_configs():
                if package.name.startswith("manciple.") and find_spec(f"{package.name}.{room}"):
                    import_module(f"{package.name}.{room}")
        import_module("manciple.kernel.imports")  # declares a kind of job
        forms, setup = import_module("manciple.kernel.forms"), import_module("manciple.kernel.setup")
        for form in list(forms.every()):
            if form.setup:
                setup.register(form)
