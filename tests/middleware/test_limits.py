"""What every request must look like, whatever it asks: a table of heads and their answers."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db.database import Database
from app.main import create_app
from app.openapi.structure import inlined, operations
from app.openapi.texts import EVERYWHERE, PROBLEMS
from app.settings import Settings

PROBLEM = "application/problem+json"
LOCAL = [("host", "localhost:8000")]

Ask = Callable[..., tuple[int, dict[str, str], bytes]]


@pytest.fixture(scope="module")
def app(database: Database) -> Any:
    return create_app(database, settings=Settings.model_construct(hosts="localhost, Fibromag.Example"))


@pytest.fixture(scope="module")
def ask(app: Any) -> Ask:
    """Ask as a server does, so that heads can be sent that no client would send."""
    import asyncio

    def asked(
        address: str = "/v1",
        fields: list[tuple[str, str]] = LOCAL,
        method: str = "GET",
        body: bytes = b"",
        version: str = "1.1",
    ) -> tuple[int, dict[str, str], bytes]:
        path, _, query = address.partition("?")
        scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "root_path": ""}
        scope |= {"query_string": query.encode(), "http_version": version, "scheme": "http"}
        scope["headers"] = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields]
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(app(scope, receive, send))
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], headers, b"".join(each.get("body", b"") for each in sent[1:])

    return asked


HEADS: dict[str, tuple[int, dict[str, Any]]] = {
    "a host name that is served": (200, {}),
    "a host name that is served, in capitals and with a port": (
        200,
        {"fields": [("host", "FIBROMAG.example:80")]},
    ),
    "a host named by its number": (200, {"fields": [("host", "192.0.2.7:8000")]}),
    "a host named by a number of IPv6": (200, {"fields": [("host", "[::1]:8000")]}),
    "a host name that is not served": (421, {"fields": [("host", "evil.example")]}),
    "a host name that begins like one that is served": (
        421,
        {"fields": [("host", "localhost.evil.example")]},
    ),
    "a host with somebody before it": (421, {"fields": [("host", "evil@localhost")]}),
    "no host": (400, {"fields": []}),
    "an empty host": (421, {"fields": [("host", "")]}),
    "two hosts": (400, {"fields": [("host", "localhost"), ("host", "localhost")]}),
    "HTTP/0.9": (400, {"version": "0.9", "fields": []}),
    "HTTP/1.2": (400, {"version": "1.2"}),
    "a length and chunks": (
        400,
        {"fields": [*LOCAL, ("content-length", "1"), ("transfer-encoding", "chunked")]},
    ),
    "the absolute form": (200, {"address": "http://localhost/v1", "fields": [("host", "evil.example")]}),
    "the absolute form of a host": (421, {"address": "http://evil.example/v1"}),
    "the absolute form without a path": (200, {"address": "http://localhost"}),
    "the absolute form with somebody before it": (421, {"address": "http://localhost@evil.example/v1"}),
    "another scheme": (400, {"address": "ftp://localhost/v1"}),
    "an authority": (400, {"address": "localhost:8000"}),
    "an asterisk": (400, {"address": "*", "method": "OPTIONS"}),
    "HTTP/1.0 with a host": (200, {"version": "1.0"}),
    "an address of 8 KiB": (200, {"address": f"/v1/search?q={'a' * 200}"}),
    "an address of more than 8 KiB": (414, {"address": f"/v1/search?q={'a' * 8192}"}),
    "64 fields": (200, {"fields": [*LOCAL, *((f"x-{n}", "1") for n in range(63))]}),
    "65 fields": (431, {"fields": [*LOCAL, *((f"x-{n}", "1") for n in range(64))]}),
    "fields of 16 KiB": (200, {"fields": [*LOCAL, ("x-long", "a" * 16_000)]}),
    "fields of more than 16 KiB": (431, {"fields": [*LOCAL, ("x-long", "a" * 17_000)]}),
    "a field twice that is a list": (200, {"fields": [*LOCAL, ("accept", "*/*"), ("accept", "text/html")]}),
    "two lengths of a body": (400, {"fields": [*LOCAL, ("content-length", "1"), ("content-length", "1")]}),
    "two media types": (400, {"fields": [*LOCAL, ("content-type", "a/b"), ("content-type", "a/c")]}),
    "a body that is encoded twice": (400, {"fields": [*LOCAL, ("transfer-encoding", "gzip, chunked")]}),
    "chunks in HTTP/1.0": (400, {"version": "1.0", "fields": [*LOCAL, ("transfer-encoding", "chunked")]}),
    "a NUL": (400, {"address": "/v1/search?q=%00"}),
    "bytes that are no text": (400, {"address": "/v1/trials/%FF"}),
    "a fragment": (400, {"address": "/v1/trials#macian-2022"}),
    "a fragment after a query": (400, {"address": "/v1/trials?limit=1#macian-2022"}),
    "a parameter twice": (422, {"address": "/v1/trials?limit=1&limit=2"}),
}


@pytest.mark.parametrize(("status", "request_"), HEADS.values(), ids=HEADS)
def test_a_head_with_one_reading_passes_and_others_are_refused(
    ask: Ask, status: int, request_: dict[str, Any]
) -> None:
    found, headers, body = ask(**request_)
    assert found == status, body
    assert headers["x-request-id"]
    assert headers["dataset-version"]
    assert headers["x-content-type-options"] == "nosniff"
    if status != 200:
        assert headers["content-type"] == PROBLEM
        assert headers["cache-control"] == "no-store"
        assert json.loads(body)["status"] == status
        assert "evil" not in body.decode()


@pytest.mark.parametrize("address", ["/livez", "/readyz", "/metrics"])
def test_machinery_may_ask_under_any_host_name(ask: Ask, address: str) -> None:
    assert ask(address, [("host", "pod-7.cluster")])[0] == 200


def test_a_refused_body_that_was_not_read_ends_the_connection(ask: Ask) -> None:
    body = {"method": "POST", "body": b"{}", "address": "/v1/safety/checks"}
    announced = [("content-length", "2"), ("content-type", "application/json")]
    status, headers, _ = ask(fields=[("host", "evil.example"), *announced], **body)
    assert (status, headers["connection"]) == (421, "close")
    status, headers, _ = ask(fields=[*LOCAL, *announced], **body)
    assert status == 422
    assert "connection" not in headers


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("0123456789abcdef", True),
        ("3f2b8c1e-7a6d-4c5b-9e8f-0a1b2c3d4e5f", True),
        ("0123456", False),
        ("0123456789ABCDEF", False),
        ("john-smith", False),
        ("a" * 37, False),
        ("deadbeef\u00e9", False),
    ],
)
def test_a_request_id_is_taken_over_when_it_can_say_nothing(ask: Ask, given: str, taken: bool) -> None:
    _, headers, _ = ask(fields=[*LOCAL, ("x-request-id", given)])
    assert (headers["x-request-id"] == given) is taken
    assert len({ask()[1]["x-request-id"] for _ in range(5)}) == 5


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/v1", "default-src 'none'"),
        ("/v1/nothing", "default-src 'none'"),
        ("/", "script-src 'self'"),
        ("/docs", "script-src 'self'"),
    ],
)
def test_every_kind_of_answer_has_its_policy(ask: Ask, address: str, words: str) -> None:
    policy = ask(address)[1]["content-security-policy"]
    assert words in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_when_as_many_are_answered_as_can_be_the_next_is_told_to_wait(app: Any, ask: Ask) -> None:
    in_flight = app.state.in_flight
    in_flight |= {object() for _ in range(app.state.resources.settings.most_in_flight)}
    try:
        status, headers, body = ask("/v1/trials?limit=9")
        assert (status, headers["retry-after"]) == (503, "2")
        assert json.loads(body)["detail"] == "Too many requests are being answered; try again soon."
        assert ask("/livez")[0] == 200
    finally:
        in_flight.clear()
    assert ask("/v1/trials?limit=9")[0] == 200
    assert not in_flight


@pytest.mark.parametrize("broken", ["a route", "a layer"])
def test_whatever_goes_wrong_is_one_problem_and_a_log_line_without_a_word_of_it(
    database: Database, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise RuntimeError("SECRET: what somebody asked")

    app = create_app(database)
    place = {"a route": "app.db.queries.page", "a layer": "app.middleware.limits.refused_address"}[broken]
    monkeypatch.setattr(place, fails)
    answer = TestClient(app, raise_server_exceptions=False).get("/v1/trials?limit=3")
    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert answer.json()["detail"] == PROBLEMS[500].detail
    lines = [json.loads(line) for line in app.state.log.waiting]
    assert [line["event"] for line in lines] == ["failure", "request"]
    assert {line["request_id"] for line in lines} == {answer.headers["x-request-id"]}
    assert lines[0]["type"] == "RuntimeError"
    assert lines[0]["raised"].startswith("test_limits.py:")
    assert lines[0]["ours"].endswith(f":{lines[0]['ours'].rpartition(':')[2]}")
    assert "SECRET" not in answer.text + str(answer.headers) + "".join(app.state.log.waiting)


def test_a_page_that_fails_is_told_as_a_page(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise RuntimeError("SECRET")

    monkeypatch.setattr("app.web.safety_page.form_page", fails)
    client = TestClient(create_app(database), raise_server_exceptions=False)
    page = client.get("/safety", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert PROBLEMS[500].detail.split(".")[0] in page.text
    assert "SECRET" not in page.text


def test_every_refusal_of_the_edge_is_documented_everywhere(client: TestClient) -> None:
    contract = inlined(client.app.openapi())  # type: ignore[attr-defined]
    for path, method, operation in operations(contract):
        named = operation["responses"]
        others = named["4XX"]["description"]
        assert all(f"{status} (" in others for status in EVERYWHERE), (method, path)
        assert named["5XX"] == named["4XX"]
        assert {"413", "415"} <= named.keys() or "requestBody" not in operation, (method, path)
