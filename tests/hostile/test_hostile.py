"""No request harms the service: whatever is sent is answered as documented, or refused."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from app.publishing.publish import publish
from app.seeds.library import Library
from tests.hostile import generator
from tests.hostile.harness import Report, run
from tests.serving import serving

QUICK = 400


def attacked(server: str, most: int | None, seed: int = 1) -> Report:
    """A run against a server, at its own word for what it takes."""
    document: Any = httpx.get(f"{server}/openapi.json", timeout=60).json()
    address = urlsplit(server)
    everything = generator.attacks(document, address.netloc)
    chosen = everything if most is None else generator.sample(everything, most, seed)
    report = run((str(address.hostname), int(address.port or 0)), chosen, document)
    print(report)
    assert report.sent.total() == len(chosen)
    return report


def test_some_of_every_kind_of_hostile_request_do_no_harm(server: str) -> None:
    assert not attacked(server, QUICK).found


@pytest.mark.full
@pytest.mark.timeout(3_600)
def test_no_hostile_request_does_harm(server: str) -> None:
    report = attacked(server, None)
    assert report.sent.total() >= 2_000
    assert not report.found


@pytest.mark.full
@pytest.mark.timeout(3_600)
def test_no_hostile_request_does_harm_on_postgresql(
    library: Library, exported: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres").create_database("attacked")
    publish(library, url)
    with serving(url, tmp_path, FIBROMAG_EXPORT=str(exported)) as served:
        report = attacked(served.url, None)
    assert report.sent.total() >= 2_000
    assert not report.found
