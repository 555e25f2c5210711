"""The search over the records of every collection."""

from typing import Annotated

from fastapi import Query, Request
from pydantic import BaseModel

from app.api.dependencies import Db
from app.api.parameters import Cursor, PageSize
from app.api.responses import Listed, next_address
from app.api.routing import PrefixRouter
from app.db.search import search as find
from app.errors import REQUEST_CONFIG, RESPONSE_CONFIG, problem_responses
from app.models import Vocabulary
from app.models.filters import SearchText
from app.models.json_schema import REFERENCE
from app.registry import by_name

router = PrefixRouter(prefix="/v1/search", responses=problem_responses(400, 422))


class FoundIn(Vocabulary):
    """Part of a record in which the words of a search were found."""

    title = "title", "The name or title of the record."  # type: ignore[assignment]
    text = "text", "Another part of it holds at least one of the words."


class SearchHit(BaseModel):
    """One record that a search found."""

    model_config = RESPONSE_CONFIG

    collection: str
    """Its collection, as `/v1` names it."""
    slug: str
    """Its slug, unique in the collection."""
    title: str
    """Its name or title."""
    url: Annotated[str, REFERENCE]
    """Its address."""
    matched: list[FoundIn]
    snippet: str
    """Text around the first match."""
    missing: list[str]
    """Words of the query that the record does not hold, nor a synonym."""


class SearchResults(Listed[SearchHit]):
    """Records that answer a query, best first."""


class SearchQuery(BaseModel):
    """Parameters of a search."""

    model_config = REQUEST_CONFIG

    q: SearchText
    """Words to find, or an identifier: a DOI, a PMID, a registry number, or its address.

    Case, accents, endings and British or American spelling are ignored, and synonyms are found. Records that
    hold every word are preferred; those that hold the most telling of them follow.
    """
    limit: PageSize = 20
    """Maximum number of hits in one page."""
    cursor: Cursor | None = None
    """Start of the page, from `next` of the previous page."""


@router.get(
    "",
    operation_id="search",
    summary="Search everything",
    response_model=SearchResults,
    response_description="The records found; the list may be empty.",
    responses=problem_responses(503),
)
def search_everything(request: Request, query: Annotated[SearchQuery, Query()], db: Db) -> SearchResults:
    """Return records of any collection that hold the words or synonyms of them, best first."""
    with db.connect() as connection:
        hits, total, more = find(connection, db.stamp, query.q, query.limit, query.cursor)
    return SearchResults(
        items=[
            SearchHit(**vars(hit), url=f"/v1/{by_name(hit.collection).address}/{hit.slug}") for hit in hits
        ],
        total=total,
        limit=query.limit,
        next=None if more is None else next_address(request, more),
        cursor=more,
        dataset=db.stamp,
    )
