"""The supervisor restarts what ends, waits longer each time, and gives up with the reason."""

import signal
import subprocess
import sys
import time

import pytest

from manciple.engine.failures import EngineFailure
from manciple.engine.processes import Child, Supervisor, is_alive, kill_tree


class Clock:
    """Time that passes only when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def python(script: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", script])


def ended() -> "subprocess.Popen[bytes]":
    process = python("raise SystemExit(3)")
    process.wait()
    return process


def supervised(child: Child) -> tuple[Supervisor, list[str], Clock]:
    said: list[str] = []
    clock = Clock()
    return Supervisor([child], said.append, clock, clock.sleep), said, clock


def test_a_child_that_ended_is_started_again_after_a_pause() -> None:
    starts: list[float] = []
    clock = Clock()

    def start() -> "subprocess.Popen[bytes]":
        starts.append(clock.now)
        return ended() if len(starts) < 4 else python("import time; time.sleep(60)")

    child = Child("web", start)
    said: list[str] = []
    supervisor = Supervisor([child], said.append, clock, clock.sleep)
    child.launch()
    while not child.up:
        supervisor.look_once()
        clock.sleep(0.5)
    assert starts == [0.0, 1.0, 3.5, 8.0]
    assert "web ended with code 3; starting it again in 1 s." in said
    supervisor.stop()


def test_the_sixth_end_within_ten_minutes_stops_everything() -> None:
    supervisor, _, clock = supervised(Child("worker", ended))

    def ten_minutes() -> None:
        while clock.now < 600:
            supervisor.look_once()
            clock.sleep(0.5)

    with pytest.raises(EngineFailure, match="worker ended 6 times in ten minutes; last exit with code 3"):
        ten_minutes()


def test_ends_long_ago_do_not_count() -> None:
    supervisor, _, clock = supervised(Child("worker", ended))
    for _turn in range(20):
        supervisor.look_once()
        clock.sleep(200.0)


def test_a_child_that_will_not_come_up_counts_as_ended() -> None:
    def never(process: "subprocess.Popen[bytes]") -> None:
        raise EngineFailure("it does not answer")

    child = Child("web", lambda: python("import time; time.sleep(60)"), never)
    supervisor, said, clock = supervised(child)
    supervisor.look_once()
    clock.sleep(2.0)
    supervisor.look_once()
    assert said[-1] == "it does not answer"
    assert not child.up


def test_children_are_stopped_in_the_opposite_order() -> None:
    class Noted(Child):
        def stop(self) -> None:
            order.append(self.name)

    order: list[str] = []
    children: list[Child] = [Noted(name, ended) for name in ("database", "worker", "web")]
    Supervisor(children, order.append).stop()
    assert order == ["web", "worker", "database"]


def test_a_stop_signal_ends_the_run_and_the_children() -> None:
    child = Child("web", lambda: python("import time; time.sleep(60)"))
    said: list[str] = []
    Supervisor([child], said.append).run(lambda: signal.raise_signal(signal.SIGTERM))
    assert said == ["Stopping."]
    assert not child.up
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_a_child_that_ignores_the_signal_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("manciple.engine.processes.STOP_SECONDS", 0.2)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    child = Child("web", lambda: subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE))
    child.launch()
    assert child.process is not None
    assert child.process.stdout is not None
    child.process.stdout.readline()
    child.stop()
    child.process.stdout.close()
    assert child.last_exit == "by signal 9"


def test_a_whole_family_is_killed() -> None:
    parent = python(
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\ntime.sleep(60)"
    )
    time.sleep(0.2)
    kill_tree(parent.pid)
    assert parent.wait(5) == -signal.SIGKILL
    kill_tree(parent.pid)


def test_a_process_number_of_another_program_is_not_ours() -> None:
    process = python("import time; time.sleep(60)")
    assert is_alive(process.pid, "python")
    assert not is_alive(process.pid, "postgres")
    process.kill()
    process.wait()
    assert not is_alive(process.pid, "python")
