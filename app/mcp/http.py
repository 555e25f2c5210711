"""The MCP server over streamable HTTP, as one route of the app.

What must stay true: it is stateless, so that any worker may answer, and takes POST alone: a GET would open a
stream that never ends.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from mcp.server.transport_security import TransportSecuritySettings
from starlette.routing import Route
from starlette.types import Lifespan

from app.api.dependencies import Resources
from app.mcp.server import create_server

PATH = "/mcp"

ANY_HOST = TransportSecuritySettings(enable_dns_rebinding_protection=False)
"""The app itself refuses host names that are not its own, and what is served is public."""


def add_mcp_route(app: FastAPI, resources: Resources) -> None:
    """Serve the tools at `/mcp`, for as long as the app runs."""
    server = create_server(resources)
    inner = server.streamable_http_app(
        streamable_http_path=PATH, json_response=True, stateless_http=True, transport_security=ANY_HOST
    )
    (route,) = (each for each in inner.routes if isinstance(each, Route))
    app.router.routes.append(Route(PATH, route.endpoint, methods=["POST"]))
    app.router.lifespan_context = running(app.router.lifespan_context, server.session_manager)


def running(lifespan: Lifespan[Any], manager: Any) -> Lifespan[Any]:
    """Return a lifespan in which the session manager of the server runs, too."""

    @asynccontextmanager
    async def both(app: Any) -> AsyncIterator[Any]:
        async with manager.run(), lifespan(app) as state:
            yield state

    return both
