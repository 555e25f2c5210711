"""Pages about the dataset and the API."""

from collections.abc import Callable

from starlette.testclient import TestClient

from tests.web.html import Tags


def test_robots_and_icon_are_there(client: TestClient) -> None:
    assert client.get("/robots.txt").text.startswith("User-agent: *")
    assert client.get("/static/favicon.svg").headers["content-type"] == "image/svg+xml"


def test_the_reference_holds_the_whole_contract(show: Callable[[str], str], client: TestClient) -> None:
    ids = set(Tags(show("/reference")).ids())
    contract = client.get("/openapi.json").json()
    for methods in contract["paths"].values():
        assert {operation["operationId"] for operation in methods.values()} <= ids
    assert {f"schema-{name}" for name in contract["components"]["schemas"]} <= ids
