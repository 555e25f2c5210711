"""Tables. Those of the collections are made from the registry; the others are derived at publish.

The table of a collection holds the key, the indexed fields and the document. Each index also holds the key,
so that it gives the order of the list and no page is sorted.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlmodel import Field, SQLModel

from app.models.collection import Collection, LookupTable
from app.registry import LISTS, LOOKUP_TABLES, by_name

COLUMN_TYPES: dict[type, Any] = {str: String, date: String, int: Integer, float: Float, bool: Boolean}


def table_for(collection: Collection, metadata: MetaData, others: Sequence[Column[Any]] = ()) -> Table:
    """Return the table of a collection: its key, indexed fields and document, and other columns if given.

    The columns are in the order of the model, and the document is the last.
    """
    columns = [Column(collection.key, String, primary_key=True), *others]
    for field in collection.columns:
        keys = [foreign_key(collection, field.name, field.references)] if field.references else []
        columns.append(Column(field.name, COLUMN_TYPES[field.kind], *keys, nullable=field.optional))
    order = list(collection.model.model_fields)
    return Table(
        collection.table,
        metadata,
        *sorted(columns, key=lambda column: order.index(column.name)),
        Column("document", Text, nullable=False),
        *(
            Index(f"ix_{collection.table}_{field.name}", field.name, collection.key)
            for field in collection.columns
        ),
    )


def foreign_key(collection: Collection, field: str, target: str) -> ForeignKey:
    """Return the foreign key of a field that refers to another collection."""
    referred = by_name(target)
    return ForeignKey(f"{referred.table}.{referred.key}", name=f"fk_{collection.table}_{field}")


TABLES = {collection.name: table_for(collection, SQLModel.metadata) for collection in LISTS}
"""The table of each collection, by name."""


def table_of(collection: Collection) -> Table:
    """Return the table of a collection."""
    return TABLES[collection.name]


def key_column(collection: Collection) -> Column[Any]:
    """Return the column that has the order of a list."""
    return TABLES[collection.name].c[collection.key]


class DatasetRow(SQLModel, table=True):
    """The one row that names the dataset in this database."""

    __tablename__ = "dataset"

    version: str = Field(primary_key=True)
    digest: str
    """SHA-256 over every record and the vocabulary; see `app/db/digest.py`."""
    schema_revision: str
    """Revision of the tables it was written for."""
    document: str
    """`seeds/dataset.yaml` and the counts, as JSON."""


class LinkRow(SQLModel, table=True):
    """One row per reference from one record to another."""

    __tablename__ = "links"
    __table_args__ = (Index("ix_links_target", "target", "target_slug", "collection", "slug"),)

    collection: str = Field(primary_key=True)
    """Collection of the record that refers."""
    slug: str = Field(primary_key=True)
    """The record that refers."""
    target: str = Field(primary_key=True)
    """Collection of the record referred to."""
    target_slug: str = Field(primary_key=True)
    """The record referred to."""


class CountRow(SQLModel, table=True):
    """Number of records of a collection that match one value of one filter."""

    __tablename__ = "counts"

    collection: str = Field(primary_key=True)
    filter: str = Field(primary_key=True)
    """Query parameter; empty for the whole collection."""
    value: str = Field(primary_key=True)
    """The value, as `query_text` writes it."""
    records: int


class SearchRow(SQLModel, table=True):
    """One row per record and outcome, with the texts that a search shows."""

    __tablename__ = "search_entries"

    id: int = Field(primary_key=True)
    """Its number, collection by collection; outcomes follow their trial."""
    collection: str
    slug: str
    title: str = Field(sa_type=Text)
    """Name of the record."""
    body: str = Field(sa_type=Text)
    """Every text in it."""


class SearchTermRow(SQLModel, table=True):
    """One row per term: the records that hold it, each with a weight; see `app/db/search.py`."""

    __tablename__ = "search_terms"

    term: str = Field(primary_key=True)
    """A term of `app/db/terms.py`, or a concept as `concept_term` writes it."""
    rarity: int
    """Thousandths of its inverse document frequency."""
    postings: str = Field(sa_type=Text)
    """JSON: numbers of records and weights in turn, the heaviest first."""


class SearchPhraseRow(SQLModel, table=True):
    """One row per phrase that means a concept."""

    __tablename__ = "search_phrases"

    phrase: str = Field(primary_key=True)
    """Its terms with blanks between them."""
    concept: str


class SummaryRow(SQLModel, table=True):
    """One row per summary of the evidence, as the JSON that is served."""

    __tablename__ = "summaries"

    name: str = Field(primary_key=True)
    """`domains/` and the slug of a domain, or `evidence-map`."""
    document: str = Field(sa_type=Text)


class ReleaseRow(SQLModel, table=True):
    """One row per past release of the dataset."""

    __tablename__ = "releases"

    version: str = Field(primary_key=True)
    digest: str
    document: str = Field(sa_type=Text)
    """Its `seeds/dataset.yaml` and the counts, as JSON."""
    file: bytes = Field(sa_type=LargeBinary)
    """Its file in `seeds/releases/`."""
    database: bytes = Field(sa_type=LargeBinary)
    """Its records as an SQLite database, compressed by zlib."""


# The vocabulary -----------------------------------------------------------------------------------


def numbered(name: str, *columns: Column[Any], unique: tuple[str, ...] = ()) -> Table:
    """Return a table of the vocabulary: the number of a row, and what it holds."""
    number = Column("number", Integer, primary_key=True, autoincrement=False)
    keys = [Index(f"ux_{name}", *unique, unique=True)] if unique else []
    return Table(name, SQLModel.metadata, number, *columns, *keys)


def lookup_table(lookup: LookupTable) -> Table:
    """Return the table of a lookup table: its columns as texts, and its names as they are compared."""
    named = ["folded_names"] if lookup.names else []
    columns = [Column(name, Text, nullable=False) for name in (*lookup.model.model_fields, *named)]
    return numbered(lookup.table, *columns, unique=("slug",) if named else ())


MEDICINE_NAMES = numbered(
    "medicine_names",
    Column("name", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("meanings", Text, nullable=False),
    Column("whole_only", Boolean, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("products", Integer, nullable=False),
    unique=("name",),
)
"""One row per name of a medicine, as it is compared and as it is written.

Its meanings are joined by ` | `, the substances of a meaning by `; `. `products` counts the clinical drugs of
RxNorm that hold the substances of a meaning, of the meaning with the most.
"""

VOCABULARY_INDEX = numbered("vocabulary_index", Column("document", Text, nullable=False))
"""The one row that a server loads: `VocabularyIndex` as JSON."""

VOCABULARY = (*map(lookup_table, LOOKUP_TABLES), MEDICINE_NAMES, VOCABULARY_INDEX)
"""The tables of the vocabulary, in the order of the digest."""


def derived(row: type[SQLModel]) -> Table:
    """Return the table of a row class above."""
    table: Table = row.__table__  # type: ignore[attr-defined]
    return table
