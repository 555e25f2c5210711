"""A small server with one fault of each kind, to see that the harness finds them all.

    python faulty.py PORT

Speaks just enough HTTP: it answers whatever looks like a request line, wherever that stands.
"""

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import Callable
from typing import Any

GOOD = {
    "content-type": "application/json",
    "cache-control": "public",
    "x-request-id": "0",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'",
    "referrer-policy": "no-referrer",
    "dataset-version": "0",
}
ASKED = re.compile(rb"(GET|POST) (/[^ ]*) HTTP/1\.[01]\r\n")


def problem(status: int, detail: str) -> Any:
    """An error as it should be."""
    body = {
        "type": "/problems#x",
        "code": "x",
        "title": "x",
        "status": status,
        "detail": detail,
        "errors": [],
    }
    headers = {"content-type": "application/problem+json", "cache-control": "no-store"}
    return status, headers, json.dumps(body).encode()


def stalled() -> Any:
    """A refusal that comes late."""
    time.sleep(1.5)
    return problem(422, "no")


Given = tuple[int, dict[str, str], bytes]

FAULTS: dict[str, Callable[[str], Given | None]] = {
    "/5xx": lambda _: (500, {"content-type": "text/plain"}, b"Internal Server Error"),
    "/hang": lambda _: None,
    "/stalled": lambda _: stalled(),
    "/died": lambda _: os._exit(3),
    "/no-answer": lambda _: (0, {}, b""),
    "/garbled": lambda _: (0, {}, b"nonsense"),
    "/leak": lambda _: problem(422, 'File "/srv/app/main.py", line 3: OverflowError'),
    "/echo": lambda value: problem(422, f"{value} is not known"),
    "/injected": lambda _: (422, {"x-injected": "1"}, problem(422, "no")[2]),
    "/undocumented": lambda _: problem(418, "no"),
    "/media-type": lambda _: (422, {"content-type": "text/plain"}, b"no"),
    "/invalid-json": lambda _: (200, {}, b'{"a": NaN}'),
    "/amplified": lambda _: problem(422, "no" * 40_000),
    "/accepted": lambda _: (200, {}, b"{}"),
    "/headers": lambda _: (422, {"x-request-id": "", "cache-control": "public"}, problem(422, "no")[2]),
    "/misled": lambda value: (307, {"location": f"http://{value}/"}, b""),
}
"""Address → what it says to any value that is not empty; None is never."""


def answer(path: str, value: str) -> Given | None:
    """What an address says."""
    if not value:
        return 200, {}, b"{}"
    return FAULTS[path](value) if path in FAULTS else problem(422, "no")


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Every request on a connection, and every text in a body that looks like one."""
    raw = await reader.read(1 << 20)
    hosts = re.findall(rb"(?i)host: ([^\r]*)", raw)
    for _, target in ASKED.findall(raw):
        path, _, query = target.decode("latin-1").partition("?")
        value = query.partition("=")[2]
        if path == "/misled":
            value = hosts[0].decode("latin-1") if b"evil" in hosts[0] else ""
        given = answer(path, value)
        if given is None:
            await asyncio.sleep(60)
            continue
        status, headers, body = given
        if status > 0:
            merged: dict[str, Any] = {**GOOD, **headers, "content-length": len(body)}
            lines = [
                f"HTTP/1.1 {status} x",
                *(f"{name}: {each}" for name, each in merged.items() if each != ""),
            ]
            writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        writer.write(body)
        await writer.drain()
    writer.close()


async def main(port: int) -> None:
    """Serve until killed."""
    server = await asyncio.start_server(serve, "127.0.0.1", port, limit=1 << 20)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
