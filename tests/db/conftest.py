"""Fixtures of the tests of databases."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from app.db.database import Database


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """Return a connection to the published dataset."""
    with database.connect(seconds=60) as opened:
        yield opened
