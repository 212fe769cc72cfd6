"""The environment decides which databases are used, and mistakes in it are named."""

from pathlib import Path

import pytest

from manciple.engine.failures import EngineFailure
from manciple.engine.home import Home
from manciple.engine.targets import Roles, Target, external_plan


def plan_of(tmp_path: Path, **environment: str):  # type: ignore[no-untyped-def]
    return external_plan(Home(tmp_path), environment)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://ann:s%40cret@db.example:6543/books", ("db.example", 6543, "books", "ann", "s@cret")),
        ("postgres://ann@db.example/books", ("db.example", 5432, "books", "ann", "")),
        ("postgresql:///books?host=/run/postgresql", ("/run/postgresql", 5432, "books", "", "")),
        ("postgresql://ann:x@/books?host=/run/pg&port=5433", ("/run/pg", 5433, "books", "ann", "x")),
    ],
)
def test_an_address_is_read_as_written(url: str, expected: tuple[object, ...]) -> None:
    target = Target.from_url(url, "MANCIPLE_DATABASE_URL")
    assert (target.host, target.port, target.database, target.user, target.password) == expected


def test_further_parameters_reach_the_driver() -> None:
    target = Target.from_url("postgresql://ann@db/books?sslmode=verify-full", "MANCIPLE_DATABASE_URL")
    assert target.conninfo["sslmode"] == "verify-full"


def test_another_kind_of_database_is_refused_by_the_name_of_the_variable() -> None:
    with pytest.raises(EngineFailure, match=r"MANCIPLE_DATABASE_URL must begin with postgresql://"):
        Target.from_url("mysql://ann@db/books", "MANCIPLE_DATABASE_URL")


def test_a_target_never_shows_its_password() -> None:
    target = Target.from_url("postgresql://ann:geheim@db/books", "MANCIPLE_DATABASE_URL")
    assert "geheim" not in str(target)


def test_without_variables_there_is_no_server_of_ones_own(tmp_path: Path) -> None:
    assert plan_of(tmp_path) is None


@pytest.mark.parametrize(
    ("name", "scm", "hub"), [("postgres", "scm", "hub"), ("", "scm", "hub"), ("books", "books", "books_hub")]
)
def test_the_databases_are_named_after_the_address(tmp_path: Path, name: str, scm: str, hub: str) -> None:
    plan = plan_of(tmp_path, MANCIPLE_DATABASE_URL=f"postgresql://ann@db/{name}")
    assert (plan.scm, plan.hub) == (scm, hub)
    assert plan.runtime.user == Roles.of(scm).runtime
    assert plan.owner.user == Roles.of(scm).owner
    assert plan.owner.password != plan.runtime.password


def test_given_roles_are_used_as_they_are(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, MANCIPLE_RUNTIME_DATABASE_URL="postgresql://app:x@db/books")
    assert (plan.runtime.user, plan.provisions) == ("app", False)
    with pytest.raises(EngineFailure, match="MANCIPLE_OWNER_DATABASE_URL"):
        _ = plan.owner
