"""What routes get with `Depends`: the resources of the app or of a past release; and slugs in addresses."""

from asyncio import to_thread
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request, Response
from fastapi import Path as PathParameter

from app.api.past_releases import PastRelease, PastReleases
from app.api.responses import NO_STORE_HEADERS
from app.db.database import Database
from app.evidence.published import PublishedSummaries
from app.middleware.metrics import Metrics
from app.models.base import SLUG
from app.safety.check import Checker
from app.safety.self_test import TestedChecker
from app.settings import Settings

if TYPE_CHECKING:
    from app.cds_hooks.auth import TrustedClients

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
