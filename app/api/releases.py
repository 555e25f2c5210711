"""Endpoints of the releases: which there are, their files, and the changes between two of them."""

import json
from itertools import pairwise
from typing import Annotated, Any

from fastapi import Path as PathParameter
from fastapi import Request, Response
from pydantic import BaseModel

from app.api.dependencies import Served
from app.api.responses import json_response, service_address
from app.api.routing import PrefixRouter
from app.db import queries
from app.db.database import Database
from app.db.releases import ReleaseAbout, open_release, past_releases, release_file
from app.errors import RESPONSE_CONFIG, problem_responses
from app.formats import MARKDOWN
from app.formats.changelog import FeedEntry, atom_feed, changelog_markdown, changes_markdown
from app.models import DatasetStamp
from app.models.dataset import VERSION
from app.models.json_schema import DATE, REFERENCE
from app.publishing.changes import RecordsByKey, ReleaseChanges, release_changes
from app.registry import LISTS

router = PrefixRouter(prefix="/v1/releases", responses=problem_responses(400, 422, 503))

Version = Annotated[
    str, PathParameter(pattern=f"^{VERSION}$", description="Version of a release.", examples=["2026.11.0"])
]
VersionRange = Annotated[
    str,
    PathParameter(
        pattern=rf"^{VERSION}\.\.{VERSION}$",
        description="Two versions with two dots between them.",
        examples=["2026.11.0..2026.11.0"],
    ),
]


class ReleaseEntry(BaseModel):
    """One release of the dataset."""

    model_config = RESPONSE_CONFIG

    version: str
    """Version of the dataset."""
    digest: str
    """SHA-256 over every record and the vocabulary."""
    released: Annotated[str, DATE]
    """Date, ISO 8601."""
    current: bool
    """True for the release that answers when none is named."""
    counts: dict[str, int]
    """Number of records in each collection."""
    file: Annotated[str, REFERENCE] | None
    """Address of its file: every record as JSON lines, compressed by gzip. Null for the current release,
    whose files `/data` lists."""


class ReleaseList(BaseModel):
    """Every release, the newest first."""

    model_config = RESPONSE_CONFIG

    items: list[ReleaseEntry]
    dataset: DatasetStamp


def file_of(media_type: str) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of an answer that is not JSON."""
    return {200: {"content": {media_type: {"schema": {"type": "string"}}}}}


@router.get(
    "",
    operation_id="list_releases",
    summary="List releases",
    response_description="Every release, the newest first.",
)
def list_releases(served: Served) -> ReleaseList:
    """Return the current release and the past ones. Each past release can be read with `?release=`."""
    db = served.database
    return ReleaseList(items=release_entries(db), dataset=db.stamp)


def release_entries(db: Database) -> list[ReleaseEntry]:
    """Return the current release and the past ones, the newest first."""
    with db.connect() as connection:
        current = ReleaseAbout(db.stamp, queries.dataset(connection))
    return [release_entry(each, current=each is current) for each in (current, *past_releases(db))]


def release_entry(release: ReleaseAbout, *, current: bool) -> ReleaseEntry:
    """Return a release as the list shows it."""
    return ReleaseEntry(
        version=release.stamp.version,
        digest=release.stamp.digest,
        released=release.about["released"],
        current=current,
        counts=release.about["counts"],
        file=None if current else f"/v1/releases/{release.stamp.version}.jsonl.gz",
    )


@router.get(
    ".atom",
    operation_id="feed_releases",
    summary="Feed of releases",
    response_class=Response,
    response_description="An Atom feed (RFC 4287).",
    responses=file_of("application/atom+xml"),
)
def feed_releases(request: Request, served: Served) -> Response:
    """Return one entry per release, for feed readers."""
    address = service_address(request)
    db = served.database
    with db.connect() as connection:
        about = queries.dataset(connection)
    entries = [
        FeedEntry(each.version, each.released, each.digest, f"{sum(each.counts.values())} records.")
        for each in release_entries(db)
    ]
    feed = atom_feed(address.rstrip("/"), about["title"], about["publisher"], entries)
    return Response(feed, media_type="application/atom+xml")


@router.get(
    ".md",
    operation_id="describe_releases",
    summary="Changelog of the data",
    response_class=Response,
    response_description="Markdown.",
    responses=file_of("text/markdown"),
)
def describe_releases(served: Served) -> Response:
    """Return what each release changed since the one before, made from the changes between them."""
    versions = [each.version for each in release_entries(served.database)]
    steps = [compare(served.database, f"{before}..{after}") for after, before in pairwise(versions)]
    return Response(changelog_markdown(steps), media_type=MARKDOWN)


@router.get(
    "/{version}.jsonl.gz",
    operation_id="download_release",
    summary="Download a past release",
    response_class=Response,
    response_description="Every record, link and summary as JSON lines, compressed by gzip.",
    responses=file_of("application/gzip") | problem_responses(404),
)
def download_release(version: Version, served: Served) -> Response:
    """Return the file of a past release; its digest can be computed again from it."""
    headers = {"content-disposition": f'attachment; filename="fibromag-{version}.jsonl.gz"'}
    return Response(release_file(served.database, version), headers=headers, media_type="application/gzip")


@router.get(
    "/{versions}/changes.md",
    operation_id="describe_changes",
    summary="Changes between two releases in words",
    response_class=Response,
    response_description="Markdown.",
    responses=file_of("text/markdown") | problem_responses(404),
)
def describe_changes(versions: VersionRange, served: Served) -> Response:
    """Return the changes between two releases as Markdown."""
    return Response(changes_markdown(compare(served.database, versions)), media_type=MARKDOWN)


@router.get(
    "/{versions}/changes",
    operation_id="list_changes",
    summary="Changes between two releases",
    response_model=ReleaseChanges,
    response_description="Every change.",
    responses=problem_responses(404),
)
def list_changes(versions: VersionRange, served: Served) -> Response:
    """Return every change between two releases: the record, the field, its values, and the kind of change."""
    return json_response(compare(served.database, versions).model_dump_json())


def compare(db: Database, versions: str) -> ReleaseChanges:
    """Return the changes from one release to another."""
    first, second = versions.split("..")
    (before, old), (after, new) = records_of(db, first), records_of(db, second)
    return release_changes(before, old, after, new)


def records_of(db: Database, version: str) -> tuple[DatasetStamp, RecordsByKey]:
    """Return the stamp and the records of a release."""
    release = db if version == db.stamp.version else open_release(db, version)
    with release.connect() as connection:
        found = {
            (collection.name, key): json.loads(text)
            for collection in LISTS
            for key, text in queries.keyed_documents(connection, collection)
        }
    return release.stamp, found
