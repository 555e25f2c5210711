"""The SQLite file of an export: the published dataset with full columns, for people who open the file.

The tables that are served hold only what queries need. Here each field of a record is a column too, lists and
parts as JSON, and two views show the tables to start with. What must stay true: the file has the same bytes
whether the dataset lives in SQLite or PostgreSQL, and it can be served.
"""

from functools import cache
from math import inf
from operator import itemgetter
from pathlib import Path
from typing import Any

from pydantic_core import from_json
from sqlalchemy import JSON, Column, Connection, MetaData, Table, select
from sqlalchemy.schema import CreateTable
from sqlmodel import SQLModel

from app.db import queries, sqlite
from app.db.database import open_database
from app.db.tables import COLUMN_TYPES, table_for
from app.models import DatasetStamp
from app.models.collection import Collection
from app.models.field_types import may_be_null, plain_type
from app.publishing.rows import Content
from app.publishing.stored import Row
from app.publishing.writing import write_content, write_rows
from app.registry import LISTS, PARTS_OF_RECORDS

VIEWS = (
    """\
CREATE VIEW outcomes_by_domain AS
SELECT
    domains.name AS domain,
    domains.omeract_tier,
    outcomes.trial_name AS trial,
    outcomes.year,
    outcomes.design,
    outcomes.form,
    outcomes.elemental_mg_per_day,
    outcomes.single_agent,
    outcomes.label AS result,
    outcomes.instrument,
    outcomes.comparison,
    outcomes.analysis_set,
    outcomes.timepoint_weeks,
    outcomes.direction,
    outcomes.significance,
    outcomes.p_reported,
    outcomes.basis,
    outcomes.verification,
    outcomes.same_result_as,
    outcomes.id AS outcome_id
FROM outcomes
JOIN domains ON domains.slug = outcomes.domain
ORDER BY domains.name, outcomes.basis DESC, outcomes.comparison, outcomes.id
""",
    """\
CREATE VIEW article_audit AS
SELECT
    claims.slug AS claim,
    claims.section,
    claims.paragraph,
    claims.sentence,
    claims.restatement,
    claims.hedge,
    claims.verdict,
    claims.why,
    claims.records,
    claims.sources,
    claims.review
FROM claims
ORDER BY claims.slug
""",
)
"""Views for people who open the file."""

FULL_TEXT = (
    """\
CREATE VIRTUAL TABLE search_index USING fts5(
    title, slug, body, content="search_entries", content_rowid="id", tokenize="porter unicode61"
)
""",
    """\
INSERT INTO search_index(rowid, title, slug, body)
SELECT id, title, slug, body FROM search_entries ORDER BY id
""",
    "INSERT INTO search_index(search_index) VALUES ('optimize')",
)
"""SQLite's own full-text index, for people who search in SQL. With these quotes Datasette finds it."""


def copy_to_sqlite(url: str, path: Path) -> None:
    """Write the published dataset to a new SQLite file with full columns."""
    database = open_database(url)
    try:
        with database.connect(inf) as connection:
            content = stored_content(connection, database.stamp)
    finally:
        database.close()
    sqlite.build(path, database.stamp, lambda connection: write_wide(connection, content))


def stored_content(connection: Connection, stamp: DatasetStamp) -> Content:
    """Return what was written of a dataset, without its past releases."""
    rows = {table.name: sorted_rows(connection, table) for table in SQLModel.metadata.sorted_tables}
    del rows["dataset"], rows["releases"]
    return Content(
        stamp, rows, queries.dataset_text(connection), sum(len(rows[each.table]) for each in LISTS)
    )


def sorted_rows(connection: Connection, table: Table) -> list[Row]:
    """Return the rows of a table by their keys, in one order whatever the collation of the database."""
    rows = [dict(row) for row in connection.execute(select(table)).mappings()]
    return sorted(rows, key=itemgetter(*(column.name for column in table.primary_key)))


def write_wide(connection: Connection, content: Content) -> None:
    """Write a dataset into empty tables, those of the collections made again with full columns."""
    wide = wide_tables()
    for collection in reversed(LISTS):
        connection.exec_driver_sql(f'DROP TABLE "{collection.table}"')
    for table in wide.sorted_tables:
        connection.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            index.create(connection)
    for collection in LISTS:
        rows = [wide_row(collection, row) for row in content.rows[collection.table]]
        write_rows(connection, wide.tables[collection.table], rows)
    for view in VIEWS:
        connection.exec_driver_sql(view)
    others = {name: rows for name, rows in content.rows.items() if name not in wide.tables}
    write_content(connection, Content(content.stamp, others, content.about, content.records))
    for statement in FULL_TEXT:
        connection.exec_driver_sql(statement)


@cache
def wide_tables() -> MetaData:
    """Return the tables of the collections with a column for each field."""
    metadata = MetaData()
    for collection in LISTS:
        table_for(collection, metadata, wide_columns(collection))
    return metadata


def wide_columns(collection: Collection) -> list[Column[Any]]:
    """Return a column for each field that has none in the table that is served."""
    served = {collection.key, *(column.name for column in collection.columns)}
    own_tables = {flat.name for flat in PARTS_OF_RECORDS} & set(collection.parts)
    found = []
    for name, field in collection.model.model_fields.items():
        if name not in served | own_tables:
            kind = COLUMN_TYPES.get(plain_type(field.annotation), JSON(none_as_null=True))
            found.append(Column(name, kind, nullable=may_be_null(field.annotation)))
    return found


def wide_row(collection: Collection, row: Row) -> Row:
    """Return the row of a record with a value for each of its fields."""
    content = from_json(row["document"])
    columns = wide_tables().tables[collection.table].columns
    return {column.name: content.get(column.name) for column in columns} | {"document": row["document"]}
