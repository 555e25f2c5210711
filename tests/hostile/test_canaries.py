"""Nothing that is sent turns up anywhere but in the answer to who sent it, whatever breaks inside."""

import json
import os
import re
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.hostile.attack import Wire
from tests.hostile.canaries import Canaries, requests
from tests.hostile.wire import exchange
from tests.serving import Served, serving

BROKEN = str(Path(__file__).parent / "broken.py")
PARTS = ["rule", "check", "names", "answer", "page", "database"]
QUICK = ["rule", "check", "database"]


@pytest.fixture
def copied(url: str, tmp_path: Path) -> str:
    """A copy of the dataset, to be searched; on PostgreSQL the one there is."""
    if not url.startswith("sqlite"):
        return url
    shutil.copy(url.removeprefix("sqlite:///"), tmp_path / "fibromag.db")
    return f"sqlite:///{tmp_path / 'fibromag.db'}"


@pytest.mark.parametrize(
    "part", [*QUICK, *(pytest.param(each, marks=pytest.mark.full) for each in PARTS if each not in QUICK)]
)
def test_no_canary_is_found(part: str, copied: str, exported: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment: dict[str, Any] = {
        "BREAK": part, "TMPDIR": str(temporary), "FIBROMAG_EXPORT": str(exported), "FIBROMAG_LOG_LEVEL": "debug",
        "PYTHONWARNINGS": "always", "PYTHONDEVMODE": "1", "PYTHONFAULTHANDLER": "1", "SQLALCHEMY_WARN_20": "1",
    }  # fmt: skip
    new = Canaries()
    with serving(copied, tmp_path, program=(BROKEN,), until="/livez", **environment) as served:
        document = httpx.get(f"{served.url}/openapi.json", timeout=60).json()
        if part == "database":
            served.process.send_signal(signal.SIGUSR2)
        found: list[tuple[object, ...]] = []
        failures = 0
        for what, raw in requests(Wire(f"127.0.0.1:{served.port}"), document, new):
            for answer in exchange(served.host, raw, False, 30, False).answers:
                failures += answer.status >= 500
                head = "".join(f"{name}: {value}\n" for name, value in answer.headers)
                page = (answer.header("content-type") or "").startswith("text/html")
                told = (
                    answer.body.decode("utf-8", "replace")
                    if answer.status >= 400 and not (page and answer.status == 422)
                    else ""
                )
                found += [(what, answer.status, each) for each in seen(new, head + told)]
        assert failures >= (0 if part == "rule" else 5), "nothing broke"
        found += [
            ("elsewhere", where, each)
            for where, text in elsewhere(served, tmp_path, exported)
            for each in seen(new, text)
        ]
        assert soft_core_limit(served) in ("0", "1")
        served.end(signal.SIGABRT)
        found += [("said", each) for each in seen(new, served.told())]
    assert not found, found[:20]
    assert len(new.made) >= 500
    assert "Current thread" in served.told()
    if part != "database":
        assert_failures_are_told(served, part)


def elsewhere(served: Served, *folders: Path) -> Iterator[tuple[str, str]]:
    """(where, text) of everything else that others may come to see."""
    for address in (
        "/metrics",
        "/v1",
        "/v1/dataset",
        "/data",
        "/readyz",
        "/livez",
        "/safety",
        "/openapi.json",
    ):
        yield address, httpx.get(f"{served.url}{address}", timeout=60).text
    served.process.send_signal(signal.SIGUSR1)
    time.sleep(1)
    about = Path(f"/proc/{served.process.pid}")
    for name in ("cmdline", "environ"):
        yield name, (about / name).read_bytes().decode("utf-8", "replace")
    for folder in folders:
        for file in folder.rglob("*"):
            if file.is_file():
                yield str(file), file.read_bytes().decode("latin-1")
    for number in os.listdir(about / "fd"):
        target = os.readlink(about / "fd" / number)
        assert not target.endswith("(deleted)"), target


MARKED = re.compile(r"kanari\d{5}|\d+\.7\d{5}9")


def seen(new: Canaries, text: str) -> set[str]:
    """Canaries that occur in a text."""
    return set(MARKED.findall(text)).intersection(new.made)


def soft_core_limit(served: Served) -> str:
    """How much of the process's memory a crash may write to a file."""
    limits = Path(f"/proc/{served.process.pid}/limits").read_text().splitlines()
    return next(line for line in limits if line.startswith("Max core file size")).split()[4]


def assert_failures_are_told(served: Served, part: str) -> None:
    """The log says that and where something failed: silence would be no proof."""
    text = served.told()
    lines: list[Any] = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    assert any(each.get("event") == "request" for each in lines)
    if part != "rule":
        assert any(each.get("event") == "failure" for each in lines)
