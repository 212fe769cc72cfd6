"""Structured logs: one JSON object a line, in UTC, with what is needed to follow a request and no secret."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

Event = MutableMapping[str, Any]

HIDDEN = "(hidden)"
SECRET_NAMES = re.compile(
    r"pass(word|wd|phrase)|secret|token|authorization|cookie|csrf|api[-_]?key|session[-_]?key", re.IGNORECASE
)
SECRET_VALUES = re.compile(r"(mc_[A-Za-z0-9_-]{8,}|(?<=://)[^/\s:@]+:[^@\s]+(?=@)|Bearer\s+\S+)")
CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), 127)}


def _clean(name: str, value: object) -> object:
    """Hide a value that is a secret by its name or its look, and escape control characters in text."""
    if SECRET_NAMES.search(name):
        return HIDDEN
    if isinstance(value, str):
        return SECRET_VALUES.sub(HIDDEN, value)
    if isinstance(value, dict):
        return {key: _clean(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean("", inner) for inner in value]
    return value


def redact(logger: object, method: str, event: Event) -> Event:
    """Hide secrets in every field of an event."""
    return {name: _clean(name, value) for name, value in event.items()}


def one_line(logger: object, method: str, event: Event) -> Event:
    """Escape line ends in the message, so that nobody can forge a second entry."""
    event["event"] = str(event.get("event", "")).translate(CONTROL)
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    structlog.processors.format_exc_info,
    redact,
]


def renderer(plain: bool) -> Any:
    """Answer how an event is written: JSON for machines, aligned columns for a person at a terminal."""
    if plain:
        return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return structlog.processors.JSONRenderer(sort_keys=True, ensure_ascii=False)


def logging_settings(level: str = "INFO", plain: bool = False) -> dict[str, Any]:
    """Answer the LOGGING setting: everything goes to standard error in one form."""
    last = [one_line, structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer(plain)]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": last,
        "foreign_pre_chain": [*SHARED],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"events": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "events"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"level": "WARNING"},
            "django_structlog": {"level": level},
            "procrastinate": {"level": "WARNING"},
            "psycopg.pool": {"level": "WARNING"},
        },
    }


def configure() -> None:
    """Make structlog hand its events to the standard library's logging."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.captureWarnings(True)
