"""Alembic's entry point: bring a database to the tables that `app/db/tables.py` makes from the registry.

What must stay true: an upgrade is one transaction, of which a killed one leaves nothing; of several at
once, one does the work; and no row is lost on a database that is filled. SQLite needs help with all
three: its driver begins no transaction for a change of tables, and dropping a table that is being
rebuilt deletes the rows that refer to it, unless foreign keys are off.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from app.db.schema import LOCK


def plain_type(kind: str, item: Any, autogenerate: Any) -> str | Literal[False]:
    """Write texts in migrations as our own column types, so that they never import the program."""
    plain = item.impl_instance if isinstance(item, sa.types.TypeDecorator) else item
    if kind != "type" or not isinstance(plain, sa.String):
        return False
    ours = "prose" if isinstance(plain, sa.Text) else "word"
    autogenerate.imports.add(f"from migrations.columns import {ours}")
    return f"{ours}()"


def run(connection: sa.Connection) -> None:
    """Run the migrations on a connection, as one transaction."""
    begin = in_sqlite if connection.dialect.name == "sqlite" else in_postgresql
    with begin(connection):
        context.configure(
            connection,
            target_metadata=context.config.attributes["metadata"],
            render_as_batch=True,
            render_item=plain_type,
            transactional_ddl=True,
        )
        context.run_migrations()


@contextmanager
def in_postgresql(connection: sa.Connection) -> Iterator[None]:
    """The transaction of the caller, one at a time; who began none gets one."""
    begun = not connection.in_transaction()
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    yield
    if begun:
        connection.commit()


@contextmanager
def in_sqlite(connection: sa.Connection) -> Iterator[None]:
    """A transaction that SQLite begins at once, without foreign keys until all are in place again."""
    driver: Any = connection.connection.dbapi_connection
    level, driver.isolation_level = driver.isolation_level, None
    enforced = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    # A table that is rebuilt is renamed, and views look for it meanwhile.
    connection.exec_driver_sql("PRAGMA legacy_alter_table = ON")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError(f"after the migration, a row of {broken[0]} refers to nothing in {broken[2]}")
        connection.exec_driver_sql("COMMIT")
    finally:
        if driver.in_transaction:
            connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA legacy_alter_table = OFF")
        connection.exec_driver_sql(f"PRAGMA foreign_keys = {enforced}")
        driver.isolation_level = level


run(context.config.attributes["connection"])
