"""Lookup tables as lists: substances and everyday conditions, with the names and codes they are known by."""

from typing import Annotated

from fastapi import Path as PathParameter
from fastapi import Query, Request, Response
from pydantic import BaseModel, Field

from app.api.dependencies import Db
from app.api.parameters import Cursor, PageSize
from app.api.responses import json_response, page_of, page_response
from app.api.routing import PrefixRouter
from app.db.lookup_tables import one_row, page_of_rows
from app.errors import REQUEST_CONFIG, problem_responses
from app.medicines.names import fold
from app.models.base import SLUG
from app.models.collection import LookupTable
from app.models.filters import READABLE
from app.registry import LOOKUP_TABLES

router = PrefixRouter(
    prefix="/v1",
)

LONGEST_ROW_SLUG = 120

LookupSlug = Annotated[
    str,
    PathParameter(max_length=LONGEST_ROW_SLUG, description="Its slug.", json_schema_extra={"pattern": SLUG}),
]


class LookupQuery(BaseModel):
    """Which records of the vocabulary to list."""

    model_config = REQUEST_CONFIG

    q: Annotated[
        str | None,
        Field(min_length=1, max_length=120, examples=["thyroxin"], json_schema_extra={"pattern": READABLE}),
    ] = None
    """Only records with a name that contains this. Case, accents and punctuation are ignored."""
    limit: PageSize = 50
    """Maximum number of records in one page."""
    cursor: Cursor | None = None
    """Start of the page, from `next` of the previous page."""


def add_lookup(table: LookupTable) -> None:
    """Add the routes `GET /v1/substances` and `GET /v1/substances/{slug}`."""
    name = table.name.replace("-", "_")
    about = (table.model.__doc__ or "").strip()

    def list_rows(request: Request, query: Annotated[LookupQuery, Query()], db: Db) -> Response:
        folded = None if query.q is None else fold(query.q)
        db.must_have(table.name)
        with db.connect() as connection:
            page = page_of_rows(connection, db.stamp, table, folded, query.limit, query.cursor)
        return page_response(request, db, page, query.limit)

    router.get(
        f"/{table.name}",
        operation_id=f"list_{name}",
        summary=f"List {table.name.replace('-', ' ')}",
        description=f"{about}\n\nFor recognition, not evidence.",
        response_model=page_of(table.model),
        response_description="One page.",
        responses=problem_responses(400, 422, 503),
    )(list_rows)

    def get_row(slug: Annotated[LookupSlug, PathParameter(examples=[table.example])], db: Db) -> Response:
        db.must_have(table.name)
        with db.connect() as connection:
            return json_response(one_row(connection, table, slug))

    one = table.model.__name__
    router.get(
        f"/{table.name}/{{slug}}",
        operation_id=f"get_{name.removesuffix('s')}",
        summary=f"One {table.one}",
        description="By its slug.",
        response_model=table.model,
        response_description=f"The {one}.",
        responses=problem_responses(400, 404, 422, 503),
    )(get_row)


for each in LOOKUP_TABLES:
    if each.names:
        add_lookup(each)
