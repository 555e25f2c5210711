"""Every response has the fixed headers, unless it sets its own, and closes connections at the end."""

from threading import Event

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from app.middleware.headers import ResponseHeaders, completed, fixed_headers
from app.models import DatasetStamp

STAMP = DatasetStamp(version="2026.11.1", digest="1" * 64)


def test_headers_that_a_response_sets_stand_before_the_fixed_ones() -> None:
    fixed = [(b"a", b"fixed"), (b"b", b"fixed")]
    assert completed([(b"b", b"own"), (b"b", b"second")], fixed) == [
        (b"b", b"own"),
        (b"b", b"second"),
        (b"a", b"fixed"),
    ]
    assert completed([], fixed) == fixed


def test_the_fixed_headers_name_the_dataset_and_forbid_what_no_answer_needs() -> None:
    headers = {name.decode(): value.decode() for name, value in fixed_headers(STAMP)}
    exposed = headers.pop("access-control-expose-headers").split(", ")
    assert headers == {
        "access-control-allow-origin": "*",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
        "dataset-version": "2026.11.1",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    assert {"Dataset-Version", "ETag", "Link", "X-Request-Id", "Retry-After"} <= set(exposed)


async def told(request: Request) -> Response:
    closing = {"connection": "close"} if request.url.path == "/closing" else {}
    return Response("told", headers={"dataset-version": "its own", **closing})


@pytest.mark.parametrize(
    ("ending", "path", "connection"),
    [(False, "/", []), (True, "/", ["close"]), (False, "/closing", ["close"]), (True, "/closing", ["close"])],
)
def test_a_process_that_ends_closes_each_connection_once(
    ending: bool, path: str, connection: list[str]
) -> None:
    app, event = Starlette(), Event()
    app.add_route("/{rest:path}", told)
    if ending:
        event.set()
    answer = TestClient(ResponseHeaders(app, fixed_headers(STAMP), event)).get(path)
    assert answer.headers.get_list("connection") == connection
    assert answer.headers.get_list("dataset-version") == ["its own"]
    assert answer.headers["x-content-type-options"] == "nosniff"
