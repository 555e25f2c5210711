"""The machine: which core does what, what a process costs, and how fast it answers.

What must stay true: servers run on one core and whatever asks them on another, so that neither slows
the other down; with one core only, all of it is said to be shared.
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
SERVERS, CALLERS = {CORES[0]}, {CORES[-1]}

WRK = shutil.which("wrk")


@dataclass
class Server:
    """One running server."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    log: IO[bytes]
    start_seconds: float

    def tree(self) -> list[psutil.Process]:
        """Its processes."""
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """What its processes have used so far."""
        return sum(sum(each.cpu_times()[:2]) for each in self.tree())

    def megabytes(self) -> float:
        """Memory of its processes, what they share counted once (PSS)."""
        return sum(each.memory_full_info().pss for each in self.tree()) / 1e6

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


def start(
    name: str, words: list[str], port: int, address: str, folder: Path, env: Mapping[str, str] | None = None
) -> Server:
    """Start a server on the servers' core; wait for its first answer."""
    log = open(folder / f"{name.replace(' ', '-')}-{port}.log", "wb")  # noqa: SIM115
    began = time.monotonic()
    process = subprocess.Popen(
        words,
        stdout=log,
        stderr=log,
        env={**os.environ, **(env or {})},
        preexec_fn=lambda: os.sched_setaffinity(0, SERVERS),
    )
    while time.monotonic() - began < 60:
        if process.poll() is not None:
            break
        try:
            if get(port, address)[0] == 200:
                return Server(name, port, process, log, time.monotonic() - began)
        except OSError:
            pass
        time.sleep(0.005)
    process.kill()
    process.wait()
    log.close()
    said = Path(log.name).read_text("utf-8", "replace")[-2000:]
    raise RuntimeError(f"{name} did not answer {address}: {said}")


def get(
    port: int, address: str, headers: Mapping[str, str] | None = None, body: str | None = None
) -> tuple[int, dict[str, str], bytes]:
    """(status, headers, body) of one answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET" if body is None else "POST", address, body, dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@dataclass(frozen=True)
class Case:
    """One kind of request to one server."""

    server: Server
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    status: int = 200


@dataclass(frozen=True)
class Slice:
    """What one slice of load came to."""

    per_second: float
    cpu_us: float
    """Of the server, for each request."""


def load(case: Case, seconds: float, folder: Path) -> Slice:
    """Ask as fast as 32 connections can; longer, where that is not long enough for any answer."""
    found = once(case, seconds, folder) or once(case, 10 * seconds, folder)
    if found is None:
        raise RuntimeError(f"{case.server.name} {case.address}: nothing in {11 * seconds:g} s")
    return found


def load_of(port: int, addresses: list[str], seconds: int, folder: Path) -> float:
    """Ask for many addresses in turn, as fast as 32 connections can; the seconds it took."""
    script = folder / "addresses.lua"
    listed = ", ".join(f'"{address}"' for address in addresses)
    script.write_text(
        f"paths = {{{listed}}}\nat = 0\n"
        'request = function() at = at % #paths + 1; return wrk.format("GET", paths[at]) end\n',
        "utf-8",
    )
    words = [str(WRK), "--threads", "1", "--connections", "32", "--duration", f"{seconds}s"]
    told = subprocess.run(
        [*words, "--script", str(script), f"http://127.0.0.1:{port}"],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, CALLERS),
    ).stdout
    found = re.search(r"requests in ([\d.]+)s", told)
    assert found, told
    return float(found[1])


def once(case: Case, seconds: float, folder: Path) -> Slice | None:
    """One slice of load; None when nothing was answered in it."""
    words = [str(WRK), "--threads", "1", "--connections", "32", "--duration", f"{max(1, round(seconds))}s"]
    for name, value in case.headers.items():
        words += ["--header", f"{name}: {value}"]
    if case.body is not None:
        script = folder / "post.lua"
        script.write_text(f'wrk.method = "POST"\nwrk.body = [==[{case.body}]==]\n', "utf-8")
        words += ["--script", str(script)]
    before = case.server.cpu_seconds()
    told = subprocess.run(
        [*words, f"http://127.0.0.1:{case.server.port}{case.address}"],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, CALLERS),
    ).stdout
    spent = case.server.cpu_seconds() - before
    found = re.search(r"(\d+) requests in ([\d.]+)(m?s)", told)
    assert found, told
    requests, took = int(found[1]), float(found[2]) / (1000 if found[3] == "ms" else 1)
    if not requests:
        return None
    if "Non-2xx or 3xx responses" in told or "Socket errors" in told:
        raise RuntimeError(f"{case.server.name} {case.address}: {told}")
    return Slice(requests / took, spent / requests * 1e6)
