"""Create the app: routers, middleware, error handlers and the resources of its routes.

What must stay true: importing this module opens no database and starts nothing.
"""

from collections.abc import Iterable
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Lifespan

from app import __version__, errors
from app.api import (
    appraisal,
    cds_hooks,
    collections,
    contract,
    coverage,
    dataset,
    files,
    health,
    lookup_tables,
    medicines,
    releases,
    safety,
    search,
    summaries,
    vocabularies,
)
from app.api.dependencies import Resources
from app.api.operation_outcome import call_failed, problem_outcome
from app.api.past_releases import PastRelease, PastReleases
from app.cds_hooks.failures import FailedError
from app.db import queries
from app.db.database import Database
from app.formats.list_formats import suffixes
from app.loading import load_checker, load_summaries
from app.middleware.accept import AcceptJson
from app.middleware.access_log import AccessLog, Log
from app.middleware.cache import CachedResponses, ResponseCache
from app.middleware.headers import ResponseHeaders, fixed_headers
from app.middleware.json_body import JsonBodies
from app.middleware.limits import HeadLimits, RequestLimits
from app.middleware.metrics import Metrics
from app.middleware.rate_limit import Limiter, RateLimit
from app.middleware.release import ReleaseParameter
from app.middleware.request_id import RequestId
from app.middleware.sub_path import PrefixAddresses, StripPrefix
from app.models.collection import Collection, RegistryError
from app.openapi.document import install as install_contract
from app.openapi.texts import DESCRIPTION, LICENCE
from app.registry import LISTS, check_registry
from app.safety.self_test import PastChecker
from app.settings import Settings, WrongSettingError
from app.web import (
    appraisal_pages,
    data_page,
    discovery,
    evidence_pages,
    harms_page,
    medicine_page,
    rule_pages,
    safety_page,
    search_page,
    site_pages,
)
from app.web.templating import problem_page

if TYPE_CHECKING:
    from app.cds_hooks.auth import TrustedClients


ROUTERS = [
    coverage.router,  # before the collections: `/v1/claims/coverage` is no claim
    *collections.routers,
    dataset.router,
    vocabularies.router,
    search.router,
    safety.router,
    medicines.router,
    summaries.router,
    appraisal.router,
    lookup_tables.router,
    data_page.router,
    files.router,
    releases.router,
    health.router,
    evidence_pages.router,
    appraisal_pages.router,
    site_pages.router,
    discovery.router,
    medicine_page.router,
    harms_page.router,
    search_page.router,
    safety_page.router,
    rule_pages.router,
    cds_hooks.router,
    contract.router,
]


def create_app(
    database: Database,
    export: Path | None = None,
    settings: Settings | None = None,
    lifespan: Lifespan[FastAPI] | None = None,
) -> FastAPI:
    """Return the app that serves a dataset and its exported files; without settings, for any host name.

    Raise `RegistryError` when a collection lacks something.
    """
    check_registry(LISTS)
    check_pages(LISTS)
    app = FastAPI(
        title="fibromag",
        version=__version__,
        summary="Clinical evidence on magnesium for fibromyalgia, as data that can be checked.",
        description=DESCRIPTION,
        license_info=LICENCE,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=lifespan,
    )
    settings = settings or Settings.model_construct(hosts="*")
    app.state.resources = load_resources(settings, database, export)
    app.state.problem_formats = (problem_outcome, partial(problem_page, database.stamp))
    errors.add_error_handlers(app)
    app.exception_handler(FailedError)(call_failed)
    install_contract(app)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(packages=[("app", "web/static")]))
    app.mount("/vendor/swagger", StaticFiles(packages=[("fastapi_swagger", "resources")]))
    if settings.mcp:
        add_mcp(app)
    add_middleware(app, app.state.resources)
    return app


def load_resources(settings: Settings, database: Database, export: Path | None) -> Resources:
    """Return what the app serves from."""
    checker = load_checker(database)
    return Resources(
        settings,
        database,
        export,
        checker,
        load_summaries(database),
        Metrics(database.stamp, checker.checker.answered),
        PastReleases(database, partial(load_release, database)),
        trusted_clients(settings),
    )


def check_pages(collections: Iterable[Collection]) -> None:
    """Raise `RegistryError` when a collection names a page that no route answers."""
    paths = {getattr(route, "path", None) for router in ROUTERS for route in router.routes}
    for collection in collections:
        page = collection.page and collection.page.partition("#")[0].replace("{}", "{slug}")
        if page and page not in paths:
            raise RegistryError(
                f"The entry of `{collection.name}` in app/registry.py names the page `{page}`, which is not "
                "there: add a route for it in app/web/, or name no page."
            )


def add_mcp(app: FastAPI) -> None:
    """Serve tools for assistants; needs the extra `mcp`."""
    try:
        from app.mcp.http import add_mcp_route
    except ImportError:
        raise WrongSettingError("FIBROMAG_MCP needs the extra `mcp`.") from None
    add_mcp_route(app, app.state.resources)


def load_release(current: Database, database: Database) -> PastRelease:
    """Return what answers for a past release; names are read by the vocabulary of the current one."""
    checker = load_checker(database, current, queries.past_documents).checker
    summaries = load_summaries(database, queries.past_documents)
    return PastRelease(database, summaries, PastChecker(checker))


def add_middleware(app: FastAPI, resources: Resources) -> None:
    """Add what every request passes: the last one added is passed first."""
    settings, metrics, stamp = resources.settings, resources.metrics, resources.database.stamp
    in_flight: set[object] = set()
    cached = CachedResponses(settings.cache_bytes)
    metrics.in_flight.set_function(lambda: len(in_flight))
    metrics.kept_bytes.set_function(lambda: cached.bytes)
    app.state.log, app.state.cached, app.state.in_flight = Log(), cached, in_flight

    if settings.root_path:
        app.add_middleware(PrefixAddresses, prefix=settings.root_path)
    app.add_middleware(ReleaseParameter)
    app.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD", "POST"], allow_headers=["*"]
    )
    bodies = JsonBodies(settings.patience_seconds, forms={"/safety"}, always_json=cds_hooks.router.prefix)
    app.add_middleware(
        RequestLimits,
        read_body=bodies.read,
        in_flight=in_flight,
        most_in_flight=settings.most_in_flight,
    )
    app.add_middleware(ResponseCache, stamp=stamp, cached=cached, pages=data_page.BROWSER_ADDRESSES)
    app.add_middleware(AcceptJson, files=file_addresses())
    if settings.rate_limit:
        app.add_middleware(RateLimit, limiter=Limiter(settings))
    app.add_middleware(HeadLimits, hosts=settings.hosts)
    app.add_middleware(ServerErrorMiddleware, handler=errors.server_error)
    app.add_middleware(ResponseHeaders, fixed=fixed_headers(stamp), ending=resources.ending)
    app.add_middleware(AccessLog, log=app.state.log, histogram=metrics.requests)
    app.add_middleware(RequestId)
    if settings.root_path:
        app.add_middleware(StripPrefix, prefix=settings.root_path)
    if proxies := trusted_proxies(settings):
        from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=proxies)


def file_addresses() -> dict[str, list[str]]:
    """Return the addresses of the files of each list."""
    return {
        f"/v1/{collection.address}": [f"/v1/{collection.address}.{suffix}" for suffix in suffixes(collection)]
        for collection in LISTS
    }


def trusted_proxies(settings: Settings) -> list[str]:
    """Return the addresses and networks of the proxies whose `X-Forwarded-For` is believed."""
    proxies = [each.strip() for each in settings.trusted_proxies.split(",") if each.strip()]
    try:
        for each in proxies:
            ip_network(each)
    except ValueError:
        raise WrongSettingError(
            "FIBROMAG_TRUSTED_PROXIES must be addresses or networks such as 10.0.0.0/8, with commas between."
        ) from None
    return proxies


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
