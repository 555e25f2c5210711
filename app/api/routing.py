"""Routers: refuse parameters that a route does not have, and skip routers with another path.

FastAPI tries the routes of every included router in turn, twice for the one that answers. With some sixty
lists and records that took a third of a request that is not answered from the cache.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope


class StrictRoute(APIRoute):
    """A route that answers 422 to query parameters that it does not have: a misspelt one is not ignored."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler; a route with parameters takes them as one model that forbids others."""
        handle = super().get_route_handler()
        return handle if self.dependant.query_params else refusing_parameters(handle)


def refusing_parameters(
    handle: Callable[[Request], Coroutine[Any, Any, Response]],
) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    """Return a handler that refuses every query parameter before another handles the request."""

    async def handle_without_parameters(request: Request) -> Response:
        if request.scope["query_string"]:
            unknown = [{"type": "extra_forbidden", "loc": ("query", name)} for name in request.query_params]
            raise RequestValidationError(unknown)
        return await handle(request)

    return handle_without_parameters


class Router(APIRouter):
    """A router whose routes refuse parameters that they do not have."""

    def __init__(self, *, route_class: type[APIRoute] = StrictRoute, **settings: Any) -> None:
        super().__init__(route_class=route_class, **settings)


class PrefixRouter(Router):
    """A router whose routes are tried only for paths that begin with its prefix."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return how far the routes match a request: not at all outside of the prefix."""
        path: str = scope["path"]
        if not path.removeprefix(scope.get("root_path", "")).startswith(self.prefix):
            return Match.NONE, {}
        return super().matches(scope)
