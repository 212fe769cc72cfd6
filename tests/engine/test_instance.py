"""A whole instance: it starts, survives the death of each of its processes, and stops without a rest."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from manciple.engine.home import is_root

from ..instances import Instance, alive, copied, manciple, wait_for

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def instance(prepared_home: Path, shared_folder: Path) -> Iterator[Instance]:
    """Lend one running demo to all tests of this file; each leaves it running."""
    running = copied(prepared_home, shared_folder / "instance")
    try:
        yield running.start()
    finally:
        running.stop_if_running()


def gone(family: list[psutil.Process]) -> bool:
    return not any(alive(member) for member in family)


def test_it_answers(instance: Instance) -> None:
    assert instance.status("/health/live") == 200
    assert instance.status("/health/ready") == 200
    assert instance.status("/metrics") == 200


def test_a_second_start_says_where_the_first_answers(instance: Instance) -> None:
    second = manciple(instance.home, "demo")
    assert (second.returncode, instance.address in second.stdout) == (0, True)


def test_a_command_uses_the_running_database(instance: Instance) -> None:
    doctor = manciple(instance.home, "doctor", "--json")
    found = {finding["name"]: finding["right"] for finding in json.loads(doctor.stdout)["findings"]}
    assert doctor.returncode == 0, found
    assert all(found.values())
    assert instance.status("/health/ready") == 200


@pytest.mark.parametrize("name", ["web", "worker", "postgres"])
def test_a_killed_process_comes_back(instance: Instance, name: str) -> None:
    killed = instance.child(name)
    assert killed is not None
    killed.kill()
    instance.wait_until_whole(without=[killed])


def test_a_killed_web_process_is_replaced_by_its_server(instance: Instance) -> None:
    server = instance.child("web")
    assert server is not None
    first = server.children()[0]
    first.kill()
    wait_for(lambda: first.pid not in {child.pid for child in server.children()} and len(server.children()) == 2)
    wait_for(lambda: instance.status("/health/ready") == 200)


def test_kill_of_the_supervisor_leaves_no_process_and_the_next_start_keeps_the_data(instance: Instance) -> None:
    family = instance.family()
    key = (instance.home / "secrets" / "secret-key").read_text()
    assert instance.process is not None
    os.kill(instance.process.pid, signal.SIGKILL)
    instance.process.wait()
    wait_for(lambda: gone(family))
    instance.start()
    assert instance.status("/health/ready") == 200
    assert (instance.home / "secrets" / "secret-key").read_text() == key


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT], ids=["stop", "Ctrl-C"])
def test_a_stop_signal_ends_everything_in_order(instance: Instance, sign: signal.Signals) -> None:
    if instance.process is None or instance.process.poll() is not None:
        instance.start()
    family = instance.family()
    assert instance.stop(sign) == 0
    assert gone(family)
    assert not (instance.home / "database" / "postmaster.pid").exists()


def test_a_taken_port_gives_the_next_one(instance: Instance) -> None:
    instance.stop_if_running()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", instance.port))
        taken.listen()
        instance.start(PORT=str(instance.port))
    assert f"Port {instance.port} is taken; using {instance.port + 1}." in instance.said
    assert instance.address.endswith(f":{instance.port + 1}/")


def test_the_demo_answers_nobody_else(home_folder: Path) -> None:
    answer = manciple(home_folder, "demo", "--host", "0.0.0.0")  # noqa: S104
    assert (answer.returncode, "127.0.0.1 only" in answer.stderr) == (1, True)


@pytest.mark.skipif(not is_root(), reason="as an ordinary user it would serve")
def test_real_work_is_not_done_as_root(home_folder: Path) -> None:
    answer = manciple(home_folder, "serve")
    assert (answer.returncode, "--user" in answer.stderr) == (1, True)
    assert not home_folder.exists()
    answer = manciple(home_folder, "serve", "--user", "nobody-of-this-name")
    assert "There is no user" in answer.stderr
