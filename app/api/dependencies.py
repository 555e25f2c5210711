"""What the routes share: the resources of the app, slugs in addresses, and pages of a list as JSON."""

import json
from asyncio import to_thread
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Request, Response
from fastapi import Path as PathParameter
from pydantic import BaseModel, create_model

from app.api.past_releases import PastRelease, PastReleases
from app.db.database import Database
from app.db.pagination import Page
from app.errors import RESPONSE_CONFIG
from app.evidence.published import PublishedSummaries
from app.middleware.metrics import Metrics
from app.models import DatasetStamp, Document
from app.models.base import SLUG
from app.safety.check import Checker
from app.safety.self_test import TestedChecker
from app.settings import Settings

if TYPE_CHECKING:
    from app.cds_hooks.auth import TrustedClients

D = TypeVar("D", bound=BaseModel)


# Resources ----------------------------------------------------------------------------------------


@dataclass
class Resources:
    """What one app serves from. `create_app` puts it at `app.state.resources`."""

    settings: Settings
    database: Database
    export: Path | None
    """The folder of exported files; None when none is served."""
    checker: TestedChecker
    summaries: PublishedSummaries
    metrics: Metrics
    past: PastReleases
    cds_clients: "TrustedClients | None"
    """The CDS Hooks clients that may call; None admits every client."""
    ending: Event = field(default_factory=Event)
    """Set once the process was told to end; `/readyz` then answers 503."""


async def resources(request: Request) -> Resources:
    """Return the resources of the app that received the request."""
    found: Resources = request.app.state.resources
    return found


async def release(request: Request) -> Resources | PastRelease:
    """Return the resources of the release that the request names, or of the current dataset."""
    served: Resources = request.app.state.resources
    version = request.scope.get("state", {}).get("release", served.database.stamp.version)
    if version == served.database.stamp.version:
        return served
    return await to_thread(served.past.open, version)


async def database(request: Request) -> Database:
    """Return the database of the release that answers."""
    return (await release(request)).database


async def tested_checker(request: Request) -> TestedChecker:
    """Return the safety check of the release that answers."""
    return (await release(request)).checker


async def trusted_checker(request: Request, response: Response) -> Checker:
    """Return the check of the release that answers, which gave its known answers; answers are not stored."""
    response.headers.update(NO_STORE_HEADERS)
    return (await tested_checker(request)).trusted()


async def served_summaries(request: Request) -> PublishedSummaries:
    """Return the summaries and the evidence map that were published with the release that answers."""
    return (await release(request)).summaries


Served = Annotated[Resources, Depends(resources)]
Db = Annotated[Database, Depends(database)]
Tested = Annotated[TestedChecker, Depends(tested_checker)]
Check = Annotated[Checker, Depends(trusted_checker)]
Summaries = Annotated[PublishedSummaries, Depends(served_summaries)]


# Parameters ---------------------------------------------------------------------------------------


def slug_path(description: str, example: str) -> Any:
    """Declare a slug in an address. The pattern is documented only: a slug that lacks it is not found."""
    pattern: Any = {"pattern": SLUG}
    return PathParameter(
        max_length=80, description=description, examples=[example], json_schema_extra=pattern
    )


# Answers ------------------------------------------------------------------------------------------


NO_STORE_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {"headers": {"Cache-Control": {"$ref": "#/components/headers/NoStore"}}}
}
"""Documentation of answers with `Cache-Control: no-store`; all others have an ETag."""

NO_STORE_HEADERS = {"cache-control": "no-store"}


class Listed(BaseModel, Generic[D]):
    """One page."""

    model_config = RESPONSE_CONFIG

    items: list[D]
    total: int
    """Total number of matching records."""
    limit: int
    """Maximum number of records in a page."""
    next: str | None
    """Absolute address of the next page; null on the last one."""
    cursor: str | None
    """The parameter `cursor` of the next page; null on the last one."""
    dataset: DatasetStamp


Listed.model_config["use_attribute_docstrings"] = False  # reading them again takes 5 ms a model


def page_of(document: type[Document]) -> type[BaseModel]:
    """Create the model of one page of documents, named like `TrialPage`."""
    return create_model(f"{document.__name__}Page", __base__=Listed[document], __doc__=Listed.__doc__)  # type: ignore[valid-type]


def page_response(
    request: Request, db: Database, found: Page, limit: int, beside: dict[str, Any] | None = None
) -> Response:
    """Return a page as JSON, joined from records that are stored as JSON."""
    following = None if found.next is None else next_address(request, found.next)
    rest = {
        "total": found.total,
        "limit": limit,
        "next": following,
        "cursor": found.next,
        **(beside or {}),
        "dataset": db.stamp.model_dump(),
    }
    body = f'{{"items":[{",".join(found.items)}],{json.dumps(rest, ensure_ascii=False)[1:]}'
    return json_response(body, {} if following is None else {"link": f'<{following}>; rel="next"'})


def next_address(request: Request, cursor: str) -> str:
    """Return the address of the next page: the same parameters, sorted, with the cursor."""
    asked = sorted((name, value) for name, value in request.query_params.items() if name != "cursor")
    if named := request.scope.get("state", {}).get("release"):
        asked.append(("release", named))
    query = urlencode([*asked, ("cursor", cursor)], safe=",")
    return f"{service_address(request)}{request.url.path}?{query}"


def service_address(request: Request) -> str:
    """Return the address of the service, without a slash at its end: the public one, or that of the request.

    The cache keeps answers to different hosts apart.
    """
    settings: Settings = request.app.state.resources.settings
    return (settings.public_url or str(request.base_url).rstrip("/") + settings.root_path).rstrip("/")


def json_response(body: str | bytes | Any, headers: dict[str, str] | None = None) -> Response:
    """Return JSON as it is, without validation."""
    text = body if isinstance(body, str | bytes) else json.dumps(body, ensure_ascii=False)
    return Response(text, headers=headers, media_type="application/json")
