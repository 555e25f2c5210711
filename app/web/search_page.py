"""Page of the search, which every other page offers."""

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field

from app.api.dependencies import Db
from app.api.parameters import Cursor
from app.api.routing import Router
from app.db.search import Hit
from app.db.search import search as find
from app.errors import REQUEST_CONFIG
from app.web.templating import render_page

router = Router(include_in_schema=False)

HITS_ON_A_PAGE = 20
"""Records that one page lists."""


class PageSearch(BaseModel):
    """What to search for."""

    model_config = REQUEST_CONFIG

    q: Annotated[str, Field(max_length=200)] = ""
    """Words or an identifier; empty for the box alone."""
    cursor: Cursor | None = None
    """Start of the page, from the link of the previous page."""


@router.get("/search")
def search_page(request: Request, query: Annotated[PageSearch, Query()], db: Db) -> Response:
    """Show the records that answer a query, best first."""
    hits: list[Hit] = []
    total, more = 0, None
    if query.q.strip():
        with db.connect() as connection:
            hits, total, more = find(connection, db.stamp, query.q, HITS_ON_A_PAGE, query.cursor)
    return render_page(
        request, "search.html", alternate="/v1", asked=query, hits=hits, total=total, next_page=more
    )
