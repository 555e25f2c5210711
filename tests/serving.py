"""The real server as a process of its own, and callers that write bytes to it."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.published import ROOT

HEAD = b"Host: localhost\r\n"
POST = b"POST /v1/safety/checks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Served:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    """What it writes to stdout: its access log."""

    @property
    def errors(self) -> Path:
        """Return the file of what it writes to stderr."""
        return self.log.with_suffix(".err")

    @property
    def host(self) -> tuple[str, int]:
        """Return its host and port."""
        return "127.0.0.1", self.port

    @property
    def url(self) -> str:
        """Return its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def address(self, path: str) -> str:
        return f"{self.url}{path}"

    def connect(self) -> socket.socket:
        return socket.create_connection(self.host, timeout=60)

    def told(self) -> str:
        """Return all that it has written."""
        return "".join(file.read_text("utf-8", "replace") for file in (self.log, self.errors))

    def end(self, number: int = signal.SIGTERM) -> int:
        """Return its exit code after a signal."""
        self.process.send_signal(number)
        return self.process.wait(timeout=20)


@contextmanager
def serving(
    url: str,
    folder: Path,
    *words: str,
    program: tuple[str, ...] = ("-m", "app"),
    until: str = "/readyz",
    port: int | None = None,
    **settings: str,
) -> Iterator[Served]:
    """Run the real server on a database, with some words and settings; it is gone afterwards.

    What it writes is in `folder`. `program` is what runs it, other than `-m app`; it runs once `until` answers.
    """
    port = port or free_port()
    log = folder / f"{port}.log"
    with log.open("wb") as out, log.with_suffix(".err").open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, *program, "serve", "--port", str(port), *words],
            cwd=ROOT,
            env={**os.environ, "FIBROMAG_DATABASE_URL": url, **settings},
            stdout=out,
            stderr=err,
            preexec_fn=allow_core_files,
        )
    served = Served(process, port, log)
    try:
        wait_for(served, until)
        yield served
    finally:
        process.kill()
        process.wait()


def allow_core_files() -> None:
    """Let a process write core files, so that only the program itself can forbid it."""
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def wait_for(served: Served, path: str) -> None:
    """Wait until a server answers; one that ends before fails the test with what it said."""
    for _ in range(600):
        with suppress(httpx.TransportError):
            if httpx.get(served.address(path), timeout=10).status_code != 503:
                return
        assert served.process.poll() is None, served.told()
        time.sleep(0.1)
    raise AssertionError(f"the server does not start: {served.told()}")


@pytest.fixture(scope="module")
def serve(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Served]]:
    """Start servers with some words and settings; all are gone afterwards."""
    folder = tmp_path_factory.mktemp("served")
    with ExitStack() as started:

        def start(*words: str, **settings: Any) -> Served:
            return started.enter_context(serving(url, folder, *words, **settings))

        yield start


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
