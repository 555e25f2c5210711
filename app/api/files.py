"""The exported dataset as files, with byte ranges (RFC 9110)."""

import re
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel

from app.api.dependencies import Db, Served
from app.db.errors import NotFoundError
from app.errors import RESPONSE_CONFIG, problem, problem_responses
from app.formats.exported import ExportedFile, exported_files
from app.middleware.cache import matches
from app.models import DatasetStamp
from app.models.json_schema import REFERENCE

router = APIRouter(
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
    """Every file."""
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
    supported, for programs that read part of a remote file.
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


@router.get("/{version}/{name}", include_in_schema=False)
def get_file(version: str, name: str, request: Request, served: Served, db: Db) -> Response:
    """Return one file, or the byte ranges of it that were requested."""
    if version != db.stamp.version:
        raise NotFoundError(
            f"only version {db.stamp.version} of the dataset is here; `/data` lists its files"
        )
    file = exported_files(served.export, db.stamp).get(name)
    if file is None:
        raise NotFoundError("there is no such file; `/data` lists the files")
    known = request.headers.get("if-none-match")
    kept = {"etag": f'"{file.sha256}"', "cache-control": IMMUTABLE}
    if known is not None and matches(known, kept["etag"]):
        return Response(status_code=304, headers=kept)
    answer = FileResponse(file.path, 200, kept, file.media_type, stat_result=file.path.stat())
    return refused_range(request, answer, file) or answer


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
