"""Bodies of requests: what is refused before a route sees it, and how it is read."""

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from app.db.database import Database
from app.main import create_app
from app.middleware.json_body import LONG_BODY, LONGEST_BODY, LONGEST_RECORD, MOST_LONG_BODIES, JsonBodies
from app.safety.self_test import NotTrustedError

CHECKS = "/v1/safety/checks"
PLAIN: Any = {"supplement": {"elemental_mg": 200, "form": "citrate"}, "medicines": [{"text": "Cipro"}]}
JSON = {"content-type": "application/json"}


@pytest.fixture
def app(database: Database) -> TestClient:
    return TestClient(create_app(database), raise_server_exceptions=False)


TWICE = b'{"supplement": {"elemental_mg": 200, "elemental_mg": 900}}'

BODIES: dict[str, tuple[int, dict[str, Any]]] = {
    "JSON": (200, {"json": PLAIN}),
    "a charset": (200, {"json": PLAIN, "headers": {"content-type": "application/json; charset=utf-8"}}),
    "another charset": (
        415,
        {"json": PLAIN, "headers": {"content-type": "application/json; charset=latin-1"}},
    ),
    "another type": (415, {"content": b"{}", "headers": {"content-type": "text/plain"}}),
    "no type": (415, {"content": json.dumps(PLAIN).encode()}),
    "no body": (422, {}),
    "compressed": (415, {"content": b"x", "headers": {**JSON, "content-encoding": "gzip"}}),
    "no JSON": (400, {"content": b"{", "headers": JSON}),
    "a byte order mark": (400, {"content": b"\xef\xbb\xbf{}", "headers": JSON}),
    "no UTF-8": (400, {"content": b'{"\xff": 1}', "headers": JSON}),
    "a key twice": (400, {"content": TWICE, "headers": JSON}),
    "not a number": (400, {"content": b'{"supplement": {"elemental_mg": NaN}}', "headers": JSON}),
    "half a character": (400, {"content": b'{"supplement": {"form": "\\ud800"}}', "headers": JSON}),
    "too deep": (400, {"content": b"[" * 40 + b"]" * 40, "headers": JSON}),
    "as long as may be": (200, {"content": json.dumps(PLAIN).encode().ljust(LONGEST_BODY), "headers": JSON}),
    "too long": (413, {"content": b" " * (LONGEST_BODY + 1), "headers": JSON}),
    "a form, where JSON is wanted": (415, {"data": {"medicines": "Cipro"}}),
    "an unknown field": (422, {"json": {**PLAIN, "colour": "red"}}),
    "101 medicines": (422, {"json": {**PLAIN, "medicines": [{"text": "x"}] * 101}}),
}


@pytest.mark.parametrize(("status", "sent"), BODIES.values(), ids=BODIES)
def test_a_body_is_short_and_json_that_can_be_read_in_one_way(
    app: TestClient, status: int, sent: dict[str, Any]
) -> None:
    answer = app.post(CHECKS, **sent)
    assert answer.status_code == status, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert ("connection" in answer.headers) is (status == 413)
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert "Cipro" not in answer.text


def test_a_form_is_taken_where_a_page_sends_one_and_nowhere_else(app: TestClient) -> None:
    page = app.post("/safety", data={"medicines": "Cipro"}, headers={"accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert page.status_code in (200, 422)
    assert app.post("/safety", json=PLAIN).status_code == 415
    assert (
        app.post(
            "/safety", content=b"a=%ff", headers={"content-type": "application/x-www-form-urlencoded"}
        ).status_code
        == 400
    )


@pytest.mark.parametrize(
    "announced", ["application/fhir+json", "text/plain", "application/json; charset=latin-1"]
)
def test_health_records_may_announce_json_as_they_like(app: TestClient, announced: str) -> None:
    answer = app.post(
        "/cds-services/magnesium-safety-patient-view", content=b"{", headers={"content-type": announced}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/fhir+json")
    assert "not JSON" in answer.text


def test_each_question_is_answered_anew_and_counted(database: Database) -> None:
    app = create_app(database)
    client = TestClient(app)
    answers = {client.post(CHECKS, json=PLAIN).content for _ in range(3)}
    assert len(answers) == 1
    assert sum(app.state.resources.checker.checker.answered.values()) == 3
    assert not app.state.cached.by_key
    metrics = client.get("/metrics").text
    assert 'fibromag_safety_checks_total{disposition="issues_found"} 3.0' in metrics
    assert f'method="POST",route="{CHECKS}",status="2xx"}} 3.0' in metrics


def test_a_check_that_is_not_trusted_is_refused(app: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise NotTrustedError("The safety check gets 1 of its known answers wrong.")

    monkeypatch.setattr(app.app.state.resources.checker, "trusted", broken)  # type: ignore[attr-defined]
    answer = app.post(CHECKS, json=PLAIN)
    assert (answer.status_code, answer.json()["status"]) == (503, 503)


def test_a_check_that_breaks_is_answered_once_and_says_nothing(
    app: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> bytes:
        raise RuntimeError("Cipro")

    watched = app.app.state.resources.checker  # type: ignore[attr-defined]
    watched.test()
    checker = watched.checker
    monkeypatch.setattr(checker, "check", broken)
    answer = app.post(CHECKS, json=PLAIN)
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "Cipro" not in answer.text


class Sent:
    """A caller that sends a body in pieces, and what it is told."""

    def __init__(self, *pieces: bytes, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        self.scope: Any = {"type": "http", "method": "POST", "path": "/cds-services/x", "headers": headers}
        self.pieces = [*pieces]

    async def receive(self) -> Any:
        return {"type": "http.request", "body": self.pieces.pop(0), "more_body": bool(self.pieces)}


def test_only_so_many_long_bodies_are_held_at_the_same_time() -> None:
    bodies = JsonBodies(5, forms=(), always_json="/cds-services")
    long = json.dumps({"a": "x" * LONG_BODY}).encode()

    async def status(*pieces: bytes) -> int | None:
        sent = Sent(*pieces)
        async with bodies.read(sent.scope, sent.receive) as (_, refused):
            return refused.status_code if isinstance(refused, Response) else None

    async def tried() -> None:
        async with AsyncExitStack() as held:
            for _ in range(MOST_LONG_BODIES):
                sent = Sent(long[:100], long[100:])
                _, refused = await held.enter_async_context(bodies.read(sent.scope, sent.receive))
                assert refused is None
            assert await status(long) == 503
            assert await status(b'{"a": 1}') is None
        assert bodies.long_bodies == 0
        assert await status(long) is None
        assert await status(b" " * LONGEST_RECORD, b" ") == 413
        assert bodies.long_bodies == 0

    asyncio.run(tried())
