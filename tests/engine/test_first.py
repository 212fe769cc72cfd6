"""The link of the first administrator, and an instance that nobody can sign in to yet."""

from __future__ import annotations

import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from manciple.engine.first import GOOD_FOR_SECONDS, FirstLink
from manciple.engine.home import Home

from ..instances import Instance, manciple

PASSWORD = "a bolt for every bracket"
FOUNDER = {
    "username": "ann", "email": "ann@example.com", "password": PASSWORD,
    "code": "ACME", "name": "Acme Tools", "country": "DE", "currency": "EUR", "time_zone": "Europe/Berlin",
    "address": "1 Bolt Street",
}  # fmt: skip
LINK = re.compile(r"http://\S+/first/[\w-]{43}/")


def test_a_link_is_good_for_a_day_and_only_its_hash_is_kept(home_folder: Path) -> None:
    link = FirstLink(Home(home_folder).create())
    assert not link.fits("anything")
    secret = link.draw(now=1000.0)
    assert secret not in link.path.read_text()
    assert link.path.stat().st_mode & 0o777 == 0o600
    assert link.fits(secret, now=1000.0 + GOOD_FOR_SECONDS - 1)
    assert not link.fits(secret, now=1000.0 + GOOD_FOR_SECONDS)
    assert not link.fits(secret[:-1], now=1000.0)


def test_only_the_last_link_is_good_and_only_once(home_folder: Path) -> None:
    link = FirstLink(Home(home_folder).create())
    earlier, secret = link.draw(), link.draw()
    assert (link.fits(earlier), link.fits(secret)) == (False, True)
    link.spend()
    assert not link.fits(secret)


class Browser:
    """Somebody who opens the link, with cookies and without scripts."""

    def __init__(self) -> None:
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, address: str) -> tuple[int, str]:
        return self._answer(urllib.request.Request(address))  # noqa: S310

    def fill(self, address: str, told: dict[str, str]) -> tuple[int, str]:
        """Opens a page and sends its form."""
        _, page = self.get(address)
        (mark,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[:1]
        body = urllib.parse.urlencode(told | {"csrfmiddlewaretoken": mark}).encode()
        return self._answer(urllib.request.Request(address, body, {"Referer": address}))  # noqa: S310

    def _answer(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def test_a_bare_installation_comes_to_a_company_that_works(home_folder: Path) -> None:
    """From nothing: the start prints a link; its page makes administrator and company; the link is used up."""
    running = Instance(home_folder, module="tests.engine.served").start("serve")
    try:
        (link,) = LINK.findall(running.said)
        browser = Browser()
        assert browser.get(link.replace("/first/", "/first/x"))[0] == 404
        status, page = browser.fill(link, FOUNDER | {"password": "short", "currency": "XXY"})
        assert (status, "ORG" in page or "USR-02" in page) == (422, True)
        assert browser.fill(link, FOUNDER)[0] == 200
        assert browser.get(link)[0] == 404
        status, page = browser.fill(f"{running.address}login/", {"login": "ann", "password": PASSWORD})
        assert (status, "Acme Tools" in page or "ACME" in page) == (200, True)
        sites = manciple(home_folder, "list", "sites", "--json")
        assert [row["code"] for row in json.loads(sites.stdout)["rows"]] == ["1"], sites.stdout + sites.stderr
    finally:
        assert running.stop() == 0, running.said
    again = Instance(home_folder, module="tests.engine.served").start("serve")
    try:
        assert len(LINK.findall(again.said)) == 1
    finally:
        assert again.stop() == 0
