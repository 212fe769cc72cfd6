"""The same on a server that Manciple did not start."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from manciple.engine.embedded import EmbeddedServer
from manciple.engine.home import Home
from manciple.engine.provision import Connection, connect
from manciple.engine.targets import external_plan

from ..instances import CHECKOUT, Instance, home_without_demo, manciple, python
from .conftest import url_of


def test_an_instance_runs_on_a_server_of_its_owner(home_folder: Path, bare_server: EmbeddedServer) -> None:
    url = url_of(bare_server.admin.to("postgres")).replace("/postgres?", "/books?")
    environment = {"MANCIPLE_DATABASE_URL": url, "MANCIPLE_TEST_CLUSTER": "1"}
    running = Instance(home_without_demo(home_folder), environment=environment).start()
    try:
        assert running.status("/health/ready") == 200
        assert not (home_folder / "database").exists()
        assert not any("-D" in child.cmdline() for child in running.family())
    finally:
        assert running.stop() == 0
    with connect(bare_server.admin.to("books")) as admin:
        owners = admin.execute("SELECT DISTINCT tableowner::text FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert owners == [("books_owner",)]


SLIP: dict[str, object] = {"product_receipt": "PS-1", "lines": [{"line_number": 1, "quantity": "10"}]}
LIFE: tuple[tuple[str, dict[str, object]], ...] = (
    ("confirm", {}),
    ("post-product-receipt", SLIP),
    ("invoice", {"invoice": "I-1", "post": True}),
    ("finalize", {}),
)


def test_an_order_lives_there_and_the_roles_keep_their_bounds(home_folder: Path, bare_server: EmbeddedServer) -> None:
    """Create, confirm, receive, invoice, finalize by MANCIPLE_DATABASE_URL; no DDL and no row without a scope."""
    told = {"MANCIPLE_DATABASE_URL": url_of(bare_server.admin).replace("/postgres?", "/trade?")}
    made = manciple(home_folder, "migrate", **told)
    assert made.returncode == 0, made.stderr
    for company in ("US01", "US02"):
        made = python(home_folder, "tests.faults.ground", company, "1" if company == "US01" else "0", **told)
        assert made.returncode == 0, made.stderr

    def at(*words: str) -> str:
        answer = manciple(home_folder, *words, "--company", "US01", "--user", "buyer0", "--json", **told)
        assert answer.returncode == 0, answer.stdout + answer.stderr
        return answer.stdout

    order = {"vendor": "V001", "lines": [{"item": "A100", "quantity": "10"}]}
    number = json.loads(at("new", "purchase-orders", "--args", json.dumps(order)))["number"]
    for action, args in LIFE:
        at("do", action, "purchase-orders", number, "--args", json.dumps(args))
    assert json.loads(at("show", "purchase-orders", number))["approval_status"] == "finalized"
    assert json.loads(at("verify"))["differences"] == []
    _keeps_bounds(told["MANCIPLE_DATABASE_URL"], home_folder)


def _keeps_bounds(url: str, home: Path) -> None:
    """What the runtime role can see and do, asked of the server itself."""
    with patched(MANCIPLE_DATABASE_URL=url):
        plan = external_plan(Home(home))
    assert plan is not None
    with connect(plan.runtime) as database:
        for statement in DDL:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                database.execute(statement)
        assert _orders(database, "") == 0
        rows = database.execute("SELECT code, id FROM organization_legalentity").fetchall()
        ids = {str(code): pk for code, pk in rows}
        assert [_orders(database, f"{{{ids[code]}}}") for code in ("US01", "US02")] == [1, 0]


DDL: tuple[LiteralString, ...] = (
    "CREATE TABLE mine (id int)", "ALTER TABLE orders_purchaseorder DISABLE ROW LEVEL SECURITY",
    "DROP TABLE orders_purchaseorder", "TRUNCATE orders_purchaseorder", "CREATE SCHEMA mine",
)  # fmt: skip


def _orders(database: Connection, scope: str) -> int:
    """How many orders a scope lets the runtime role see."""
    with database.transaction():
        database.execute("SELECT set_config('manciple.companies', %s, true)", [scope])
        ((count,),) = database.execute("SELECT count(*) FROM orders_purchaseorder").fetchall()
    return int(str(count))


@contextmanager
def patched(**told: str) -> Iterator[None]:
    """The environment with something more in it."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in told.items():
            patch.setenv(name, value)
        yield


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


def installed() -> Path | None:
    """Answer the programs of the newest PostgreSQL that the machine itself has, where Debian keeps them."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if int(path.parent.name) >= 15]
    return max(found, key=lambda path: int(path.parent.name), default=None)


@pytest.fixture
def foreign_url(bare_server: EmbeddedServer, home_folder: Path) -> Iterator[str]:
    """Lend a server of the machine's own PostgreSQL, another version than the embedded one; where there is
    none, the second embedded one."""
    programs = installed()
    if programs is None:
        yield url_of(bare_server.admin)
        return
    data, user = home_folder.parent / "foreign", bare_server.user
    data.mkdir(mode=0o700)
    if user is not None:
        os.chown(data, user.uid, user.gid)

    def run(program: str, *words: str) -> None:
        arguments = user.arguments if user else {}
        command = [str(programs / program), "-D", str(data), *words]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, **arguments)

    run("initdb", "-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
    options = f"-k {data} -c listen_addresses='' -c fsync=off"
    run("pg_ctl", "-w", "-s", "-l", str(data / "log"), "-o", options, "start")
    yield f"postgresql://postgres@/postgres?host={data}"
    run("pg_ctl", "-w", "-s", "-m", "immediate", "stop")


THERE = (
    "tests/engine/test_databases.py",
    "tests/security/test_catalog.py",
    "tests/doors/test_same_through_every_door.py",
)


def test_the_tests_themselves_run_there(foreign_url: str) -> None:
    """The roles and policies, and the life of an order through every door, on a server we did not start."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MANCIPLE_")}
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *THERE],
        env={**kept, "MANCIPLE_TEST_DATABASE_URL": foreign_url},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stdout[-5000:]


@pytest.mark.parametrize("variable", ["MANCIPLE_DATABASE_URL", "MANCIPLE_RUNTIME_DATABASE_URL"])
def test_a_mistyped_address_is_one_sentence(home_folder: Path, variable: str) -> None:
    answer = manciple(home_folder, "doctor", **{variable: "sqlite:///books.db"})
    assert (answer.returncode, answer.stderr.count("\n")) == (1, 1)
    assert variable in answer.stderr
