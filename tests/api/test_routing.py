"""A router is asked only for addresses below its prefix, and refuses parameters that its routes do not have."""

import pytest
from fastapi import APIRouter, FastAPI
from starlette.routing import Match
from starlette.testclient import TestClient
from starlette.types import Scope

from app.api.routing import PrefixRouter, StrictRoute
from app.main import ROUTERS


def router() -> PrefixRouter:
    """Return a router with a list, its file and its records."""
    made = PrefixRouter(prefix="/v1/trials")
    for path in ("", ".{suffix}", "/{slug}"):
        made.get(path)(lambda: "answered")
    return made


@pytest.mark.parametrize(
    ("root_path", "path", "status"),
    [
        ("", "/v1/trials", 200),
        ("", "/v1/trials.csv", 200),
        ("", "/v1/trials/park-2020", 200),
        ("", "/v1/trials/park-2020/arms", 404),
        ("", "/v1/trialsmen", 404),
        ("", "/v1/forms", 404),
        ("", "/trials", 404),
        ("/below", "/below/v1/trials", 200),
        ("/below", "/below/v1/forms", 404),
    ],
)
def test_addresses_below_the_prefix_are_answered(root_path: str, path: str, status: int) -> None:
    app = FastAPI()
    app.include_router(router())
    assert TestClient(app, root_path=root_path).get(path).status_code == status


def test_another_method_is_refused_as_elsewhere() -> None:
    app = FastAPI()
    app.include_router(router())
    assert TestClient(app).delete("/v1/trials").status_code == 405


def test_no_route_is_tried_outside_of_the_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def matches(_: APIRouter, scope: Scope) -> tuple[Match, Scope]:
        asked.append(scope["path"])
        return Match.NONE, {}

    monkeypatch.setattr(APIRouter, "matches", matches)
    for path in ("/v1/forms", "/v1", "/", "/v1/trials"):
        router().matches({"type": "http", "method": "GET", "path": path})
    assert asked == ["/v1/trials"]


def test_every_route_refuses_parameters_that_it_does_not_have() -> None:
    routes = [route for router in ROUTERS for route in router.routes]
    assert len(routes) > 100
    assert [route for route in routes if not isinstance(route, StrictRoute)] == []


def test_a_parameter_is_refused_where_there_is_none() -> None:
    made = PrefixRouter(prefix="/v1/trials")
    made.get("/{slug}")(lambda slug: slug)
    app = FastAPI()
    app.include_router(made)
    client = TestClient(app)
    assert client.get("/v1/trials/park-2020").status_code == 200
    assert client.get("/v1/trials/park-2020?fields=slug").status_code == 422


def test_the_routes_of_each_list_stand_apart() -> None:
    """Most requests are for one of these: none is matched against the routes of all."""
    prefixed = [each for each in ROUTERS if isinstance(each, PrefixRouter) and each.prefix != "/v1"]
    assert max(len(each.routes) for each in prefixed) <= 6
    assert len(prefixed) > 20
