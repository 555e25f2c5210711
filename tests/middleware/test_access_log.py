"""One line and one count for each request: how it went, never what was asked."""

import asyncio
import io
import json
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.parser import text_string_to_metric_families
from starlette.routing import Route
from starlette.testclient import TestClient

from app.db.database import Database, sqlite_file
from app.main import create_app
from app.middleware.access_log import MOST_WAITING, AccessLog, Log, route_template
from app.middleware.connections import Connections
from app.safety.clock_times import clock_time

SECRET = "Zyxwvutin"
ASKED = {
    "a record": ("GET", f"/v1/trials/{SECRET}", {}, "/v1/trials/{slug}", 404),
    "a list": ("GET", "/v1/trials?limit=1", {}, "/v1/trials", 200),
    "a parameter": ("GET", f"/v1/trials?{SECRET}=1", {}, "/v1/trials", 422),
    "a search": ("GET", f"/v1/search?q={SECRET}", {}, "/v1/search", 200),
    "a medicine": ("GET", f"/v1/medicines?q={SECRET}", {}, "/v1/medicines", 200),
    "nothing there": ("GET", f"/{SECRET}", {}, None, 404),
    "a file": ("GET", "/static/site.css", {}, "/static/{path}", 200),
    "a head": ("HEAD", "/v1/trials?limit=1", {}, "/v1/trials", 200),
    "a method": ("POST", f"/v1/trials?q={SECRET}", {}, "/v1/trials", 405),
    "a made-up method": (SECRET.upper(), "/v1/trials", {}, "/v1/trials", 405),
    "a check": (
        "POST",
        "/v1/safety/checks",
        {"json": {"supplement": {"elemental_mg": 1}, "medicines": [{"text": SECRET}]}},
        "/v1/safety/checks",
        200,
    ),
    "a wrong check": ("POST", "/v1/safety/checks", {"json": {SECRET: SECRET}}, "/v1/safety/checks", 422),
    "a call of a health record": (
        "POST",
        "/cds-services/magnesium-safety-patient-view",
        {"json": {"hook": SECRET}},
        "/cds-services/{service}",
        400,
    ),
    "a form": ("POST", "/safety", {"data": {"medicines": SECRET}}, "/safety", 422),
    "a header": ("GET", "/v1", {"headers": {"x-request-id": SECRET, "referer": SECRET}}, "/v1", 200),
    "an agent": ("GET", "/livez", {"headers": {"user-agent": SECRET}}, "/livez", 200),
}


@pytest.fixture(scope="module")
def app(database: Database) -> Any:
    return create_app(database)


@pytest.mark.parametrize(("method", "address", "more", "route", "status"), ASKED.values(), ids=ASKED)
def test_a_request_is_one_line_with_its_route_and_nothing_it_said(
    app: Any, method: str, address: str, more: Any, route: str | None, status: int
) -> None:
    for _ in ("new", "perhaps kept"):
        app.state.log.waiting.clear()
        answer = TestClient(app).request(method, address, **more)
        (line,) = app.state.log.waiting
        assert line.endswith("\n")
        said = json.loads(line)
        assert said.keys() == {"time", "event", "method", "route", "status", "ms", "request_id"}
        known = method if method in ("GET", "HEAD", "POST") else "other"
        assert (said["event"], said["method"]) == ("request", known)
        assert (said["route"], said["status"]) == (route, status) == (route, answer.status_code)
        assert said["request_id"] == answer.headers["x-request-id"]
        assert 0 <= said["ms"] < 60_000
        assert abs(said["time"] - time.time()) < 60
        assert SECRET.lower() not in line.lower()
    assert SECRET.lower() not in metrics(app).lower()


def metrics(app: Any) -> str:
    answer = TestClient(app).get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


def value(text: str, name: str, **labels: str) -> float:
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == name and labels.items() <= sample.labels.items():
                return sample.value
    return 0


def test_requests_are_counted_by_route_and_kind_of_status_kept_or_not(app: Any) -> None:
    counted = {"name": "fibromag_request_seconds_count", "method": "GET", "route": "/v1/domains/{slug}"}
    before = metrics(app)
    for slug in ("sleep", "sleep", "pain", "slep"):
        TestClient(app).get(f"/v1/domains/{slug}")
    after = metrics(app)
    assert value(after, **counted, status="2xx") - value(before, **counted, status="2xx") == 3
    assert value(after, **counted, status="4xx") - value(before, **counted, status="4xx") == 1
    bucket = {**counted, "name": "fibromag_request_seconds_bucket", "status": "2xx"}
    assert value(after, **bucket, le="+Inf") == value(after, **counted, status="2xx")
    assert value(after, "fibromag_request_seconds_sum", route="/v1/domains/{slug}") > 0
    assert value(after, "fibromag_kept_answers_bytes") > 1000
    assert value(after, "fibromag_requests_in_flight") == 1, "this one"


def test_the_dataset_and_the_dispositions_are_counted_and_known_answers_are_not(
    app: Any, database: Database
) -> None:
    before = metrics(app)
    stamp = database.stamp
    assert value(before, "fibromag_dataset_info", version=stamp.version, digest=stamp.digest) == 1
    app.state.resources.checker.tested_at = float("-inf")
    question = {"supplement": {"elemental_mg": 200}, "medicines": [{"text": SECRET}]}
    said = TestClient(app).post("/v1/safety/checks", json=question).json()["disposition"]
    after = metrics(app)
    name = "fibromag_safety_checks_total"
    for disposition in ("issues_found", "incomplete", "none_recorded"):
        more = value(after, name, disposition=disposition) - value(before, name, disposition=disposition)
        assert more == (disposition == said), disposition


def test_lines_are_written_by_a_thread_and_the_last_ones_too() -> None:
    stream = io.StringIO()
    log = Log()
    log.start(stream)
    for number in range(3):
        log.request("GET", None, 200, 0.001, f"{number:08}")
    log.close()
    assert [json.loads(line)["request_id"] for line in stream.getvalue().splitlines()] == [
        "00000000",
        "00000001",
        "00000002",
    ]


def test_a_log_that_nobody_reads_takes_bounded_memory_and_says_what_was_lost() -> None:
    stream = io.StringIO()
    log = Log()
    for _ in range(MOST_WAITING + 5):
        log.line("{}\n")
    assert len(log.waiting) == MOST_WAITING
    log.start(stream)
    log.close()
    assert json.loads(stream.getvalue().splitlines()[-1])["lines"] == 5


def test_a_log_that_went_away_harms_nobody() -> None:
    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    log = Log()
    log.start(Gone())
    log.line("{}\n")
    log.close()
    assert log.waiting == []


# Failures -----------------------------------------------------------------------------------------


def failure_of(failing: Callable[[], Any]) -> Any:
    """The line of what a function raises, without the time."""
    log = Log()
    try:
        failing()
    except Exception as error:
        log.failure(error, "0000000a")
    (line,) = log.waiting
    assert SECRET.lower() not in line.lower()
    said = json.loads(line)
    assert abs(said.pop("time") - time.time()) < 60
    assert (said.pop("event"), said.pop("request_id")) == ("failure", "0000000a")
    return said


@pytest.mark.parametrize(
    ("failing", "type_", "places"),
    [
        (lambda: clock_time(SECRET), "ValueError", {"raised": "clock_times.py", "ours": "clock_times.py"}),
        (lambda: sqlite_file(SECRET), "UnusableError", {"raised": "database.py", "ours": "database.py"}),
        (
            lambda: Connections(FastAPI(), 1, [SECRET]),
            "ValueError",
            {"raised": "ipaddress.py", "ours": "connections.py"},
        ),
        (lambda: int(SECRET), "ValueError", {"raised": "test_access_log.py"}),
    ],
)
def test_a_failure_is_told_by_its_type_and_its_places(
    failing: Callable[[], Any], type_: str, places: dict[str, str]
) -> None:
    said = failure_of(failing)
    assert said.pop("type") == type_
    assert {name: place.partition(":")[0] for name, place in said.items()} == places
    assert all(place.partition(":")[2].isdecimal() for place in said.values())


def test_what_fails_outside_a_request_is_a_line_too() -> None:
    log, loop = Log(), asyncio.new_event_loop()
    errors = logging.getLogger("uvicorn.error")
    before = list(errors.filters)
    try:
        log.replace_server_log(loop)
        loop.call_exception_handler({"message": SECRET, "exception": LookupError(SECRET)})
        loop.call_exception_handler({"message": SECRET})
        assert [json.loads(line)["type"] for line in log.waiting] == ["LookupError", "RuntimeError"]
        assert SECRET not in "".join(log.waiting)
        (added,) = [each for each in errors.filters if each not in before]
        errors.filters[:] = [added]

        def passes(level: int, error: BaseException | None = None) -> bool:
            told = (type(error), error, None) if error else None
            return bool(errors.filter(logging.LogRecord("uvicorn.error", level, "", 1, SECRET, (), told)))

        assert passes(logging.INFO)
        assert passes(logging.ERROR)
        assert not passes(logging.WARNING), "uvicorn's lines about requests"
        assert not passes(logging.ERROR, LookupError(SECRET))
    finally:
        errors.filters[:] = before
        loop.close()


# Requests without an answer -----------------------------------------------------------------------


def logged(app: Callable[..., Any], kind: str = "http", **scope: Any) -> tuple[list[Any], CollectorRegistry]:
    """The lines and counts of one request that an app gets."""
    log, registry = Log(), CollectorRegistry()
    histogram = Histogram("seconds", "…", ["method", "route", "status"], registry=registry)
    asked = {"type": kind, "method": "GET", "root_path": "", **scope}
    with suppress(LookupError):
        asyncio.run(AccessLog(app, log, histogram)(asked, None, None))  # type: ignore[arg-type]
    return [json.loads(line) for line in log.waiting], registry


def counted(registry: CollectorRegistry, route: str, status: str) -> float | None:
    labels = {"method": "GET", "route": route, "status": status}
    return registry.get_sample_value("seconds_count", labels)


def test_a_caller_that_left_gets_no_answer_and_has_its_line() -> None:
    async def app(*_: Any) -> None:
        pass

    (line,), registry = logged(app, route_template="/v1")
    assert (line["event"], line["route"], line["status"]) == ("request", "/v1", 499)
    assert counted(registry, "/v1", "4xx") == 1


def test_an_exception_has_a_line_beside_that_of_its_request() -> None:
    async def app(*_: Any) -> None:
        raise LookupError(SECRET)

    (failure, line), registry = logged(app)
    assert (failure["event"], failure["type"]) == ("failure", "LookupError")
    assert (line["event"], line["route"]) == ("request", None)
    assert counted(registry, "", "4xx") == 1


def test_what_is_no_request_has_no_line() -> None:
    async def app(*_: Any) -> None:
        pass

    assert logged(app, kind="lifespan")[0] == []


@pytest.mark.parametrize(
    ("scope", "template"),
    [
        ({"route_template": "/v1/trials", "endpoint": None}, "/v1/trials"),
        ({"route_template": None, "endpoint": None}, None),
        ({"route": Route("/v1/{slug}", endpoint=print), "endpoint": None}, "/v1/{slug}"),
        ({"endpoint": None, "root_path": "/static"}, "/static/{path}"),
        ({"root_path": "/static"}, None),
    ],
)
def test_a_route_is_named_by_its_template(scope: dict[str, Any], template: str | None) -> None:
    assert route_template({"root_path": "", **scope}) == template


def test_a_line_has_milliseconds_and_is_json_without_a_route_too() -> None:
    log = Log()
    log.request("GET", "/v1", 200, 0.0123456, "0000000a")
    log.request("GET", None, 404, 1.5, "0000000b")
    assert [(line["ms"], line["route"]) for line in map(json.loads, log.waiting)] == [
        (12.35, "/v1"),
        (1500.0, None),
    ]
