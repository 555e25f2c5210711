"""Rows: a library of records as the rows of every table.

Values in, values out: nothing here knows which database they go to. What must stay true: each record is
written as JSON once, and its columns, links and search entry are read from that JSON.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from pydantic_core import from_json

from app.db.digest import digest_of, row_documents
from app.db.tables import VOCABULARY
from app.models import DatasetStamp, Document, Preparation, Trial, canonical
from app.models.collection import COUNTED_OPERATORS, Collection
from app.models.filters import query_text
from app.publishing.groups import tidy_groups_of
from app.publishing.outcomes import tidy_outcomes_of
from app.publishing.search_rows import search_rows, synonyms_in
from app.publishing.stored import Row, StoredRecord
from app.publishing.summaries import NO_STAMP, evidence_of, summary_rows
from app.registry import COLLECTIONS, GROUPS, LISTS, OUTCOMES, QUESTIONS
from app.seeds.library import Library, Rows
from app.seeds.references import reference_targets


@dataclass(frozen=True)
class ReferenceLink:
    """A reference from one record to another."""

    collection: str
    slug: str
    target: str
    target_slug: str


@dataclass(frozen=True)
class Content:
    """A dataset, ready to be written."""

    stamp: DatasetStamp
    rows: dict[str, list[Row]]
    """Rows by table, but for the row that names the dataset."""
    about: str
    """The description of the dataset with its counts, as JSON."""
    records: int
    """Number of records."""

    def stored_documents(self) -> Iterator[tuple[str, str, str]]:
        """Yield (collection, key, document) of every record, in the order of the digest."""
        for collection in LISTS:
            for row in self.rows[collection.table]:
                yield collection.name, row[collection.key], row["document"]

    def vocabulary_rows(self) -> Iterator[tuple[str, Row]]:
        """Yield (table, row) of every row of the vocabulary."""
        for table in VOCABULARY:
            yield from ((table.name, row) for row in self.rows.get(table.name, []))

    def documents(self) -> Iterator[tuple[str, str, str]]:
        """Yield (collection, key, document) of every record and row, in the order of the digest."""
        yield from self.stored_documents()
        yield from vocabulary_documents(self.rows)


def content_of(library: Library, records: list[StoredRecord] | None = None) -> Content:
    """Return everything that is written of a library; `records` are its stored records, if they are there."""
    records = list(stored_records(library)) if records is None else records
    stamp = stamp_of(library, records)
    counts = Counter(record.collection.name for record in records)
    about = {
        **library.dataset.model_dump(mode="json"),
        "digest": stamp.digest,
        "counts": {collection.name: counts[collection.name] for collection in LISTS},
    }
    summaries = list(summary_rows(library, stamp))
    return content_from(about, records, list(links_of(library)), summaries, library.vocabulary)


def content_from(
    about: dict[str, Any],
    records: list[StoredRecord],
    links: list[ReferenceLink],
    summaries: list[Row],
    vocabulary: Rows,
) -> Content:
    """Return what is written of a dataset, with the rows that follow from its records and links."""
    rows: dict[str, list[Row]] = {collection.table: [] for collection in LISTS}
    for record in records:
        rows[record.collection.table].append(row_of(record))
    links = list(dict.fromkeys([*links, *form_links(records, links)]))
    rows["links"] = [asdict(link) for link in links]
    rows |= search_rows(in_reading_order(records), synonyms_in(vocabulary))
    rows["counts"] = list(count_rows(records, links))
    rows["summaries"] = summaries
    rows |= vocabulary
    stamp = DatasetStamp(version=about["version"], digest=about["digest"])
    return Content(stamp, rows, canonical(about), len(records))


def stamp_of(library: Library, records: Iterable[StoredRecord] | None = None) -> DatasetStamp:
    """Return the version and digest under which a library is published."""
    stored = stored_records(library) if records is None else records
    documents = ((each.collection.name, each.key, each.document) for each in stored)
    digest = digest_of(chain(documents, vocabulary_documents(library.vocabulary)))
    return DatasetStamp(version=library.dataset.version, digest=digest)


def vocabulary_documents(rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Yield (table, number, document) of every row of the vocabulary, in the order of the digest."""
    for table in VOCABULARY:
        yield from row_documents(table.name, (row.values() for row in rows.get(table.name, [])))


# Records ------------------------------------------------------------------------------------------


def stored_records(library: Library) -> Iterator[StoredRecord]:
    """Yield every record, collection by collection in the order of the slugs; flat tables come last."""
    for collection in COLLECTIONS:
        members = library.records[collection.name]
        for slug in sorted(members):
            yield stored(collection, slug, members[slug])
    trials: dict[str, Trial] = library.records["trials"]
    for slug in sorted(trials):
        for outcome in tidy_outcomes_of(trials[slug]):
            yield stored(OUTCOMES, outcome.id, outcome)
    for question in evidence_of(library, NO_STAMP).questions:
        yield stored(QUESTIONS, question.id, question)
    for slug in sorted(trials):
        for group in tidy_groups_of(trials[slug]):
            yield stored(GROUPS, group.id, group)


def stored(collection: Collection, key: str, record: Document) -> StoredRecord:
    """Return a record with its public JSON."""
    document = record.model_dump_json()
    return StoredRecord(collection, key, from_json(document), document)


# Rows ---------------------------------------------------------------------------------------------


def row_of(record: StoredRecord) -> Row:
    """Return the row of a record: its key, its indexed fields and its document."""
    collection = record.collection
    columns = {column.name: record.content.get(column.name) for column in collection.columns}
    return {collection.key: record.key, **columns, "document": record.document}


def links_of(library: Library) -> Iterator[ReferenceLink]:
    """Yield every reference from one record to another, once."""
    for collection in COLLECTIONS:
        members = library.records[collection.name]
        for slug in sorted(members):
            for target, target_slug in sorted(reference_targets(members[slug])):
                yield ReferenceLink(collection.name, slug, target, target_slug)


def form_links(records: Iterable[StoredRecord], links: Iterable[ReferenceLink]) -> Iterator[ReferenceLink]:
    """Yield the forms under which results and trials are found besides what they refer to.

    A result is found by its form. Results and trials of a preparation are also found by the forms that it
    stands for.
    """
    records = list(records)
    stands_for: dict[str, list[str]] = {
        record.key: record.content["stands_for"]
        for record in records
        if record.collection.model is Preparation
    }
    for link in links:
        if link.collection == "trials" and link.target == "preparations":
            for form in stands_for.get(link.target_slug, ()):
                yield ReferenceLink(link.collection, link.slug, "forms", form)
    for record in records:
        if record.collection is OUTCOMES:
            forms = {record.content["form"], *stands_for.get(record.content.get("preparation", ""), ())}
            for form in sorted(forms - {None}):
                yield ReferenceLink(OUTCOMES.name, record.key, "forms", form)


def in_reading_order(records: Iterable[StoredRecord]) -> list[StoredRecord]:
    """Return the records that are searched, with the outcomes of each trial behind it.

    So a search finds them beside it.
    """
    outcomes: defaultdict[str, list[StoredRecord]] = defaultdict(list)
    others: list[StoredRecord] = []
    for record in records:
        if record.collection is OUTCOMES:
            outcomes[record.content["trial"]].append(record)
        elif record.collection.prominence:
            others.append(record)
    found: list[StoredRecord] = []
    for record in others:
        found.append(record)
        if record.collection.model is Trial:
            found += outcomes[record.key]
    return found


def count_rows(records: Iterable[StoredRecord], links: Iterable[ReferenceLink]) -> Iterator[Row]:
    """Yield how many records match each value of each filter that is an equality or a reference."""
    counted = {
        collection.name: [
            filter for filter in collection.filter_by_name.values() if filter.operator in COUNTED_OPERATORS
        ]
        for collection in LISTS
    }
    counts: Counter[tuple[str, str, str]] = Counter()
    for record in records:
        name = record.collection.name
        counts[name, "", ""] += 1
        for filter in counted[name]:
            if filter.column is not None and (value := record.content.get(filter.column)) is not None:
                counts[name, filter.name, query_text(value)] += 1
    for link in links:
        for filter in counted[link.collection]:
            if filter.column is None and filter.collection == link.target:
                counts[link.collection, filter.name, link.target_slug] += 1
    for (collection, name, value), number in sorted(counts.items()):
        yield {"collection": collection, "filter": name, "value": value, "records": number}
