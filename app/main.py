"""The app, put together. Nothing happens when this module is imported."""

from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from . import __version__, errors, openapi, queries
from .database import Database
from .http import EXPOSED, Conditional, Edge, PlainBodies
from .routes import collections, data, dataset, health, pages, safety, safety_page, summaries
from .templating import ProblemPages
from .watch import WatchedChecker


def create_app(database: Database, export: Path | None = None) -> FastAPI:
    """The app that serves one dataset, and the folder of its export."""
    app = FastAPI(
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
    )
    app.state.database = database
    app.state.export = export
    app.state.watched = WatchedChecker(database)
    with database.connect() as connection:
        app.state.evidence = queries.evidence(connection, database.stamp)
    errors.install(app)
    openapi.install(app)
    for routes in (safety, dataset, summaries, collections, data, health, pages, safety_page):
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(packages=[("app", "static")]))
    app.mount("/vendor/swagger", StaticFiles(packages=[("fastapi_swagger", "resources")]))
    app.add_middleware(PlainBodies)
    app.add_middleware(Conditional, stamp=database.stamp)
    app.add_middleware(ProblemPages, stamp=database.stamp)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["content-type", "range"],
        expose_headers=EXPOSED,
    )
    app.add_middleware(Edge, stamp=database.stamp)
    return app
