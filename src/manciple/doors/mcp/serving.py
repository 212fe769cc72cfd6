"""Speaks the Model Context Protocol: lists the tools, calls them as the user of a token."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mcp_types as types
from django.db import close_old_connections
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from manciple import __version__
from manciple.kernel import authority, clock
from manciple.kernel.context import Context
from manciple.kernel.refusals import Invalid, NotFound, Refused

from .tools import Offer, answer, offered

DOOR = "mcp"
INSTRUCTIONS = (
    "Tools of a business system. Tools that change something only preview their exact effects; "
    "show the preview to the user, then call again with apply=true. A refusal says why and what to do.")  # fmt: skip


@dataclass
class Agent:
    """Who calls the tools: the holder of a token, asked for at every call, so that a revoked one ends at once."""

    token: str
    company: str = ""

    @cached_property
    def offers(self) -> dict[str, Offer]:
        """The tools by name."""
        return {each.name: each for each in offered()}

    def context(self, company: str) -> Context:
        """The circumstances of the holder in a company. Raises NotFound, Invalid."""
        bearer = authority.user_of_token(self.token, clock.now())
        if bearer is None:
            raise NotFound("a user of this token")
        code = company or self.company
        if not code:
            found = [each.code for each in authority.companies_of(bearer.user) if bearer.may_enter(each.code)]
            if len(found) != 1:
                raise Invalid(("company", f"must be one of {', '.join(found) or 'none'}"))
            code = found[0]
        ctx = authority.context(user=bearer.user, company=code, door=DOOR) if bearer.may_enter(code) else None
        if ctx is None:
            raise NotFound(f"company {code}")
        return ctx

    def call(self, name: str, asking: Mapping[str, Any]) -> types.CallToolResult:
        """One call. What goes wrong is an answer too, so that the agent can do better."""
        if name not in self.offers:
            return failed({"error": f"There is no tool {name}."})
        try:
            ctx = self.context(str(asking.get("company", "")))
            return done(answer(self.offers[name], ctx, asking))
        except Refused as refused:
            return failed({"refusals": [each.as_dict() for each in refused.refusals]})
        except NotFound as missing:
            return failed({"error": f"Not found: {missing}"})
        except Invalid as invalid:
            return failed({"errors": [{"place": place, "message": message} for place, message in invalid.faults]})

    def call_aside(self, name: str, asking: Mapping[str, Any]) -> types.CallToolResult:
        """One call in a thread of its own, whose connection is given back."""
        try:
            return self.call(name, asking)
        finally:
            close_old_connections()


def done(value: Any) -> types.CallToolResult:
    """A good answer."""
    return _result(value, is_error=False)


def failed(value: Any) -> types.CallToolResult:
    """Reasons why not."""
    return _result(value, is_error=True)


def _result(value: Any, *, is_error: bool) -> types.CallToolResult:
    text = json.dumps(value, ensure_ascii=False)
    content: list[types.ContentBlock] = [types.TextContent(type="text", text=text)]
    return types.CallToolResult(content=content, structured_content=value, is_error=is_error)


def tool(offer: Offer) -> types.Tool:
    """A tool as the protocol describes it."""
    hints = types.ToolAnnotations(
        title=offer.title, read_only_hint=offer.reads, destructive_hint=offer.danger, open_world_hint=False
    )
    return types.Tool(
        name=offer.name, title=offer.title, description=offer.help or offer.title, input_schema=offer.schema,
        annotations=hints)  # fmt: skip


def server(agent: Agent) -> Server[Any]:
    """The server for one agent."""

    async def list_tools(
        ctx: ServerRequestContext[Any], params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[tool(each) for each in agent.offers.values()])

    async def call_tool(ctx: ServerRequestContext[Any], params: types.CallToolRequestParams) -> types.CallToolResult:
        return await asyncio.to_thread(agent.call_aside, params.name, params.arguments or {})

    return Server(
        "manciple", version=__version__, title="Manciple", instructions=INSTRUCTIONS, on_list_tools=list_tools,
        on_call_tool=call_tool)  # fmt: skip


def serve(agent: Agent) -> None:
    """Serves one agent over standard input and output until it goes."""

    async def speak() -> None:
        made = server(agent)
        async with stdio_server() as (read, write):
            await made.run(read, write, made.create_initialization_options())

    asyncio.run(speak())
