"""Agents at the door: tools as declared, a dry run unless told to do it, the holder's own permissions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from mcp.client import Client

from manciple.demo.company import Company, found
from manciple.doors.mcp.serving import Agent, server
from manciple.doors.mcp.tools import offered
from manciple.kernel import actions, clock, forms, inquiries
from manciple.kernel.actions import find
from manciple.kernel.args import read
from manciple.kernel.running import run
from manciple.organization.models import ApiToken

ORDER = {"vendor": "V001", "lines": [{"item": "A100", "quantity": "10", "unit_price": "2.50"}]}


def token(company: Company, **more: Any) -> str:
    told = {"user": "tester", "name": "agent", "expires_on": company.today + timedelta(days=3), **more}
    return run(ApiToken, "issue", (), read(find(ApiToken, "issue").args, told), company.ctx.fresh()).secret


@pytest.fixture
def company(db: None) -> Company:
    return found("US01", today=clock.now().date())


@pytest.fixture
def agent(company: Company) -> Agent:
    return Agent(token(company))


def called(agent: Agent, name: str, **asking: Any) -> Any:
    """A good answer of a tool."""
    result = agent.call(name, asking)
    assert not result.is_error, result.structured_content
    return result.structured_content


def refused(agent: Agent, name: str, **asking: Any) -> Any:
    """The reasons why a tool did nothing."""
    result = agent.call(name, asking)
    assert result.is_error
    return result.structured_content


def test_every_form_action_and_inquiry_is_a_tool() -> None:
    names = {each.name for each in offered()}
    for form in forms.every():
        assert {f"{form.key}__list", f"{form.key}__show"} <= names
        assert {f"{form.key}__{each.key}" for each in form.actions()} <= names
        for lines in form.lines:
            assert {
                f"{form.key}__{lines.key}__{each.key}" for each in actions.of(lines.of) if not each.creates
            } <= names
    assert {f"ask__{each.key}" for each in inquiries.every()} <= names
    assert all(len(name) <= 64 for name in names)


def test_a_change_is_only_shown_until_it_is_told_to_be_done(agent: Agent) -> None:
    shown = called(agent, "purchase-orders__create", args=ORDER)
    assert (shown["preview"], len(shown["made"])) == (True, 1)
    assert called(agent, "purchase-orders__list")["rows"] == []
    number = called(agent, "purchase-orders__create", args=ORDER, apply=True)["made"][0]["number"]
    shown = called(agent, "purchase-orders__confirm", numbers=[number])
    assert ("approval_status", "Confirmed") in [(each["name"], each["after"]) for each in shown["effects"]["changes"]]
    assert called(agent, "purchase-orders__show", number=number)["approval_status"] == "approved"
    called(agent, "purchase-orders__confirm", numbers=[number], apply=True)
    assert called(agent, "purchase-orders__show", number=number)["approval_status"] == "confirmed"
    done = called(
        agent, "purchase-orders__lines__deliver-remainder", number=number, line=1, args={"remainder": "4"}, apply=True
    )
    assert done["done"] == [f"{number} · 1"]


def test_a_refusal_tells_the_agent_what_to_do(agent: Agent) -> None:
    told = refused(agent, "sites__delete", numbers=["1"], apply=True)
    assert (told["refusals"][0]["code"], "way_out" in told["refusals"][0]) == ("KRN-011", True)


@pytest.mark.parametrize(
    ("name", "asking"),
    [
        ("nothing", {}),
        ("sites__show", {}),
        ("sites__show", {"number": "NOPE"}),
        ("sites__list", {"colour": "red"}),
        ("sites__list", {"filters": {"colour": "red"}}),
        ("sites__list", {"filters": "x"}),
        ("sites__list", {"size": "many"}),
        ("sites__edit", {"numbers": "1", "args": {"name": "x"}}),
        ("sites__edit", {"numbers": ["1"], "args": {"colour": "red"}}),
        ("sites__edit", {"numbers": ["1"], "args": "x"}),
        ("sites__create", {"args": {"code": 9}}),
        ("ask__trial-balance", {"asked": {"from_date": "yesterday"}}),
        ("sites__list", {"company": "XX01"}),
        ("purchase-orders__lines__deliver-remainder", {"number": "X", "line": "one", "args": {}}),
    ],
)
def test_a_bad_call_is_answered_with_what_is_wrong(agent: Agent, name: str, asking: dict[str, Any]) -> None:
    told = refused(agent, name, **asking)
    assert told.keys() & {"error", "errors", "refusals"}


def test_lists_and_inquiries_are_asked(agent: Agent) -> None:
    told = called(agent, "warehouses__list", filters={"site": "1"}, order="-code", fields="code", size=1)
    assert (told["rows"], bool(told["next"])) == ([{"code": "12"}], True)
    assert called(agent, "ask__trial-balance") == {"rows": [], "next": None}
    assert "confirm" not in [each["key"] for each in called(agent, "sites__actions", number="1")["actions"]]


def test_a_token_counts_at_every_call(agent: Agent, company: Company) -> None:
    called(agent, "sites__list")
    ApiToken.objects.update(revoked_at=clock.now())
    assert "error" in refused(agent, "sites__list")
    assert "error" in refused(Agent("mc_made_up"), "sites__list")
    elsewhere = Agent(token(company, legal_entities=["US01"]), "EU01")
    assert "error" in refused(elsewhere, "sites__list")


def conversation(agent: Agent, talk: Callable[[Client], Awaitable[Any]]) -> Any:
    """What the protocol's own client hears."""

    async def speak() -> Any:
        async with Client(server(agent)) as client:
            return await talk(client)

    return asyncio.run(speak())


@pytest.mark.django_db(transaction=True)
def test_the_protocol_s_own_client_lists_and_calls() -> None:
    agent = Agent(token(found("US01", today=clock.now().date())))

    async def talk(client: Client) -> tuple[Any, Any, Any]:
        listed = await client.list_tools()
        good = await client.call_tool("sites__list", {"fields": "code"})
        bad = await client.call_tool("sites__delete", {"numbers": ["1"]})
        return listed, good, bad

    listed, good, bad = conversation(agent, talk)
    tools = {each.name: each for each in listed.tools}
    assert (tools["sites__list"].annotations.read_only_hint, tools["sites__delete"].annotations.destructive_hint) == (
        True,
        True,
    )
    assert good.structured_content["rows"] == [{"code": "1"}, {"code": "2"}]
    assert (bad.is_error, bad.structured_content["refusals"][0]["code"]) == (True, "KRN-011")
