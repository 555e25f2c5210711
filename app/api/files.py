"""The exported dataset as files, with byte ranges (RFC 9110)."""

import hashlib
import re
from collections.abc import Iterator
from typing import Annotated

from fastapi import Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel

from app.api.dependencies import Db, Resources, Served
from app.api.releases import Version
from app.api.routing import PrefixRouter
from app.db import queries
from app.db.database import Database
from app.db.errors import NotFoundError
from app.errors import RESPONSE_CONFIG, problem, problem_responses
from app.formats.exported import ExportedFile, exported_files
from app.formats.list_formats import MEDIA_TYPES, suffixes
from app.middleware.cache import matches
from app.models import DatasetStamp
from app.models.collection import Collection
from app.models.json_schema import REFERENCE
from app.registry import LISTS

router = PrefixRouter(
    prefix="/data",
)

IMMUTABLE = "public, max-age=31536000, immutable"
"""Cache-Control of a file: the file of one version never changes."""

PART = r"(?:\d{1,18}-\d{0,18}|-\d{1,18})"
RANGES = re.compile(rf"bytes={PART}(?:, ?{PART})*")
"""`Range` headers that are accepted."""


class DataFile(BaseModel):
    """One file."""

    model_config = RESPONSE_CONFIG

    name: str
    """Its name."""
    url: Annotated[str, REFERENCE]
    """Its address; supports byte ranges."""
    media_type: str
    """Its media type."""
    bytes: int
    """Size in bytes."""
    sha256: str
    """SHA-256 of the content."""


class DataFiles(BaseModel):
    """The files of one dataset."""

    model_config = RESPONSE_CONFIG

    items: list[DataFile]
    dataset: DatasetStamp


@router.get("/", include_in_schema=False)
@router.get(
    "",
    operation_id="list_files",
    summary="List files",
    response_description="Every file.",
    responses=problem_responses(400, 404, 422, 503),
)
def list_files(served: Served, db: Db) -> DataFiles:
    """Return every list in every format, the database and its documentation, as files to download.

    The address of a file holds the version of the dataset; its content never changes. Byte ranges are
    supported.
    """
    files = exported_files(served.export, db.stamp)
    items = [
        DataFile(
            name=name,
            url=f"/data/{db.stamp.version}/{name}",
            media_type=file.media_type,
            bytes=file.size,
            sha256=file.sha256,
        )
        for name, file in sorted(files.items())
    ]
    return DataFiles(items=items, dataset=db.stamp)


def has_file(served: Resources, stamp: DatasetStamp, name: str) -> bool:
    """Return whether a list of a release can be fetched as a file; those of past ones are written again."""
    if stamp.version != served.database.stamp.version:
        return True
    try:
        return name in exported_files(served.export, stamp)
    except NotFoundError:
        return False


@router.get(
    "/{version}",
    operation_id="list_files_of_release",
    summary="List the files of one release",
    response_description="Every file.",
    responses=problem_responses(400, 404, 422, 503),
)
def list_files_of_release(version: Version, served: Served) -> DataFiles:
    """Return the files of a release. Those of a past one are its lists, written again from its records."""
    if version == served.database.stamp.version:
        return list_files(served, served.database)
    past = served.past.open(version).database
    items = [
        DataFile(
            name=name,
            url=f"/data/{version}/{name}",
            media_type=MEDIA_TYPES[name.partition(".")[2]],
            bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        for name, content in past_files(past)
    ]
    return DataFiles(items=items, dataset=past.stamp)


def past_files(past: Database) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of every file of a past release."""
    with past.connect() as connection:
        counts = queries.dataset(connection)["counts"]
    for collection in LISTS:
        if collection.name in counts:
            for suffix in suffixes(collection):
                yield f"{collection.name}.{suffix}", past_file(past, collection, str(suffix))


def past_file(past: Database, collection: Collection, format: str) -> bytes:
    """Return one list of a past release as a file."""
    from app.formats.lists import (  # late: a server that writes no file needs no exporter
        Selection,
        write_list,
    )

    with past.connect() as connection:
        return write_list(connection, collection, Selection({}), format)


@router.get("/{version}/{name}", include_in_schema=False)
def get_file(version: str, name: str, request: Request, served: Served) -> Response:
    """Return one file, or the byte ranges of it that were requested."""
    if version != served.database.stamp.version:
        return get_past_file(served.past.open(version).database, name, request)
    file = exported_files(served.export, served.database.stamp).get(name)
    if file is None:
        raise NotFoundError("there is no such file; `/data` lists the files")
    known = request.headers.get("if-none-match")
    kept = {"etag": f'"{file.sha256}"', "cache-control": IMMUTABLE}
    if known is not None and matches(known, kept["etag"]):
        return Response(status_code=304, headers=kept)
    answer = FileResponse(file.path, 200, kept, file.media_type, stat_result=file.path.stat())
    return refused_range(request, answer, file) or answer


def get_past_file(past: Database, name: str, request: Request) -> Response:
    """Return one file of a past release, whole."""
    stem, _, format = name.partition(".")
    collection = next((each for each in LISTS if each.name == stem), None)
    if collection is None or format not in list(suffixes(collection)):
        raise NotFoundError(f"there is no such file; `/data/{past.stamp.version}` lists the files")
    content = past_file(past, collection, format)
    kept = {
        "etag": f'"{hashlib.sha256(content).hexdigest()}"',
        "cache-control": IMMUTABLE,
        "dataset-version": past.stamp.version,
    }
    if matches(request.headers.get("if-none-match", ""), kept["etag"]):
        return Response(status_code=304, headers=kept)
    return Response(content, headers=kept, media_type=MEDIA_TYPES[format])


def refused_range(request: Request, answer: FileResponse, file: ExportedFile) -> Response | None:
    """Return the problem of a `Range` header; None when it is satisfiable or does not apply."""
    asked, only_of = request.headers.get("range"), request.headers.get("if-range")
    if asked is None or only_of not in (None, answer.headers["etag"], answer.headers["last-modified"]):
        return None
    parts = re.findall(r"(\d*)-(\d*)", asked) if RANGES.fullmatch(asked) else []
    if not parts or any(start and end and int(start) > int(end) for start, end in parts):
        return problem(400, "The Range header cannot be read; an example is bytes=0-499.")
    if any(int(start or file.size - int(end)) >= file.size for start, end in parts):
        return problem(416, "The file ends before that.", headers={"content-range": f"bytes */{file.size}"})
    return None
