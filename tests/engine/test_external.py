"""The same on a server that Manciple did not start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from manciple.engine.embedded import EmbeddedServer
from manciple.engine.provision import connect

from ..instances import Instance, home_without_demo, manciple
from .conftest import url_of

CHECKOUT = Path(__file__).resolve().parents[2]


def test_an_instance_runs_on_a_server_of_its_owner(home_folder: Path, bare_server: EmbeddedServer) -> None:
    url = url_of(bare_server.admin.to("postgres")).replace("/postgres?", "/books?")
    environment = {"MANCIPLE_DATABASE_URL": url, "MANCIPLE_TEST_CLUSTER": "1"}
    running = Instance(home_without_demo(home_folder), 18750, environment).start()
    try:
        assert running.status("/health/ready") == 200
        assert not (home_folder / "database").exists()
        assert not any("-D" in child.cmdline() for child in running.family())
    finally:
        assert running.stop() == 0
    with connect(bare_server.admin.to("books")) as admin:
        owners = admin.execute("SELECT DISTINCT tableowner::text FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert owners == [("books_owner",)]


def test_a_role_of_another_instance_is_not_taken_over(home_folder: Path, external_url: str) -> None:
    url = external_url.replace("/postgres?", "/shop?")
    first = manciple(home_folder / "one", "migrate", "sessions", MANCIPLE_DATABASE_URL=url)
    assert first.returncode == 0, first.stderr
    second = manciple(home_folder / "two", "migrate", MANCIPLE_DATABASE_URL=url)
    assert (second.returncode, "The role shop_owner exists" in second.stderr) == (1, True)


def test_a_server_that_does_not_answer_is_named_without_its_password(home_folder: Path) -> None:
    url = "postgresql://ann:geheim@127.0.0.1:1/books"
    answer = manciple(home_folder, "migrate", MANCIPLE_DATABASE_URL=url)
    assert answer.returncode == 1
    assert "No connection to ann@127.0.0.1:1/books" in answer.stderr
    assert "geheim" not in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_tests_themselves_run_there(external_url: str) -> None:
    """The plugin makes template and copy on the named server and connects as its runtime role."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MANCIPLE_")}
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/engine/test_databases.py"],
        env={**kept, "MANCIPLE_TEST_DATABASE_URL": external_url},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stdout
    assert "3 passed" in answer.stdout


@pytest.mark.parametrize("variable", ["MANCIPLE_DATABASE_URL", "MANCIPLE_RUNTIME_DATABASE_URL"])
def test_a_mistyped_address_is_one_sentence(home_folder: Path, variable: str) -> None:
    answer = manciple(home_folder, "doctor", **{variable: "sqlite:///books.db"})
    assert (answer.returncode, answer.stderr.count("\n")) == (1, 1)
    assert variable in answer.stderr
