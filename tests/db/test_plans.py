"""How a database finds what is asked: by an index that has the order, never by looking at everything.

On a dataset of a few thousand made-up results, after `ANALYZE`, as it is published.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from app.db import filters, queries, search
from app.db.database import Database, open_database
from app.db.errors import NotFoundError, UnusableError
from app.loading import load_summaries
from app.main import create_app
from app.models.collection import Collection
from app.publishing.publish import publish
from app.registry import COLLECTIONS, OUTCOMES
from app.seeds.library import Library
from app.settings import Settings
from benchmarks import synthetic

RECORDS = 4_000

VALUES = {
    "domain": "synthetic-sleep",
    "trial": "synthetic-000003",
    "form": "synthetic-citrate",
    "preparation": "synthetic-combination",
    "source": "synthetic-source-03",
    "min_year": 2020,
    "max_year": 2020,
    "q": "synthetic",
    "design": "single_arm",
    "direction": "mixed",
    "significance": "significant",
    "comparison": "between_arms",
    "analysis_set": "subgroup",
    "role": "primary",
    "basis": "primary",
    "verification": "secondary",
    "identification": "identified",
}
"""A value that some records have; a truth value for every other filter."""

RANGES = {"min_year", "max_year"}
"""Filters without an index in the order of the keys: a page is read in that order until it is full."""

BIG = [next(each for each in COLLECTIONS if each.name == "trials"), OUTCOMES]
ASKED: list[tuple[Collection, dict[str, Any]]] = [(collection, {}) for collection in BIG] + [
    (collection, {name: VALUES.get(name, True)})
    for collection in BIG
    for name in collection.filters.model_fields
]
TWO: list[tuple[Collection, dict[str, Any]]] = [
    (OUTCOMES, {"domain": "synthetic-sleep", "direction": "mixed"}),
    (OUTCOMES, {"domain": "synthetic-sleep", "min_year": 2020}),
    (BIG[0], {"domain": "synthetic-sleep", "single_agent": True}),
    (BIG[0], {"domain": "synthetic-sleep", "form": "synthetic-citrate"}),
]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path_factory.mktemp('synthetic') / 'synthetic.db'}"
    publish(synthetic.library(RECORDS), url)
    opened = open_database(url)
    yield opened
    opened.close()


def statements(database: Database, ask: Any) -> list[tuple[str, Any]]:
    """Every statement that something runs."""
    seen: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        seen.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with database.connect() as connection:
            ask(connection)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return seen


def plan(database: Database, statement: str, parameters: Any) -> list[str]:
    """How SQLite would go about a statement."""
    with database.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row[3] for row in rows]


def page(database: Database, collection: Collection, asked: dict[str, Any], cursor: str | None = None) -> Any:
    found: list[Any] = []

    def ask(connection: Any) -> None:
        found.append(queries.page(connection, database.stamp, collection, asked, 20, cursor))

    return statements(database, ask), found


@pytest.mark.parametrize(
    ("collection", "asked"), [*ASKED, *TWO], ids=[f"{each.name}{asked}" for each, asked in [*ASKED, *TWO]]
)
def test_no_page_is_sorted_and_none_is_looked_for_everywhere(
    database: Database, collection: Collection, asked: dict[str, Any]
) -> None:
    run, (first,) = page(database, collection, asked)
    more, _ = page(database, collection, asked, first.next) if first.next else ([], [])
    assert first.total >= len(first.items) > 0
    for statement, parameters in [*run, *more]:
        for step in plan(database, statement, parameters):
            assert "TEMP B-TREE" not in step, (statement, step)
            if step.startswith("SCAN") and len(asked) == 1:
                in_order = "USING INDEX sqlite_autoindex" in step and "LIMIT" in statement
                if not (in_order and asked.keys() <= RANGES):
                    assert "outcomes" not in step, (statement, step)
                    assert "trials" not in step, (statement, step)


def test_words_are_looked_up_in_the_index_of_words(database: Database) -> None:
    """A word leads to its records by its row in the index; no text is read to find it."""
    run, (found,) = page(database, OUTCOMES, {"q": synthetic.RARE})
    assert found.total == 1
    steps = [step for statement, parameters in run for step in plan(database, statement, parameters)]
    assert [step.split(" (")[0] for step in steps] == [
        "SEARCH search_phrases USING INDEX sqlite_autoindex_search_phrases_1",
        "SEARCH search_terms USING INDEX sqlite_autoindex_search_terms_1",
        "SEARCH search_entries USING INTEGER PRIMARY KEY",
        "SEARCH outcomes USING COVERING INDEX sqlite_autoindex_outcomes_1",
        "SEARCH outcomes USING INDEX sqlite_autoindex_outcomes_1",
    ]


@pytest.mark.parametrize("collection", BIG, ids=lambda each: each.name)
def test_a_total_is_that_of_the_list(database: Database, collection: Collection) -> None:
    """Counted at publish, counted by an index, and counted by hand."""
    for one, asked in [*ASKED, *TWO]:
        if one is collection:
            with database.connect() as connection:
                by_hand = len(queries.everything(connection, collection, asked))
                keyed = filters.resolved_filters(connection, collection, asked)
                assert filters.how_many(connection, collection, keyed) == by_hand, asked


def test_pages_together_are_the_list(database: Database) -> None:
    for collection, asked in [*ASKED, *TWO]:
        with database.connect() as connection:
            whole = queries.everything(connection, collection, asked)
            cursor, found = None, []
            for _ in range(4):
                part = queries.page(connection, database.stamp, collection, asked, 7, cursor)
                found += part.items
                cursor = part.next
                if cursor is None:
                    break
        assert found == whole[: len(found)], (collection.name, asked)
        assert cursor is not None or len(found) == len(whole)


def test_the_number_of_statements_does_not_depend_on_the_number_of_records(database: Database) -> None:
    for asked in ({}, {"domain": "synthetic-sleep"}, {"direction": "mixed"}):
        for limit in (1, 20, 200):

            def ask(connection: Any, asked: Any = asked, limit: int = limit) -> None:
                queries.page(connection, database.stamp, OUTCOMES, asked, limit, None)

            assert len(statements(database, ask)) == 2 + ("domain" in asked)


def test_a_common_word_keeps_its_best_records_only(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search reads one row for each of its words, however many records hold them."""
    with database.connect() as connection:
        units = search.query_units(connection, synthetic.COMMON)
        held = search.postings_of(connection, units)[units[0].key].weights
        assert len(search.best(units, {units[0].key: search.Postings(1, held)})) == search.MOST_HITS
    assert search.MOST_HITS < len(held) <= search.MOST_POSTINGS
    assert list(held.values()) == sorted(held.values(), reverse=True)

    def ask(connection: Any) -> None:
        search.search(connection, database.stamp, f"{synthetic.COMMON} {synthetic.RARE}", 5, None)

    assert len(statements(database, ask)) <= 6


def test_a_suggestion_looks_at_neighbours_only(database: Database) -> None:
    def ask(connection: Any) -> None:
        with pytest.raises(NotFoundError, match="did you mean 'synthetic-000007'"):
            queries.one(connection, BIG[0], "synthetic-000007x")

    asked = statements(database, ask)
    assert len(asked) >= 2
    for statement, parameters in asked:
        steps = plan(database, statement, parameters)
        assert steps
        assert not [step for step in steps if step.startswith("SCAN")]


def test_a_summary_shows_the_first_and_counts_all(database: Database) -> None:
    findings = load_summaries(database)
    with database.connect() as connection:
        total = filters.how_many(connection, OUTCOMES, {"domain": "synthetic-sleep"})
    summary = findings.summaries["synthetic-sleep"]
    assert summary.accounting.outcomes == summary.accounting.counted == total
    assert sum(group.counts.results for group in summary.groups) == total
    for group in summary.groups:
        ids = [result.outcome.id for result in group.results if result.outcome.role == "primary"]
        assert len(group.results) == min(25, group.counts.results)
        assert ids == sorted(ids)
        assert len(group.counts.trials) == min(25, group.counts.number_of_trials)
    tallies = [
        tally
        for row in findings.evidence_map.rows
        for cell in row.cells
        if cell.domain == "synthetic-sleep"
        for tally in cell.tallies
    ]
    assert sum(tally.results for tally in tallies) == total


def test_made_up_records_say_so_and_go_nowhere_near_real_ones(
    url: str, tmp_path: Path, library: Library
) -> None:
    for collection, records in synthetic.library(40).records.items():
        for slug, record in records.items():
            assert slug.startswith("synthetic-"), (collection, slug)
            assert "ynthetic" in record.name, (collection, slug)
    with pytest.raises(UnusableError, match="holds a real dataset"):
        synthetic.make(url, 20, {})
    with pytest.raises(UnusableError, match="is for the real dataset"):
        synthetic.make(Settings().database_url, 20, {})
    other = tmp_path / "notes.db"
    sqlite3.connect(other).execute("CREATE TABLE mine (x)").connection.close()
    with pytest.raises(UnusableError, match="is no synthetic dataset"):
        synthetic.make(f"sqlite:///{other}", 20, {})
    address = f"sqlite:///{tmp_path / 'synthetic.db'}"
    made = synthetic.make(address, 20, library.vocabulary)
    assert made.stamp.version == "0.0.0-synthetic"
    database = open_database(address)
    create_app(database)  # a server starts on them
    database.close()
