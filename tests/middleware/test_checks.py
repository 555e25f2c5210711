"""A safety check is answered at the edge as the app itself would answer it, and nothing of it is kept."""

import json
import re
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from app.db.database import Database
from app.db.errors import UnusableError
from app.main import Service, create_app
from app.middleware.checks import CHECKS, question
from app.middleware.json_body import whole_in
from app.middleware.strict_json import NotPlainError, plain_json
from app.models import CheckVector
from app.safety.schemas import CheckRequest
from tests.safety.test_self_test import VECTORS

PLAIN: Any = {"supplement": {"elemental_mg": 200, "form": "citrate"}, "medicines": [{"text": "Cipro"}]}
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def edge(database: Database) -> TestClient:
    """The app as it is."""
    return TestClient(create_app(database), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def behind(database: Database) -> TestClient:
    """The app with nothing answered at its edge."""
    app = create_app(database)
    app.edge.checks.concern = lambda *_: False  # type: ignore[method-assign]
    return TestClient(app, raise_server_exceptions=False)


def entered(client: TestClient, **sent: Any) -> tuple[bool, Any]:
    """Whether a question got past the edge, and the answer."""
    app: Any = client.app
    seen: list[str] = []
    behind = app.edge.behind

    async def noting(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["path"])
        await behind(scope, receive, send)

    app.edge.behind = noting
    try:
        answer = client.post(sent.get("address", CHECKS), **without_address(sent))
    finally:
        app.edge.behind = behind
    return bool(seen), answer


def told(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    """All of an answer that two of the same question have in common; what nobody keeps varies by nothing."""
    own = ("x-request-id", "vary")
    headers = {name: value for name, value in answer.headers.items() if name not in own}
    return answer.status_code, answer.content, headers


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_the_answer_is_the_apps_own(edge: TestClient, behind: TestClient, vector: CheckVector) -> None:
    got_in, answer = entered(edge, json=vector.request)
    assert not got_in
    assert told(answer) == told(behind.post(CHECKS, json=vector.request))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.headers["dataset-version"]
    assert answer.headers["x-request-id"]


TWICE = b'{"supplement": {"elemental_mg": 200, "elemental_mg": 900}}'

UNUSUAL: dict[str, dict[str, Any]] = {
    "a charset": {"json": PLAIN, "headers": {"content-type": "application/json; charset=utf-8"}},
    "another type": {"content": b"{}", "headers": {"content-type": "text/plain"}},
    "no type": {"content": json.dumps(PLAIN).encode()},
    "no body": {},
    "parameters": {"json": PLAIN, "address": f"{CHECKS}?form=citrate"},
    "compressed": {"content": b"x", "headers": {**JSON, "content-encoding": "gzip"}},
    "no JSON": {"content": b"{", "headers": JSON},
    "a key twice": {"content": TWICE, "headers": JSON},
    "not a number": {"content": b'{"supplement": {"elemental_mg": NaN}}', "headers": JSON},
    "half a character": {"content": b'{"supplement": {"form": "\\ud800"}}', "headers": JSON},
    "too deep": {"content": b"[" * 40 + b"]" * 40, "headers": JSON},
    "too long": {"content": b" " * 70_000, "headers": JSON},
    "an unknown field": {"json": {**PLAIN, "colour": "red"}},
    "two faults": {"json": {"supplement": {"form": ""}, "medicines": [{}]}},
    "61 medicines": {"json": {**PLAIN, "medicines": [{"text": "x"}] * 61}},
}


@pytest.mark.parametrize("sent", UNUSUAL.values(), ids=UNUSUAL)
def test_whatever_is_unusual_is_left_to_the_app(
    edge: TestClient, behind: TestClient, sent: dict[str, Any]
) -> None:
    got_in, answer = entered(edge, **sent)
    assert got_in
    assert told(answer) == told(behind.post(sent.get("address", CHECKS), **without_address(sent)))


def without_address(sent: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in sent.items() if name != "address"}


@pytest.mark.parametrize(
    ("message", "body"),
    [
        ({"type": "http.disconnect"}, None),
        ({"type": "http.request", "body": json.dumps(PLAIN).encode(), "more_body": True}, None),
        ({"type": "http.request"}, b""),
    ],
)
def test_a_question_that_is_not_there_in_one_piece_is_left_to_the_app(
    edge: TestClient, message: dict[str, Any], body: bytes | None
) -> None:
    assert whole_in(message) == body
    assert body is None or edge.app.edge.checks.answer(body) is None  # type: ignore[attr-defined]


WAYS_OF_WRITING: dict[str, dict[str, Any]] = {
    "as they come": {},
    "without blanks": {"separators": (",", ":")},
    "with blanks before colons": {"separators": (" , ", " : ")},
    "in lines": {"indent": 2},
    "with tabs and lines around colons": {"separators": ("\t,", "\t\n:\r")},
    "not in ASCII": {"ensure_ascii": False},
}


@pytest.mark.parametrize("written", WAYS_OF_WRITING.values(), ids=WAYS_OF_WRITING)
def test_a_question_is_read_as_the_app_reads_it(written: dict[str, Any]) -> None:
    for vector in VECTORS.values():
        body = json.dumps(vector.request, **written).encode()
        assert question(body) == CheckRequest.model_validate(plain_json(body))


COLONS = '":" : ",":":'
EVERYTHING: dict[str, Any] = {
    "supplement": {"elemental_mg": 200, "form": "citrate", "times": ["08:00"]},
    "person": {"age": 40},
    "conditions": [{"text": "fibromyalgia"}],
    "medicines": [{"text": "Cipro"}, {"text": "Digoxin", "times": ["09:00"]}],
    "jurisdictions": ["EU"],
}
"""Every object a question without codes can have."""

WITH_CODES: dict[str, Any] = {
    **EVERYTHING,
    "supplement": {"elemental_mg": 200, "form": COLONS},
    "conditions": [{"text": ":"}, {"code": {"system": "icd10cm", "value": "M79.7"}}],
    "medicines": [{"text": ": :"}, {"code": {"system": "atc", "value": "J01MA02"}}],
}
"""With codes, and texts with colons wherever there may be any."""

MEMBER = re.compile(rb'"(\w+)"\s*:\s*(?=["\[{\d])')


@pytest.mark.parametrize("written", WAYS_OF_WRITING.values(), ids=WAYS_OF_WRITING)
@pytest.mark.parametrize("between", [b":", b" :", b"\t:", b"\n:", b"\r:", b": "])
@pytest.mark.parametrize(("told", "members"), [(EVERYTHING, 13), (WITH_CODES, 16)], ids=["names", "codes"])
def test_no_key_may_stand_twice_however_it_is_written(
    written: dict[str, Any], between: bytes, told: dict[str, Any], members: int
) -> None:
    body = json.dumps(told, **written).encode()
    assert question(body) == CheckRequest.model_validate(told)
    keys = list(MEMBER.finditer(body))
    assert len(keys) == members
    for key in keys:
        for value in (b"null", b'":"', b"1"):
            for name in (key[1], b"\\u%04x" % key[1][0] + key[1][1:]):
                twice = b'"' + name + b'"' + between + value + b","
                with pytest.raises((NotPlainError, ValidationError)):
                    question(body[: key.start()] + twice + body[key.start() :])


def test_each_question_is_answered_anew_and_counted(database: Database) -> None:
    app: Service = create_app(database)
    client = TestClient(app)
    answers = {client.post(CHECKS, json=PLAIN).content for _ in range(3)}
    assert len(answers) == 1
    assert sum(app.state.resources.checker.checker.answered.values()) == 3
    assert not app.edge.cache.kept
    metrics = client.get("/metrics").text
    assert 'fibromag_safety_checks_total{disposition="issues_found"} 3.0' in metrics
    assert f'method="POST",route="{CHECKS}",status="2xx"}} 3.0' in metrics


def test_a_check_that_is_not_trusted_is_refused_by_the_app(
    edge: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise UnusableError("The safety check gets 1 of its known answers wrong.")

    monkeypatch.setattr(edge.app.state.resources.checker, "trusted", broken)  # type: ignore[attr-defined]
    got_in, answer = entered(edge, json=PLAIN)
    assert (got_in, answer.status_code, answer.json()["status"]) == (True, 503, 503)


def test_a_check_that_breaks_is_answered_once_and_says_nothing(
    edge: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> bytes:
        raise RuntimeError("Cipro")

    checker = edge.app.state.resources.checker.checker  # type: ignore[attr-defined]
    monkeypatch.setattr(checker, "answer", broken)
    answer = edge.post(CHECKS, json=PLAIN)
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "Cipro" not in answer.text
