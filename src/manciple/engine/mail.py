"""How e-mail leaves: named by one address, as the database is."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

BACKENDS = "django.core.mail.backends."
SENDER = "manciple@localhost"
PORTS = {"smtp": 25, "smtps": 465, "submission": 587}


def settings_of(url: str) -> dict[str, Any]:
    """Django's settings for `smtp://user:password@host:25`, `smtps://` (TLS from the first byte),
    `submission://` (STARTTLS), `console:` or, without an address, files in the home.

    `?from=` names the sender.
    """
    parts = urlsplit(url)
    sender = parse_qs(parts.query).get("from", [SENDER])[0]
    common = {"DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender, "EMAIL_TIMEOUT": 20}
    if parts.scheme in ("", "file"):
        return common | {"EMAIL_BACKEND": f"{BACKENDS}filebased.EmailBackend"}
    if parts.scheme == "console":
        return common | {"EMAIL_BACKEND": f"{BACKENDS}console.EmailBackend"}
    if parts.scheme not in PORTS:
        raise ValueError("MANCIPLE_EMAIL_URL begins with smtp:, smtps:, submission:, console: or file:")
    return common | {
        "EMAIL_BACKEND": f"{BACKENDS}smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "submission",
    }
