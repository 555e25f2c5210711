"""The app, put together. Nothing happens when this module is imported."""

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from . import __version__, errors, openapi
from .database import Database
from .http import EXPOSED, Conditional, Edge, PlainBodies
from .routes import collections, dataset, health, safety
from .watch import WatchedChecker


def create_app(database: Database) -> FastAPI:
    """The app that serves one dataset."""
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
    app.state.watched = WatchedChecker(database)
    errors.install(app)
    openapi.install(app)
    for routes in (safety, dataset, collections, health):
        app.include_router(routes.router)
    app.add_middleware(PlainBodies)
    app.add_middleware(Conditional, stamp=database.stamp)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["content-type"],
        expose_headers=EXPOSED,
    )
    app.add_middleware(Edge, stamp=database.stamp)
    return app
