"""Finished answers are kept, and nobody can tell but by the time it takes."""

import asyncio
import gzip
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import brotli
import pytest
from starlette.testclient import TestClient

from app.db.database import Database, open_database
from app.main import create_app
from app.middleware.cache import (
    CachedResponses,
    CacheKey,
    ResponseCache,
    Stored,
    coding_for,
    matches,
    sorted_query,
)
from app.publishing.publish import publish
from app.seeds.library import Library
from app.settings import Settings

PLAIN = {"accept-encoding": "identity"}


class Counted:
    """An app with the number of requests that got past the cache."""

    def __init__(self, database: Database, exported: Path | None = None, **settings: Any) -> None:
        self.app = create_app(database, exported, Settings.model_construct(hosts="*", **settings))
        self.client = TestClient(self.app, headers=PLAIN)
        self.cached: CachedResponses = self.app.state.cached
        self.entered = 0
        routes = self.app.router.middleware_stack

        async def counting(scope: Any, receive: Any, send: Any) -> None:
            self.entered += 1
            await routes(scope, receive, send)

        self.app.router.middleware_stack = counting


@pytest.fixture(scope="module")
def app_with_cache(database: Database, exported: Path) -> Counted:
    return Counted(database, exported)


@pytest.fixture
def counted(app_with_cache: Counted) -> Counted:
    """With nothing kept yet."""
    app_with_cache.cached.by_key.clear()
    app_with_cache.cached.bytes = app_with_cache.entered = 0
    return app_with_cache


def but_for_the_id(answer: Any) -> Any:
    return {name: value for name, value in answer.headers.items() if name != "x-request-id"}


def test_an_answer_that_holds_the_host_is_kept_for_that_host_alone(counted: Counted) -> None:
    for address in ("/v1", "/"):
        for host in ("one.example", "other.example", "one.example"):
            text = counted.client.get(address, headers={"host": host}).text
            assert {each for each in ("one.example", "other.example") if each in text} == {host}
    assert counted.entered == 4


def test_a_list_has_an_answer_and_an_etag_of_its_own_for_each_query(counted: Counted) -> None:
    addresses = ("/v1/trials", "/v1/trials?limit=1", "/v1/trials?limit=2", "/v1/trials?limit=2&domain=sleep")
    first = [counted.client.get(address) for address in addresses]
    assert len({answer.headers["etag"] for answer in first}) == len({answer.content for answer in first}) == 4
    assert [counted.client.get(address).content for address in addresses] == [each.content for each in first]
    assert counted.entered == 4
    for address, before in zip(addresses, (first[-1], *first), strict=False):
        answer = counted.client.get(address, headers={"if-none-match": before.headers["etag"]})
        assert answer.status_code == 200, "a caller that has the answer to another query gets this one"


KEPT = [
    "/",
    "/claims",
    "/domains/sleep",
    "/v1",
    "/v1/trials?limit=3",
    "/v1/trials/macian-2022",
    "/v1/outcomes.csv",
    "/v1/outcomes?format=xlsx",
    "/v1/search?q=sleep",
    "/v1/evidence-map",
    "/v1/vocabularies",
    "/openapi.json",
    "/static/site.css",
]


@pytest.mark.parametrize("address", KEPT)
def test_a_kept_answer_is_the_same_to_the_byte_and_has_a_new_request_id(
    counted: Counted, address: str
) -> None:
    first, entered = counted.client.get(address), counted.entered
    again = counted.client.get(address)
    assert counted.entered == entered >= 1
    assert again.status_code == first.status_code == 200
    assert again.content == first.content
    assert but_for_the_id(again) == but_for_the_id(first)
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert again.headers["access-control-allow-origin"] == "*"
    assert again.headers["vary"] == "accept-encoding"
    assert "max-age=300" in again.headers["cache-control"]


@pytest.mark.parametrize("address", KEPT)
@pytest.mark.parametrize(("coding", "plain"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_head_304_and_compressed_bodies_come_from_what_was_kept_for_get(
    counted: Counted, address: str, coding: str, plain: Callable[[bytes], bytes]
) -> None:
    got, entered = counted.client.get(address), counted.entered
    head = counted.client.head(address)
    assert (head.status_code, head.content, but_for_the_id(head)) == (200, b"", but_for_the_id(got))
    unchanged = counted.client.get(address, headers={"if-none-match": got.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["etag"] == got.headers["etag"]
    assert "content-length" not in unchanged.headers
    assert counted.entered == entered
    for _ in ("fetched", "stored"):
        with counted.client.stream("GET", address, headers={"accept-encoding": coding}) as coded:
            raw = b"".join(coded.iter_raw())
        assert counted.entered == entered + 1 or address == "/openapi.json"
    if coded.headers.get("content-encoding") == coding:
        assert plain(raw) == got.content
        assert len(raw) == int(coded.headers["content-length"]) < len(got.content)
        assert coded.headers["etag"] != got.headers["etag"]
        known = {"accept-encoding": coding, "if-none-match": coded.headers["etag"]}
        assert counted.client.get(address, headers=known).status_code == 304
    assert counted.entered == entered + 1


NOT_KEPT = {
    "health": ("GET", "/livez", {}),
    "readiness": ("GET", "/readyz", {}),
    "metrics": ("GET", "/metrics", {}),
    "a medicine that was looked up": ("GET", "/v1/medicines?q=Cipro", {}),
    "a batch of safety checks": ("POST", "/v1/safety/checks/batch", {"json": {"checks": [{}]}}),
    "what was not found": ("GET", "/v1/trials/macian-2023", {}),
    "what was refused": ("GET", "/v1/trials?limit=0", {}),
    "who says who is asking": ("GET", "/v1/trials", {"headers": {"authorization": "Bearer a"}}),
    "who comes with a cookie": ("GET", "/v1/trials", {"headers": {"cookie": "a=b"}}),
    "a part": ("GET", "/data/2026.11.1/outcomes.csv", {"headers": {"range": "bytes=0-9"}}),
    "a file of the export": ("GET", "/data/2026.11.1/outcomes.csv", {}),
    "a GET with a body": ("GET", "/v1/trials", {"content": b"{}"}),
}


@pytest.mark.parametrize(("method", "address", "more"), NOT_KEPT.values(), ids=NOT_KEPT)
def test_what_is_for_one_caller_or_one_moment_is_never_kept(
    counted: Counted, method: str, address: str, more: Any
) -> None:
    for times in (1, 2):
        answer = counted.client.request(method, address, **more)
        assert answer.status_code < 500
        assert counted.entered == times
    assert not counted.cached.by_key
    assert counted.cached.bytes == 0


def test_who_says_who_is_asking_does_not_get_what_was_kept_either(counted: Counted) -> None:
    counted.client.get("/v1/trials")
    counted.client.get("/v1/trials", headers={"authorization": "Bearer a"})
    assert counted.entered == 2


def test_the_order_of_parameters_makes_no_other_answer(counted: Counted) -> None:
    """Asked past the cache, so that it is the app that gives the same answer."""
    for one, other in (
        (
            "/v1/outcomes?domain=sleep&comparison=between_arms&limit=2",
            "/v1/outcomes?limit=2&comparison=between_arms&domain=sleep",
        ),
        ("/v1/sources?limit=5&kind=journal_article", "/v1/sources?kind=journal_article&limit=5"),
        ("/v1/search?q=sleep&limit=1", "/v1/search?limit=1&q=sleep"),
        ("/trials?domain=sleep&design=", "/trials?design=&domain=sleep"),
        ("/claims?verdict=&kind=", "/claims?kind=&verdict="),
    ):
        fresh = {"authorization": "none"}
        first, second = (counted.client.get(each, headers=fresh) for each in (one, other))
        assert first.status_code == 200, one
        assert first.content == second.content, one
        assert first.headers["etag"] == second.headers["etag"]
        entered = counted.entered
        counted.client.get(one)
        counted.client.get(other)
        assert counted.entered == entered + 1


def test_different_spellings_are_kept_apart() -> None:
    assert sorted_query(b"b=2&a=1") == sorted_query(b"a=1&b=2") == b"a=1&b=2"
    assert sorted_query(b"a=%31") != sorted_query(b"a=1")
    assert sorted_query(b"a=1&a=2") != sorted_query(b"a=12")


def test_it_takes_no_more_room_than_it_has(database: Database) -> None:
    small = Counted(database, cache_bytes=100_000)
    sources = small.client.get("/v1/sources?limit=200").json()["items"]
    addresses = [f"/v1/sources/{each['slug']}" for each in sources]
    for address in addresses:
        small.client.get(address)
        kept = small.cached.by_key.items()
        assert small.cached.bytes == sum(response.size(key) for key, response in kept) <= 100_000
    assert 10 < len(kept) < len(addresses)
    entered = small.entered
    small.client.get(addresses[-1])
    assert small.entered == entered
    small.client.get(addresses[0])
    assert small.entered == entered + 1, "the first to come was the first to go"


@pytest.mark.parametrize("large", ["key", "head", "body"])
def test_keys_heads_and_bodies_count_as_the_memory_they_take(large: str) -> None:
    """The memory that is taken is never more than what is counted."""
    cached = CachedResponses(64 << 20)

    def fill() -> None:
        for number in range(1_000):
            size = {large: 4_000}
            key = CacheKey(b"localhost", b"/", b"q=%d" % number + b"a" * size.get("key", 0), "", False)
            fields = [
                (b"x-%d-%d" % (number, each), b"%d" % each) for each in range(size.get("head", 0) // 200)
            ]
            cached.store(
                key, Stored(None, fields, b"%d" % number, b"%d" % number + b"a" * size.get("body", 0))
            )

    tracemalloc.start()
    fill()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 2_000_000 < taken <= cached.bytes < 3 * taken


def test_where_there_is_no_room_nothing_is_kept(database: Database) -> None:
    nothing = Counted(database, cache_bytes=0)
    for times in (1, 2):
        assert nothing.client.get("/v1/trials").status_code == 200
        assert nothing.entered == times


def test_a_response_that_was_cut_short_is_not_stored(database: Database) -> None:
    """A file is not sent to the end when its caller leaves."""
    cached, parts = CachedResponses(1 << 20), [b"one part, ", b"and another"]

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": parts[0], "more_body": True})
        if not scope["query_string"]:
            await send({"type": "http.response.body", "body": parts[1]})

    async def ask(query: bytes) -> list[Any]:
        sent: list[Any] = []
        scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "path": "/file", "raw_path": b"/file",
            "query_string": query, "headers": [(b"host", b"localhost")],
        }  # fmt: skip

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.disconnect"}

        await ResponseCache(app, database.stamp, cached)(scope, receive, send)
        return sent

    assert asyncio.run(ask(b"leaves")) == []
    assert not cached.by_key
    assert asyncio.run(ask(b""))[1]["body"] == b"".join(parts)
    assert len(cached.by_key) == 1


def test_what_was_asked_for_lately_stays(database: Database) -> None:
    small = Counted(database, cache_bytes=100_000)
    for source in small.client.get("/v1/sources?limit=200").json()["items"]:
        small.client.get("/v1/domains/sleep")
        small.client.get(f"/v1/sources/{source['slug']}")
    entered = small.entered
    small.client.get("/v1/domains/sleep")
    assert small.entered == entered


def test_files_of_the_export_keep_their_etag_and_are_not_compressed(counted: Counted) -> None:
    """A download that was cut short goes on by range: what came before must be of the same bytes."""
    answer = counted.client.get("/data/2026.11.1/outcomes.csv", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert answer.headers["cache-control"].endswith("immutable")


def test_another_dataset_has_another_cache_and_other_etags(
    library: Library, database: Database, tmp_path: Path
) -> None:
    later = library.dataset.model_copy(update={"version": "2026.11.9"})
    address = f"sqlite:///{tmp_path / 'other.db'}"
    publish(replace(library, dataset=later), address)
    other = open_database(address)
    try:
        one, two = (TestClient(create_app(each)).get("/v1/domains/sleep") for each in (database, other))
        assert one.content == two.content
        assert one.headers["dataset-version"] != two.headers["dataset-version"]
    finally:
        other.close()


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (b"gzip", "gzip"),
        (b"gzip, deflate, br, zstd", "br"),
        (b"br, GZIP;q=0.5", "br"),
        (b"br;q=0.2, gzip ; q=0.5", "gzip"),
        (b"br;q=0, gzip", "gzip"),
        (b"gzip;q=2", ""),
        (b"gzip;q=0", ""),
        (b"*", ""),
        (b"*;q=0", ""),
        (b"", ""),
        (b"identity", ""),
        (b"brotli, gzipped", ""),
    ],
)
def test_a_body_is_compressed_as_the_caller_likes_best(accepted: bytes, coding: str) -> None:
    assert coding_for(accepted) == coding


@pytest.mark.parametrize(
    ("known", "same"),
    [
        ('"a1"', True),
        ('W/"a1"', True),
        ('"b2", W/"a1"', True),
        ('"b2","a1"', True),
        (" * ", True),
        ('"b2"', False),
        ('W/"b2", "a11"', False),
        ("a1", False),
        ("", False),
    ],
)
def test_a_weak_etag_or_one_of_several_is_the_same(known: str, same: bool) -> None:
    """RFC 9110, 13.1.2: `If-None-Match` compares weakly."""
    assert matches(known, '"a1"') is same
