"""A dataset in PostgreSQL: addresses, publications, and the seal of a schema."""

from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa
from psycopg.conninfo import conninfo_to_dict

from app.db import postgresql
from app.db.database import open_database, time_limit
from app.db.errors import UnusableError
from app.db.schema import LOCK
from app.publishing.publish import publish
from app.publishing.rows import content_of
from app.publishing.writing import write_content
from app.seeds.library import Library
from tests.clusters import Server, servers
from tests.db.waiting import assert_a_further_reader_waits
from tests.faults.publishers import newer

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with servers() as (started,):
        yield started


@pytest.fixture(scope="module")
def published(server: Server, records: Library) -> str:
    url = server.create_database("published")
    assert publish(records, url).changed
    return url


def test_an_address_keeps_its_words_and_gets_our_settings() -> None:
    given = "postgresql://one,two/evidence?options=-c%20jit%3Don&load_balance_hosts=random"
    found = conninfo_to_dict(postgresql.conninfo(given, {"statement_timeout": "3s"}))
    assert (found["host"], found["load_balance_hosts"]) == ("one,two", "random")
    assert found["options"] == "-c jit=on -c statement_timeout=3s"
    assert found["connect_timeout"] == str(postgresql.CONNECT_SECONDS)
    own = postgresql.conninfo("postgresql://one/evidence?connect_timeout=9", {})
    assert conninfo_to_dict(own)["connect_timeout"] == "9"
    with pytest.raises(UnusableError, match="not an address that PostgreSQL understands"):
        postgresql.conninfo("postgresql://one?no_such_word=1", {})


def test_the_same_dataset_is_not_published_twice(server: Server, published: str, records: Library) -> None:
    assert not publish(records, published).changed
    assert server.execute("SELECT number FROM fibromag.published", "published") == [(1,)]


def test_only_one_publisher_works_at_a_time(server: Server, published: str, records: Library) -> None:
    with psycopg.connect(published) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        with pytest.raises(UnusableError, match="could not be written"):
            publish(records, f"{published}?options=-c%20lock_timeout%3D200ms")


def test_a_later_dataset_gets_its_own_schema_and_the_second_last_stays(
    server: Server, published: str, records: Library
) -> None:
    url = server.create_database("three", like="published")
    for each in (newer(records), records):
        assert publish(each, url).changed
    assert server.execute("SELECT number FROM fibromag.published ORDER BY 1", "three") == [(2,), (3,)]
    schemas = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'fibromag\\_%' ORDER BY 1"
    assert server.execute(schemas, "three") == [("fibromag_2",), ("fibromag_3",)]


def test_a_failure_after_the_new_dataset_is_published_does_not_call_the_old_one_untouched(
    server: Server, published: str, records: Library
) -> None:
    url = server.create_database("undroppable", like="published")
    refuse = "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$"
    server.execute(refuse, "undroppable")
    on_drop = "ON ddl_command_start WHEN TAG IN ('DROP SCHEMA') EXECUTE FUNCTION refuse()"
    server.execute(f"CREATE EVENT TRIGGER keeper {on_drop}", "undroppable")
    assert publish(newer(records), url).changed, "nothing is dropped yet"
    with pytest.raises(UnusableError, match=r"was published, but an older one could not be dropped \(\w+"):
        publish(records, url)
    assert server.execute("SELECT max(number) FROM fibromag.published", "undroppable") == [(3,)]


def test_an_old_publication_that_is_being_read_is_dropped_later(server: Server, published: str) -> None:
    url = server.create_database("read", like="published")
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    numbers = "SELECT number FROM fibromag.published"
    with postgresql.disposing(engine), engine.connect() as publisher:
        with psycopg.connect(url) as reader:
            reader.execute("SELECT slug FROM fibromag_1.trials")
            postgresql.drop_older(publisher, 1 + postgresql.KEPT_PUBLICATIONS)
            assert server.execute(numbers, "read") == [(1,)]
        postgresql.drop_older(publisher, 1 + postgresql.KEPT_PUBLICATIONS)
    assert server.execute(numbers, "read") == []


def test_a_document_that_differs_is_not_published(server: Server, records: Library) -> None:
    url = server.create_database("differs")
    content = content_of(records)

    def write(connection: sa.Connection) -> None:
        write_content(connection, content)
        connection.exec_driver_sql("UPDATE trials SET document = replace(document, 'a', 'b')")

    with pytest.raises(UnusableError, match="differs from the seed files"):
        postgresql.replace_schema(url, content.stamp, {}, write)
    with pytest.raises(UnusableError, match="holds no dataset"):
        open_database(url)


def test_a_changed_row_breaks_the_seal(server: Server, published: str, records: Library) -> None:
    url = server.create_database("changed", like="published")
    server.execute("UPDATE fibromag_1.outcomes SET year = 1900 WHERE year = 2022", "changed")
    with pytest.raises(UnusableError, match="seal does not fit"):
        open_database(url)
    assert publish(records, url).changed, "a damaged publication is replaced"


def test_a_statement_ends_with_the_time_of_its_request(published: str) -> None:
    database = open_database(published)
    with (
        time_limit(0.3),
        pytest.raises(sa.exc.DBAPIError),
        database.connect(0.3) as connection,
    ):
        connection.exec_driver_sql("SELECT pg_sleep(2)")
    with database.connect() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
    database.close()


def test_readers_beyond_the_connections_wait_here_too(
    published: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "WAIT_SECONDS", 0.01)
    assert_a_further_reader_waits(postgresql.engine_for(published, {}))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (psycopg.errors.UndefinedTable("relation secret"), "UndefinedTable 42P01"),
        (psycopg.OperationalError("host secret"), "OperationalError"),
    ],
)
def test_a_failure_is_told_by_its_class_and_code_alone(error: psycopg.Error, told: str) -> None:
    assert postgresql.reason(sa.exc.DBAPIError("SELECT secret", {}, error)) == told
