"""Which route an address is for, found in a table.

FastAPI tries one route after the other, those of an included router twice; of eighty routes, that costs a
read more than its statement does. What must stay true: an address is answered by the route that FastAPI
itself would take; what the table does not know goes FastAPI's own way.
"""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import parse_qsl

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Receive, Scope, Send


class Listed(NamedTuple):
    """One route of the table."""

    route: APIRoute
    takes_parameters: bool
    """Where it does, their model refuses the unknown ones; where it does not, any is."""


class Switchboard:
    """The routes of an app, by the first part of their addresses that tells them apart."""

    def __init__(self, router: APIRouter, included: Iterable[APIRouter]) -> None:
        self.router = router
        self.table: dict[str, list[Listed]] = {}
        for route in (route for each in included for route in each.routes):
            if not isinstance(route, APIRoute) or "{" in part(route.path):
                raise TypeError(f"{route} cannot be found by the first part of its address")
            listed = Listed(route, bool(route.dependant.query_params))
            self.table.setdefault(part(route.path), []).append(listed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            for route, takes_parameters in self.table.get(part(scope["path"]), ()):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    scope.update(found, router=self.router)
                    if scope["query_string"] and not takes_parameters:
                        refuse_parameters(scope["query_string"])
                    await route.handle(scope, receive, send)
                    return
        await self.router.app(scope, receive, send)


def part(path: str) -> str:
    """What is between slashes first, `v1` left out, up to a point: `outcomes` of `/v1/outcomes.csv`."""
    first, _, rest = path.removeprefix("/").partition("/")
    named = rest.partition("/")[0] if first == "v1" else first
    return named.partition(".")[0]


def refuse_parameters(query: bytes) -> None:
    """Raise for every parameter there is: none is taken here, and a misspelt one must not go unseen."""
    names = [name for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True)]
    if unknown := [{"type": "extra_forbidden", "loc": ("query", name)} for name in dict.fromkeys(names)]:
        raise RequestValidationError(unknown)
