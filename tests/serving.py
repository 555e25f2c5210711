"""The real server as a process of its own, and callers that write bytes to it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.published import ROOT

HEAD = b"Host: localhost\r\n"
POST = b"POST /v1/safety/checks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@dataclass
class Served:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture(scope="module")
def serve(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Served]]:
    """Start servers with some words and settings; all are gone afterwards."""
    folder = tmp_path_factory.mktemp("served")
    started: list[Served] = []

    def start(*words: str, **settings: str) -> Served:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = folder / f"{port}.log"
        with log.open("wb") as out, log.with_suffix(".err").open("wb") as err:
            process = subprocess.Popen(
                [sys.executable, "-m", "app", "serve", "--port", str(port), *words],
                cwd=ROOT,
                env={**os.environ, "FIBROMAG_DATABASE_URL": url, **settings},
                stdout=out,
                stderr=err,
            )
        served = Served(process, port, log)
        started.append(served)
        for _ in range(600):
            with suppress(httpx.TransportError):
                if httpx.get(served.address("/readyz")).status_code == 200:
                    return served
            assert process.poll() is None, log.with_suffix(".err").read_text()
            time.sleep(0.1)
        raise AssertionError("the server does not start")

    yield start
    for served in started:
        served.process.kill()
        served.process.wait()


def closed(caller: socket.socket) -> bool:
    """Whether the other side has ended the connection; what it said before is read."""
    caller.settimeout(0.05)
    try:
        return caller.recv(65536) == b""
    except TimeoutError:
        return False


def read(caller: socket.socket) -> bytes:
    """Everything until the other side ends the connection."""
    parts = []
    with suppress(ConnectionResetError):
        while part := caller.recv(65536):
            parts.append(part)
    return b"".join(parts)
