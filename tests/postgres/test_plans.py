"""PostgreSQL looks words up in the index of words, as SQLite does (`tests/db/test_plans.py`)."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.db import queries
from app.db.database import Database, open_database
from app.publishing.publish import publish
from app.registry import OUTCOMES
from benchmarks import synthetic
from tests.clusters import Server
from tests.db.test_plans import RECORDS, statements

pytestmark = pytest.mark.postgres

BIG_TABLES = {"outcomes", "search_entries", "search_terms"}


@pytest.fixture(scope="module")
def database(postgres: Server) -> Iterator[Database]:
    url = postgres.create_database("plans")
    publish(synthetic.library(RECORDS), url)
    opened = open_database(url)
    yield opened
    opened.close()


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the steps of a plan, each with its table and index."""
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def test_words_are_looked_up_in_the_index_of_words(database: Database) -> None:
    def ask(connection: Any) -> None:
        found = queries.page(connection, database.stamp, OUTCOMES, {"q": synthetic.RARE}, 20, None)
        assert found.total == 1

    read: dict[str, set[str]] = {}
    for statement, parameters in statements(database, ask):
        with database.connect() as connection:
            (explained,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).one()
        for node in nodes(explained[0]["Plan"]):
            if "Relation Name" in node:
                read.setdefault(node["Relation Name"], set()).add(node["Node Type"])
    assert read.keys() >= BIG_TABLES
    for table in BIG_TABLES:
        assert read[table] <= {"Index Scan", "Index Only Scan"}, read
