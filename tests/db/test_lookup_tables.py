"""Pages of the vocabulary: a search narrows them, and pages follow one another."""

import json
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from app.db.database import Database
from app.db.errors import BadQuestionError, NotFoundError
from app.db.lookup_tables import (
    found_row,
    names_with,
    one_row,
    page_of_rows,
    rows_beginning,
    table_documents,
    table_rows,
)
from app.db.near_keys import table_of_lookup
from app.db.tables import MEDICINE_NAMES
from app.models.lookup_tables import RiskyName, Substance
from app.registry import LOOKUP_TABLES
from app.seeds.lookup_tables import read_table
from tests.published import SEEDS

SUBSTANCES = next(each for each in LOOKUP_TABLES if each.model is Substance)


def test_a_search_narrows_the_page_and_none_has_every_row(database: Database) -> None:
    with database.connect() as connection:
        every = page_of_rows(connection, database.stamp, SUBSTANCES, None, 5, None)
        found = page_of_rows(connection, database.stamp, SUBSTANCES, "levothyrox", 5, None)
        after = page_of_rows(connection, database.stamp, SUBSTANCES, None, 5, every.next)
    assert 0 < found.total < 50 < every.total
    assert "levothyroxine-sodium" in [json.loads(item)["slug"] for item in found.items]
    slugs = [json.loads(item)["slug"] for item in (*every.items, *after.items)]
    assert slugs == sorted(set(slugs))
    assert len(slugs) == 10


@pytest.mark.parametrize("other", ["calcium", None])
def test_a_cursor_is_of_one_search(database: Database, other: str | None) -> None:
    with database.connect() as connection:
        found = page_of_rows(connection, database.stamp, SUBSTANCES, "magnesium", 2, None)
        assert page_of_rows(connection, database.stamp, SUBSTANCES, "magnesium", 2, found.next).items
        with pytest.raises(BadQuestionError):
            page_of_rows(connection, database.stamp, SUBSTANCES, other, 2, found.next)


# One row ------------------------------------------------------------------------------------------


def test_a_row_is_found_by_its_whole_slug(connection: sa.Connection) -> None:
    row = json.loads(one_row(connection, SUBSTANCES, "warfarin"))
    assert (row["slug"], row["inn"]) == ("warfarin", "warfarin")
    assert row.keys() == SUBSTANCES.model.model_fields.keys()
    assert json.loads(found_row(connection, SUBSTANCES, "warfarin") or "") == row
    for slug in ("warf", "WARFARIN", "warfarin ", ""):
        assert found_row(connection, SUBSTANCES, slug) is None


def test_a_row_that_is_not_there_gets_a_suggestion(connection: sa.Connection) -> None:
    with pytest.raises(NotFoundError, match="there is no such substance; did you mean 'warfarin'"):
        one_row(connection, SUBSTANCES, "warfarine")
    with pytest.raises(NotFoundError, match=r"there is no such substance$"):
        one_row(connection, SUBSTANCES, "zzzzzzzz")


def test_rows_of_a_table_stand_in_the_order_of_the_file(connection: sa.Connection) -> None:
    rows = table_rows(connection, RiskyName)
    written = read_table(SEEDS / "vocabulary", "risky-names").rows
    assert rows == [row for _, row in written]
    lookup = next(each for each in LOOKUP_TABLES if each.model is RiskyName)
    assert [json.loads(each)["name"] for each in table_documents(connection, lookup)] == [
        each.name for each in rows
    ]


def test_rows_beginning_with_some_characters_are_all_that_do_and_in_order(connection: sa.Connection) -> None:
    every = connection.execute(sa.select(table_of_lookup(SUBSTANCES).c.slug)).scalars()
    found = [json.loads(each)["slug"] for each in rows_beginning(connection, SUBSTANCES, "xz")]
    assert found == sorted(slug for slug in every if slug[0] in "xz")
    assert {slug[0] for slug in found} == {"x", "z"}


def test_the_last_page_leads_nowhere_and_the_one_before_to_it(database: Database) -> None:
    with database.connect() as connection:
        total = page_of_rows(connection, database.stamp, SUBSTANCES, "magnesium", 1, None).total
        exact = page_of_rows(connection, database.stamp, SUBSTANCES, "magnesium", total, None)
        first = page_of_rows(connection, database.stamp, SUBSTANCES, "magnesium", total - 1, None)
        last = page_of_rows(connection, database.stamp, SUBSTANCES, "magnesium", total - 1, first.next)
    assert (len(exact.items), exact.next) == (total, None)
    assert (len(last.items), last.next) == (1, None)
    assert [*first.items, *last.items] == exact.items


# Names of medicines -------------------------------------------------------------------------------


NAMES = [
    # name, kind, products
    ("ibu", "abbreviation", 0),
    ("ibuprofen", "inn", 90),
    ("ibuprofen lysine", "salt", 99),
    ("ibux", "brand", 500),
    ("ibulgan", "inn", 1),
    ("fast ibuprofen", "inn", 1),
    ("nuribu", "inn", 700),
    ("aspirin", "inn", 1),
    ("100% ibu", "brand", 1),
]


@pytest.fixture
def few() -> Iterator[sa.Connection]:
    """A table of a few names."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        MEDICINE_NAMES.create(connection)
        for number, (name, kind, products) in enumerate(NAMES):
            row = {"number": number, "name": name, "shown": name.title(), "kind": kind, "products": products}
            row |= {"meanings": name, "whole_only": False, "complete": True}
            connection.execute(MEDICINE_NAMES.insert(), row)
        yield connection
    engine.dispose()


def test_names_that_contain_a_text_come_the_nearest_first(few: sa.Connection) -> None:
    """Among equals, those of the wanted kinds first, then names of one word, then by their products."""
    assert [each.name for each in names_with(few, "ibu", 20, ["inn", "salt"])] == [
        "Ibu",
        "Ibuprofen",
        "Ibulgan",
        "Ibuprofen Lysine",
        "Ibux",
        "Fast Ibuprofen",
        "100% Ibu",
        "Nuribu",
    ]
    found = names_with(few, "ibu", 3, ["brand"])
    assert [tuple(each) for each in found] == [
        ("Ibu", "abbreviation", "ibu"),
        ("Ibux", "brand", "ibux"),
        ("Ibuprofen", "inn", "ibuprofen"),
    ]


def test_a_sign_in_a_text_stands_for_itself(few: sa.Connection) -> None:
    assert [each.name for each in names_with(few, "0%", 20, [])] == ["100% Ibu"]
    assert names_with(few, "i_u", 20, []) == names_with(few, "i%n", 20, []) == []


@pytest.mark.parametrize("sign", ["%", "_", "levothyro_ine", "levo%xine"])
def test_a_sign_in_a_search_stands_for_itself(database: Database, sign: str) -> None:
    with database.connect() as connection:
        assert page_of_rows(connection, database.stamp, SUBSTANCES, sign, 5, None).total == 0
