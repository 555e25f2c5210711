"""A misspelt word gets the most similar known word as a suggestion, if one is similar enough."""

import pytest

from app.suggestions import by_length, did_you_mean, did_you_mean_record, near_names


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("synonims", ["name", "synonyms"], "; did you mean 'synonyms'?"),
        ("Coer", ["core", "research"], "; did you mean 'core'?"),
        ("sleep", ["pain", "tenderness"], ""),
        ("product", ["form", "route", "times"], ""),
        ("dosage", ["age", "sex", "egfr"], ""),
        ("sleep", [], ""),
        ("", ["pain"], ""),
    ],
)
def test_the_most_similar_known_word_is_suggested(word: str, known: list[str], expected: str) -> None:
    assert did_you_mean(word, known) == expected


def test_equally_similar_words_give_the_same_suggestion_in_any_order() -> None:
    assert did_you_mean("ab", ["abx", "aby"]) == did_you_mean("ab", ["aby", "abx"]) == "; did you mean 'abx'?"


@pytest.mark.parametrize(
    ("key", "known", "near"),
    [
        ("slep", ["sleep", "stress"], "sleep"),
        ("macian-2023", ["macian-2022", "park-2020"], "macian-2022"),
        ("levothyroxine", ["liothyronine", "levothyroxine-sodium"], None),
        ("tiredness", ["stiffness", "tenderness"], None),
        ("hypotension", ["hypertension"], None),
        ("low-magnesiun", ["high-magnesium"], None),
        ("trial-13", ["trial-11", "trial-12"], None),
        ("trial-11x", ["trial-11", "trial-12"], "trial-11"),
        ("abc", ["abd"], None),
        ("kidney-disease-stage-5", ["kidney-disease-stage-3"], None),
        ("mobitz-i", ["mobitz-ii"], None),
    ],
)
def test_a_record_is_suggested_only_when_it_is_the_one_thing_near(
    key: str, known: list[str], near: str | None
) -> None:
    assert did_you_mean_record(key, known) == (f"; did you mean {near!r}?" if near else "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nephritis", "nephrosis"),
        ("arthralgia", "arthropathy"),
        ("hypertension", "hypotension"),
        ("kidney one", "kidney stone"),
    ],
)
def test_another_word_is_not_a_misspelling(text: str, name: str) -> None:
    assert near_names(text, by_length([name]), {name: 1}.get) == []


@pytest.mark.parametrize(
    ("text", "name"), [("hart failure", "heart failure"), ("nephrtis", "nephritis"), ("kidny", "kidney")]
)
def test_a_misspelt_word_has_a_suggestion(text: str, name: str) -> None:
    assert near_names(text, by_length([name]), {name: 1}.get) == [name]
