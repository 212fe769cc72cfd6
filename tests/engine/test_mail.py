"""One address says how e-mail leaves."""

from __future__ import annotations

import pytest

from manciple.engine import mail
from manciple.engine.options import Options

BACKENDS = "django.core.mail.backends."


@pytest.mark.parametrize(
    ("url", "backend", "host", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", "smtp.EmailBackend", "mail.example", 25, False, False),
        ("smtps://mail.example:4650", "smtp.EmailBackend", "mail.example", 4650, False, True),
        ("submission://u:p%40ss@mail.example", "smtp.EmailBackend", "mail.example", 587, True, False),
        ("console:", "console.EmailBackend", None, None, None, None),
        ("file:", "filebased.EmailBackend", None, None, None, None),
        ("", "filebased.EmailBackend", None, None, None, None),
    ],
)
def test_how_mail_leaves(
    url: str, backend: str, host: str | None, port: int | None, tls: bool | None, ssl: bool | None
) -> None:
    told = mail.settings_of(url)
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_USE_SSL")
    assert (told["EMAIL_BACKEND"], *(told.get(name) for name in names)) == (BACKENDS + backend, host, port, tls, ssl)


def test_who_sends_it_and_with_what_password() -> None:
    told = mail.settings_of("submission://books:p%40ss@mail.example?from=books@example.com")
    assert (told["DEFAULT_FROM_EMAIL"], told["EMAIL_HOST_USER"], told["EMAIL_HOST_PASSWORD"]) == (
        "books@example.com", "books", "p@ss",
    )  # fmt: skip


def test_another_scheme_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="MANCIPLE_EMAIL_URL begins with"):
        mail.settings_of("imap://mail.example")


def test_the_environment_says_where_people_reach_it() -> None:
    told = Options.from_environment({"MANCIPLE_ADDRESS": "https://books.example/", "MANCIPLE_EMAIL_URL": "console:"})
    assert (told.address, told.email_url) == ("https://books.example", "console:")
