"""The real server as a process of its own, with all it says kept in a file."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.hostile.attack import Wire

ROOT = Path(__file__).parents[2]


@dataclass
class Served:
    """A server that runs."""

    address: tuple[str, int]
    process: subprocess.Popen[bytes]
    said: Path
    """All of its stdout and stderr."""

    @property
    def url(self) -> str:
        return f"http://{self.address[0]}:{self.address[1]}"

    @property
    def wire(self) -> Wire:
        return Wire(f"{self.address[0]}:{self.address[1]}")

    def end(self, number: int = signal.SIGTERM) -> int:
        """Its exit code after a signal."""
        self.process.send_signal(number)
        return self.process.wait(timeout=20)


@contextmanager
def serving(url: str, folder: Path, *program: str, **environment: str) -> Iterator[Served]:
    """A server on a free port; `program` is what runs it, other than `-m app`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    said = folder / "said"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *(program or ("-m", "app")), "serve", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "FIBROMAG_DATABASE_URL": url, **environment},
            stdout=out,
            stderr=out,
            preexec_fn=lambda: resource.setrlimit(
                resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2
            ),
        )
    served = Served(("127.0.0.1", port), process, said)
    try:
        for _ in range(400):
            assert process.poll() is None, said.read_text()
            try:
                httpx.get(f"{served.url}/livez").raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield served
    finally:
        process.kill()
        process.wait()
