"""The link by which the first administrator gets in: random, kept as its hash, good for a day and for once."""

import hashlib
import hmac
import json
import secrets
import time

from manciple.engine.home import Home, write_private

GOOD_FOR_SECONDS = 24 * 3600
SECRET_BYTES = 32


class FirstLink:
    """The one link of a home; a new one takes the place of the one before."""

    def __init__(self, home: Home) -> None:
        """Name the file; nothing is read or written yet."""
        self.path = home.path / "first-link.json"

    def draw(self, now: float | None = None) -> str:
        """Answer a new secret; only its hash stays here."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        ends = (time.time() if now is None else now) + GOOD_FOR_SECONDS
        write_private(self.path, json.dumps({"hash": _hash(secret), "ends": ends}))
        return secret

    def fits(self, secret: str, now: float | None = None) -> bool:
        """Say whether a secret is the one that was drawn last and is still good."""
        try:
            kept = json.loads(self.path.read_text())
        except FileNotFoundError:
            return False
        in_time = (time.time() if now is None else now) < kept["ends"]
        return hmac.compare_digest(kept["hash"], _hash(secret)) and in_time

    def spend(self) -> None:
        """Make the link useless for good."""
        self.path.unlink(missing_ok=True)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
