"""A disk that is nearly full refuses new work before the database stops (reliability §7)."""

from __future__ import annotations

import json
from collections import namedtuple
from pathlib import Path

import pytest
from django.test import Client

from manciple.demo.company import Company, found
from manciple.engine.disk import has_room
from manciple.founding.making import make
from manciple.kernel import clock
from manciple.kernel.actions import find
from manciple.kernel.args import read
from manciple.kernel.refusals import Refused
from manciple.kernel.running import create, run
from manciple.organization.models import ApiToken, Site

Usage = namedtuple("Usage", "total used free")
GIGABYTE = 1_000_000_000


def disk(monkeypatch: pytest.MonkeyPatch, total: int, free: int) -> None:
    """Makes the disk so large and so full."""
    usage = Usage(total * GIGABYTE, (total - free) * GIGABYTE, free * GIGABYTE)
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)


@pytest.fixture
def company(db: None) -> Company:
    return found("US01", today=clock.now().date())


@pytest.mark.parametrize(
    ("total", "free", "room"), [(20, 1, True), (20, 0, False), (60, 2, False), (2000, 6, True), (2000, 4, False)]
)
def test_a_twentieth_is_enough_and_so_are_five_gigabytes(
    monkeypatch: pytest.MonkeyPatch, total: int, free: int, room: bool
) -> None:
    disk(monkeypatch, total, free)
    assert has_room(Path("/")) is room


def test_nothing_new_is_written_on_a_full_disk(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    disk(monkeypatch, 60, 2)
    args = read(find(Site, "create").args, {"code": "77"})
    with pytest.raises(Refused) as refused:
        create(Site, args, company.ctx.fresh())
    assert refused.value.codes == ["KRN-024"]
    assert [made.number for made in create(Site, args, company.ctx.fresh(), preview=True).made] == ["77"]


def test_programs_are_told_to_try_again_later(
    company: Company, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    told = {"user": "tester", "name": "test", "expires_on": company.today}
    secret = run(ApiToken, "issue", (), read(find(ApiToken, "issue").args, told), company.ctx.fresh()).secret
    make(Site, [{"code": "77"}], company.ctx)
    disk(monkeypatch, 60, 2)
    headers = {"Authorization": f"Bearer {secret}"}
    answer = client.post("/api/v1/US01/sites", json.dumps({"code": "78"}), "application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "KRN-024", "1")
    assert client.get("/api/v1/US01/sites/77", headers=headers).status_code == 200
    assert client.get("/health/ready").status_code == 503
