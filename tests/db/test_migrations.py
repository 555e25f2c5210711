"""One Alembic tree leads to exactly the declared tables, in both databases; and a filled one loses no row.

`publish` runs the migrations on empty tables only. Whoever runs them on filled ones must be as well off:
a revision made up here rebuilds tables that others refer to, and is killed, run by four, and fails.
"""

import os
import shutil
import signal
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool
from sqlmodel import SQLModel

from app.db import schema
from app.db.schema import alembic_config, head, upgrade
from app.publishing.rows import Content, content_of
from app.publishing.writing import write_content
from app.seeds.library import Library
from migrations import __main__ as writing
from tests.clusters import Server
from tests.faults.publishers import CONTEXT

HOMES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(params=HOMES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, for SQLAlchemy."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'm.db'}"
    server: Server = request.getfixturevalue("postgres")
    url = server.create_database(f"migrations_{os.urandom(4).hex()}")
    return url.replace("postgresql:", "postgresql+psycopg:")


@pytest.fixture
def connection(address: str) -> Iterator[sa.Connection]:
    with connected(address) as opened:
        yield opened


def connected(address: str) -> sa.Connection:
    engine = sa.create_engine(address, poolclass=NullPool)

    @sa.event.listens_for(engine, "connect")
    def prepare(driver: Any, _: Any) -> None:
        if engine.dialect.name == "sqlite":
            driver.execute("PRAGMA foreign_keys = ON")

    return engine.connect()


def test_the_revision_read_from_the_files_is_alembics_only_head() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [head()]


def test_migrations_lead_to_the_declared_tables(connection: sa.Connection) -> None:
    upgrade(connection)
    connection.commit()
    command.check(alembic_config(connection))


def test_migrations_go_back_to_nothing(connection: sa.Connection) -> None:
    upgrade(connection)
    command.downgrade(alembic_config(connection), "base")
    connection.commit()
    assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}


@pytest.fixture
def own_migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the migrations to add to."""
    copy = Path(shutil.copytree(schema.FOLDER, tmp_path / "migrations"))
    for module in (schema, writing):
        monkeypatch.setattr(module, "FOLDER", copy)
    schema.head.cache_clear()
    yield copy / "versions"
    schema.head.cache_clear()


def test_a_migration_is_written_beside_another_of_the_same_words(
    own_migrations: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in own_migrations.glob("*.py")}
    for name in ("guidelines", "answers"):
        table = sa.Table(name, SQLModel.metadata, sa.Column("slug", sa.String, primary_key=True))
        try:
            assert writing.main(["What is new"]) == 0
        finally:
            SQLModel.metadata.remove(table)
        schema.head.cache_clear()
        (path,) = own_migrations.glob(f"{head()}_what_is_new.py")
        assert f'op.create_table("{name}",' in path.read_text("utf-8")
        assert f"wrote migrations/versions/{path.name}: read it" in capsys.readouterr().out
        before[path] = path.read_bytes()
    assert {path: path.read_bytes() for path in own_migrations.glob("*.py")} == before


def test_no_migration_is_written_when_the_tables_are_as_declared(
    own_migrations: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(own_migrations.iterdir())
    assert writing.main(["Nothing"]) == 1
    assert "there is nothing to write" in capsys.readouterr().err
    assert sorted(own_migrations.iterdir()) == before


def test_revisions_of_a_month_have_letters_that_do_not_run_out() -> None:
    month = datetime.now(UTC).strftime("%Y_%m")
    found = [month[:3] + "0_a"]
    for _ in range(54):
        found.append(writing.next_revision(found[-1]))
    assert (found[1], found[26:28], found[53]) == (
        f"{month}_a",
        [f"{month}_z", f"{month}_za"],
        f"{month}_zza",
    )
    assert found[1:] == sorted(set(found[1:]))


LATER = """\
import sqlalchemy as sa
from alembic import op
from migrations.columns import word

revision = "2099_01_a"
down_revision = "{head}"


def upgrade() -> None:
    for table in ("domains", "trials", "outcomes"):
        with op.batch_alter_table(table, recreate="{recreate}") as batch:
            batch.add_column(sa.Column("later", word(), nullable=True))
        {trouble}
"""


def later(folder: Path, dialect: str, trouble: str = "") -> Path:
    """A folder of migrations with one more that rebuilds the tables others refer to."""
    versions = folder / "later"
    versions.mkdir(exist_ok=True)
    recreate = "always" if dialect == "sqlite" else "auto"
    body = LATER.format(head=head(), recreate=recreate, trouble=trouble or "pass")
    (versions / "2099_01_later.py").write_text(textwrap.dedent(body))
    return versions


def upgrade_to(connection: sa.Connection, versions: Path) -> None:
    config = alembic_config(connection)
    own = Path(schema.__file__).parents[2] / "migrations" / "versions"
    config.set_main_option("version_locations", os.pathsep.join((str(own), str(versions))))
    command.upgrade(config, "head")
    connection.commit()


@pytest.fixture(scope="module")
def content(records: Library) -> Content:
    return content_of(records)


def filled(connection: sa.Connection, content: Content) -> dict[str, int]:
    """Fill a database; how many rows each table has."""
    upgrade(connection)
    connection.commit()
    with connection.begin():
        write_content(connection, content)
    return rows(connection)


def rows(connection: sa.Connection) -> dict[str, int]:
    tables = sa.inspect(connection).get_table_names()
    return {name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in tables}


def found_later(connection: sa.Connection) -> bool:
    connection.rollback()
    columns = {
        table: any(column["name"] == "later" for column in sa.inspect(connection).get_columns(table))
        for table in ("domains", "trials", "outcomes")
    }
    assert len(set(columns.values())) == 1, f"half a migration: {columns}"
    return columns["outcomes"]


def test_a_filled_database_keeps_every_row(
    connection: sa.Connection, content: Content, tmp_path: Path
) -> None:
    before = filled(connection, content)
    assert min(before[table] for table in ("domains", "trials", "outcomes", "links")) > 0
    upgrade_to(connection, later(tmp_path, connection.dialect.name))
    assert rows(connection) == before
    assert found_later(connection)
    if connection.dialect.name == "sqlite":
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None


def test_a_migration_that_loses_what_is_referred_to_is_undone(
    connection: sa.Connection, content: Content, tmp_path: Path
) -> None:
    before = filled(connection, content)
    losing = later(tmp_path, connection.dialect.name, "op.execute('DELETE FROM domains')")
    with pytest.raises((RuntimeError, sa.exc.IntegrityError), match=r"refer|foreign key"):
        upgrade_to(connection, losing)
    connection.rollback()
    assert rows(connection) == before
    assert not found_later(connection)


def migrate(address: str, versions: Path) -> None:
    """In a process of its own."""
    with connected(address) as connection:
        upgrade_to(connection, versions)


def test_a_killed_migration_leaves_nothing_and_can_be_repeated(
    address: str, content: Content, tmp_path: Path
) -> None:
    """Killed in the middle, when some tables are changed and others are not."""
    with connected(address) as connection:
        before = filled(connection, content)
        dialect = connection.dialect.name
    for table in ("domains", "trials", "outcomes"):
        kill = f"if table == '{table}': import os; os.kill(os.getpid(), {int(signal.SIGKILL)})"
        process = CONTEXT.Process(target=migrate, args=(address, later(tmp_path, dialect, kill)))
        process.start()
        process.join(120)
        assert process.exitcode == -signal.SIGKILL
        with connected(address) as connection:
            assert rows(connection) == before
            assert not found_later(connection)
    with connected(address) as connection:
        upgrade_to(connection, later(tmp_path, dialect))
        assert rows(connection) == before
        assert found_later(connection)


def test_of_four_migrations_at_once_one_does_the_work(address: str, content: Content, tmp_path: Path) -> None:
    with connected(address) as connection:
        before = filled(connection, content)
        versions = later(tmp_path, connection.dialect.name)
    processes = [CONTEXT.Process(target=migrate, args=(address, versions)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    with connected(address) as connection:
        assert rows(connection) == before
        assert found_later(connection)
