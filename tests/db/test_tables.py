"""Tables are made from the registry: columns in the order of the model, keys, and indexes that give the order."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from app.db import tables
from app.db.tables import TABLES, VOCABULARY, derived, key_column, lookup_table, numbered, table_for, table_of
from app.models.base import Document, Indexed, Name, Slug, TrialRef, Vocabulary
from app.models.collection import Collection, LookupTable
from app.models.filters import SearchFilter
from app.registry import LISTS, LOOKUP_TABLES, by_name


class Kind(Vocabulary):
    """Kind of a report."""

    letter = "letter", "A letter."


class Report(Document):
    """A made-up record with a column of each type."""

    name: Name
    kind: Indexed[Kind]
    note: str | None = None
    slug: Slug
    read: Indexed[bool | None] = None
    pages: Indexed[int] = 1
    weight: Indexed[float | None] = None
    trial: Indexed[TrialRef | None] = None


class Part(Document):
    """A made-up part of a record, which has an id."""

    id: str
    weight: Indexed[float]


REPORTS = Collection("some-reports", Report, SearchFilter, "a")


def made(collection: Collection = REPORTS, *others: sa.Column[Any]) -> sa.Table:
    """Return the table of a collection among no others."""
    return table_for(collection, sa.MetaData(), others)


def test_columns_are_the_key_the_indexed_fields_and_the_document_in_the_order_of_the_model() -> None:
    table = made()
    assert table.name == "some_reports"
    assert [column.name for column in table.columns] == [
        "kind", "slug", "read", "pages", "weight", "trial", "document",
    ]  # fmt: skip
    assert [column.name for column in table.primary_key] == ["slug"]


@pytest.mark.parametrize(
    ("name", "kind", "nullable"),
    [
        ("slug", sa.String, False),
        ("kind", sa.String, False),
        ("read", sa.Boolean, True),
        ("pages", sa.Integer, False),
        ("weight", sa.Float, True),
        ("trial", sa.String, True),
        ("document", sa.Text, False),
    ],
)
def test_a_column_has_the_type_of_its_field_and_may_be_null_as_it_may(
    name: str, kind: type, nullable: bool
) -> None:
    column = made().c[name]
    assert (type(column.type), column.nullable) == (kind, nullable)


def test_further_columns_stand_where_the_model_has_them() -> None:
    table = made(REPORTS, sa.Column("note", sa.Text), sa.Column("name", sa.String))
    assert [column.name for column in table.columns][:4] == ["name", "kind", "note", "slug"]


def test_a_reference_to_one_collection_is_a_foreign_key_with_a_name() -> None:
    (key,) = made().foreign_keys
    assert (key.parent.name, key.target_fullname, key.name) == (
        "trial",
        "trials.slug",
        "fk_some_reports_trial",
    )


def test_each_index_ends_with_the_key_so_that_it_gives_the_order_of_the_list() -> None:
    indexes = {str(index.name): [column.name for column in index.columns] for index in made().indexes}
    assert indexes == {
        f"ix_some_reports_{name}": [name, "slug"] for name in ("kind", "read", "pages", "weight", "trial")
    }


def test_a_record_without_a_slug_has_its_id_for_a_key() -> None:
    table = made(Collection("parts", Part, SearchFilter, "a"))
    assert [column.name for column in table.primary_key] == ["id"]
    (index,) = table.indexes
    assert [column.name for column in index.columns] == ["weight", "id"]


def test_a_field_that_no_column_can_hold_cannot_be_indexed() -> None:
    class Bad(Document):
        """A made-up record."""

        slug: Slug
        names: Indexed[list[str]]

    with pytest.raises(TypeError, match="`names` of Bad cannot be indexed"):
        made(Collection("bad", Bad, SearchFilter, "a"))


def test_every_list_has_a_table_and_is_read_by_its_key() -> None:
    assert list(TABLES) == [collection.name for collection in LISTS]
    assert table_of(by_name("trials")) is TABLES["trials"]
    assert key_column(by_name("outcomes")) is TABLES["outcomes"].c.id
    assert key_column(by_name("test-vectors")) is TABLES["test-vectors"].c.slug


def test_every_type_of_a_column_is_one_that_both_databases_have() -> None:
    assert tables.COLUMN_TYPES.keys() == {str, date, int, float, bool}


# The vocabulary -----------------------------------------------------------------------------------


class Row(Document):
    """A made-up row."""

    slug: str
    count: int
    words: list[str]


@pytest.mark.parametrize("names", [(), ("words",)])
def test_a_lookup_table_holds_its_cells_as_texts_and_its_names_as_they_are_compared(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    monkeypatch.setattr(SQLModel, "metadata", sa.MetaData())
    table = lookup_table(LookupTable("some-rows", Row, ("slug",), names=names))
    named = ["folded_names"] if names else []
    assert [column.name for column in table.columns] == ["number", "slug", "count", "words", *named]
    assert {type(column.type) for column in table.columns if column.name != "number"} == {sa.Text}
    assert not any(column.nullable for column in table.columns)
    unique = [[column.name for column in index.columns] for index in table.indexes if index.unique]
    assert unique == ([["slug"]] if names else [])


def test_rows_of_the_vocabulary_are_numbered_by_the_publisher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SQLModel, "metadata", sa.MetaData())
    table = numbered("some", sa.Column("a", sa.Text), sa.Column("b", sa.Text), unique=("b", "a"))
    (key,) = table.primary_key
    assert (key.name, key.autoincrement) == ("number", False)
    (index,) = table.indexes
    assert (index.name, index.unique, [column.name for column in index.columns]) == (
        "ux_some",
        True,
        ["b", "a"],
    )


def test_the_vocabulary_ends_with_the_names_and_the_index_that_a_server_loads() -> None:
    expected = [*(lookup.table for lookup in LOOKUP_TABLES), "medicine_names", "vocabulary_index"]
    assert [table.name for table in VOCABULARY] == expected
    assert all(next(iter(table.columns)).name == "number" for table in VOCABULARY)


def test_the_table_of_a_row_class_is_the_one_that_migrations_make() -> None:
    assert derived(tables.LinkRow) is SQLModel.metadata.tables["links"]
    assert [column.name for column in derived(tables.LinkRow).primary_key] == [
        "collection", "slug", "target", "target_slug",
    ]  # fmt: skip
    reading = {tuple(column.name for column in index.columns) for index in derived(tables.LinkRow).indexes}
    assert reading == {("target", "target_slug", "collection", "slug")}
