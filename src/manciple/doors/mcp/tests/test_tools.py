import asyncio
def test_x(db):
    from mcp.client import Client
    from manciple.doors.mcp.serving import Agent, server
    async def go():
        async with Client(server(Agent("x"))) as c:
            t=await c.list_tools(); print(len(t.tools), max(len(x.name) for x in t.tools), t.tools[3])
            r=await c.call_tool("sites__list", {}); print(r)
    asyncio.run(go())
    assert 0
