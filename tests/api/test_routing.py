"""Every route refuses parameters that it does not take, whatever its method."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from app.main import ROUTERS
from app.registry import COLLECTIONS
from tests.conftest import ROOT

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]

CONTRACT = json.loads((ROOT / "openapi.json").read_text("utf-8"))


def path_examples(path: str) -> dict[str, str]:
    """Return the example of each part of an address, as the contract has it; empty for pages."""
    found = {}
    for operation in CONTRACT["paths"].get(path, {}).values():
        for parameter in operation.get("parameters", []):
            if "$ref" in parameter:
                parameter = CONTRACT["components"]["parameters"][parameter["$ref"].rpartition("/")[2]]
            if parameter["in"] == "path":
                found[parameter["name"]] = parameter["example"]
    return found


ANY = {"suffix": "csv"} | {
    name: value for path in CONTRACT["paths"] for name, value in path_examples(path).items()
}
"""An example of each part, for addresses that the contract does not have."""


def requests() -> Iterator[Any]:
    """Yield (route, method, address) for every route and method."""
    for route in ROUTES:
        slugs = [each.example for each in COLLECTIONS if f"/{each.name}/" in route.path] or ["sleep"]
        values = ANY | {"slug": slugs[0]} | path_examples(route.path)
        for method in route.methods:
            yield pytest.param(route, method, route.path_format.format(**values), id=f"{method} {route.path}")


@pytest.mark.parametrize(("route", "method", "address"), list(requests()))
def test_every_route_refuses_unknown_parameters(
    client: TestClient, route: APIRoute, method: str, address: str
) -> None:
    body: dict[str, Any] = {}
    if method == "POST":
        body = {"data": {"age": "40"}} if address == "/safety" else {"json": {}}
    answer = client.request(method, address, params={"surely_not": "1"}, **body)
    assert answer.status_code == (400 if address.startswith("/cds-services") else 422), answer.text
    assert "there is no such parameter" in answer.text
    for field in route.dependant.query_params:
        model: Any = field.field_info.annotation
        assert "allowed: " + ", ".join(model.model_fields) in answer.text


def test_a_route_takes_its_parameters_as_one_model_or_takes_none() -> None:
    """Otherwise an unknown parameter would be ignored."""
    for route in ROUTES:
        models: list[Any] = [field.field_info.annotation for field in route.dependant.query_params]
        assert len(models) <= 1, route.path
        assert all(model.model_config.get("extra") == "forbid" for model in models), route.path


UNKNOWN = [
    "*", "/V1/trials", "/v1/trials.",
    "/v1/trials.csv/more", "/v1/outcomes/macian-2022", "/v1/outcomes/a/b/c", "/v1/outcomesx",
    "/v1/domains/summary", "/v1/figures/domains/sleep.png", "/v1/safety", "/outcomes",
    "/trials.csv", "/.well-known/x", "/static/nothing", "/v1.csv", "/v1/trials/A", "/v1/medicine",
]  # fmt: skip


@pytest.mark.parametrize("address", UNKNOWN)
def test_an_address_that_is_nearly_right_is_not_found(client: TestClient, address: str) -> None:
    answer = client.get(address, follow_redirects=False)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


SLASHED = ["/v1/", "/v1//", "/v1/trials/", "/v1/trials//", "/v1/domains/sleep/", "/v1/safety/rules/"]


@pytest.mark.parametrize("address", SLASHED)
def test_a_slash_at_the_end_leads_to_the_address_without_it(client: TestClient, address: str) -> None:
    answer = client.get(address, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, address.rstrip("/"))
