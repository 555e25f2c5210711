"""A misspelt word gets the most similar known word as a suggestion, if one is similar enough."""

import pytest

from app.suggestions import did_you_mean


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("synonims", ["name", "synonyms"], "; did you mean 'synonyms'?"),
        ("Coer", ["core", "research"], "; did you mean 'core'?"),
        ("sleep", ["pain", "tenderness"], ""),
        ("sleep", [], ""),
        ("", ["pain"], ""),
    ],
)
def test_the_most_similar_known_word_is_suggested(word: str, known: list[str], expected: str) -> None:
    assert did_you_mean(word, known) == expected


def test_equally_similar_words_give_the_same_suggestion_in_any_order() -> None:
    assert did_you_mean("ab", ["abx", "aby"]) == did_you_mean("ab", ["aby", "abx"]) == "; did you mean 'abx'?"
