"""Start servers, load them with wrk, and measure CPU time and memory.

What must stay true: servers run on one core and load generators on another, so that neither slows the
other down. On a machine with one core they share it, and the report says so.
"""

import http.client
import os
import re
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, CLIENT_CORE = {CORES[0]}, {CORES[-1]}

CONNECTIONS = 32
START_SECONDS = 60

WRK = shutil.which("wrk")


@dataclass
class Server:
    """One running server."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    log: IO[bytes]
    start_seconds: float

    def processes(self) -> list[psutil.Process]:
        """Return the process and its descendants."""
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """Return the CPU time used since the start."""
        return sum(sum(each.cpu_times()[:2]) for each in self.processes())

    def megabytes(self) -> float:
        """Return the memory of all processes as PSS: shared pages are counted once."""
        bytes_used: int = sum(each.memory_full_info().pss for each in self.processes())
        return bytes_used / 1e6

    def stop(self) -> None:
        """Terminate the server; kill it after 15 seconds."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


def start(
    name: str, command: list[str], port: int, address: str, folder: Path, env: Mapping[str, str] | None = None
) -> Server:
    """Start a server on its core and wait until it answers `address` with 200."""
    log = open(folder / f"{name.replace(' ', '-')}-{port}.log", "wb")  # noqa: SIM115
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        stdout=log,
        stderr=log,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(env or {})},  # as an installed program starts
        preexec_fn=lambda: os.sched_setaffinity(0, SERVER_CORE),
    )
    while time.monotonic() - began < START_SECONDS and process.poll() is None:
        try:
            if get(port, address)[0] == 200:
                return Server(name, port, process, log, time.monotonic() - began)
        except OSError:
            pass
        time.sleep(0.005)
    process.kill()
    process.wait()
    log.close()
    output = Path(log.name).read_text("utf-8", "replace")[-2000:]
    raise RuntimeError(f"{name} did not answer {address}: {output}")


def get(
    port: int, address: str, headers: Mapping[str, str] | None = None, body: str | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Send one request, a POST if there is a body; return (status, headers, body)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET" if body is None else "POST", address, body, dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@dataclass(frozen=True)
class Request:
    """A request to one server, for wrk to repeat."""

    server: Server
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None


@dataclass(frozen=True)
class Measurement:
    """The result of one period of load."""

    per_second: float
    cpu_us: float
    """CPU time of the server per request, in microseconds."""


def load(request: Request, seconds: float, folder: Path) -> Measurement:
    """Repeat a request as fast as 32 connections can; try ten times as long if nothing was answered."""
    found = load_once(request, seconds, folder) or load_once(request, 10 * seconds, folder)
    if found is None:
        raise RuntimeError(f"{request.server.name} {request.address}: no answer in {11 * seconds:g} s")
    return found


def load_once(request: Request, seconds: float, folder: Path) -> Measurement | None:
    """Run wrk once; return None if nothing was answered, raise if anything failed."""
    duration = f"{max(1, round(seconds))}s"
    command = [str(WRK), "--threads", "1", "--connections", str(CONNECTIONS), "--duration", duration]
    for name, value in request.headers.items():
        command += ["--header", f"{name}: {value}"]
    if request.body is not None:
        script = folder / "post.lua"
        script.write_text(f'wrk.method = "POST"\nwrk.body = [==[{request.body}]==]\n', "utf-8")
        command += ["--script", str(script)]
    before = request.server.cpu_seconds()
    output = subprocess.run(
        [*command, f"http://127.0.0.1:{request.server.port}{request.address}"],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, CLIENT_CORE),
    ).stdout
    used = request.server.cpu_seconds() - before
    found = re.search(r"(\d+) requests in ([\d.]+)(m?s)", output)
    assert found, output
    requests, took = int(found[1]), float(found[2]) / (1000 if found[3] == "ms" else 1)
    if not requests:
        return None
    if "Non-2xx or 3xx responses" in output or "Socket errors" in output:
        raise RuntimeError(f"{request.server.name} {request.address}: {output}")
    return Measurement(requests / took, used / requests * 1e6)
