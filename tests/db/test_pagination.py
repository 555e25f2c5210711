"""Cursors: what one holds comes back, and one that belongs to anything else is refused."""

import base64
import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db.errors import BadQuestionError
from app.db.pagination import CURSOR, fingerprint, read_cursor, read_position, write_cursor
from app.models import DatasetStamp
from app.registry import LOOKUP_TABLES, by_name

STAMP = DatasetStamp(version="2026.11.1", digest="1" * 64)
TRIALS, SUBSTANCES = by_name("trials"), LOOKUP_TABLES[0]
ASKED: dict[str, Any] = {"domain": "sleep", "min_year": 2010}


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_a_key_comes_back_from_a_cursor_that_an_address_can_hold(key: str) -> None:
    cursor = write_cursor(key, STAMP, TRIALS, ASKED)
    assert re.fullmatch(CURSOR, cursor)
    assert read_cursor(cursor, STAMP, TRIALS, ASKED) == key


def test_the_values_of_an_order_come_back_with_their_types() -> None:
    cursor = write_cursor([2010, "b", -3, "a"], STAMP, TRIALS, ASKED)
    assert read_position(cursor, STAMP, TRIALS, ASKED, (int, str, int, str)) == [2010, "b", -3, "a"]


def test_a_cursor_does_not_depend_on_the_order_in_which_filters_were_given() -> None:
    cursor = write_cursor("a", STAMP, TRIALS, ASKED)
    assert read_cursor(cursor, STAMP, TRIALS, dict(reversed(ASKED.items()))) == "a"


@pytest.mark.parametrize(
    ("stamp", "listing", "asked"),
    [
        (DatasetStamp(version="2026.11.1", digest="2" * 64), TRIALS, ASKED),
        (STAMP, by_name("outcomes"), ASKED),
        (STAMP, SUBSTANCES, ASKED),
        (STAMP, None, ASKED),
        (STAMP, TRIALS, {}),
        (STAMP, TRIALS, {**ASKED, "min_year": 2011}),
        (STAMP, TRIALS, {**ASKED, "min_year": "2010"}),
        (STAMP, TRIALS, {**ASKED, "sort": ("year",)}),
    ],
)
def test_a_cursor_of_another_dataset_list_filter_or_order_is_refused(
    stamp: DatasetStamp, listing: Any, asked: dict[str, Any]
) -> None:
    cursor = write_cursor("a", STAMP, TRIALS, ASKED)
    with pytest.raises(BadQuestionError, match="start again without it"):
        read_cursor(cursor, stamp, listing, asked)


def test_a_later_version_with_the_same_digest_goes_on() -> None:
    """The digest says which records there are; the version is only its name."""
    later = STAMP.model_copy(update={"version": "2026.12.1"})
    assert read_cursor(write_cursor("a", STAMP, None, ASKED), later, None, ASKED) == "a"


def encoded(inside: Any) -> str:
    """Return anything as a cursor would hold it."""
    text = inside if isinstance(inside, str) else json.dumps(inside)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


MADE_FOR = fingerprint(STAMP, TRIALS, ASKED)


@pytest.mark.parametrize(
    ("cursor", "kinds"),
    [
        ("", (str,)),
        ("A", (str,)),
        ("####", (str,)),
        (base64.urlsafe_b64encode(b"\xff\xfe").decode().rstrip("="), (str,)),
        (encoded("no JSON"), (str,)),
        (encoded(None), (str,)),
        (encoded({"a": 1, "b": 2, "c": 3}), (str,)),
        (encoded([MADE_FOR]), (str,)),
        (encoded([MADE_FOR, "a", "b"]), (str,)),
        (encoded([MADE_FOR, 1]), (str,)),
        (encoded([MADE_FOR, None]), (str,)),
        (encoded([MADE_FOR, ["a"]]), (str, str)),
        (encoded([MADE_FOR, ["a", "b"]]), (str,)),
        (encoded([MADE_FOR, [True, "a"]]), (int, str)),
        (encoded([MADE_FOR, [1.5, "a"]]), (int, str)),
        (encoded([MADE_FOR, [[1], "a"]]), (int, str)),
        (encoded([MADE_FOR, [1 << 31, "a"]]), (int, str)),
        (encoded([MADE_FOR, [-(1 << 31), "a"]]), (int, str)),
        (encoded([MADE_FOR, "a\0b"]), (str,)),
        (encoded([MADE_FOR, "\ud800"]), (str,)),
        (encoded([MADE_FOR.upper(), "a"]), (str,)),
    ],
)
def test_a_cursor_that_nobody_was_given_is_refused_and_not_repeated(
    cursor: str, kinds: Sequence[type]
) -> None:
    with pytest.raises(BadQuestionError) as raised:
        read_position(cursor, STAMP, TRIALS, ASKED, tuple(kinds))
    assert raised.value.place == "cursor"
    assert not cursor or cursor not in str(raised.value)


def test_the_largest_numbers_that_a_database_compares_are_read() -> None:
    for number in ((1 << 31) - 1, 1 - (1 << 31)):
        cursor = encoded([MADE_FOR, [number, "a"]])
        assert read_position(cursor, STAMP, TRIALS, ASKED, (int, str)) == [number, "a"]


def test_a_cursor_with_a_character_that_none_has_is_refused() -> None:
    cursor = write_cursor("a", STAMP, TRIALS, ASKED)
    for character in "!~ ":
        with pytest.raises(BadQuestionError):
            read_cursor(f"{cursor[:5]}{4 * character}{cursor[5:]}", STAMP, TRIALS, ASKED)
