"""The revision of the tables: which one this program has, and how a database gets there.

The revision is read from the files in `migrations/versions/`, so it is written once. A server compares it
with the one stored in the database; only publishing imports Alembic.
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect
from sqlmodel import SQLModel

import migrations
from app.db.errors import UnusableError
from app.db.tables import TABLES, VOCABULARY

if TYPE_CHECKING:
    from alembic.config import Config

LOCK = 0x4D674670
"""Advisory lock of PostgreSQL: one at a time publishes a dataset or changes tables."""

FOLDER = Path(migrations.__file__).parent

REVISION = re.compile(r'^revision = "(.+)"$', re.MULTILINE)
BEFORE = re.compile(r'^down_revision = "(.+)"$', re.MULTILINE)


@cache
def head() -> str:
    """Return the newest revision in `migrations/versions/`; raise `RuntimeError` unless there is one."""
    texts = [path.read_text("utf-8") for path in sorted((FOLDER / "versions").glob("*.py"))]
    revisions = {found[1] for text in texts if (found := REVISION.search(text))}
    newest = sorted(revisions - {found[1] for text in texts if (found := BEFORE.search(text))})
    if len(newest) != 1:
        raise RuntimeError(f"migrations/versions/ must lead to one revision, not to {newest}.")
    return newest[0]


def upgrade(connection: Connection) -> None:
    """Bring the tables of a database to this program's revision; raise `UnusableError` if one is missing."""
    from alembic import command

    command.upgrade(alembic_config(connection), "head")
    check_tables(connection)


def check_tables(connection: Connection) -> None:
    """Raise `UnusableError` when the migrations do not make every table and column of the registry."""
    for table in (*TABLES.values(), *VOCABULARY):
        there = inspect(connection)
        if not there.has_table(table.name):
            raise UnusableError(no_migration(f"The table `{table.name}` is"))
        found = {column["name"] for column in there.get_columns(table.name)}
        if missing := [name for name in table.columns.keys() if name not in found]:  # noqa: SIM118
            raise UnusableError(no_migration(f"The column `{missing[0]}` of the table `{table.name}` is"))


def no_migration(what: str) -> str:
    """Return the sentence about something that no migration makes."""
    return f'{what} in no migration: run `./run migration "what changed"`.'


def alembic_config(connection: Connection | None = None) -> "Config":
    """Return Alembic's configuration for the migrations and tables of this program."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection, "metadata": SQLModel.metadata})
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config
