"""A primary and two hot standbys: reads go on when one standby is killed, and when the primary is, too."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import psycopg
import pytest

from app.db.database import open_database
from app.models import DatasetStamp
from app.publishing.publish import publish
from app.seeds.library import Library
from tests.clusters import Server, servers
from tests.faults.publishers import newer
from tests.faults.serving import ADDRESSES
from tests.serving import serving

pytestmark = [pytest.mark.postgres, pytest.mark.full]

THREADS = 6


@pytest.fixture(scope="module")
def three() -> Iterator[list[Server]]:
    with servers(3) as started:
        yield started


class Load:
    """Clients that ask without a pause; every answer with the time at which it was asked for."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: list[tuple[float, int]] = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.ask, args=(number,)) for number in range(THREADS)]

    def ask(self, number: int) -> None:
        with httpx.Client(base_url=self.address, timeout=20) as client:
            while not self.over.is_set():
                asked = time.monotonic()
                for at in ADDRESSES[number:] + ADDRESSES[:number]:
                    try:
                        self.answers.append((asked, client.get(at).status_code))
                    except httpx.TransportError:
                        self.answers.append((asked, 0))
                    asked = time.monotonic()

    def __enter__(self) -> "Load":
        for each in self.threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for each in self.threads:
            each.join()

    def failed(self, since: float = 0.0) -> int:
        """How many of those asked for since then were not answered with 200."""
        return sum(status != 200 for asked, status in self.answers if asked >= since)


def address_of(three: list[Server], more: str) -> str:
    hosts = ",".join(f"127.0.0.1:{server.port}" for server in three)
    return f"postgresql://fibromag@{hosts}/postgres?{more}"


def stamp_at(server: Server) -> DatasetStamp:
    """Return the name of the dataset that a server holds."""
    with closing(open_database(server.url())) as database:
        return database.stamp


def caught_up(server: Server, number: int) -> None:
    """Wait until a standby holds a publication."""
    for _ in range(600):
        try:
            if server.execute("SELECT max(number) FROM fibromag.published") == [(number,)]:
                return
        except psycopg.Error:
            pass
        time.sleep(0.05)
    raise AssertionError("the standby does not follow")


@pytest.mark.timeout(600)
def test_reads_go_on_without_a_standby_and_without_the_primary(
    three: list[Server], library: Library, tmp_path: Path
) -> None:
    primary, first, second = three
    url = address_of(three, "load_balance_hosts=random&target_session_attrs=any")
    publish(library, address_of(three[::-1], ""))
    for standby in (first, second):
        caught_up(standby, 1)
    assert stamp_at(first) == stamp_at(primary)
    with serving(url, tmp_path, FIBROMAG_CACHE_BYTES="0") as served, Load(served.url) as load:
        time.sleep(3)
        assert load.failed() == 0
        for what, server in (("a standby", first), ("the primary", primary)):
            before, killed = load.failed(), time.monotonic()
            server.kill()
            # An answer that was asked for before may fail, one for each client; nothing asked for later does.
            time.sleep(4)
            in_flight, later = load.failed() - before, load.failed(since=killed + 0.5)
            asked = sum(at >= killed for at, _ in load.answers)
            print(
                f"{what} killed: {asked} requests after it, {in_flight} failed, {later} of them asked for later"
            )
            assert asked > 50
            assert in_flight <= THREADS
            assert later == 0
        assert httpx.get(served.address("/readyz")).status_code == 200
    with pytest.raises(Exception, match="could not be written to PostgreSQL"):
        publish(newer(library), url)
