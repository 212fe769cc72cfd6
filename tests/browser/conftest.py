"""A server with the demo companies, and people with a browser who work at it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from manciple import testing
from manciple.demo.data import load
from manciple.engine.home import Home
from manciple.kernel import actions, authority, clock, forms, running
from manciple.kernel.args import read
from manciple.kernel.context import Context

CHECKOUT = Path(__file__).resolve().parents[2]
SCREENSHOTS = CHECKOUT / "artefacts" / "screenshots"
AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
TOASTS = "shown => document.getElementById('toasts')?.style.setProperty('visibility', shown)"
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
COMPANY = "US01"
#: What a browser logs when a server refuses; dialogs and forms are refused by design.
REFUSED = ("status of 404", "status of 409", "status of 422")
#: What colours alone decide.
COLOURS = ["color-contrast", "link-in-text-block"]
UNSTUCK = "for (const bar of document.querySelectorAll('.save-bar')) bar.style.position = 'static'"
#: WCAG 2.2 up to AA.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

expect.set_options(timeout=10_000)


@dataclass(frozen=True)
class World:
    """Where the server answers, and who may sign in."""

    address: str
    passwords: dict[str, str]


@pytest.fixture(scope="package")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A fresh database with the demo, and a server on it; both are gone when the tests are over."""
    home = Home(tmp_path_factory.mktemp("demo"))
    with django_db_blocker.unblock():
        testing.renew()
        load(clock.now(), home)
        server = LiveServerThread("127.0.0.1", static_handler=lambda handler: handler)  # type: ignore[arg-type]
        server.start()
        server.is_ready.wait()
        assert server.error is None
        people = json.loads(home.demo_users.read_text())
        yield World(f"http://127.0.0.1:{server.port}", {each["username"]: each["password"] for each in people})
        server.terminate()
        testing.renew()


@dataclass
class Desk:
    """Somebody at a browser. Everything the browser complains about is remembered."""

    page: Page
    world: World
    company: str = COMPANY
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(word in message.text for word in REFUSED):
            self.complaints.append(f"{message.type}: {message.text}")

    def open(self, path: str) -> Desk:
        """Goes to a page of the company; one that begins with / is taken as it is."""
        where = path if path.startswith("/") else f"/{self.company}/{path}"
        self.page.goto(self.world.address + where)
        return self

    def settled(self) -> Desk:
        """Waits until the boxes beside a record have come, and the lines."""
        expect(self.page.locator('[hx-trigger^="load"]')).to_have_count(0)
        expect(self.page.locator("[data-grid-table]:empty")).to_have_count(0)
        return self

    def button(self, name: str) -> Locator:
        """A button by its words."""
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def dialog(self) -> Locator:
        """The dialog that is open."""
        return self.page.locator("dialog[open]").last

    def act(self, key: str, tab: str = "") -> Locator:
        """Presses a button of the action pane and gives its dialog."""
        if tab:
            self.page.locator(f"#pane-tab-{tab}").click()
        self.page.locator(f"#do-{key}").click()
        expect(self.dialog.locator("form")).to_be_visible()
        return self.dialog

    def preview(self) -> Locator:
        """Presses Preview in the dialog and gives what it shows."""
        self.dialog.get_by_role("button", name="Preview").click()
        shown = self.dialog.locator("[data-preview]")
        expect(shown).to_be_visible()
        return shown

    def run(self) -> None:
        """Presses the dialog's own button; it closes when the act is done, and the page is drawn anew."""
        self.page.locator("#page-title").evaluate("title => title.dataset.old = ''")
        self.dialog.locator('button[value="run"]').click()
        expect(self.page.locator("dialog[open]")).to_have_count(0)
        expect(self.page.locator("#page-title[data-old]")).to_have_count(0)

    def shoot(self, name: str, *, whole: bool = False) -> Desk:
        """Keeps a picture of the page, whole and without the notices that pass."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.settled().page.evaluate(TOASTS, "hidden")
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=whole, animations="disabled")
        self.page.evaluate(TOASTS, "")
        return self

    def faults(self, rules: list[str] = RULES) -> list[str]:
        """What axe finds wrong with the page; a bar that sticks covers only what scrolling uncovers."""
        self.page.evaluate(UNSTUCK)
        self.page.evaluate(AXE.read_text() + "; undefined")
        found = self.page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
        return [
            f"{each['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
            for each in found["violations"] for node in each["nodes"][:3]
        ]  # fmt: skip


Sit = Callable[..., Desk]


def acting(user: str = "admin") -> Context:
    """Somebody who acts without a browser, to make what a test begins with."""
    pk = get_user_model().objects.values_list("pk", flat=True).get(username=user)
    ctx = authority.context(user=pk, company=COMPANY, door="cli")
    assert ctx is not None
    return ctx


def make(key: str, user: str = "admin", **values: Any) -> str:
    """Makes a record of a form and gives its number."""
    form = forms.find(key)
    answer = running.create(form.of, read(actions.find(form.of, "create").args, values), acting(user))
    return next(each.number for each in answer.made if each.kind == key)


def do(key: str, action: str, number: str, user: str = "admin", **values: Any) -> None:
    """Does something to a record."""
    form = forms.find(key)
    args = read(actions.find(form.of, action).args, values)
    assert running.run(form.of, action, [number], args, acting(user)).refused == {}


@pytest.fixture(scope="package")
def signed_in(chromium: Browser, world: World) -> Callable[[str], Any]:
    """The cookies of a user, who signs in once for all tests."""
    known: dict[str, Any] = {}

    def of(user: str) -> Any:
        if user not in known:
            context = chromium.new_context(base_url=world.address)
            page = context.new_page()
            page.goto("/login/")
            page.fill("[name=login]", user)
            page.fill("[name=password]", world.passwords[user])
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.wait_for_url(re.compile(r"/[A-Z]{2}01/$"))
            known[user] = context.storage_state()
            context.close()
        return known[user]

    return of


@pytest.fixture
def sit(chromium: Browser, world: World, signed_in: Callable[[str], Any]) -> Iterator[Sit]:
    """Seats users at browsers; afterwards none of them may have complained."""
    desks: list[tuple[Desk, BrowserContext]] = []

    def at(user: str = "admin", *, phone: bool = False, dark: bool = False) -> Desk:
        context = chromium.new_context(
            base_url=world.address, viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
            storage_state=signed_in(user) if user else None, has_touch=phone,
            color_scheme="dark" if dark else "light")  # fmt: skip
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.set_default_timeout(10_000)
        desks.append((Desk(context.new_page(), world), context))
        return desks[-1][0]

    yield at
    for _desk, context in desks:
        context.close()
    assert [complaint for desk, _context in desks for complaint in desk.complaints] == []
