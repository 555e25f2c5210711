"""Every question we ask the database.

Functions of a connection and plain values that return the public JSON of records, ready made: nothing
here knows about HTTP, and no row leaves this module.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, select, text

from app.db import statements
from app.db.statements import (
    LINKED,
    SINCE,
    counted,
    counted_together,
    narrowed,
    presence,
    record,
    since,
    table_of,
    years_since,
)
from app.db.tables import FindingRow, SearchRow, counted_as
from app.db.words import query_words, words
from app.evidence.published import PublishedSummaries
from app.models import (
    COLLECTIONS,
    OUTCOMES,
    Collection,
    DatasetRow,
    DatasetStamp,
    Disagreement,
    Document,
    Domain,
    Form,
    canonical,
)
from app.suggestions import did_you_mean

MOST_HITS = 500
"""A search looks no further than this many records; a word that occurs in more is too common to rank."""

MOST_NEAR = 250
"""Keys on each side of a misspelt one among which the one that was meant is looked for."""


D = TypeVar("D", bound=Document)

Asked = dict[str, Any]
"""Filters by name, as `filters.Filters.asked` gives them."""


class NotFoundError(Exception):
    """There is nothing of that name. The message may be shown; it repeats nothing that was asked."""


class BadQuestionError(Exception):
    """A parameter's value cannot be meant; `place` says which parameter, the message why."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(problem)
        self.place = place


@dataclass(frozen=True)
class Page:
    """Part of a list."""

    items: list[str]
    """The public JSON of each record."""
    total: int
    """How many records match in all."""
    next: str | None
    """Cursor of the next page; None on the last one."""


@dataclass(frozen=True)
class Hit:
    """One record a search found."""

    collection: str
    slug: str
    title: str
    snippet: str
    matched: list[str]


def page(
    db: Connection,
    stamp: DatasetStamp,
    collection: Collection,
    asked: Asked,
    limit: int,
    cursor: str | None,
) -> Page:
    """The records that match, in the order of their keys, from the cursor on."""
    after = None if cursor is None else read_cursor(cursor, stamp, collection, asked)
    total = how_many(db, collection, asked)
    rows = ordered(db, collection, asked, after, limit + 1) if total else []
    more = write_cursor(rows[limit - 1][0], stamp, collection, asked) if len(rows) > limit else None
    return Page([document for _, document in rows[:limit]], total, more)


def everything(db: Connection, collection: Collection, asked: Asked) -> list[str]:
    """The public JSON of every record that matches, in the order of their keys."""
    how_many(db, collection, asked)
    return [document for _, document in db.execute(narrowed(collection, tuple(asked)), asked)]


def one(db: Connection, collection: Collection, key: str) -> str:
    """The public JSON of one record, or `NotFoundError`."""
    found = db.execute(record(collection), {"key": key}).scalar()
    if found is None:
        near = did_you_mean(key, neighbours(db, collection, key))
        raise NotFoundError(f"there is no such {collection.one}{near}")
    return str(found)


def neighbours(db: Connection, collection: Collection, key: str) -> list[str]:
    """Keys to suggest one from: those that stand nearest, which in a small collection are all."""
    sides = (statements.neighbours(collection, after, MOST_NEAR) for after in (False, True))
    return [near for side in sides for near in db.execute(side, {"key": key}).scalars()]


# Narrowing a list ---------------------------------------------------------------------------------


def how_many(db: Connection, collection: Collection, asked: Asked) -> int:
    """How many records match: counted at publish for one filter, by an index for several."""
    for name in asked:
        if name in LINKED:
            must_exist(db, name, asked[name])
    if len(asked) > 1:
        return int(db.execute(counted_together(collection, tuple(asked)), asked).scalar_one())
    if not asked:
        return int(db.execute(counted(collection, None), {"value": ""}).scalar_one())
    ((name, value),) = asked.items()
    return int(db.execute(counted(collection, name), {"value": counted_as(value)}).scalar_one())


def ordered(
    db: Connection, collection: Collection, asked: Asked, after: str | None, limit: int
) -> Sequence[Any]:
    """(key, document) of so many records that match, in the order of their keys, from behind one of them."""
    behind = after is not None
    if asked.keys() == {SINCE}:
        value = {"value": counted_as(asked[SINCE])}
        years = [int(year) for year in db.execute(years_since(collection), value).scalars()]
        statement = since(collection, years, behind)
    else:
        statement = narrowed(collection, tuple(asked), behind, limited=True)
    return db.execute(statement, {**asked, "after": after, "limit": limit}).all()


def must_exist(db: Connection, name: str, slug: str) -> None:
    """Refuse a filter that names no record: an empty list would look like an answer."""
    collection = next(each for each in COLLECTIONS if each.name == LINKED[name])
    if db.execute(presence(collection), {"key": slug}).first() is None:
        near = did_you_mean(slug, neighbours(db, collection, slug))
        raise BadQuestionError(name, f"no record of {collection.name} has this slug{near}")


# Searching ----------------------------------------------------------------------------------------


def search(
    db: Connection, stamp: DatasetStamp, q: str, limit: int, cursor: str | None
) -> tuple[list[Hit], int, str | None]:
    """Records in which every word asked for occurs: those named so first, then by their numbers."""
    wanted = query_words(q)
    found = [] if not wanted else matches(db, wanted)
    hits = sorted((rank(entry, wanted), entry) for entry in found)
    asked = {"q": wanted}
    start = 0 if cursor is None else read_start(cursor, stamp, asked)
    more = write_cursor(str(start + limit), stamp, None, asked) if start + limit < len(hits) else None
    shown = [entry for _, entry in hits[start : start + limit]]
    bodies = dict(db.execute(BODIES, {"ids": [number for number, *_ in shown]}).all()) if shown else {}
    return [hit(entry, bodies[entry[0]], wanted) for entry in shown], len(hits), more


Entry = tuple[int, str, str, str]
"""Number, collection, slug and title of a record that a search may find."""

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
"""For each database: the quotes around a word, what says that all must occur, and where it is looked for."""

SEARCHED = table_of(SearchRow).c
BODIES = select(SEARCHED.id, SEARCHED.body).where(SEARCHED.id.in_(bindparam("ids", expanding=True)))
"""The texts of the records that are shown; of all others that match, the titles suffice."""


def matches(db: Connection, wanted: list[str]) -> list[Entry]:
    """Records in which every word occurs: the first of them."""
    quote, both, inside = FULL_TEXT[db.dialect.name]
    phrase = both.join(f"{quote}{word}{quote}" for word in wanted)
    return [tuple(row) for row in db.execute(inside, {"phrase": phrase, "most": MOST_HITS})]


def rank(entry: Entry, wanted: list[str]) -> tuple[int, int, int]:
    """Smaller is better: how many of the words the title lacks, then how much else it says."""
    number, _, slug, title = entry
    named = list(words(f"{slug} {title}"))
    return sum(word not in named for word in wanted), len(named), number


def hit(entry: Entry, body: str, wanted: list[str]) -> Hit:
    """A record found, with the text around the first word that matched."""
    _, collection, slug, title = entry
    named = set(words(f"{slug} {title}"))
    matched = ["title" if all(word in named for word in wanted) else "text"]
    return Hit(collection, slug, title, snippet(body, set(wanted)), matched)


def snippet(body: str, wanted: set[str], around: int = 12) -> str:
    """Some words of a text around the first one that was asked for."""
    spoken = body.split()
    at = next((n for n, word in enumerate(spoken) if wanted.intersection(words(word))), 0)
    start, end = max(0, at - around), at + around
    return f"{'… ' if start else ''}{' '.join(spoken[start:end])}{' …' if end < len(spoken) else ''}"


def dataset(db: Connection) -> Any:
    """What is said of the dataset as a whole, with its counts."""
    return json.loads(db.execute(select(table_of(DatasetRow).c.document)).scalar_one())


def write_cursor(key: str, stamp: DatasetStamp, collection: Collection | None, asked: Asked) -> str:
    """An opaque, URL-proof word for `after this key, in this list of this dataset`."""
    inside = canonical([fingerprint(stamp, collection, asked), key])
    return base64.urlsafe_b64encode(inside.encode()).decode().rstrip("=")


def read_cursor(cursor: str, stamp: DatasetStamp, collection: Collection | None, asked: Asked) -> str:
    """The key in a cursor, or `BadQuestionError` when it is not from this list of this dataset."""
    try:
        inside = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        made_for, key = json.loads(inside.decode())
        if made_for == fingerprint(stamp, collection, asked) and isinstance(key, str):
            return key
    except (binascii.Error, ValueError, TypeError):
        pass
    raise BadQuestionError(
        "cursor",
        "is not from this list of this dataset; start again without it",
    )


def read_start(cursor: str, stamp: DatasetStamp, asked: Asked) -> int:
    """How many hits the pages before have shown."""
    start = read_cursor(cursor, stamp, None, asked)
    return int(start) if start.isdecimal() and len(start) < len(str(MOST_HITS)) + 1 else 0


def fingerprint(stamp: DatasetStamp, collection: Collection | None, asked: Asked) -> str:
    """What a cursor is good for: one dataset, one list, one set of filters."""
    about = canonical([stamp.digest, collection.name if collection else "search", asked])
    return hashlib.sha256(about.encode()).hexdigest()[:16]


def documents(db: Connection, kind: type[D], asked: Asked | None = None) -> list[D]:
    """Every record of a kind that matches, read into its shape."""
    return [kind.model_validate_json(text) for text in everything(db, collection_of(kind), asked or {})]


def document(db: Connection, kind: type[D], slug: str) -> D:
    """One record, read into its shape, or `NotFoundError`."""
    return kind.model_validate_json(one(db, collection_of(kind), slug))


def names(db: Connection, kind: type[Document], asked: Asked | None = None) -> dict[str, str]:
    """What each record of a kind that matches is called, by slug."""
    collection = collection_of(kind)
    columns, asked = table_of(collection).c, asked or {}
    named = narrowed(collection, tuple(asked)).with_only_columns(columns.slug, columns[collection.title])
    return dict(db.execute(named, asked).all())


def collection_of(kind: type[Document]) -> Collection:
    """The collection of a kind of record."""
    return next(each for each in (*COLLECTIONS, OUTCOMES) if each.document is kind)


def findings(db: Connection, stamp: DatasetStamp) -> PublishedSummaries:
    """Return the summaries and the evidence map of the dataset."""
    table = table_of(FindingRow)
    return PublishedSummaries(
        dataset=stamp,
        domains=documents(db, Domain),
        forms=documents(db, Form),
        disagreements=documents(db, Disagreement),
        json_by_name=dict(db.execute(select(table.c.name, table.c.document)).all()),
    )
