"""Full-text search over every record, with the same results on SQLite and PostgreSQL.

Publishing writes an inverted index: for each term, the records that hold it and the weight it has in each
(BM25F, with titles above texts). A search adds up weights. What must stay true: weights are integers and made
once, so that no database and no machine ranks in its own way; and a term that occurs everywhere decides
nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Connection, bindparam, select

from app.db.pagination import read_cursor, write_cursor
from app.db.tables import SearchPhraseRow, SearchRow, SearchTermRow, derived
from app.db.terms import STOP_TERMS, telling, terms, written_terms
from app.models import DatasetStamp

MOST_TERMS = 16
"""Terms of a query that are looked up."""

MOST_POSTINGS = 5_000
"""Records that are stored for a term, those in which it weighs most."""

MOST_HITS = 500
"""Records that a search lists at most."""

BETWEEN_FIELDS = "·"
"""Mark between the fields of a record in the text that a search shows."""

LONGEST_PHRASE = 6
"""Terms of the longest phrase that is looked up as a synonym."""


# Queries ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QueryUnit:
    """One thing that a query asks for: a word, or a phrase with its synonyms."""

    key: str
    """The term that a record has to hold: the word itself, or the concept that the phrase means."""
    terms: tuple[str, ...]
    """The terms that were written, without stop words."""
    written: str
    """The words that were written."""

    @property
    def is_concept(self) -> bool:
        """Return whether it has synonyms."""
        return self.key not in self.terms


def concept_term(concept: str) -> str:
    """Return the term under which records are found by any name of a concept."""
    return f"={concept}"


def generalised(found: Iterable[str], concepts: Mapping[str, str]) -> list[str]:
    """Return terms with the concept of each that has one: `blood pressur drug`, `blood pressur =medicine`."""
    return [concept_term(concepts[term]) if term in concepts else term for term in found]


def query_units(db: Connection, text: str) -> list[QueryUnit]:
    """Return the different things that a query asks for; the longest phrase with synonyms goes first."""
    written = list(written_terms(text))[:MOST_TERMS]
    plain = [term for term, _ in written]
    wanted = generalised(plain, concepts_of(db, plain))
    concepts = concepts_of(db, phrases_in(wanted))
    units: dict[str, QueryUnit] = {}
    at = 0
    while at < len(wanted):
        ends = range(min(at + LONGEST_PHRASE, len(wanted)), at, -1)
        end = next((end for end in ends if " ".join(wanted[at:end]) in concepts), at + 1)
        concept = concepts.get(" ".join(wanted[at:end]))
        key = concept_term(concept) if concept else wanted[at]
        if key not in STOP_TERMS:
            words = " ".join(word for _, word in written[at:end])
            units.setdefault(key, QueryUnit(key, tuple(telling(plain[at:end])), words))
        at = end
    return list(units.values())


def phrases_in(wanted: list[str]) -> list[str]:
    """Return every run of several terms that may be a phrase."""
    return [
        " ".join(wanted[start:end])
        for start in range(len(wanted))
        for end in range(start + 2, min(start + LONGEST_PHRASE, len(wanted)) + 1)
    ]


PHRASES = derived(SearchPhraseRow).c
CONCEPTS = select(PHRASES.phrase, PHRASES.concept).where(
    PHRASES.phrase.in_(bindparam("phrases", expanding=True))
)
PHRASES_OF_CONCEPTS = select(PHRASES.concept, PHRASES.phrase).where(
    PHRASES.concept.in_(bindparam("concepts", expanding=True))
)


def concepts_of(db: Connection, phrases: list[str]) -> dict[str, str]:
    """Return the concepts of the phrases that have one."""
    return dict(db.execute(CONCEPTS, {"phrases": phrases}).all()) if phrases else {}


# Ranking ------------------------------------------------------------------------------------------

TERMS = derived(SearchTermRow).c
POSTINGS = select(TERMS.term, TERMS.rarity, TERMS.postings).where(
    TERMS.term.in_(bindparam("terms", expanding=True))
)


@dataclass(frozen=True)
class Postings:
    """The records that hold a term."""

    rarity: int
    weights: dict[int, int]
    """Number of the record → weight."""


NOWHERE = Postings(0, {})


def postings_of(db: Connection, units: Iterable[QueryUnit]) -> dict[str, Postings]:
    """Return the postings of every term of some units; a term that no record holds has none."""
    wanted = sorted({term for unit in units for term in (unit.key, *unit.terms)})
    found: dict[str, Postings] = {}
    for term, rarity, stored in db.execute(POSTINGS, {"terms": wanted}):
        numbers = from_json(stored)
        found[term] = Postings(rarity, dict(zip(numbers[::2], numbers[1::2], strict=True)))
    return found


def best(units: list[QueryUnit], postings: dict[str, Postings]) -> list[tuple[int, int]]:
    """Return (number, score) of the records that answer a query, best first, at most `MOST_HITS`.

    A record answers when the things it holds make up a third of the rarity of all that is asked for; what no
    record holds is left out of account. Its score is its weight times that rarity: a record that holds
    everything is preferred.
    """
    weight: defaultdict[int, int] = defaultdict(int)
    held: defaultdict[int, int] = defaultdict(int)
    for unit in units:
        for number, (points, rarity) in contributions(unit, postings).items():
            weight[number] += points
            held[number] += rarity
    asked = sum(postings.get(unit.key, NOWHERE).rarity for unit in units)
    scores = [(number, weight[number] * held[number]) for number in weight if 3 * held[number] >= asked]
    return sorted(scores, key=lambda each: (-each[1], each[0]))[:MOST_HITS]


def contributions(unit: QueryUnit, postings: dict[str, Postings]) -> dict[int, tuple[int, int]]:
    """Return the weight and the rarity that a unit adds to each record.

    For a phrase, a record that holds only some of its words gets a part of both, at most half.
    """
    key = postings.get(unit.key, NOWHERE)
    found = {number: (points, key.rarity) for number, points in key.weights.items()}
    for term in unit.terms if unit.is_concept else ():
        for number, points in postings.get(term, NOWHERE).weights.items():
            part = points // (2 * len(unit.terms))
            weight, rarity = found.get(number, (0, 0))
            if number in key.weights:
                found[number] = weight + part // 2, rarity
            elif len(unit.terms) > 1:
                found[number] = weight + part, rarity + key.rarity // (2 * len(unit.terms))
    return found


def mixed(db: Connection, scores: list[tuple[int, int]]) -> list[int]:
    """Return the numbers of records so that no collection fills the first page.

    The second of a collection counts for 6/7 of its score, the third for 6/8, and so on.
    """
    asked = {"ids": [number for number, _ in scores]}
    collections = dict(db.execute(COLLECTIONS_OF_HITS, asked).all()) if scores else {}
    before: Counter[str] = Counter()
    order = []
    for number, score in scores:
        collection = collections[number]
        order.append((-(score * 6 // (6 + before[collection])), number))
        before[collection] += 1
    return [number for _, number in sorted(order)]


# Searching ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hit:
    """One record that a search found."""

    collection: str
    slug: str
    title: str
    snippet: str
    matched: list[str]
    missing: list[str]
    """Words of the query that it does not hold."""


SEARCHED = derived(SearchRow).c
COLLECTIONS_OF_HITS = select(SEARCHED.id, SEARCHED.collection).where(
    SEARCHED.id.in_(bindparam("ids", expanding=True))
)
ENTRIES = select(SEARCHED.id, SEARCHED.collection, SEARCHED.slug, SEARCHED.title, SEARCHED.body).where(
    SEARCHED.id.in_(bindparam("ids", expanding=True))
)


def search(
    db: Connection, stamp: DatasetStamp, q: str, limit: int, cursor: str | None
) -> tuple[list[Hit], int, str | None]:
    """Return one page of the records that answer a query, best first, their number, and the next cursor."""
    asked = {"q": terms(q)}
    start = 0 if cursor is None else read_start(cursor, stamp, asked)
    units = query_units(db, q)
    postings = postings_of(db, units) if units else {}
    numbers = mixed(db, best(units, postings))
    shown = numbers[start : start + limit]
    more = write_cursor(str(start + limit), stamp, None, asked) if start + limit < len(numbers) else None
    return hits(db, shown, units, postings) if shown else [], len(numbers), more


KEYS_OF_HITS = select(SEARCHED.slug).where(
    SEARCHED.id.in_(bindparam("ids", expanding=True)), SEARCHED.collection == bindparam("collection")
)


def keys_with(db: Connection, q: str, collection: str) -> list[str]:
    """Return the keys of the records of a collection that hold everything a query asks for, in any order."""
    units = query_units(db, q)
    postings = postings_of(db, units) if units else {}
    held = [set(postings.get(unit.key, NOWHERE).weights) for unit in units]
    numbers = set.intersection(*held) if held else set()
    if not numbers:
        return []
    return list(db.execute(KEYS_OF_HITS, {"ids": sorted(numbers), "collection": collection}).scalars())


def read_start(cursor: str, stamp: DatasetStamp, asked: dict[str, Any]) -> int:
    """Return the number of hits on the pages before."""
    start = read_cursor(cursor, stamp, None, asked)
    return int(start) if start.isdecimal() and len(start) < len(str(MOST_HITS)) + 1 else 0


def hits(
    db: Connection, numbers: list[int], units: list[QueryUnit], postings: dict[str, Postings]
) -> list[Hit]:
    """Return records as hits, each with the text around the first match."""
    names = concept_names(db, units)
    entries = {entry.id: entry for entry in db.execute(ENTRIES, {"ids": numbers})}
    return [hit(entries[number], units, postings, names) for number in numbers]


def concept_names(db: Connection, units: list[QueryUnit]) -> dict[str, set[str]]:
    """Return the terms of all names of each unit, by its key."""
    names = {unit.key: set(unit.terms) for unit in units}
    concepts = [unit.key[1:] for unit in units if unit.is_concept]
    for concept, phrase in db.execute(PHRASES_OF_CONCEPTS, {"concepts": concepts}) if concepts else ():
        names[concept_term(concept)].update(telling(phrase.split()))
    return names


def hit(entry: Any, units: list[QueryUnit], postings: dict[str, Postings], names: dict[str, set[str]]) -> Hit:
    """Return one record as a hit."""
    titled = set(terms(f"{entry.slug} {entry.title}"))
    everything = all(names[unit.key] & titled for unit in units)
    missing = [unit for unit in units if entry.id not in postings.get(unit.key, NOWHERE).weights]
    return Hit(
        entry.collection,
        entry.slug,
        entry.title,
        snippet(entry.body, set().union(*names.values())),
        ["title" if everything else "text"],
        [unit.written for unit in missing],
    )


def snippet(body: str, wanted: set[str], around: int = 12) -> str:
    """Return some words of a text around the first wanted one."""
    spoken = body.split()
    at = next((n for n, word in enumerate(spoken) if wanted.intersection(terms(word))), 0)
    start, end = max(0, at - around), at + around
    shown = " ".join(spoken[start:end]).strip(f"{BETWEEN_FIELDS} ")
    return f"{'… ' if start else ''}{shown}{' …' if end < len(spoken) else ''}"
