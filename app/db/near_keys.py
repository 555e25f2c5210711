"""Suggest the key of a record that a misspelt one probably means.

What must stay true: a key that is itself a name of the vocabulary is not misspelt. It gets the record of the
same thing, or no suggestion, never the record of another substance or condition with a similar name.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Connection, Table, select

from app.db.tables import VOCABULARY, VOCABULARY_INDEX, key_column
from app.models.collection import Collection, LookupTable
from app.models.lookup_tables import Substance
from app.suggestions import by_length, may_be_near, near_key, near_names, suggested

MOST_NEAR = 250
"""Keys on each side of a misspelt one from which a suggestion is chosen."""

KEY_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
"""A number or a run of letters, which are words of their own in names that are compared."""


def near_record(db: Connection, collection: Collection, key: str) -> str:
    """Return the end of a sentence that suggests a key of a collection, or an empty string."""
    near = near_key(key, nearest_keys(db, collection, key))
    if near is None:
        return ""
    names = vocabulary_names(db)
    meant = names.meanings(key_words(key)) if names else None
    same = names is None or meant is None or meant == names.meanings(key_words(near))
    return suggested(near) if same else ""


def near_row(db: Connection, lookup: LookupTable, slug: str) -> str:
    """Return the end of a sentence that suggests a slug of the vocabulary, or an empty string.

    For a known name, it is the slug of the one thing that it means. For another text, it is the slug of the
    one thing with names within a small edit distance. One of these names must be no brand, because a reader
    would not know the thing by its brand.
    """
    text = key_words(slug)
    meanings: dict[str, set[str]] = defaultdict(set)
    brands = set()
    for name, meaning, is_brand in names_of_rows(db, lookup, lambda name: may_be_near(text, name)):
        meanings[name].add(meaning)
        if is_brand:
            brands.add(name)
    meaning_of = one_meaning(meanings)
    near = [text] if text in meanings else near_names(text, by_length(meanings), meaning_of)
    meant = meaning_of(near[0]) if near and (near == [text] or not brands.issuperset(near)) else None
    return suggested(meant) if meant else ""


def nearest_keys(db: Connection, collection: Collection, key: str) -> list[str]:
    """Return the keys next to an unknown one, from which a suggestion is chosen."""
    column = key_column(collection)
    after = select(column).where(column > key).order_by(column).limit(MOST_NEAR)
    before = select(column).where(column < key).order_by(column.desc()).limit(MOST_NEAR)
    return [near for side in (before, after) for near in db.execute(side).scalars()]


# Names of the vocabulary --------------------------------------------------------------------------


class VocabularyNames:
    """The names of medicines, as the index of the vocabulary has them."""

    def __init__(self, index: Any) -> None:
        self.numbers: dict[str, int] = dict(
            zip(index["names"].split("\n"), index["name_numbers"], strict=True)
        )
        self._named: list[str] = index["named"]
        self._meanings: list[str] = index["meanings"]

    def meanings(self, name: str) -> tuple[str, ...] | None:
        """Return the meanings of a name, each the slugs of its substances; None when it is unknown."""
        number = self.numbers.get(name)
        if number is None:
            return None
        _, _, _, *meanings = self._named[number].split()
        return tuple(self._meanings[int(each)] for each in meanings)

    def is_brand(self, name: str) -> bool:
        """Return whether a name is a brand."""
        return self._named[self.numbers[name]].startswith("brand ")


def vocabulary_names(db: Connection) -> VocabularyNames | None:
    """Return the names of medicines; None in a release without a vocabulary. It takes 20 ms."""
    index = db.execute(select(VOCABULARY_INDEX.c.document).where(VOCABULARY_INDEX.c.number == 1)).scalar()
    return None if index is None else VocabularyNames(from_json(index))


def names_of_rows(
    db: Connection, lookup: LookupTable, wanted: Callable[[str], bool]
) -> Iterator[tuple[str, str, bool]]:
    """Yield (name, meaning, whether it is a brand) of the rows of a table, for the names that are wanted.

    A meaning is a slug. That of a name with several meanings, or of a product of several substances, is
    another text.
    """
    table = table_of_lookup(lookup)
    for slug in db.execute(select(table.c.slug)).scalars():
        if wanted(name := key_words(slug)):
            yield name, slug, False
    if lookup.model is not Substance:
        for slug, names in db.execute(select(table.c.slug, table.c.folded_names)):
            yield from ((name, slug, False) for name in names.split("\n") if wanted(name))
    elif known := vocabulary_names(db):
        for name in filter(wanted, known.numbers):
            yield name, " | ".join(known.meanings(name) or ()), known.is_brand(name)


def one_meaning(meanings: dict[str, set[str]]) -> Callable[[str], str | None]:
    """Return a function that tells the one slug that a name means, and None for any other name."""

    def meant(name: str) -> str | None:
        found = meanings[name]
        slug = next(iter(found))
        return slug if len(found) == 1 and slug and " " not in slug else None

    return meant


def table_of_lookup(lookup: LookupTable) -> Table:
    """Return the table of a lookup table."""
    return next(each for each in VOCABULARY if each.name == lookup.table)


def key_words(key: str) -> str:
    """Return the words and numbers of a key with single blanks between them, as names are compared."""
    return " ".join(KEY_TOKEN.findall(key.casefold())).replace(",", ".")
