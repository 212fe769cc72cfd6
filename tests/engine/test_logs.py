"""Logs are one JSON object a line, and hold no secret."""

import io
import json
import logging
import logging.config

import pytest
import structlog

from manciple.engine.logs import HIDDEN, logging_settings, redact


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("password", "geheim"),
        ("new_password1", "geheim"),
        ("authorization", "Bearer abc"),
        ("csrfmiddlewaretoken", "abc"),
        ("Cookie", "a=b"),
        ("api_key", "abc"),
    ],
)
def test_a_field_with_a_secret_name_is_hidden(name: str, value: str) -> None:
    assert redact(None, "info", {name: value}) == {name: HIDDEN}


@pytest.mark.parametrize(
    "text",
    [
        "token mc_abcdefghijklmnop was used",
        "connecting to postgresql://ann:geheim@db/books",
        "header Bearer abc.def.ghi",
    ],
)
def test_a_secret_within_a_text_is_hidden(text: str) -> None:
    cleaned = str(redact(None, "info", {"event": text})["event"])
    assert HIDDEN in cleaned
    assert not {"geheim", "abc.def.ghi", "mc_abcdefghijklmnop"} & set(cleaned.replace("@", " ").split())


def test_secrets_are_hidden_at_any_depth() -> None:
    event = redact(None, "info", {"body": {"lines": [{"token": "abc", "item": "A-1"}]}})
    assert event["body"] == {"lines": [{"token": HIDDEN, "item": "A-1"}]}


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Answer where the test's own log goes."""
    stream = io.StringIO()
    chosen = logging_settings()
    handler = {"class": "logging.StreamHandler", "formatter": "events", "stream": stream}
    logger = {"probe": {"handlers": ["probe"], "level": "INFO", "propagate": False}}
    logging.config.dictConfig(
        {
            "version": 1,
            "formatters": chosen["formatters"],
            "handlers": {"probe": handler},
            "loggers": logger,
            "disable_existing_loggers": False,
        }
    )
    return stream


def test_every_event_is_one_line_of_json_in_utc(written: io.StringIO) -> None:
    structlog.contextvars.bind_contextvars(request_id="r-1", company="USMF")
    structlog.get_logger("probe").info("order confirmed\nforged: line", number="PO-1")
    logging.getLogger("probe").warning("from the standard library %s", "too")
    structlog.contextvars.clear_contextvars()
    first, second = (json.loads(line) for line in written.getvalue().splitlines())
    assert (first["request_id"], first["company"], first["number"]) == ("r-1", "USMF", "PO-1")
    assert first["event"] == r"order confirmed\x0aforged: line"
    assert first["at"].endswith("Z")
    assert second["event"] == "from the standard library too"
