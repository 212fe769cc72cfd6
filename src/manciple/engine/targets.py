"""Which databases this instance uses, as which role, and how each is reached.

Three roles per database keep apart what each may do: the owner changes the schema and serves no
request, the runtime role serves requests and owns nothing, the reader only reads. The administrator
makes them and is used for nothing else.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from manciple.engine.failures import EngineFailure
from manciple.engine.home import Home

SCM, HUB = "scm", "hub"
UNNAMED_DATABASES = {"", "postgres", "template1"}
DEFAULT_PORT = 5432
DATABASE_URL = "MANCIPLE_DATABASE_URL"
OWNER_URL = "MANCIPLE_OWNER_DATABASE_URL"
RUNTIME_URL = "MANCIPLE_RUNTIME_DATABASE_URL"


@dataclass(frozen=True)
class Target:
    """One way into one database: the server, the database, the role and its password."""

    host: str
    port: int
    database: str
    user: str
    password: str
    options: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_url(cls, url: str, variable: str) -> "Target":
        """Read a postgresql:// address; a socket folder may be given as ?host=/folder."""
        parts = urlsplit(url)
        if parts.scheme not in ("postgresql", "postgres"):
            raise EngineFailure(f"{variable} must begin with postgresql://, as in postgresql://user:password@host/name")
        query = dict(parse_qsl(parts.query))
        host = query.pop("host", None) or unquote(parts.hostname or "")
        port = int(query.pop("port", parts.port or DEFAULT_PORT))
        user = query.pop("user", None) or unquote(parts.username or "")
        password = query.pop("password", None) or unquote(parts.password or "")
        return cls(host, port, unquote(parts.path.lstrip("/")), user, password, tuple(sorted(query.items())))

    @property
    def conninfo(self) -> dict[str, Any]:
        """The parameters of a psycopg connection."""
        given = {"host": self.host, "user": self.user, "password": self.password}
        named = {name: value for name, value in given.items() if value}
        return {"dbname": self.database, "port": self.port, **named, **dict(self.options)}

    def to(self, database: str) -> "Target":
        """Answer the same way into another database of the same server."""
        return replace(self, database=database)

    def as_role(self, user: str, password: str) -> "Target":
        """Answer the way into the same database for another role."""
        return replace(self, user=user, password=password)

    def __str__(self) -> str:
        """Name the target without its password."""
        return f"{self.user}@{self.host or 'localhost'}:{self.port}/{self.database}"


@dataclass(frozen=True)
class Roles:
    """The names of the three roles of one database."""

    owner: str
    runtime: str
    reader: str

    @classmethod
    def of(cls, database: str) -> "Roles":
        """Answer the roles of a database: named after it, so that two databases share none."""
        return cls(f"{database}_owner", f"{database}_runtime", f"{database}_reader")


@dataclass(frozen=True)
class Plan:
    """The databases of this instance and the ways into them."""

    home: Home
    embedded: bool
    admin: Target | None
    scm: str
    owner_given: Target | None = None
    runtime_given: Target | None = None

    @property
    def hub(self) -> str:
        """The name of the hub's database beside the main one."""
        return HUB if self.scm == SCM else f"{self.scm}_{HUB}"

    @property
    def provisions(self) -> bool:
        """Whether Manciple makes databases and roles itself, rather than being given them."""
        return self.admin is not None

    def _as(self, role: str, given: Target | None) -> Target:
        if given is not None:
            return given
        if self.admin is None:
            raise EngineFailure(f"Set {DATABASE_URL}, or both {OWNER_URL} and {RUNTIME_URL}.")
        return self.admin.to(self.scm).as_role(role, self.home.secret(role))

    @property
    def owner(self) -> Target:
        """The way in for migrations."""
        return self._as(Roles.of(self.scm).owner, self.owner_given)

    @property
    def runtime(self) -> Target:
        """The way in for everything else."""
        return self._as(Roles.of(self.scm).runtime, self.runtime_given)


def embedded_admin(home: Home, socket_folder: str) -> Target:
    """Answer the way in for the bootstrap superuser of the embedded server."""
    return Target(socket_folder, DEFAULT_PORT, "postgres", "postgres", home.secret("postgres"))


def _given(environment: Mapping[str, str], variable: str) -> Target | None:
    url = environment.get(variable)
    return Target.from_url(url, variable) if url else None


def external_plan(home: Home, environment: Mapping[str, str] = os.environ) -> Plan | None:
    """Answer the plan that the environment gives for a server of its own, or None where it names none."""
    admin = _given(environment, DATABASE_URL)
    owner, runtime = _given(environment, OWNER_URL), _given(environment, RUNTIME_URL)
    if admin is None and runtime is None:
        return None
    named = (runtime or admin or owner or Target("", 0, "", "", "")).database
    return Plan(home, False, admin, SCM if named in UNNAMED_DATABASES else named, owner, runtime)
