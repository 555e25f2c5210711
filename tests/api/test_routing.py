"""Shortcuts to a route change no answer: the table of addresses, and routes called without a solver."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from app.api.collections import EXAMPLES
from app.api.direct import DirectRoute, is_plain
from app.api.switchboard import Switchboard
from app.db.opening import Database
from app.main import ROUTERS, create_app

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]

VALUES = {
    "trial": "macian-2022",
    "name": "stress-whole-sample",
    "suffix": "csv",
    "service": "magnesium-safety-patient-view",
    "version": "2026.11.0",
}
"""A value for each part of an address, other than a record's slug."""


def addresses() -> Iterator[str]:
    """An address for every route, and some for none."""
    for route in ROUTES:
        slugs = [slug for name, slug in EXAMPLES.items() if f"/{name}/" in route.path] or ["sleep"]
        yield route.path.format(**VALUES, slug=slugs[0])
        yield route.path.format(**dict.fromkeys(route.param_convertors, "nothing"))
    yield from (
        "*", "/v1/", "/v1//", "//v1", "//", "/V1/trials", "/v1/trials/", "/v1/trials//", "/v1/trials.", "/v1/trials.csvx",
        "/v1/trials.csv/more", "/v1/outcomes/macian-2022", "/v1/outcomes/a/b/c", "/v1/outcomesx", "/v1/domains/sleep/",
        "/v1/domains/summary", "/v1/figures/domains/sleep.png", "/v1/safety", "/v1/safety/rules/", "/outcomes",
        "/trials.csv", "/.well-known/x", "/static/site.css", "/static/nothing", "/vendor/swagger/LICENSE", "/v1.csv",
        "/v1/trials?limit=0", "/v1/trials?limit=2", "/v1/trials?colour=red", "/v1/outcomes?domain=sleep&limit=3",
        "/v1/outcomes?single_agent=true", "/v1/outcomes?single_agent=yes", "/v1/outcomes?domain=slep", "/v1/outcomes?domain=",
        "/v1/outcomes?limit=1&cursor=abc", "/v1/outcomes?min_year=2015", "/v1/outcomes.csv?domain=sleep", "/v1/outcomes.csv?limit=2",
        "/v1/outcomes.pdf", f"/v1/trials/{'x' * 81}", "/v1/trials/A", "/v1/safety/interactions?severity=avoid",
        "/v1/safety/interactions?severity=bad", "/v1/search?q=sleep", "/v1/medicines?q=Cipro", "/v1/medicines",
    )  # fmt: skip


ADDRESSES = sorted(set(addresses()) - {"/metrics"})  # which counts how often it was asked


def told(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    return (
        answer.status_code,
        answer.content,
        {name: value for name, value in answer.headers.items() if name != "x-request-id"},
    )


@pytest.fixture(scope="module")
def quick(database: Database) -> TestClient:
    """The app as it is."""
    return TestClient(create_app(database), raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture(scope="module")
def expected(database: Database) -> dict[tuple[str, str], Any]:
    """What is answered without shortcuts: FastAPI finds its routes and calls them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.api.direct.is_plain", lambda _: False)
        app = create_app(database)
        app.router.middleware_stack = app.router.app
        client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
        return {
            (method, at): told(client.request(method, at)) for method in ("GET", "PUT") for at in ADDRESSES
        }


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_shortcut_changes_an_answer(
    quick: TestClient, expected: dict[tuple[str, str], Any], address: str
) -> None:
    for method in ("GET", "PUT"):
        assert told(quick.request(method, address)) == expected[method, address]


def test_most_reads_take_the_shortcuts() -> None:
    plain = {route.path for route in ROUTES if isinstance(route, DirectRoute) and is_plain(route.dependant)}
    assert {"/v1/trials", "/v1/trials/{slug}", "/v1/outcomes", "/v1/outcomes/{trial}/{name}"} <= plain
    assert not {"/v1/search", "/v1/safety/checks/batch"} & plain, (
        "they answer with a model, for FastAPI to write"
    )


def test_an_address_with_a_parameter_at_its_front_cannot_be_put_into_the_table() -> None:
    router = APIRouter()
    router.get("/v1/{anything}")(lambda anything: anything)
    with pytest.raises(TypeError, match="first part"):
        Switchboard(router, [router])
