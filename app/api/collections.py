"""Routes of every collection: its list, its downloads and its records, made from the registry."""

from dataclasses import replace
from inspect import Parameter, Signature
from typing import Annotated, Any, cast

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from app.api.dependencies import Db, Served, slug_path
from app.api.files import has_file
from app.api.included import page_extras, record_page_of
from app.api.parameters import Paged, Selected, paged, selected
from app.api.responses import json_response, page_response
from app.api.routing import PrefixRouter
from app.db import queries
from app.db.database import Database
from app.db.errors import BadQuestionError
from app.db.filters import Asked
from app.db.pagination import Page
from app.errors import problem_responses
from app.formats.list_formats import (
    CITATION_FORMATS,
    FILE_DESCRIPTIONS,
    MEDIA_TYPES,
    TABLE_FORMATS,
    Format,
    suffixes,
)
from app.models import Trial
from app.models.collection import Collection
from app.registry import COLLECTIONS, PARTS_OF_RECORDS


def download(db: Database, collection: Collection, format: str, query: Selected, asked: Asked) -> Response:
    """Return every matching record as a file with a name."""
    from app.formats.lists import (  # late: a server that writes no file needs no exporter
        Selection,
        write_list,
    )

    if format not in TABLE_FORMATS:
        refuse(query, ("labels",), f"is for pages and tables only: {' and '.join(TABLE_FORMATS)}")
    if format in CITATION_FORMATS:
        refuse(query, ("sort", "fields"), "is not for references to cite")
    selection = Selection(asked, query.order(), query.shown(), query.labels)
    with db.connect() as connection:
        content = write_list(connection, collection, selection, format)
    name = f"fibromag-{collection.name}-{db.stamp.version}.{format}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, media_type=MEDIA_TYPES[format])


def media(collection: Collection) -> dict[int | str, dict[str, Any]]:
    """Return the documentation of the formats of a whole list."""
    one = collection.model.__name__
    content = {
        MEDIA_TYPES[format].partition(";")[0]: {
            "schema": {"type": "string", "description": FILE_DESCRIPTIONS[format].format(one=one)}
        }
        for format in suffixes(collection)
    }
    return {200: {"content": content}}


def list_response(
    request: Request, db: Database, collection: Collection, query: Paged, asked: Asked
) -> Response:
    """Return the records that match: one page of them as JSON, or all of them in another format."""
    db.must_have(collection.name)
    if query.format != Format.json:
        refuse(
            query,
            ("limit", "cursor", "include", "facets"),
            "is for JSON only: the other formats hold every matching record",
        )
        return download(db, collection, query.format, query, asked)
    with db.connect() as connection:
        page = queries.page(connection, db.stamp, collection, asked, query.limit, query.cursor, query.order())
        extras = page_extras(connection, collection, query, asked, page)
    return page_response(request, db, narrowed(collection, page, query.shown()), query.limit, extras)


def narrowed(collection: Collection, page: Page, fields: tuple[str, ...]) -> Page:
    """Return a page whose records have their key and some fields only."""
    if not fields:
        return page
    from app.formats.lists import shown_records  # late, as above

    return replace(page, items=shown_records(collection, page.items, fields))


def router_of(collection: Collection) -> APIRouter:
    """Return the routes of a collection."""
    router = PrefixRouter(prefix=f"/v1/{collection.address}")
    add_list(router, collection)
    add_download(router, collection)
    add_record(router, collection)
    return router


def add_list(router: APIRouter, collection: Collection) -> None:
    """Add the route `GET /v1/trials`."""
    page_query = paged(collection)

    def list_records(request: Request, query: Annotated[page_query, Query()], db: Db) -> Response:  # type: ignore[valid-type]
        paging: Paged = query
        return list_response(request, db, collection, paging, paging.asked())

    router.get(
        "",
        operation_id=f"list_{collection.table}",
        summary=f"List {collection.name.replace('-', ' ')}",
        description=(collection.model.__doc__ or "").strip(),
        response_model=record_page_of(collection.model),
        response_description="One page.",
        responses={**media(collection), **problem_responses(400, 422, 503)},
    )(list_records)


def add_download(router: APIRouter, collection: Collection) -> None:
    """Add the route `GET /v1/trials.csv`."""
    suffix_words, file_query = suffixes(collection), selected(collection)

    def download_records(
        request: Request,
        suffix: suffix_words,  # type: ignore[valid-type]
        query: Annotated[file_query, Query()],  # type: ignore[valid-type]
        served: Served,
        db: Db,
    ) -> Response:
        selected_by: Selected = query
        db.must_have(collection.name)
        name = f"{collection.name}.{suffix}"
        whole = not selected_by.model_fields_set
        if "range" in request.headers and whole and has_file(served, db.stamp, name):
            return RedirectResponse(f"/data/{db.stamp.version}/{name}", 307)  # it has byte ranges
        return download(db, collection, str(suffix), selected_by, selected_by.asked())

    router.get(
        ".{suffix}",
        operation_id=f"download_{collection.table}",
        summary=f"Download {collection.name.replace('-', ' ')}",
        description=(collection.model.__doc__ or "").strip(),
        response_class=Response,
        response_description="Every record that matches.",
        responses={**media(collection), **problem_responses(400, 404, 422, 503)},
    )(download_records)


def refuse(query: Selected, names: tuple[str, ...], reason: str) -> None:
    """Raise when one of some parameters is given, with the reason why it cannot be."""
    for name in names:
        if name in query.model_fields_set:
            raise BadQuestionError(name, reason)


def add_record(router: APIRouter, collection: Collection) -> None:
    """Add the route of one record: `GET /v1/trials/{slug}`, `GET /v1/outcomes/{trial}/{name}`."""
    names = [name for name, _ in collection.key_parts]

    def get_record(db: Db, **key: str) -> Response:
        db.must_have(collection.name)
        with db.connect() as connection:
            return json_response(queries.one(connection, collection, "/".join(key[name] for name in names)))

    cast(Any, get_record).__signature__ = Signature(key_parameters(collection))
    router.get(
        f"/{'/'.join(f'{{{name}}}' for name in names)}",
        operation_id=f"get_{collection.one.replace(' ', '_')}",
        summary=f"One {collection.one}",
        description="By its key.",
        response_model=collection.model,
        response_description="The record.",
        responses=problem_responses(400, 404, 422, 503),
    )(get_record)


def key_parameters(collection: Collection) -> list[Parameter]:
    """Return the parameters of a function that takes a database and the parts of a key."""
    examples = collection.example.split("/")
    return [
        Parameter("db", Parameter.KEYWORD_ONLY, annotation=Db),
        *(
            Parameter(name, Parameter.KEYWORD_ONLY, annotation=Annotated[str, slug_path(about, example)])
            for (name, about), example in zip(collection.key_parts, examples, strict=True)
        ),
    ]


routers = [
    router_of(each)
    for each in (*PARTS_OF_RECORDS, *sorted(COLLECTIONS, key=lambda each: each.model is not Trial))
]
"""The routes of all collections, as the documentation lists them: what most ask for first."""
