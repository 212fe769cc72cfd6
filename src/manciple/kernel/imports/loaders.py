"""Loaders of whole data sets, each declared by the package that knows the source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..context import Context
from ..words import Label

Tell = Callable[[str, int, int], None]
Load = Callable[[Path, Context, Tell], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Loader:
    """A source of data: what it is called, and the function that brings its folder in."""

    key: str
    label: Label
    load: Load


_loaders: dict[str, Loader] = {}


def loader(key: str, *, label: Label) -> Callable[[Load], Load]:
    """Declares the function below as the loader of a source.

    It gets the folder, the context of whoever loads, and a function it tells how far it is.
    """

    def register(function: Load) -> Load:
        assert key not in _loaders, f"loader {key} is declared twice"
        _loaders[key] = Loader(key, label, function)
        return function

    return register


def loaders() -> Mapping[str, Loader]:
    """All sources by key."""
    return _loaders
