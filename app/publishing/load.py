"""Write a library into an empty database, slice by slice.

What must stay true: one look at every record is enough, and no more than a few slices are held; what a
list counts and what a summary says is worked out on the way, so that no request has to.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Table
from sqlmodel import SQLModel

from app.db.schema import REVISION
from app.db.statements import table_of
from app.db.tables import CountRow, FindingRow, LinkRow, SearchRow, counted_as
from app.evidence.evidence_map import evidence_map
from app.evidence.summary import Evidence, summaries
from app.models import COLLECTIONS, OUTCOMES, DatasetRow, DatasetStamp, canonical
from app.publishing.collecting import seldom_collecting
from app.publishing.content import describe, tidy_outcomes
from app.publishing.digest import Digest
from app.publishing.prepare import Row, Slice, Totals, added
from app.publishing.workers import prepared, workers_for
from app.seeds.library import Library

LISTS = (*COLLECTIONS, OUTCOMES)

INDEXED_TOGETHER = 50_000
"""Search entries whose words full text is given at once: it sorts what one statement gives it, and merges
that with the rest."""

Progress = Callable[[str, int, int], None]
"""Called with a step's name, what is done and what there is to do."""


def load(
    connection: Connection, library: Library, progress: Progress, workers: int | None = None
) -> tuple[DatasetStamp, int]:
    """Write every record and everything made from them; says what was written, and how many records.

    So many processes prepare the records, or as many as are worth it.
    """
    loading = Loading(connection, library)
    workers = workers_for(loading.others) if workers is None else workers
    totals: list[Totals] = []
    with seldom_collecting(), closing(prepared(library, workers)) as parts:
        for part in parts:
            if isinstance(part, Totals):
                totals.append(part)
            else:
                progress(next(iter(part.records)), loading.written - loading.outcomes, loading.others)
                loading.write(part)
        stamp = loading.finish(added(totals))
    progress("checks", loading.others, loading.others)
    return stamp, loading.written


class Loading:
    """What was written of a library so far, and what it came to."""

    def __init__(self, connection: Connection, library: Library) -> None:
        self.connection = connection
        self.library = library
        self.tables = {each.name: table_of(each.row) for each in LISTS}
        self.digest = Digest(self.tables)
        self.written = 0
        self.outcomes = 0
        """The results among them."""
        self.others = sum(map(len, library.records.values()))
        """All records to be written but the results, which nobody has counted yet."""
        self.indexed = 0
        """The last search entry whose words full text has."""

    def write(self, part: Slice) -> None:
        """Write a slice; what is referred to goes first."""
        for name, (_, rows) in part.records.items():
            self.digest.add(name, rows)
        batches = {self.tables[name].name: some for name, some in part.records.items()}
        for table in SQLModel.metadata.sorted_tables:
            if some := batches.get(table.name):
                write_rows(self.connection, table, some.rows, some.columns)
        write_rows(self.connection, table_of(LinkRow), part.links)
        numbered = [(number, *row) for number, row in enumerate(part.searched, self.written + 1)]
        write_rows(self.connection, table_of(SearchRow), numbered)
        self.written += len(numbered)
        if OUTCOMES.name in part.records:
            self.outcomes += len(part.records[OUTCOMES.name].rows)
        if self.written - self.indexed >= INDEXED_TOGETHER:
            self._index_words()

    def _index_words(self) -> None:
        index_words(self.connection, self.indexed, self.written)
        self.indexed = self.written

    def finish(self, totals: Totals) -> DatasetStamp:
        """Write the rest: the counts, the findings, and what the dataset is."""
        self._index_words()
        stamp = DatasetStamp(version=self.library.dataset.version, digest=self.digest.hex())
        about = canonical(describe(self.library, stamp, self.outcomes))
        write_rows(self.connection, table_of(CountRow), list(counts(totals)))
        write_rows(self.connection, table_of(FindingRow), list(findings(self.library, stamp)))
        write_rows(self.connection, table_of(DatasetRow), [(stamp.version, stamp.digest, REVISION, about)])
        return stamp


def findings(library: Library, stamp: DatasetStamp) -> Iterator[Row]:
    """Yield (name, JSON) of every domain summary and of the evidence map."""
    domains, forms, disagreements = (
        [records[slug] for slug in sorted(records)]
        for records in (library.records[name] for name in ("domains", "forms", "disagreements"))
    )
    evidence = Evidence(
        stamp, domains, tidy_outcomes(library), library.records["trials"], forms, disagreements
    )
    for summary in summaries(evidence).items:
        yield f"domains/{summary.domain}", summary.model_dump_json()
    yield "evidence-map", evidence_map(evidence).model_dump_json()


def counts(totals: Totals) -> Iterator[Row]:
    """How many records of a collection match one value of one filter."""
    for (collection, filter), counter in sorted(totals.counts.items()):
        counted = ((counted_as(value), number) for value, number in counter.items() if value is not None)
        for value, number in sorted(counted):
            yield collection, filter, value, number


def write_rows(
    connection: Connection, table: Table, rows: list[Row], columns: list[str] | None = None
) -> None:
    """Write rows by the shortest way there is; each has a value for these columns, or for all."""
    if not rows:
        return
    columns = columns or [column.name for column in table.columns]
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    # Names of our own columns, put together here: to let SQLAlchemy do it takes longer than a small batch.
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608
    connection.exec_driver_sql(statement, rows)


def index_words(connection: Connection, after: int, last: int) -> None:
    """Let full text find search entries by their words; PostgreSQL does so by itself."""
    if connection.dialect.name == "sqlite" and last > after:
        connection.exec_driver_sql(
            "INSERT INTO search_index(rowid, words) "
            "SELECT id, words FROM search_entries WHERE id > ? AND id <= ?",
            (after, last),
        )
