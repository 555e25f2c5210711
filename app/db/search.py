"""Full-text search over every record, with the same results on SQLite and PostgreSQL.

Texts and queries are normalised by the same function, and each database looks up whole words, so no
database's own stemming matters. The ranking is made here.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select, text

from app.db.filters import Asked
from app.db.pagination import read_cursor, write_cursor
from app.db.tables import SearchRow, derived
from app.models import DatasetStamp

MOST_WORDS = 8
"""Words of a query that are looked at; more would narrow nothing and cost time."""

MOST_HITS = 500
"""Records that a search ranks at most; a word that occurs in more is too common to rank."""

WORD_PATTERN = re.compile(r"[^\W_]+")


# Words --------------------------------------------------------------------------------------------


def words(text: str) -> Iterator[str]:
    """Return the words of a text, without case, accents and plural endings."""
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
        text = "".join(c for c in plain if not unicodedata.combining(c))
    return map(singular, WORD_PATTERN.findall(text.lower()))


def singular(word: str) -> str:
    """Return a word without a plural ending, so that `points` finds `point`."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def query_words(text: str) -> list[str]:
    """Return the different words of a query, in order, at most `MOST_WORDS` of them."""
    return list(dict.fromkeys(words(text)))[:MOST_WORDS]


# Searching ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hit:
    """One record that a search found."""

    collection: str
    slug: str
    title: str
    snippet: str
    matched: list[str]


def search(
    db: Connection, stamp: DatasetStamp, q: str, limit: int, cursor: str | None
) -> tuple[list[Hit], int, str | None]:
    """Return one page of the records in which every word occurs, their number, and the next cursor.

    Records with the words in their title come first.
    """
    wanted = query_words(q)
    found = [] if not wanted else find_matches(db, wanted)
    hits = sorted((rank(entry, wanted), entry) for entry in found)
    asked: Asked = {"q": wanted}
    start = 0 if cursor is None else read_start(cursor, stamp, asked)
    more = write_cursor(str(start + limit), stamp, None, asked) if start + limit < len(hits) else None
    shown = [entry for _, entry in hits[start : start + limit]]
    bodies = dict(db.execute(BODIES, {"ids": [number for number, *_ in shown]}).all()) if shown else {}
    return [hit(entry, bodies[entry[0]], wanted) for entry in shown], len(hits), more


def read_start(cursor: str, stamp: DatasetStamp, asked: Asked) -> int:
    """Return how many hits the pages before have shown."""
    start = read_cursor(cursor, stamp, None, asked)
    return int(start) if start.isdecimal() and len(start) < len(str(MOST_HITS)) + 1 else 0


SearchMatch = tuple[int, str, str, str]
"""Number, collection, slug and title of a record that a search found."""

FULL_TEXT = {
    "sqlite": (
        '"',
        " ",
        text(
            "SELECT id, collection, slug, title FROM search_entries WHERE id IN "
            "(SELECT rowid FROM search_index WHERE search_index MATCH :phrase ORDER BY rowid LIMIT :most)"
        ),
    ),
    "postgresql": (
        "'",
        " & ",
        text(
            "SELECT id, collection, slug, title FROM search_entries "
            "WHERE lexemes @@ CAST(:phrase AS tsquery) ORDER BY id LIMIT :most"
        ),
    ),
}
"""For each database: the quotes around a word, the operator between words, and the statement."""

SEARCHED = derived(SearchRow).c
BODIES = select(SEARCHED.id, SEARCHED.body).where(SEARCHED.id.in_(bindparam("ids", expanding=True)))
"""Texts of the records that are shown; of all other matches, the titles suffice."""


def find_matches(db: Connection, wanted: list[str]) -> list[SearchMatch]:
    """Return the first records in which every word occurs."""
    quote, both, statement = FULL_TEXT[db.dialect.name]
    phrase = both.join(f"{quote}{word}{quote}" for word in wanted)
    return [tuple(row) for row in db.execute(statement, {"phrase": phrase, "most": MOST_HITS})]


def rank(entry: SearchMatch, wanted: list[str]) -> tuple[int, int, int]:
    """Return the sort key of a match: words missing from its title, then length of the title, then number."""
    number, _, slug, title = entry
    named = list(words(f"{slug} {title}"))
    return sum(word not in named for word in wanted), len(named), number


def hit(entry: SearchMatch, body: str, wanted: list[str]) -> Hit:
    """Return a match with the text around its first matching word."""
    _, collection, slug, title = entry
    named = set(words(f"{slug} {title}"))
    matched = ["title" if all(word in named for word in wanted) else "text"]
    return Hit(collection, slug, title, snippet(body, set(wanted)), matched)


def snippet(body: str, wanted: set[str], around: int = 12) -> str:
    """Return some words of a text around the first wanted one."""
    spoken = body.split()
    at = next((n for n, word in enumerate(spoken) if wanted.intersection(words(word))), 0)
    start, end = max(0, at - around), at + around
    return f"{'… ' if start else ''}{' '.join(spoken[start:end])}{' …' if end < len(spoken) else ''}"
