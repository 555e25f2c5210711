"""Callers that never finish are let go, and nobody else waits for them."""

import asyncio
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.serving import Served, serving

LET_GO_SECONDS = 20
MORE_FOR_READERS = 15
"""Seconds until the buffers of an answer that nobody reads are full; only then nothing moves."""
POST = "POST /v1/safety/checks HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"

HELD: dict[str, tuple[str, str]] = {
    "says nothing": ("", ""),
    "half a head": ("GET /v1 HTTP/1.1\r\nHost: 127.0.0.1\r\n", ""),
    "a field a second": ("GET /v1 HTTP/1.1\r\nHost: 127.0.0.1\r\n", "X-Slow: 1\r\n"),
    "half a body": (f'{POST}Content-Length: 5000\r\n\r\n{{"a":', ""),
    "a byte a second": (f"{POST}Content-Length: 5000\r\n\r\n", " "),
    "endless chunks": (f"{POST}Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n"),
    "never reads": ("GET /v1/trials.jsonl HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 60, ""),
}
"""What is sent at once, and then every second."""


async def held(served: Served, kind: str, limit: float) -> float:
    """Seconds until the server lets one connection go; `limit` when it does not."""
    at_once, drop = HELD[kind]
    started = time.monotonic()
    reader, writer = await asyncio.open_connection(*served.host, limit=1 << 12)
    with suppress(OSError):
        writer.write(at_once.encode())
        while time.monotonic() - started < limit:
            if kind == "never reads":
                await asyncio.sleep(1)
                if writer.transport.is_closing():
                    break
                writer.write(b"GET /v1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                continue
            with suppress(TimeoutError):
                if not await asyncio.wait_for(reader.read(1 << 16), 1):
                    break
            writer.write(drop.encode())
    seconds = time.monotonic() - started
    writer.close()
    return seconds


async def good(served: Served, until: asyncio.Event) -> list[tuple[int, float]]:
    """(status, seconds) of ordinary requests meanwhile."""
    answers: list[tuple[int, float]] = []
    async with httpx.AsyncClient(base_url=served.url, timeout=30) as client:
        while not until.is_set():
            for address in ("/v1/trials?limit=5", "/livez", "/v1/search?q=sleep"):
                started = time.monotonic()
                answer = await client.get(address)
                answers.append((answer.status_code, time.monotonic() - started))
            await asyncio.sleep(0.05)
    return answers


async def hold(served: Served, each: int) -> None:
    """So many of each kind at once, and ordinary requests beside them."""
    ended = asyncio.Event()
    ordinary = asyncio.create_task(good(served, ended))
    kinds = [kind for kind in HELD for _ in range(each)]
    seconds = await asyncio.gather(*(held(served, kind, 2 * LET_GO_SECONDS) for kind in kinds))
    ended.set()
    answers = await ordinary
    longest = {
        kind: max(took for each, took in zip(kinds, seconds, strict=True) if each == kind) for kind in HELD
    }
    times = sorted(took for _, took in answers)
    print(
        f"{len(kinds)} held, let go after at most { ({kind: round(took, 1) for kind, took in longest.items()}) } s"
    )
    print(
        f"{len(answers)} ordinary requests, median {times[len(times) // 2] * 1000:.0f} ms, longest {times[-1] * 1000:.0f} ms"
    )
    assert longest.pop("never reads") <= LET_GO_SECONDS + MORE_FOR_READERS
    assert max(longest.values()) <= LET_GO_SECONDS, longest
    assert {status for status, _ in answers} == {200}
    assert times[-1] < 15


@pytest.mark.full
def test_held_connections_are_let_go(url: str, tmp_path: Path) -> None:
    with serving(url, tmp_path) as served:
        asyncio.run(hold(served, 30))
        before = len(list(Path(f"/proc/{served.process.pid}/fd").iterdir()))
        asyncio.run(hold(served, 30))
        assert len(list(Path(f"/proc/{served.process.pid}/fd").iterdir())) <= before + 5


def test_one_held_connection_of_each_kind_is_let_go(url: str, tmp_path: Path) -> None:
    with serving(url, tmp_path, FIBROMAG_PATIENCE_SECONDS="2") as served:
        asyncio.run(hold(served, 1))
