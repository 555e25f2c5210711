"""`deploy/postgresql-roles.sql` on a real PostgreSQL: one role publishes, the other can only read."""

import os
import subprocess
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError

from app.db.database import open_database
from app.db.errors import UnusableError
from app.publishing.publish import publish
from app.seeds.library import Library
from tests.clusters import Server, program, servers
from tests.conftest import ROOT
from tests.faults.publishers import newer

pytestmark = pytest.mark.postgres

PASSWORDS = {"PUBLISHER_PASSWORD": "it's a password", "READER_PASSWORD": 'an"other'}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Start a server and make the roles as the image of compose.yaml does."""
    with servers() as (started,):
        started.create_database("evidence")
        make_roles(started)
        yield started


def make_roles(server: Server, **environment: str) -> None:
    """Run the script as the PostgreSQL image does."""
    script = str(ROOT / "deploy" / "postgresql-roles.sql")
    command = [program("psql"), "--set", "ON_ERROR_STOP=1", "--no-password", "--no-psqlrc", "--quiet"]
    subprocess.run(
        [*command, "--file", script, server.url("evidence")],
        check=True,
        env={**os.environ, **(environment or PASSWORDS)},
    )


def url(server: Server, role: str) -> str:
    return server.url("evidence").replace("fibromag@", f"fibromag_{role}@")


@pytest.fixture(scope="module")
def published(server: Server, records: Library) -> Server:
    publish(records, url(server, "publisher"))
    return server


def test_the_reader_serves_what_the_publisher_published(published: Server, records: Library) -> None:
    served = open_database(url(published, "reader"))
    served.inspect()
    publish(newer(records), url(published, "publisher"))
    served.inspect()
    again = open_database(url(published, "reader"))
    assert again.stamp != served.stamp
    for database in (served, again):
        database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM fibromag.published",
        "INSERT INTO fibromag.published VALUES (9, '', '', '', '')",
        "UPDATE fibromag_1.trials SET document = '{}'",
        "TRUNCATE fibromag_1.outcomes CASCADE",
        "DROP SCHEMA fibromag_1 CASCADE",
        "CREATE SCHEMA mine",
        "CREATE TABLE public.mine (a int)",
        "CREATE TEMPORARY TABLE mine (a int)",
        "SELECT rolpassword FROM pg_authid",
    ],
)
def test_the_reader_cannot_write_even_where_its_session_could(published: Server, statement: str) -> None:
    """Try without the setting that makes sessions of the server read-only: the role itself has no right."""
    with (
        psycopg.connect(url(published, "reader")) as connection,
        pytest.raises((errors.InsufficientPrivilege, errors.InvalidSchemaName)),
    ):
        connection.execute(statement.encode())


def test_the_reader_cannot_publish(published: Server, records: Library) -> None:
    with pytest.raises(UnusableError, match="could not be written to PostgreSQL"):
        publish(newer(records), url(published, "reader"))


def test_the_publisher_is_no_superuser(published: Server) -> None:
    with psycopg.connect(url(published, "publisher"), autocommit=True) as connection:
        for statement in (b"CREATE ROLE another", b"CREATE DATABASE another"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement)


def test_another_role_cannot_connect(published: Server) -> None:
    published.execute("CREATE ROLE stranger LOGIN")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(url(published, "reader").replace("fibromag_reader", "stranger"))


def test_a_database_without_grants_is_refused_in_one_sentence(published: Server, records: Library) -> None:
    """Publish by another role than the script names: the reader gets no rights."""
    other = published.create_database("other")
    publish(records, other)
    with pytest.raises(UnusableError, match="InsufficientPrivilege"):
        open_database(other.replace("fibromag@", "fibromag_reader@"))


def test_both_passwords_are_set_and_a_missing_one_stops_the_script(server: Server) -> None:
    found = server.execute("SELECT rolname, rolpassword FROM pg_authid WHERE rolname LIKE 'fibromag\\_%'")
    assert {name: password[:13] for name, password in found} == {
        "fibromag_publisher": "SCRAM-SHA-256",
        "fibromag_reader": "SCRAM-SHA-256",
    }
    with servers() as (empty,):
        empty.create_database("evidence")
        with pytest.raises(subprocess.CalledProcessError):
            make_roles(empty, PUBLISHER_PASSWORD="one")
        assert empty.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'fibromag\\_%'") == []


def test_the_session_of_a_server_is_read_only_by_itself_too(published: Server) -> None:
    served = open_database(url(published, "reader"))
    with pytest.raises(DBAPIError, match="read-only"), served.connect() as connection:
        connection.exec_driver_sql("DELETE FROM trials")
    served.close()
