"""The embedded server finds a place, never runs twice, and never outlives a start that failed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from manciple.engine.embedded import ROOT_STORE, EmbeddedServer
from manciple.engine.failures import EngineFailure
from manciple.engine.home import Home, is_root
from manciple.engine.provision import connect

from ..instances import wait_for


@pytest.fixture
def server(own_home: Path) -> Iterator[EmbeddedServer]:
    """Lend a server that is not started yet, and stop whatever a test leaves of it."""
    made = EmbeddedServer(Home(own_home), for_tests=True)
    yield made
    made.stop()


def answers(server: EmbeddedServer) -> bool:
    with connect(server.admin) as admin:
        return admin.execute("SELECT 1").fetchone() == (1,)


def test_the_server_runs_while_it_is_needed(server: EmbeddedServer) -> None:
    with server.running():
        assert answers(server)
    assert server.postmaster() is None


def test_whoever_comes_second_uses_the_running_server(server: EmbeddedServer) -> None:
    with server.running():
        first = server.postmaster()
        with EmbeddedServer(server.home, for_tests=True).running() as second:
            assert second.postmaster() == first
        assert answers(server)


def test_a_lock_file_left_by_a_crash_is_no_server(server: EmbeddedServer) -> None:
    process = server.start()
    server.wait_until_ready(process)
    process.kill()
    process.wait()
    assert (server.data / "postmaster.pid").exists()
    assert server.postmaster() is None
    with server.running():
        assert answers(server)


def test_a_killed_server_that_nobody_has_buried_yet_is_none(server: EmbeddedServer) -> None:
    """Below a first process that does not wait for orphans, as in many containers, its number stays in use."""
    process = server.start()
    server.wait_until_ready(process)
    process.kill()
    wait_for(lambda: server.postmaster() is None)
    with server.running():
        assert answers(server)
    process.wait()


def test_a_server_left_behind_is_taken_over_not_doubled(server: EmbeddedServer) -> None:
    server.start_detached()
    left = server.postmaster()
    assert left is not None
    process = server.start()
    server.wait_until_ready(process)
    found = server.postmaster()
    assert found is not None
    assert found.pid == process.pid != left.pid
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0


def test_a_server_that_cannot_start_says_why(server: EmbeddedServer) -> None:
    server.initialise()
    (server.data / "postgresql.conf").write_text("no_such_setting = 1\n")
    process = server.start()
    with pytest.raises(EngineFailure, match=r"did not start: .*(no_such_setting|configuration)"):
        server.wait_until_ready(process)


def test_data_of_another_major_version_is_left_alone(server: EmbeddedServer) -> None:
    server.initialise()
    (server.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(EngineFailure, match="is of PostgreSQL 12"):
        server.initialise()


def test_a_home_with_a_long_path_gets_its_socket_elsewhere(home_folder: Path) -> None:
    server = EmbeddedServer(Home(home_folder / ("long" * 30)), for_tests=True)
    with server.running():
        assert server.socket_folder != server.data
        assert server.socket_folder.stat().st_mode & 0o077 == 0
        assert answers(server)
    shutil.rmtree(server.socket_folder)


@pytest.mark.skipif(not is_root(), reason="only root runs the database as another user")
def test_root_runs_the_server_as_another_user(server: EmbeddedServer) -> None:
    with server.running():
        found = server.postmaster()
        assert found is not None
        assert os.stat(f"/proc/{found.pid}").st_uid != 0
        assert server.data.stat().st_uid != 0


@pytest.mark.skipif(not is_root(), reason="only root runs the database as another user")
def test_a_home_that_user_cannot_enter_has_its_data_in_the_store() -> None:
    closed = Path(tempfile.mkdtemp())
    server = EmbeddedServer(Home(closed / "home"), for_tests=True)
    try:
        assert server.data.parent == ROOT_STORE
        assert EmbeddedServer(Home(closed / "home")).data == server.data
        assert EmbeddedServer(Home(closed / "other")).data != server.data
        with server.running():
            assert answers(server)
        assert closed.stat().st_mode & 0o077 == 0
    finally:
        shutil.rmtree(server.data, ignore_errors=True)
        shutil.rmtree(closed)


def test_variables_of_another_server_do_not_leak_in(server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    with server.running():
        assert answers(server)


def test_the_server_ends_with_the_process_that_started_it(server: EmbeddedServer) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom manciple.engine.embedded import EmbeddedServer\n"
        "from manciple.engine.home import Home\nserver = EmbeddedServer(Home(Path(sys.argv[1])), for_tests=True)\n"
        "server.wait_until_ready(server.start())\nprint('up', flush=True)\ntime.sleep(60)\n"
    )
    starter = subprocess.Popen([sys.executable, "-c", script, str(server.home.path)], stdout=subprocess.PIPE)
    assert starter.stdout is not None
    assert starter.stdout.readline() == b"up\n"
    assert server.postmaster() is not None
    starter.kill()
    starter.communicate()
    wait_for(lambda: server.postmaster() is None)
