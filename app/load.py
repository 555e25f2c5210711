"""Write a library into an empty database, record by record.

What must stay true: one look at every record is enough, and no more than a batch of them is held; what
a list counts and what a summary says is worked out on the way, so that no request has to.
"""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlmodel import SQLModel

from .content import Columns, Published, columns_of, describe, every_record
from .digest import Digest
from .evidence_map import Cells, drawn
from .gather import entries_of
from .models import COLLECTIONS, OUTCOMES, DatasetRow, DatasetStamp, TidyOutcome, Trial, canonical
from .models.lookup import CountRow, FindingRow, LinkRow, SearchRow, counted_as
from .schema import REVISION
from .seeds import Library
from .synthesis import Gathered, summary

BATCH = 2_000
"""Rows held before they are written."""

Progress = Callable[[str, int, int], None]
"""Called with a step's name, what is done and what there is to do."""


def load(connection: Connection, library: Library, progress: Progress) -> tuple[DatasetStamp, int]:
    """Write every record and everything made from them; says what was written, and how many records."""
    with seldom_collecting():
        return load_all(connection, library, progress)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for garbage seldom: records make hardly any, and looking takes a sixth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def load_all(connection: Connection, library: Library, progress: Progress) -> tuple[DatasetStamp, int]:
    """Take in record by record, then write the rest."""
    loading = Loading(connection, library)
    total = sum(map(len, library.records.values()))
    done = 0
    for record in every_record(library):
        if record.collection is not OUTCOMES:
            if done % 100 == 0:
                progress(record.collection.name, done, total)
            done += 1
        loading.take(record)
    stamp = loading.finish()
    progress("checks", total, total)
    return stamp, loading.records + loading.outcomes


class Loading:
    """What has been read of a library so far, and waits to be written."""

    def __init__(self, connection: Connection, library: Library) -> None:
        self.connection = connection
        self.library = library
        lists = (*COLLECTIONS, OUTCOMES)
        self.columns: dict[str, Columns] = {each.name: columns_of(each.row) for each in lists}
        self.tables: dict[str, Table] = {each.name: table_of(each.row) for each in lists}
        self.digest = Digest(each.name for each in lists)
        self.waiting: dict[str, list[tuple[Any, ...]]] = {}
        self.held = 0
        self.records = 0
        self.outcomes = 0
        self.others = sum(map(len, library.records.values()))
        self.counts: dict[tuple[str, str], Counter[Any]] = {}
        self.filters = {each.name: self._filters(each.name) for each in lists}
        self.domains: dict[str, Gathered] = {slug: Gathered() for slug in library.records["domains"]}
        self.cells = Cells()
        self.trial: Trial | None = None
        self.of_trial: list[TidyOutcome] = []

    def take(self, record: Published) -> None:
        """Take in one more record."""
        name = record.collection.name
        self.digest.add(name, record.key, record.document)
        self._wait(self.tables[name], record.row(self.columns[name]))
        self._count(record)
        if record.collection is OUTCOMES:
            self.outcomes += 1
            self._wait(table_of(SearchRow), record.search_entry(self.others + self.outcomes))
            self.of_trial.append(record.record)
            return
        self.records += 1
        self._gather(record.record if isinstance(record.record, Trial) else None)
        self._wait(table_of(SearchRow), record.search_entry(self.records))
        for link in record.links():
            self._wait(table_of(LinkRow), link)
            self._counter(name, f"{link[2]}/")[link[3]] += 1
        if self.held >= BATCH:
            self.write()

    def _wait(self, table: Table, row: tuple[Any, ...]) -> None:
        self.waiting.setdefault(table.name, []).append(row)
        self.held += 1

    def _counter(self, collection: str, filter: str) -> Counter[Any]:
        return self.counts.setdefault((collection, filter), Counter())

    def _filters(self, collection: str) -> list[tuple[str, Counter[Any]]]:
        return [(column, self._counter(collection, column)) for column in self.columns[collection].filters]

    def _count(self, record: Published) -> None:
        name, content = record.collection.name, record.content
        self._counter(name, "")[""] += 1
        for column, counter in self.filters[name]:
            counter[content[column]] += 1

    def _gather(self, following: Trial | None) -> None:
        """Put the results of a trial in their places, now that all of them have come."""
        if self.trial is not None:
            for entry in entries_of(self.trial, self.of_trial):
                self.domains[entry.outcome.domain].add(entry)
                self.cells.add(entry)
        self.trial, self.of_trial = following, []

    def write(self) -> None:
        """Write what waits; what is referred to goes first."""
        for table in SQLModel.metadata.sorted_tables:
            if rows := self.waiting.pop(table.name, None):
                write_rows(self.connection, table, rows)
        self.held = 0

    def finish(self) -> DatasetStamp:
        """Write the rest: what waits, the counts, the findings, and what the dataset is."""
        self._gather(None)
        stamp = DatasetStamp(version=self.library.dataset.version, digest=self.digest.hex())
        for (collection, filter), counter in sorted(self.counts.items()):
            counted = ((counted_as(value), number) for value, number in counter.items() if value is not None)
            for value, number in sorted(counted):
                self._wait(table_of(CountRow), (collection, filter, value, number))
        for finding in self._findings(stamp):
            self._wait(table_of(FindingRow), finding)
        about = canonical(describe(self.library, stamp, self.outcomes))
        self._wait(table_of(DatasetRow), (stamp.version, stamp.digest, REVISION, about))
        self.write()
        return stamp

    def _findings(self, stamp: DatasetStamp) -> Iterable[tuple[str, str]]:
        domains, forms, disagreements = (
            [records[slug] for slug in sorted(records)]
            for records in (self.library.records[name] for name in ("domains", "forms", "disagreements"))
        )
        for domain in domains:
            found = summary(domain, self.domains[domain.slug], forms, disagreements, stamp)
            yield f"domains/{domain.slug}", found.model_dump_json()
        yield "evidence-map", drawn(self.cells, domains, forms, stamp).model_dump_json()


def write_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows, each with a value for every column, by the shortest way there is."""
    names = [column.name for column in table.columns]
    if connection.dialect.name == "postgresql":
        quoted = ", ".join(f'"{name}"' for name in names)
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return
    statement = str(insert(table).compile(dialect=connection.dialect))
    connection.exec_driver_sql(statement, list(rows))


def table_of(row_type: Any) -> Table:
    """The table of a kind of row."""
    table: Table = row_type.__table__
    return table
