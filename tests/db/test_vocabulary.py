"""Pages of the vocabulary: a search narrows them, and pages follow one another."""

import json

import pytest

from app.db.database import Database
from app.db.errors import BadQuestionError
from app.db.vocabulary import page_of_rows
from app.models.vocabulary import Substance
from app.registry import LOOKUP_TABLES

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
