"""Operators of filters, on a small table of made-up records in SQLite."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from app.db import filters, tables
from app.models.base import Document, Indexed, Name, Slug
from app.models.collection import Collection
from app.models.filters import Filters, Several, Where, Year


class Guideline(Document):
    """A made-up record."""

    slug: Slug
    name: Name
    kind: Indexed[str]
    year: Indexed[int | None] = None
    reviewed: Indexed[bool] = False


class GuidelineFilters(Filters):
    """One filter for each operator."""

    kind: str | None = None
    any_kind: Annotated[Several[str] | None, Where("eq", "kind")] = None
    min_year: Annotated[Year | None, Where("ge", "year")] = None
    max_year: Annotated[Year | None, Where("le", "year")] = None
    reviewed: bool | None = None


GUIDELINES = Collection("guidelines", Guideline, GuidelineFilters, "a")

ROWS = [
    ("a", "public", 2001, True),
    ("b", "public", 2010, False),
    ("c", "society", 2010, True),
    ("d", "other", None, False),
]


@pytest.fixture
def connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sa.Connection]:
    table = tables.table_for(GUIDELINES, sa.MetaData())
    monkeypatch.setitem(tables.TABLES, "guidelines", table)
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'guidelines.db'}")
    with engine.connect() as opened:
        table.create(opened)
        columns = ("slug", "kind", "year", "reviewed")
        opened.execute(
            sa.insert(table), [{**dict(zip(columns, row, strict=True)), "document": "{}"} for row in ROWS]
        )
        yield opened
    engine.dispose()
    filters.select_matching.cache_clear()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, "abcd"),
        ({"kind": "public"}, "ab"),
        ({"any_kind": ["public", "other"]}, "abd"),
        ({"any_kind": ["society"]}, "c"),
        ({"any_kind": []}, ""),
        ({"min_year": 2010}, "bc"),
        ({"max_year": 2009}, "a"),
        ({"max_year": 2010}, "abc"),
        ({"min_year": 2002, "max_year": 2010}, "bc"),
        ({"reviewed": True}, "ac"),
        ({"reviewed": False}, "bd"),
        ({"kind": "public", "max_year": 2005}, "a"),
        ({"kind": "nothing"}, ""),
    ],
)
def test_each_operator_finds_its_records(
    connection: sa.Connection, asked: dict[str, Any], found: str
) -> None:
    statement = filters.select_matching(GUIDELINES, filters.filter_shape(asked))
    assert "".join(key for key, _ in connection.execute(statement, asked)) == found


def test_a_range_or_several_values_are_counted_when_it_is_asked(connection: sa.Connection) -> None:
    for asked, number in (({"max_year": 2010}, 3), ({"any_kind": ["other"]}, 1), ({"min_year": 2050}, 0)):
        assert filters.how_many(connection, GUIDELINES, asked) == number


def test_a_list_begins_behind_a_key_and_ends_after_a_limit(connection: sa.Connection) -> None:
    statement = filters.select_matching(GUIDELINES, (), after=True, limited=True)
    assert [key for key, _ in connection.execute(statement, {"after": "a", "limit": 2})] == ["b", "c"]


@pytest.mark.usefixtures("connection")
def test_the_statements_compile_for_postgresql() -> None:
    shape = (("any_kind", True), ("min_year", False), ("max_year", False), ("reviewed", False))
    text = str(filters.select_matching(GUIDELINES, shape).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    assert "guidelines.year <= " in text
    assert "guidelines.kind IN (" in text


SORTED = [
    (("year",), "abcd"),
    (("-year",), "bcad"),
    (("kind", "-year"), "dbac"),
    (("-reviewed", "-slug"), "cadb"),
    (("-slug",), "dcba"),
]
"""Orders, and the keys in them; the record without a year comes last either way."""


@pytest.mark.parametrize(("sort", "found"), SORTED)
def test_a_list_is_sorted_and_each_page_begins_where_the_last_one_ended(
    connection: sa.Connection, sort: filters.Sort, found: str
) -> None:
    whole = connection.execute(filters.select_matching(GUIDELINES, (), sort=sort)).all()
    assert "".join(row[0] for row in whole) == found
    behind = filters.select_matching(GUIDELINES, (), after=True, sort=sort)
    for place, (key, _, *order) in enumerate(whole):
        position = {f"after_{number}": value for number, value in enumerate([*order, key])}
        assert "".join(row[0] for row in connection.execute(behind, position)) == found[place + 1 :]
