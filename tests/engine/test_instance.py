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

from .conftest import Running, home_without_demo, manciple, start, wait_for

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def instance(shared_folder: Path) -> Iterator[Running]:
    """Lend one running demo to all tests of this file; each leaves it running."""
    running = start(home_without_demo(shared_folder / "instance"), "demo", "--port", "18700")
    yield running
    running.stop()


def gone(family: list[psutil.Process]) -> bool:
    return not any(member.is_running() and member.status() != psutil.STATUS_ZOMBIE for member in family)


def test_it_answers(instance: Running) -> None:
    assert instance.status("/health/live") == 200
    assert instance.status("/health/ready") == 200
    assert instance.status("/metrics") == 200


def test_a_second_start_says_where_the_first_answers(instance: Running) -> None:
    second = manciple(instance.home, "demo")
    assert (second.returncode, instance.address in second.stdout) == (0, True)


def test_a_command_uses_the_running_database(instance: Running) -> None:
    doctor = manciple(instance.home, "doctor", "--json")
    found = {finding["name"]: finding["right"] for finding in json.loads(doctor.stdout)["findings"]}
    assert doctor.returncode == 0, found
    assert all(found.values())
    assert instance.status("/health/ready") == 200


@pytest.mark.parametrize("name", ["web", "worker", "postgres"])
def test_a_killed_process_comes_back(instance: Running, name: str) -> None:
    killed = instance.child(name)
    assert killed is not None
    killed.kill()
    wait_for(lambda: gone([killed]))
    wait_for(lambda: instance.child(name) not in (None, killed))
    wait_for(lambda: instance.status("/health/ready") == 200)


def test_a_killed_web_process_is_replaced_by_its_server(instance: Running) -> None:
    server = instance.child("web")
    assert server is not None
    first = server.children()[0]
    first.kill()
    wait_for(lambda: first.pid not in {child.pid for child in server.children()} and len(server.children()) == 2)
    wait_for(lambda: instance.status("/health/ready") == 200)


def test_kill_of_the_supervisor_leaves_no_process_and_the_next_start_keeps_the_data(instance: Running) -> None:
    family = instance.family()
    key = (instance.home / "secrets" / "secret-key").read_text()
    os.kill(instance.process.pid, signal.SIGKILL)
    instance.process.communicate()
    wait_for(lambda: gone(family))
    again = start(instance.home, "demo", "--port", "18700")
    instance.process, instance.said = again.process, again.said
    assert instance.status("/health/ready") == 200
    assert (instance.home / "secrets" / "secret-key").read_text() == key


def test_a_stop_signal_ends_everything_in_order(instance: Running) -> None:
    family = instance.family()
    code = instance.stop()
    assert code == 0
    assert gone(family)
    assert not (instance.home / "database" / "postmaster.pid").exists()
    again = start(instance.home, "demo", "--port", "18700")
    instance.process, instance.said = again.process, again.said


def test_ctrl_c_at_a_terminal_ends_everything(instance: Running) -> None:
    family = instance.family()
    instance.process.send_signal(signal.SIGINT)
    instance.process.communicate(timeout=60)
    assert instance.process.returncode == 0
    assert gone(family)


def test_a_taken_port_gives_the_next_one(instance: Running) -> None:
    if instance.process.poll() is None:
        instance.stop()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 18700))
        taken.listen()
        again = start(instance.home, "demo", PORT="18700")
    instance.process, instance.said = again.process, again.said
    assert "Port 18700 is taken; using 18701." in "".join(again.said)
    assert again.address.endswith(":18701/")


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
