"""Starting and ending the real server, in one process and in several."""

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from app.db.errors import UnusableError
from app.publishing.publish import publish
from app.seeds.reader import read_seeds
from app.server import service
from tests.serving import HEAD, POST, Served, serve

__all__ = ["serve"]


@pytest.mark.parametrize(
    "words",
    [(), pytest.param(("--workers", "2"), marks=pytest.mark.full)],
    ids=["one process", "two processes"],
)
def test_told_to_end_it_ends_within_ten_seconds_though_a_caller_stalls(
    serve: Callable[..., Served], words: tuple[str, ...]
) -> None:
    served = serve(*words)
    with served.connect() as caller:
        caller.sendall(POST + b"Content-Length: 1000\r\n\r\n{")
        time.sleep(0.5)
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(timeout=20) in (0, -signal.SIGTERM)
    lines = [json.loads(line) for line in served.log.read_text().splitlines()]
    assert lines, "what was waiting to be logged is written"
    told = served.errors.read_text()
    assert "Application shutdown complete" in told


def test_for_a_while_it_is_not_ready_before_it_ends(serve: Callable[..., Served]) -> None:
    served = serve(FIBROMAG_DRAIN_SECONDS="2")
    served.process.send_signal(signal.SIGTERM)
    said = set()
    with suppress(httpx.TransportError):
        for _ in range(200):
            said.add(httpx.get(served.address("/readyz")).status_code)
            assert httpx.get(served.address("/livez")).status_code == 200
            time.sleep(0.02)
    assert 503 in said
    assert served.process.wait(timeout=20) == -signal.SIGTERM


@pytest.mark.full
def test_several_processes_answer_and_one_that_dies_is_replaced(serve: Callable[..., Served]) -> None:
    served = serve("--workers", "2")
    first, second = workers(served)
    os.kill(first, signal.SIGKILL)
    for _ in range(300):
        with suppress(httpx.TransportError):
            assert httpx.get(served.address("/v1/domains/sleep")).status_code == 200
        if len(workers(served) - {first}) == 2:
            break
        time.sleep(0.1)
    assert second in workers(served) - {first}
    assert len(workers(served) - {first}) == 2


def workers(served: Served) -> set[int]:
    """The processes that serve."""
    found = set()
    for child in psutil.Process(served.process.pid).children():
        with suppress(psutil.Error):
            if "spawn_main" in " ".join(child.cmdline()):
                found.add(child.pid)
    return found


def test_what_was_begun_before_sigterm_is_answered(serve: Callable[..., Served]) -> None:
    """Twelve callers ask again and again on their connections: no connection is reset."""
    served = serve()
    ends: list[bytes] = []

    def ask() -> None:
        said = b""
        with served.connect() as caller, suppress(ConnectionResetError, BrokenPipeError):
            while b"connection: close" not in said:
                caller.sendall(b"GET /v1/domains/sleep HTTP/1.1\r\n" + HEAD + b"\r\n")
                said = caller.recv(65536)
                if not said:
                    break
        ends.append(said)

    callers = [threading.Thread(target=ask) for _ in range(12)]
    for caller in callers:
        caller.start()
    time.sleep(0.5)
    served.process.send_signal(signal.SIGTERM)
    for caller in callers:
        caller.join(timeout=20)
    assert len(ends) == 12
    for said in ends:
        assert said.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"\r\nconnection: close\r\n" in said
    assert served.process.wait(timeout=20) == -signal.SIGTERM


def other_dataset(folder: Path, seeds: Path, address: str) -> str:
    """Publish another dataset at an address; return its version."""
    own = Path(shutil.copytree(seeds, folder / "seeds"))
    file = own / "dataset.yaml"
    file.write_text(file.read_text("utf-8").replace("version: 2026.11.1", "version: 2026.11.9"), "utf-8")
    publish(read_seeds(own), address)
    return "2026.11.9"


def test_a_worker_serves_the_dataset_of_the_start_only(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIBROMAG_DATABASE_URL", url)
    digest = service().state.resources.database.stamp.digest
    assert service(digest).state.resources.database.stamp.digest == digest
    with pytest.raises(UnusableError, match="restart"):
        service("0" * 64)


@pytest.mark.full
def test_no_worker_serves_a_dataset_that_was_published_since_the_start(
    serve: Callable[..., Served], url: str, tmp_path: Path
) -> None:
    if not url.startswith("sqlite"):
        pytest.skip("publishes to a file")
    address = f"sqlite:///{shutil.copyfile(url.removeprefix('sqlite:///'), tmp_path / 'own.db')}"
    served = serve("--workers", "2", FIBROMAG_DATABASE_URL=address)
    from tests.published import SEEDS

    version = other_dataset(tmp_path, SEEDS, address)
    os.kill(min(workers(served)), signal.SIGKILL)
    versions = set()
    ends = time.monotonic() + 8
    while time.monotonic() < ends:
        with suppress(httpx.TransportError):
            versions.add(httpx.get(served.address("/livez")).headers["dataset-version"])
    assert versions == {"2026.11.1"} != {version}
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=20) in (0, -signal.SIGTERM)
    assert "restart to serve the new one" in served.errors.read_text()
