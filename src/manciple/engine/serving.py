"""The start of an instance: database, preparation, worker, web, and one process that keeps them together."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from manciple.engine import web
from manciple.engine.embedded import EmbeddedServer
from manciple.engine.failures import EngineFailure
from manciple.engine.first import FirstLink
from manciple.engine.home import Home
from manciple.engine.lock import InstanceLock
from manciple.engine.options import Options
from manciple.engine.plan import embedded_server
from manciple.engine.processes import Child, Supervisor, python_child
from manciple.engine.targets import Plan, external_plan
from manciple.engine.upkeep import begun, provision_and_verify, steps_due


@dataclass(frozen=True)
class Request:
    """What the person who starts an instance asked for."""

    listening: web.Listening
    demo: bool = False
    worker: bool = True
    behind_proxy: bool = False
    allowed_hosts: tuple[str, ...] = ()
    may_migrate: bool = True


def say(text: str) -> None:
    """Tell the person at the terminal something, at once."""
    print(text, flush=True)


class Instance:
    """One running Manciple."""

    def __init__(self, home: Home, request: Request) -> None:
        """Decide where everything lies; nothing is started yet."""
        self.home, self.request = home, request
        external = external_plan(home)
        self.server: EmbeddedServer | None = None if external else embedded_server(home)
        self.plan: Plan = external or embedded_server(home).plan
        self.listening = request.listening
        self.started = time.monotonic()
        self.lock = InstanceLock(home)
        self.prepared = False

    def run(self) -> None:
        """Run until told to stop."""
        self.refuse_unsafe()
        self.lock.take()
        try:
            Supervisor(self.children(), say).run(self.ready)
        finally:
            self.lock.release()

    def refuse_unsafe(self) -> None:
        """Stop where others could reach an instance that is not made for it."""
        if self.listening.loopback:
            return
        if self.request.demo or self.home.demo_users.exists():
            raise EngineFailure("The demo's passwords are known to all; it answers at 127.0.0.1 only.")
        if not self.listening.certificate and not self.request.behind_proxy:
            raise EngineFailure(
                f"Listening on {self.listening.host} needs --certificate and --key, "
                f"or --behind-proxy where a proxy ends TLS."
            )

    def children(self) -> list[Child]:
        """Answer the processes in the order in which each needs the ones before it."""
        children = []
        if self.server is not None:
            children.append(self.database(self.server))
        if self.request.worker:
            children.append(Child("worker", self.start_worker, before=self.prepare_once))
        children.append(Child("web", self.start_web, self.wait_for_web, before=self.prepare_once))
        return children

    def database(self, server: EmbeddedServer) -> Child:
        """Answer the database server as a child."""
        return Child("database", server.start, server.wait_until_ready, stop_signal=signal.SIGINT)

    def prepare_once(self) -> None:
        """Provision, migrate, collect assets and load the demo company, each only where it is due."""
        if self.prepared:
            return
        report = provision_and_verify(self.plan, durable=not Options.from_environment().testing)
        for missing in report.missing:
            say(f"This server lacks: {missing}")
        steps = steps_due(self.plan, demo=self.request.demo, may_migrate=self.request.may_migrate)
        if steps:
            say(f"[{time.monotonic() - self.started:5.1f} s] {', '.join(steps)}")
            self.run_steps(steps)
        self.prepared = True

    def run_steps(self, steps: list[str]) -> None:
        """Do the steps in a process of their own, so that this one stays small."""
        answer = subprocess.run([sys.executable, "-m", "manciple", "prepare", *steps], env=self.environment)
        if answer.returncode:
            raise EngineFailure(f"The preparation failed with code {answer.returncode}.")

    @property
    def environment(self) -> dict[str, str]:
        """What the children are told."""
        told = {
            "MANCIPLE_HOME": str(self.home.path),
            "MANCIPLE_SUPERVISED": "1",
            "MANCIPLE_BEHIND_PROXY": "1" if self.request.behind_proxy else "",
            "MANCIPLE_TLS": "1" if self.listening.certificate else "",
            "MANCIPLE_ADDRESS": os.environ.get("MANCIPLE_ADDRESS") or self.listening.address,
            "PYTHONUNBUFFERED": "1",
        }
        if self.request.allowed_hosts:
            told["MANCIPLE_ALLOWED_HOSTS"] = ",".join(self.request.allowed_hosts)
        return {**os.environ, **told}

    def start_worker(self) -> "subprocess.Popen[bytes]":
        """Start the process that works off the job queue."""
        return python_child("worker", environment=self.environment, log=self.log("worker"))

    def log(self, name: str) -> Path | None:
        """Answer where a child's log goes: in the demo to a file, else to where this process writes."""
        return self.home.logs / f"{name}.log" if self.request.demo else None

    def start_web(self) -> "subprocess.Popen[bytes]":
        """Start the web server on the wanted port, or the next free one; later starts keep the port."""
        port = web.free_port(self.listening.host, self.listening.port)
        if port != self.listening.port:
            say(f"Port {self.listening.port} is taken; using {port}.")
            self.listening = replace(self.listening, port=port)
        metrics = self.home.metrics
        shutil.rmtree(metrics)
        environment = {**self.environment, "PROMETHEUS_MULTIPROC_DIR": str(self.home.metrics)}
        return python_child("web", *self.listening.arguments, environment=environment, log=self.log("web"))

    def wait_for_web(self, process: "subprocess.Popen[bytes]") -> None:
        """Return once the web server answers."""
        web.wait_until_live(self.listening, process)

    def ready(self) -> None:
        """Say where Manciple answers, and in the demo who may log in."""
        self.lock.announce(self.listening.address)
        for user in self.demo_users():
            name, password = user.get("username", ""), user.get("password", "")
            say(f"  {name:<12} {password:<24} {user.get('role', '')}".rstrip())
        if self.request.demo and self.home.demo_token.exists():
            say(f"  API token of the administrator: {self.home.demo_token}")
        self.invite()
        say(f"Manciple answers at {self.listening.address} ({time.monotonic() - self.started:.1f} s). Ctrl-C stops it.")

    def invite(self) -> None:
        """While nobody can sign in, say where the first administrator begins; a later start draws another link."""
        if self.request.demo or begun(self.home).fresh:
            return
        link = f"{self.listening.address.rstrip('/')}/first/{FirstLink(self.home).draw()}/"
        say(f"Nobody can sign in yet. The first administrator begins here, once and within a day:\n  {link}")

    def demo_users(self) -> list[dict[str, Any]]:
        """Answer the demo's users as its data left them."""
        if not self.request.demo or not self.home.demo_users.exists():
            return []
        users = json.loads(self.home.demo_users.read_text())
        return users if isinstance(users, list) else []
