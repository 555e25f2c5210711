"""Weights of terms: names above texts, rare above common, kinds below things."""

from typing import Any

from pydantic_core import from_json

from app.db.terms import terms
from app.models.synonym import SynonymSet
from app.publishing.rows import in_reading_order, stored_records
from app.publishing.search_rows import MOST_RARITY, Phrases, search_rows, synonyms_in
from app.seeds.library import Library


def index(library: Library, *synonyms: SynonymSet) -> tuple[dict[str, int], dict[str, Any]]:
    """Return (number by record, row by term)."""
    rows = search_rows(in_reading_order(stored_records(library)), synonyms)
    numbers = {f"{row['collection']}/{row['slug']}": row["id"] for row in rows["search_entries"]}
    return numbers, {row["term"]: row for row in rows["search_terms"]}


def weights(row: Any) -> dict[int, int]:
    flat = from_json(row["postings"])
    return dict(zip(flat[::2], flat[1::2], strict=True))


def test_a_record_named_so_weighs_more_than_one_that_mentions_it(library: Library) -> None:
    numbers, rows = index(library)
    sleep = weights(rows["sleep"])
    assert sleep[numbers["domains/sleep"]] == max(sleep.values())
    assert list(sleep.values()) == sorted(sleep.values(), reverse=True)


def test_a_rare_term_is_rarer_up_to_a_point(library: Library) -> None:
    _, rows = index(library)
    assert rows["magnesium"]["rarity"] < rows["placebo"]["rarity"] < rows["romano"]["rarity"] <= MOST_RARITY


def test_provenance_is_not_searched(library: Library) -> None:
    _, rows = index(library)
    assert library.records["claims"]["s01"].sha256 not in rows


KIDNEY = SynonymSet(concept="kidney", same=["kidney", "renal"], narrower=[])
DISEASE = SynonymSet(concept="kidney-disease", same=["kidney disease", "CKD"], narrower=["dialysis"])


def test_a_phrase_is_found_with_any_synonym_of_its_words() -> None:
    phrases = Phrases([KIDNEY, DISEASE])
    found = [(term, worth, length) for term, worth, length in phrases.occurrences(["renal", "diseas"])]
    assert ("=kidney-disease", 1.0, 2) in found
    assert ("=kidney", 1.0, 1) in found


def test_a_kind_counts_less_and_only_one_way() -> None:
    phrases = Phrases([KIDNEY, DISEASE])
    assert ("=kidney-disease", 0.5, 1) in list(phrases.occurrences(["dialysi"]))
    assert {row["phrase"] for row in phrases.rows()} == {"kidney", "renal", "=kidney diseas", "ckd"}


def test_each_phrase_of_the_seeds_means_one_thing(library: Library) -> None:
    """Also when its words are replaced by their concepts."""
    synonyms = synonyms_in(library.vocabulary)
    phrases = Phrases(synonyms)
    meanings: dict[str, str] = {}
    assert len(synonyms) > 50
    for each in synonyms:
        for written in each.same:
            phrase = phrases.phrase(terms(written))
            assert meanings.setdefault(phrase, each.concept) == each.concept, written
