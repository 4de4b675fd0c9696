# MCP's official Python client, for one visit: lists the tools, makes one call, and prints what came of both as one line of
# JSON. Address and call come as arguments, the key in the environment.

import asyncio
import json
import os
import sys

from mcp import Client, MCPError
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client


async def show_link(context, params):
    """Declares that this client shows people links; an error that asks for one is raised, and does not come here."""
    raise AssertionError("the server has no way to ask in the middle of a call")


async def main(url, tool, arguments, shows_links):
    headers = {"Authorization": f"Bearer {os.environ['FIRSTLIGHT_API_KEY']}"}
    async with create_mcp_http_client(headers=headers) as http:
        transport = streamable_http_client(url, http_client=http)
        options = {"elicitation_callback": show_link} if shows_links else {}
        async with Client(transport, **options) as client:
            visit = {"tools": [one.name for one in (await client.list_tools()).tools]}
            try:
                result = await client.call_tool(tool, arguments)
                visit["result"] = result.model_dump(mode="json", by_alias=True, exclude_none=True)
            except MCPError as error:
                visit["error"] = {"code": error.code, "message": error.message, "data": error.data}
            print(json.dumps(visit))


asyncio.run(main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), sys.argv[4] == "shows-links"))
