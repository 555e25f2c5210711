"""The files to download, as a page: `/data` answers a browser with it, and everyone else with JSON."""

from typing import Any

from fastapi import Request, Response
from starlette.routing import Match
from starlette.types import Scope

from app.api.dependencies import Db, Served
from app.api.files import list_files
from app.api.responses import service_address
from app.api.routing import Router, StrictRoute
from app.db import queries
from app.web.templating import render_page, wants_page


class PageRoute(StrictRoute):
    """A route for callers that accept HTML; others go on to the route of the API."""

    def matches(self, scope: Scope) -> tuple[Match, Any]:
        """Return no match for a caller that does not accept HTML."""
        return super().matches(scope) if scope["type"] == "http" and wants_page(scope) else (Match.NONE, {})


router = Router(include_in_schema=False, route_class=PageRoute)


@router.get("/data")
def data_page(request: Request, served: Served, db: Db) -> Response:
    """Show every file with its size, how to read one, and how to cite the dataset."""
    with db.connect() as connection:
        about = queries.dataset(connection)
    return render_page(
        request,
        "data.html",
        alternate="/v1/dataset",
        about=about,
        files=list_files(served, db).items,
        here=service_address(request),
    )


BROWSER_ADDRESSES = frozenset(route.path for route in router.routes if isinstance(route, PageRoute))
"""Addresses that answer a browser with a page, and everyone else with JSON."""
