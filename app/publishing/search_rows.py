"""The inverted index of the search: which records hold a term, and what it weighs in each.

The weight is BM25F (Robertson and Zaragoza 2009): names count more than texts, rare terms more than common
ones, and long records do not win by their length. It is rounded to an integer here, once.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from math import log
from typing import Any

from app.db.search import BETWEEN_FIELDS, LONGEST_PHRASE, MOST_POSTINGS, concept_term, generalised
from app.db.terms import STOP_TERMS, telling, terms
from app.models import canonical
from app.models.lookup_tables import value_of
from app.models.synonym import SynonymSet
from app.publishing.stored import Row, StoredRecord
from app.seeds.library import Rows

NOT_SEARCHED = frozenset({"provenance", "absent", "review", "outcomes", "questions", "examples", "sha256"})
"""Fields that say where a record comes from or how it is tested, not what it is about."""

SATURATION, LENGTH_PENALTY = 1.2, 0.6
"""k1 and b of BM25."""

TITLE, SYNONYM, KEY, KIND, FACET, TEXT = "title", "synonym", "key", "kind", "facet", "text"
WORTH = {TITLE: 5.0, SYNONYM: 4.0, KEY: 3.0, KIND: 2.0, FACET: 2.0, TEXT: 1.0}
"""What one occurrence counts for in each part of a record. A facet is a field that lists are filtered by."""

MOST_RARITY = 3000
"""Highest rarity stored for a term, by which a search decides whether a record answers.

Above it, one word that a single record holds by chance would outweigh all other words of a query.
"""

FEW = 5
"""Added to the number of records that hold a term: one record more or less does not make it rare."""

NAME_BONUS = 3.0
"""Added to the relevance of a term that is the whole name of a record."""

AS_NARROWER = 0.5
"""What a word for a kind of something counts for, as a part of what the word for the thing does."""


def search_rows(records: Iterable[StoredRecord], synonyms: Sequence[SynonymSet]) -> dict[str, list[Row]]:
    """Return the rows of every table of the search; records are numbered in their order."""
    phrases = Phrases(synonyms)
    entries: list[Row] = []
    index = InvertedIndex(phrases)
    for number, record in enumerate(records, 1):
        entries.append(search_entry(number, record))
        index.add(number, record)
    return {
        "search_entries": entries,
        "search_terms": list(index.rows()),
        "search_phrases": list(phrases.rows()),
    }


def synonyms_in(vocabulary: Rows) -> list[SynonymSet]:
    """Return the sets of synonyms among the rows of the vocabulary."""
    return [
        SynonymSet.model_validate(
            {name: value_of(SynonymSet, name, row[name]) for name in SynonymSet.model_fields}
        )
        for row in vocabulary.get("search_synonyms", [])
    ]


def search_entry(number: int, record: StoredRecord) -> Row:
    """Return the row that a search shows."""
    title = title_of(record)
    texts = (text for part, text in searched_parts(record) if part == TEXT)
    return {
        "id": number,
        "collection": record.collection.name,
        "slug": record.key,
        "title": title,
        "body": f" {BETWEEN_FIELDS} ".join(text for text in texts if " " in text and text != title),
    }


PART_OF_FIELD = {"title": TITLE, "acronym": TITLE, "synonyms": SYNONYM}
"""Fields of any collection that name a record beside its title."""


NAMES_OF_A_MEMBER = frozenset({"name", "label", "synonyms"})
"""Fields of the named parts of a record, such as the medicines of a class, that name them."""


def title_of(record: StoredRecord) -> str:
    """Return the name of a record."""
    return str(record.content[record.collection.title])


def values_in(values: Iterable[Any]) -> Iterator[str | int | float]:
    """Yield every text and number in some values, in order."""
    for value in values:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield value
        elif isinstance(value, list):
            yield from values_in(value)
        elif isinstance(value, dict):
            yield from values_in(value.values())


class Phrases:
    """Phrases that mean a concept, and phrases that mean a kind of it, each as terms with blanks between."""

    def __init__(self, synonyms: Sequence[SynonymSet]) -> None:
        written = [(each.concept, terms(phrase)) for each in synonyms for phrase in each.same]
        self.words = {found[0]: concept for concept, found in written if len(found) == 1}
        self.same = {self.phrase(found): concept for concept, found in written if len(found) > 1}
        self.broader: defaultdict[str, set[str]] = defaultdict(set)
        for each in synonyms:
            for phrase in each.narrower:
                self.broader[self.meaning(self.phrase(terms(phrase)))].add(each.concept)
        self.beginnings = {
            phrase[: blank.start()]
            for phrase in (*self.same, *self.broader)
            for blank in re.finditer(" ", phrase)
        }
        """Terms that a longer phrase begins with."""

    def phrase(self, found: list[str]) -> str:
        """Return a phrase as it is looked up."""
        return " ".join(generalised(found, self.words))

    def meaning(self, phrase: str) -> str:
        """Return the concept of a phrase as it is looked up, or the phrase where it has none."""
        return concept_term(self.same[phrase]) if phrase in self.same else phrase

    def rows(self) -> Iterator[Row]:
        """Yield the rows by which a query finds its concepts."""
        for phrase, concept in sorted((self.words | self.same).items()):
            yield {"phrase": phrase, "concept": concept}

    def occurrences(self, found: list[str]) -> Iterator[tuple[str, float, int]]:
        """Yield (term, worth, length) for each term of a text, and for each concept that it speaks of."""
        wanted = generalised(found, self.words)
        for start, term in enumerate(found):
            if term not in STOP_TERMS:
                yield term, 1.0, 1
            concepts: dict[str, tuple[float, int]] = {}
            for end in range(start + 1, min(start + LONGEST_PHRASE, len(found)) + 1):
                phrase = " ".join(wanted[start:end])
                meaning = self.meaning(phrase)
                if meaning.startswith(concept_term("")) and " " not in meaning:
                    concepts[meaning] = 1.0, end - start
                for concept in self.broader.get(meaning, ()):
                    concepts.setdefault(concept_term(concept), (AS_NARROWER, end - start))
                if phrase not in self.beginnings:
                    break
            for concept, (worth, length) in concepts.items():
                yield concept, worth, length


class InvertedIndex:
    """Terms, and in which records they occur how often."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self.found_in: defaultdict[str, list[tuple[int, str, float]]] = defaultdict(list)
        """Term → (number of the record, part, how often)."""
        self.lengths: Counter[tuple[int, str]] = Counter()
        """Terms in each part of each record."""
        self.name_shares: dict[tuple[str, int], float] = {}
        """(term, number of the record) → the share of the record's name that the term makes up."""
        self.prominence: dict[int, float] = {}
        self.texts_read: dict[str, tuple[int, list[tuple[str, float]]]] = {}
        """Text → (number of terms, terms and concepts with their worth): many fields hold the same words."""

    def add(self, number: int, record: StoredRecord) -> None:
        """Add the terms and concepts of a record."""
        self.prominence[number] = record.collection.prominence
        name = terms(title_of(record))
        telling_terms = max(len(telling(name)), 1)
        for term, worth, length in self.phrases.occurrences(name):
            share = self.name_shares.get((term, number), 0) + worth * length / telling_terms
            self.name_shares[term, number] = min(share, 1)
        counts: defaultdict[tuple[str, str], float] = defaultdict(float)
        for part, text in searched_parts(record):
            length, found = self.texts_read.get(text) or self.read(text)
            self.lengths[number, part] += length
            for term, worth in found:
                counts[term, part] += worth
        for (term, part), count in counts.items():
            self.found_in[term].append((number, part, count))

    def read(self, text: str) -> tuple[int, list[tuple[str, float]]]:
        """Return the number of terms in a text, and its terms and concepts with their worth."""
        found = terms(text)
        worths = [(term, worth) for term, worth, _ in self.phrases.occurrences(found)]
        self.texts_read[text] = len(telling(found)), worths
        return self.texts_read[text]

    def rows(self) -> Iterator[Row]:
        """Yield the row of each term."""
        average = self.average_lengths()
        for term, found in sorted(self.found_in.items()):
            frequency: defaultdict[int, float] = defaultdict(float)
            for number, part, count in found:
                length = self.lengths[number, part] / average[part]
                frequency[number] += WORTH[part] * count / (1 - LENGTH_PENALTY + LENGTH_PENALTY * length)
            rarity = 1000 * log(1 + len(self.prominence) / (len(frequency) + FEW))
            weights = {
                number: round(rarity * self.prominence[number] * self.relevance(term, number, count))
                for number, count in frequency.items()
            }
            best = nsmallest(MOST_POSTINGS, weights.items(), key=lambda each: (-each[1], each[0]))
            flat = [number for pair in best for number in pair]
            yield {"term": term, "rarity": round(min(rarity, MOST_RARITY)), "postings": canonical(flat)}

    def relevance(self, term: str, number: int, frequency: float) -> float:
        """Return how much a record is about a term: saturated frequency, and more when it is named so."""
        saturated = frequency * (SATURATION + 1) / (frequency + SATURATION)
        return saturated + NAME_BONUS * self.name_shares.get((term, number), 0)

    def average_lengths(self) -> dict[str, float]:
        """Return the average number of terms in each part, of the records that have it."""
        lengths: defaultdict[str, list[int]] = defaultdict(list)
        for (_, part), length in self.lengths.items():
            lengths[part].append(length)
        return {part: max(sum(each) / len(each), 1) for part, each in lengths.items()}


def searched_parts(record: StoredRecord) -> Iterator[tuple[str, str]]:
    """Yield (part, text) of everything in a record that is searched."""
    yield TITLE, title_of(record)
    yield KEY, record.key
    yield KIND, record.collection.one
    part_of = {column.name: FACET for column in record.collection.columns} | PART_OF_FIELD
    for name, value in record.content.items():
        if name in record.collection.parts and name not in NOT_SEARCHED:
            for member in value:
                for field, inside in member.items():
                    part = SYNONYM if field in NAMES_OF_A_MEMBER else TEXT
                    yield from ((part, str(each)) for each in values_in([inside]))
        elif name not in NOT_SEARCHED:
            part = part_of.get(name, TEXT)
            yield from ((part, str(each)) for each in values_in([value]))
