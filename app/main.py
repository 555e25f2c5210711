"""Create the app: routers, middleware, error handlers and the resources of its routes.

What must stay true: importing this module opens no database and starts nothing.
"""

from functools import partial
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Lifespan, Receive, Scope, Send

from app import __version__, errors, openapi
from app.api import cds_hooks, collections, contract, dataset, health, releases, safety, summaries
from app.api import files as data
from app.api.dependencies import Resources, refuse_unknown_parameters
from app.cds_hooks.failures import FailedError
from app.db import queries
from app.db.database import Database
from app.evidence.published import PublishedSummaries
from app.middleware.access_log import Journal
from app.middleware.cache import AnswerCache
from app.middleware.gate import Edge
from app.middleware.headers import EXPOSED, on_every_answer
from app.middleware.json_body import PlainBodies
from app.middleware.last_resort import LastResort
from app.middleware.metrics import Metrics
from app.middleware.outcomes import as_outcome, failed, speaks_fhir
from app.middleware.problem_formats import Retold
from app.models import Disagreement, Domain, Form
from app.safety.self_test import TestedChecker
from app.settings import Settings, WrongSettingError
from app.web import discovery, pages, safety_page, site_pages
from app.web.templating import problem_page, wants_page

if TYPE_CHECKING:
    from app.cds_hooks.auth import TrustedClients


ROUTERS = [
    module.router
    for module in (
        safety,
        dataset,
        summaries,
        collections,
        data,
        releases,
        health,
        pages,
        site_pages,
        discovery,
        safety_page,
        cds_hooks,
        contract,
    )
]


class Service(FastAPI):
    """FastAPI, entered through the edge only: a kept answer never gets here."""

    edge: Edge

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.edge(scope, receive, send)


def create_app(
    database: Database,
    export: Path | None = None,
    settings: Settings | None = None,
    lifespan: Lifespan[FastAPI] | None = None,
) -> Service:
    """Return the app that serves a dataset and its exported files; without settings, for any host name."""
    app = Service(
        title="fibromag",
        version=__version__,
        summary="Clinical evidence on magnesium for fibromyalgia, as data that can be checked.",
        description=openapi.DESCRIPTION,
        license_info=openapi.LICENCE,
        openapi_tags=openapi.TAGS,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=lifespan,
        dependencies=[Depends(refuse_unknown_parameters)],
    )
    settings = settings or Settings.model_construct(hosts="*")
    journal = Journal()
    checker = tested_checker(database)
    evidence = published_summaries(database)
    metrics = Metrics(database.stamp, checker.checker.answered)
    app.state.journal = journal
    app.state.resources = Resources(
        settings, database, export, checker, evidence, metrics, trusted_clients(settings)
    )
    errors.install(app)
    app.exception_handler(FailedError)(failed)
    openapi.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(packages=[("app", "web/static")]))
    app.mount("/vendor/swagger", StaticFiles(packages=[("fastapi_swagger", "resources")]))
    app.add_middleware(PlainBodies)
    app.add_middleware(LastResort, journal=journal)
    app.add_middleware(Retold, wanted=speaks_fhir, told=as_outcome)
    app.add_middleware(Retold, wanted=wants_page, told=partial(problem_page, database.stamp))
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["authorization", "content-type", "range"],
        expose_headers=EXPOSED,
    )
    fixed = on_every_answer(database.stamp)
    kept = AnswerCache(super(Service, app).__call__, database.stamp, fixed, settings.cache_bytes)
    app.edge = Edge(kept, journal, metrics, fixed, settings)
    return app


def tested_checker(database: Database) -> TestedChecker:
    """Return the safety check of the dataset; its known answers are asked when it is first used."""
    with database.connect(inf) as connection:
        return TestedChecker.load(database.stamp, partial(queries.documents, connection))


def published_summaries(database: Database) -> PublishedSummaries:
    """Return the summaries of the evidence that were published with the dataset."""
    with database.connect(inf) as connection:
        return PublishedSummaries(
            dataset=database.stamp,
            domains=queries.documents(connection, Domain),
            forms=queries.documents(connection, Form),
            disagreements=queries.documents(connection, Disagreement),
            json_by_name=queries.summary_texts(connection),
        )


def trusted_clients(settings: Settings) -> "TrustedClients | None":
    """Return the CDS Hooks clients that may call; None admits every client. Needs the extra `cds-auth`."""
    if not settings.cds_trusted_clients:
        return None
    try:
        from app.cds_hooks.auth import TrustedClients
    except ImportError:
        raise WrongSettingError("FIBROMAG_CDS_TRUSTED_CLIENTS needs the extra `cds-auth`.") from None
    if not settings.public_url:
        raise WrongSettingError(
            "FIBROMAG_CDS_TRUSTED_CLIENTS needs FIBROMAG_PUBLIC_URL: the audience of tokens is made from it."
        )
    try:
        return TrustedClients(settings.cds_trusted_clients)
    except ValueError:
        raise WrongSettingError("FIBROMAG_CDS_TRUSTED_CLIENTS holds a key that cannot be read.") from None
