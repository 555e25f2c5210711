"""Alembic's entry point: bring a database to the tables declared in `app.models`."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlmodel import SQLModel

import app.models
import app.models.lookup  # noqa: F401

SEARCH_TABLES = "search_index"
"""SQLite keeps full text in tables of its own that no model declares."""


def plain_type(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write migrations in plain SQLAlchemy types, so that they never import the program."""
    if kind == "type" and isinstance(item, sa.Enum):
        return "sa.String()"
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        return f"sa.{type(item.impl_instance).__name__}()"
    return False


def same_type(*columns: Any) -> bool | None:
    """A new word in a vocabulary is not a new column type."""
    return False if isinstance(columns[-1], sa.Enum) else None


def declared(name: str | None, kind: str, _: Any) -> bool:
    """Whether a table found in the database is one the models should know."""
    return kind != "table" or not (name or "").startswith(SEARCH_TABLES)


def run(connection: sa.Connection) -> None:
    """Run the migrations on a connection."""
    context.configure(
        connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        render_item=plain_type,
        compare_type=same_type,
        include_name=declared,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
