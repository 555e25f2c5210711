"""What happens to PostgreSQL while it is served from: right answers or 503, never wrong or mixed ones."""

import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from app.db.database import CONNECTIONS, Database, open_database
from app.db.errors import UnusableError
from app.publishing.publish import publish
from app.seeds.library import Library
from tests import published
from tests.clusters import Server, servers
from tests.faults.judge import Judge
from tests.faults.publishers import newer
from tests.faults.serving import ADDRESSES, asking, client_of, load, truth

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server to maltreat."""
    with servers() as (started,):
        yield started


@pytest.fixture(scope="module")
def published_once(server: Server, library: Library) -> str:
    """The database that each test gets a copy of: copying is twenty times as fast as publishing."""
    publish(library, server.create_database("published_once"))
    return "published_once"


@pytest.fixture
def name(server: Server, published_once: str) -> str:
    found = f"served_{os.urandom(4).hex()}"
    server.create_database(found, like=published_once)
    return found


@pytest.fixture
def url(server: Server, name: str) -> str:
    return server.url(name)


@pytest.fixture
def opened(url: str) -> Iterator[Database]:
    database = open_database(url)
    yield database
    database.close()


@pytest.fixture
def client(opened: Database) -> Iterator[TestClient]:
    with client_of(opened) as asking_it:
        yield asking_it


@pytest.fixture(scope="module")
def truths(library: Library, tmp_path_factory: pytest.TempPathFactory) -> list[Mapping[str, bytes]]:
    """What the dataset and a later one answer, by SQLite: the answers are the same."""
    later = f"sqlite:///{tmp_path_factory.mktemp('truths') / 'new.db'}"
    publish(newer(library), later)
    return [truth(url) for url in (f"sqlite:///{published.database()}", later)]


def test_a_killed_server_is_unavailable_until_it_is_started_again(
    server: Server, client: TestClient, truths: list[Mapping[str, bytes]]
) -> None:
    judge = Judge(truths)
    with load(judge, asking(client)):
        time.sleep(0.5)
        server.kill()
        time.sleep(0.5)
        assert client.get("/readyz").status_code == 503
        assert client.get("/livez").status_code == 200
        server.start()
        took = judge.recovery(asking(client), ADDRESSES)
    print(f"killed and started again: {judge.counts}, well after {took:.2f} s")
    assert judge.counts[503] > 0
    judge.passed()


def test_a_hanging_server_is_given_up_in_time(
    server: Server, client: TestClient, truths: list[Mapping[str, bytes]]
) -> None:
    """It accepts and says nothing: the driver gives up in time, and nothing has to be restarted."""
    judge = Judge(truths)
    ask = asking(client)
    with load(judge, ask, threads=2):
        time.sleep(0.3)
        server.signal(signal.SIGSTOP)
        try:
            started = time.monotonic()
            assert judge.ask(ask, ADDRESSES[:2]) == [503, 503]
            slowest = time.monotonic() - started
            assert client.get("/readyz").status_code == 503
            assert client.get("/livez").status_code == 200
        finally:
            server.signal(signal.SIGCONT)
        took = judge.recovery(ask, ADDRESSES)
    print(f"hanging: {judge.counts}, two answers took {slowest:.2f} s, well after {took:.2f} s")
    judge.passed()


def test_cut_connections_fail_no_request(
    server: Server, client: TestClient, truths: list[Mapping[str, bytes]]
) -> None:
    """Each is found to be dead before it is used, so nobody notices."""
    judge = Judge(truths)
    ask = asking(client)
    judge.ask(ask, ADDRESSES)
    for _ in range(3):
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        judge.ask(ask, ADDRESSES)
    judge.passed()
    assert set(judge.counts) == {200}


def test_a_locked_table_fails_only_reads_of_it(
    url: str, client: TestClient, truths: list[Mapping[str, bytes]]
) -> None:
    judge = Judge(truths)
    ask = asking(client)
    with psycopg.connect(url) as locking:
        locking.execute("LOCK TABLE fibromag_1.domains IN ACCESS EXCLUSIVE MODE")
        assert judge.ask(ask, ["/v1/domains/sleep", "/v1/claims?limit=2"]) == [503, 200]
        locking.rollback()
    judge.recovery(ask, ADDRESSES)
    judge.passed()


def test_many_reads_of_a_locked_table_do_not_hold_up_the_others(url: str, client: TestClient) -> None:
    """A statement gives up its wait for a lock soon, so that its connection is free for others."""
    over = threading.Event()
    blocked: list[int] = []

    def read_locked(limit: int) -> None:
        while not over.is_set():
            blocked.append(client.get(f"/v1/domains?limit={limit}").status_code)

    with psycopg.connect(url) as locking:
        locking.execute("LOCK TABLE fibromag_1.domains IN ACCESS EXCLUSIVE MODE")
        readers = [threading.Thread(target=read_locked, args=(limit,)) for limit in range(1, 3 * CONNECTIONS)]
        for each in readers:
            each.start()
        time.sleep(0.5)
        seconds, statuses = [], []
        for number in range(20):
            started = time.monotonic()
            statuses.append(client.get(f"/v1/claims?limit={number + 1}").status_code)
            seconds.append(time.monotonic() - started)
        over.set()
        for each in readers:
            each.join()
        locking.rollback()
    print(f"{len(blocked)} blocked reads; the others took {max(seconds):.2f} s at most")
    assert set(statuses) == {200}
    assert set(blocked) == {503}
    assert max(seconds) < 3
    assert client.get("/v1/domains/sleep").status_code == 200


def test_publishing_while_it_is_served(
    url: str, opened: Database, client: TestClient, library: Library, truths: list[Mapping[str, bytes]]
) -> None:
    """Readers wait for nobody; who opened the old dataset keeps it, until it is the last but one."""
    judge = Judge(truths)
    ask = asking(client)
    with load(judge, ask, threads=2):
        publish(newer(library), url)
    print(f"while publishing: {judge.counts}")
    assert set(judge.counts) == {200}
    assert judge.spoken_for == {0}
    after = Judge(truths)
    with_new = open_database(url)
    with client_of(with_new) as new_client:
        after.ask(asking(new_client), ADDRESSES)
    with_new.close()
    assert after.spoken_for == {1}
    after.passed()
    third = library.dataset.model_copy(update={"version": "2026.11.2"})
    publish(Library(third, library.records), url)
    assert 503 in judge.ask(ask, ADDRESSES), "its schema is gone; what is worked out at the start stays"
    assert judge.spoken_for == {0}
    with (
        pytest.raises(UnusableError, match="replaced while it was being served"),
        opened.connect() as connection,
    ):
        connection.exec_driver_sql("SELECT * FROM trials")
    judge.passed()


def test_a_publication_that_is_still_read_is_dropped_later(url: str, records: Library) -> None:
    versions = [records.dataset.model_copy(update={"version": f"2026.12.{number}"}) for number in range(3)]
    with psycopg.connect(url) as reading:
        reading.execute("SELECT count(*) FROM fibromag_1.trials")
        for version in versions[:2]:
            publish(Library(version, records.records), url)
        assert reading.execute("SELECT count(*) FROM fibromag.published").fetchone() == (3,)
    publish(Library(versions[2], records.records), url)
    with psycopg.connect(url) as reading:
        assert reading.execute("SELECT number FROM fibromag.published ORDER BY 1").fetchall() == [(3,), (4,)]
        schemas = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'fibromag\\_%'"
        assert reading.execute(schemas).fetchone() == (2,)


def test_nothing_can_be_written(opened: Database) -> None:
    for statement in ("DELETE FROM trials", "CREATE TABLE t (a int)", "DROP SCHEMA fibromag_1 CASCADE"):
        with pytest.raises(DBAPIError, match="read-only"), opened.connect() as connection:
            connection.exec_driver_sql(statement)


DAMAGES = {
    "one letter": ("UPDATE fibromag_1.trials SET document = replace(document, 'a', 'b')", "is damaged"),
    "a word of a filter": (
        "UPDATE fibromag_1.outcomes SET basis = 'study' WHERE basis = 'article'",
        "is damaged",
    ),
    "a row missing": ("DELETE FROM fibromag_1.links", "is damaged"),
    "a table missing": ("DROP TABLE fibromag_1.counts", "is damaged"),
    "a schema missing": ("DROP SCHEMA fibromag_1 CASCADE", "holds no dataset"),
    "older tables": (
        "UPDATE fibromag_1.dataset SET schema_revision = '2026_01_a'",
        "published for tables 2026_01_a",
    ),
    "newer tables": (
        "UPDATE fibromag_1.dataset SET schema_revision = '2099_01_a'",
        "published for tables 2099_01_a",
    ),
    "nothing published": ("DELETE FROM fibromag.published", "holds no dataset"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_dataset_is_refused_in_one_sentence(
    server: Server, name: str, url: str, damage: str
) -> None:
    statement, sentence = DAMAGES[damage]
    open_database(url).close()
    server.execute(statement, name)
    with pytest.raises(UnusableError, match=sentence) as refused:
        open_database(url)
    assert "\n" not in str(refused.value)


def test_no_dataset_no_database_no_server(server: Server) -> None:
    addresses = {
        server.create_database("empty"): "holds no dataset",
        server.url("nothing"): "PostgreSQL does not answer as it should",
        "postgresql://127.0.0.1:1/nothing": "PostgreSQL does not answer as it should",
        "postgresql://h:p:q/x?y=z": "not an address that PostgreSQL understands",
        "mysql://localhost/x": "must be sqlite:///a-file or postgresql://",
        "nonsense": "must be sqlite:///a-file or postgresql://",
    }
    for address, sentence in addresses.items():
        with pytest.raises(UnusableError, match=sentence) as refused:
            open_database(address)
        assert "\n" not in str(refused.value)
