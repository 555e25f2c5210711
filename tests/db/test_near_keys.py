"""Suggestions for keys that are not there: the same thing or none, never another substance or condition."""

from collections.abc import Iterable, Iterator
from math import inf

import pytest
from sqlalchemy import Connection

from app.db import near_keys, queries
from app.db.database import Database
from app.db.lookup_tables import table_rows
from app.db.near_keys import key_words, near_record, near_row
from app.loading import load_checker
from app.medicines.known_medicines import KnownMedicines
from app.models import Condition, MedicineClass
from app.models.lookup_tables import EverydayCondition, Substance
from app.registry import LISTS, LOOKUP_TABLES
from app.suggestions import SHORTEST_KEY, by_length, within_reach
from tests.medicines.vocabularies import every_name

SUBSTANCES, CONDITIONS = (
    next(table for table in LOOKUP_TABLES if table.model is model) for model in (Substance, EverydayCondition)
)


@pytest.fixture(scope="module")
def connection(database: Database) -> Iterator[Connection]:
    """A connection, with the names of the vocabulary read once: these tests ask thousands of times."""
    with database.connect(inf) as connected, pytest.MonkeyPatch.context() as patch:
        names = near_keys.vocabulary_names(connected)
        patch.setattr(near_keys, "vocabulary_names", lambda _: names)
        yield connected


@pytest.fixture(scope="module")
def known(database: Database) -> KnownMedicines:
    return load_checker(database).checker.names.medicines.known


def test_no_name_of_a_medicine_gets_the_record_of_another(
    connection: Connection, known: KnownMedicines
) -> None:
    """Every name of the vocabulary, as a key of every list."""
    found = list(suggestions(connection, every_name()))
    assert len(found) > 10
    for key, near in found:
        meant, suggested = known.find_name(key_words(key)), known.find_name(key_words(near))
        assert meant is not None
        assert suggested is not None
        assert meant.meanings == suggested.meanings, (key, near)


def suggestions(connection: Connection, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (name as a key, suggested key) for names as the keys of every list."""
    written = [name.casefold().replace(" ", "-") for name in names]
    for collection in LISTS:
        keys = {key for key, _ in queries.keyed_documents(connection, collection)}
        index = by_length(keys)
        for key in written:
            if key in keys or not any(True for _ in within_reach(key, index, SHORTEST_KEY)):
                continue
            if near := near_record(connection, collection, key):
                yield key, near.split("'")[1]


def test_no_other_name_gets_the_record_of_another(connection: Connection) -> None:
    """The names of everyday conditions, conditions of rules and medicines of classes, as a key of every list."""
    conditions = [(each.name, *each.synonyms) for each in table_rows(connection, EverydayCondition)]
    members = [
        (each.name, each.label, *each.synonyms)
        for group in queries.documents(connection, Condition)
        for each in group.members
    ]
    medicines = [
        (each.name, *each.synonyms, *(brand.name for brand in each.brands))
        for group in queries.documents(connection, MedicineClass)
        for each in group.medicines
    ]
    named = [*conditions, *members, *medicines]
    same = {(compared(name), compared(names[0])) for names in named for name in names}
    found = {
        (key, near)
        for key, near in suggestions(connection, {name for names in named for name in names})
        if compared(key) != compared(near)
    }
    assert found >= SAME
    assert {(key, near) for key, near in found - SAME if (compared(key), compared(near)) not in same} == set()


SAME = {
    ("amfetamine", "amphetamine"),
    ("cholecalciferol", "colecalciferol"),
    ("crohn's-disease", "crohn-disease"),
    ("ferrous-sulphate", "ferrous-sulfate"),
    ("heart-block-(unspecified)", "heart-block-unspecified"),
    ("hypermagnesemia", "hypermagnesaemia"),
    ("hypomagnesemia", "hypomagnesaemia"),
    ("kidney-disease-stage-3a", "kidney-disease-stage-3"),
    ("kidney-disease-stage-3b", "kidney-disease-stage-3"),
    ("magnesium-sulphate", "magnesium-sulfate"),
}
"""Names with the key of the same thing, or of the group that it belongs to; beside them, further names of one
record may suggest it.
"""


def compared(name: str) -> str:
    """A name or key without case, blanks and hyphens, and without the s of a plural."""
    return name.casefold().replace(" ", "").replace("-", "").rstrip("s")


def test_a_name_of_a_substance_gets_that_substance(connection: Connection, known: KnownMedicines) -> None:
    """One of a hundred names, which is no slug itself."""
    slugs = {each.slug for each in table_rows(connection, Substance)}
    for name in every_name()[::100]:
        slug, meant = name.replace(" ", "-"), known.find_name(name)
        if slug in slugs or meant is None or meant.whole_only:
            continue
        near = near_row(connection, SUBSTANCES, slug)
        allowed = {""} | {f"; did you mean {each[0]!r}?" for each in meant.meanings if len(each) == 1}
        assert near in (allowed if len(meant.meanings) == 1 else {""}), name


@pytest.mark.parametrize(
    ("slug", "near"),
    [
        ("levothyroxine", "levothyroxine-sodium"),
        ("Synthroid", "levothyroxine-sodium"),
        ("levothyroxine-sodum", "levothyroxine-sodium"),
        ("liothyronin", "liothyronine"),
        ("paracetemol", "paracetamol"),
        ("acetaminophen", "paracetamol"),
        ("augmentin", None),
        ("mtx", None),
        ("xyzol", None),
        ("qqqqqqq", None),
    ],
)
def test_a_substance_is_suggested_only_when_it_is_the_one_thing_meant(
    connection: Connection, slug: str, near: str | None
) -> None:
    assert near_row(connection, SUBSTANCES, slug) == (f"; did you mean {near!r}?" if near else "")


@pytest.mark.parametrize(
    ("slug", "near"),
    [
        ("hypertensoin", "hypertension"),
        ("hypotensoin", "hypotension"),
        ("high-blood-pressure", "hypertension"),
        ("hyperthyroidsm", "hyperthyroidism"),
        ("hypothyroidsm", "hypothyroidism"),
        ("asthna", "asthma"),
    ],
)
def test_a_condition_is_never_its_opposite(connection: Connection, slug: str, near: str) -> None:
    assert near_row(connection, CONDITIONS, slug) == f"; did you mean {near!r}?"
