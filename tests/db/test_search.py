"""What a search finds, in which order, and what it says about each hit."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from sqlalchemy import select

from app.db.database import Database
from app.db.search import LONGEST_PHRASE, PHRASES, snippet
from tests.conftest import walk
from tests.db.searches import SEARCHES

Get = Callable[[str], Any]


def ask(get: Get, q: str, limit: int = 20) -> Any:
    return get(f"/v1/search?{urlencode({'q': q, 'limit': limit})}")


def found(get: Get, q: str, limit: int = 20) -> list[str]:
    return [f"{hit['collection']}/{hit['slug']}" for hit in ask(get, q, limit)["items"]]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("One field · sleep · another", "One field · sleep · another"),
        ("One · two · three sleep", "… two · three sleep"),
        ("One · two · sleep · three · four", "… two · sleep · three …"),
    ],
)
def test_a_mark_stands_between_fields_and_at_no_end(body: str, shown: str) -> None:
    assert snippet(body, {"sleep"}, around=3) == shown


def test_every_phrase_with_a_synonym_is_short_enough_to_be_looked_up(database: Database) -> None:
    with database.connect() as connection:
        phrases = connection.execute(select(PHRASES.phrase)).scalars().all()
    assert max(len(phrase.split()) for phrase in phrases) <= LONGEST_PHRASE


@pytest.mark.parametrize("q", SEARCHES)
def test_what_is_sought_is_among_the_first_three(get: Get, q: str) -> None:
    assert SEARCHES[q] in found(get, q, 3)


def test_there_are_sixty_searches() -> None:
    assert len(SEARCHES) == 60


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("diarrhea", "diarrhoea"),
        ("randomized", "randomised"),
        ("central sensitization", "central sensitisation"),
        ("anesthetic", "anaesthetics"),
        ("fibro", "fibromyalgia syndrome"),
        ("sleeping", "sleep"),
        ("kidney disease", "renal disease"),
        ("blood pressure meds", "blood pressure medication"),
        ("PMID: 19250003", "19250003"),
    ],
)
def test_different_words_for_one_thing_find_the_same(get: Get, one: str, other: str) -> None:
    everything = [
        {f"{hit['collection']}/{hit['slug']}" for hit in walk(get, f"/v1/search?q={quote(words)}&limit=200")}
        for words in (one, other)
    ]
    assert everything[0] == everything[1] > set()


def test_records_with_every_word_come_before_those_with_some(get: Get) -> None:
    hits = ask(get, "amitriptyline citrate", 200)["items"]
    missing = [len(hit["missing"]) for hit in hits]
    assert missing[0] == 0 < max(missing)


def test_a_hit_names_the_words_it_lacks(get: Get) -> None:
    answer = ask(get, "sleep zzzz")
    assert answer["items"][0]["slug"] == "sleep"
    assert {tuple(hit["missing"]) for hit in answer["items"]} == {("zzzz",)}
    assert answer["total"] == ask(get, "sleep")["total"]


def test_a_word_that_is_everywhere_adds_no_records(get: Get) -> None:
    assert ask(get, "magnesium levothyroxine")["total"] == ask(get, "levothyroxine")["total"]


def test_a_kind_is_found_by_the_thing_but_not_the_other_way(get: Get) -> None:
    assert "medicine-classes/tetracycline" in found(get, "antibiotics", 200)
    assert "medicine-classes/macrolide" not in found(get, "tetracyclines", 200)


def test_only_stop_words_find_nothing(get: Get) -> None:
    assert ask(get, "what is it about")["total"] == 0


def test_pages_together_are_the_hits(get: Get) -> None:
    paged = [hit["url"] for hit in walk(get, "/v1/search?q=stress&limit=7")]
    assert paged == [hit["url"] for hit in ask(get, "stress", 200)["items"]]
    assert len(set(paged)) == len(paged) > 20
