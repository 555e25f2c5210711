"""The lists and records of every collection. All are alike, so they are made from one pattern.

Adding a collection to `models.COLLECTIONS` and its filters to `filters.FILTERS` is all it takes.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from .. import queries
from ..errors import problem_responses, takes_no_parameters
from ..filters import FILTERS, Filters, Format, Paged, paged
from ..models import COLLECTIONS, OUTCOMES, Collection, Vocabulary
from ..queries import BadQuestionError
from ..renderers import WRITERS
from .answers import Db, listed, page_of, ready, slug_path

router = APIRouter(prefix="/v1", tags=["evidence"], dependencies=[Depends(takes_no_parameters)])

EXAMPLES = {
    "claims": "s28",
    "mechanisms": "atp-fatigue",
    "biomarkers": "bazzichi-2008-platelet",
    "domains": "sleep",
    "trials": "macian-2022",
    "forms": "magnesium-citrate",
    "limits": "us-upper-limit-31-years-and-over",
    "medicine-classes": "fluoroquinolone",
    "conditions": "renal",
    "disagreements": "sleep",
    "sources": "macian-2022",
    "rules": "ciprofloxacin",
    "test-vectors": "moxifloxacin-4-8",
}
"""A record of each collection, for the documentation."""


class Suffix(Vocabulary):
    """How a whole list is written."""

    csv = "csv", "One flat table with a head line."
    jsonl = "jsonl", "One JSON document per line."


def whole_list(found: list[str], collection: Collection, format: Format, version: str) -> Response:
    """Every matching record in a format other than one page of JSON."""
    media_type, write = WRITERS[format]
    name = f"fibromag-{collection.name}-{version}.{format}"
    return Response(
        write(collection.document, found),
        media_type=media_type,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def media(collection: Collection) -> dict[int | str, dict[str, Any]]:
    """The other formats of a list, for its documentation."""
    one = collection.document.__name__
    lines = {"type": "string", "description": f"One `{one}` per line, as JSON."}
    table = {"type": "string", "description": f"One `{one}` per row; the first row names the columns."}
    return {200: {"content": {"text/csv": {"schema": table}, "application/jsonl": {"schema": lines}}}}


def add_list(collection: Collection, filters: type[Filters]) -> None:
    """`GET /v1/trials` and `GET /v1/trials.csv`."""
    name = collection.name.replace("-", "_")
    about = (collection.document.__doc__ or "").strip()

    def list_records(request: Request, query: Annotated[paged(filters), Query()], db: Db) -> Response:  # type: ignore[valid-type]
        asked: Paged = query
        with db.connect() as connection:
            if asked.format is not Format.json:
                refuse_paging(asked)
                found = queries.everything(connection, collection, asked.asked())
                return whole_list(found, collection, asked.format, db.stamp.version)
            page = queries.page(connection, db.stamp, collection, asked.asked(), asked.limit, asked.cursor)
        return listed(request, db, page, asked.limit)

    router.get(
        f"/{collection.address}",
        operation_id=f"list_{name}",
        summary=f"List {collection.name.replace('-', ' ')}",
        description=f"{about}\n\nIn the order of their keys, one page at a time; `next` leads on.",
        response_model=page_of(collection.document),
        response_description="The records that match; none is an answer too.",
        responses={**media(collection), **problem_responses(400, 422, 503)},
    )(list_records)

    def download(suffix: Suffix, query: Annotated[filters, Query()], db: Db) -> Response:  # type: ignore[valid-type]
        asked: Filters = query
        with db.connect() as connection:
            found = queries.everything(connection, collection, asked.asked())
        return whole_list(found, collection, Format[suffix.value], db.stamp.version)

    router.get(
        f"/{collection.address}.{{suffix}}",
        operation_id=f"download_{name}",
        summary=f"Download {collection.name.replace('-', ' ')}",
        description=f"{about}\n\nEvery matching record in one file; takes the filters of the list.",
        response_class=Response,
        response_description="Every record that matches.",
        responses={**media(collection), **problem_responses(400, 404, 422, 503)},
    )(download)


def refuse_paging(asked: Paged) -> None:
    """A whole list has no pages, so asking for one is a mistake."""
    for name in ("limit", "cursor"):
        if name in asked.model_fields_set:
            raise BadQuestionError(name, "is for JSON only: the other formats hold every matching record")


def add_record(collection: Collection) -> None:
    """`GET /v1/trials/{slug}`."""
    example = EXAMPLES[collection.name]

    def get_record(slug: Annotated[str, slug_path("The record's slug.", example)], db: Db) -> Response:
        with db.connect() as connection:
            return ready(queries.one(connection, collection, slug))

    router.get(
        f"/{collection.address}/{{slug}}",
        operation_id=f"get_{collection.one.replace(' ', '_')}",
        summary=f"One {collection.one}",
        description=(collection.document.__doc__ or "").strip(),
        response_model=collection.document,
        response_description="The record.",
        responses=problem_responses(400, 404, 422, 503),
    )(get_record)


for each in (*COLLECTIONS, OUTCOMES):
    add_list(each, FILTERS[each.name])
for each in COLLECTIONS:
    add_record(each)


@router.get(
    "/outcomes/{trial}/{name}",
    operation_id="get_outcome",
    summary="One outcome",
    response_model=OUTCOMES.document,
    response_description="The result.",
    responses=problem_responses(400, 404, 422, 503),
)
def get_outcome(
    trial: Annotated[str, slug_path("The trial's slug.", "macian-2022")],
    name: Annotated[str, slug_path("The result's name.", "stress-whole-sample")],
    db: Db,
) -> Response:
    """One result with the trial it belongs to."""
    with db.connect() as connection:
        return ready(queries.one(connection, OUTCOMES, f"{trial}/{name}"))
