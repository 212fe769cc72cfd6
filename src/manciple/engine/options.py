"""How an instance is told to run: read from the environment once, passed to its children the same way."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
TRUE = {"1", "true", "yes", "on"}


def switched_on(environment: Mapping[str, str], name: str) -> bool:
    """Say whether a yes-or-no variable is set to yes."""
    return environment.get(name, "").strip().lower() in TRUE


@dataclass(frozen=True)
class Options:
    """What the web server is told: who may call it by which name, and who ends TLS."""

    allowed_hosts: tuple[str, ...] = LOOPBACK
    tls: bool = False
    behind_proxy: bool = False
    log_level: str = "INFO"
    plain_logs: bool = False
    testing: bool = False
    worker: bool = False
    address: str = "http://localhost:8000"
    email_url: str = ""

    @property
    def secure(self) -> bool:
        """Whether browsers reach Manciple by https only."""
        return self.tls or self.behind_proxy

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Options":
        """Read the variables that begin with MANCIPLE_."""
        hosts = [name.strip() for name in environment.get("MANCIPLE_ALLOWED_HOSTS", "").split(",") if name.strip()]
        return cls(
            allowed_hosts=(*hosts, *LOOPBACK),
            tls=switched_on(environment, "MANCIPLE_TLS"),
            behind_proxy=switched_on(environment, "MANCIPLE_BEHIND_PROXY"),
            log_level=environment.get("MANCIPLE_LOG_LEVEL", "INFO").upper(),
            plain_logs=switched_on(environment, "MANCIPLE_PLAIN_LOGS"),
            testing=switched_on(environment, "MANCIPLE_TEST_CLUSTER"),
            worker=switched_on(environment, "MANCIPLE_WORKER"),
            address=environment.get("MANCIPLE_ADDRESS", cls.address).rstrip("/"),
            email_url=environment.get("MANCIPLE_EMAIL_URL", ""),
        )
