"""Labels: one wording, tone and symbol per word, and no second table anywhere."""

import re

import pytest

from app.evidence.labels import (
    DIRECTIONS,
    EFFECT_VERBS,
    LABELS,
    UNCONTROLLED,
    Tone,
    group_title,
    label,
    quantity,
)
from app.evidence.schemas import MagnesiumGiven
from app.models import Vocabulary, vocabularies
from app.models.claim import Verdict
from app.models.outcome import CONTROLLED, Comparison, Direction
from tests.conftest import ROOT

PARTLY_LABELLED = {Verdict}
"""Vocabularies of which some words are shown by their name alone."""


@pytest.mark.parametrize("vocabulary", LABELS)
def test_a_labelled_vocabulary_is_labelled_whole(vocabulary: type[Vocabulary]) -> None:
    assert all(type(word) is vocabulary for word in LABELS[vocabulary])
    if vocabulary not in PARTLY_LABELLED:
        assert set(LABELS[vocabulary]) == set(vocabulary)
    wordings = [label(word).wording for word in vocabulary]
    assert len(set(wordings)) == len(wordings)


def test_every_direction_has_its_tone() -> None:
    assert {direction.value: each.tone.value for direction, each in DIRECTIONS.items()} == {
        "favours_magnesium": "toward",
        "improved_within_group": "toward",
        "no_clear_difference": "level",
        "unchanged_within_group": "level",
        "favours_comparator": "away",
        "worsened_within_group": "away",
        "favourable_comparison_not_stated": "toward",
        "unfavourable_comparison_not_stated": "away",
        "mixed": "unclear",
        "no_direction": "unclear",
        "not_reported": "unclear",
    }


def test_every_direction_has_a_symbol_and_a_letter_of_its_own() -> None:
    for signs in (
        [each.symbol for each in DIRECTIONS.values()],
        [each.letter for each in DIRECTIONS.values()],
    ):
        assert all(signs)
        assert len(set(signs)) == len(Direction)


def test_no_other_file_gives_a_word_a_tone() -> None:
    """Style sheets name the tones as classes; nothing else does."""
    tones = re.compile(rf"""["'](?:{Tone.toward}|{Tone.away})["']""")
    for path in sorted((ROOT / "app").rglob("*")):
        if path.suffix in (".py", ".html") and path.name != "labels.py":
            assert not tones.search(path.read_text("utf-8")), path


def test_a_word_without_a_label_is_shown_as_its_name() -> None:
    for vocabulary in vocabularies():
        for word in vocabulary:
            if word not in LABELS.get(vocabulary, {}):
                assert label(word).wording == word.value.replace("_", " ")
                assert (label(word).tone, label(word).symbol) == (Tone.none, "")


def test_equal_words_of_two_vocabularies_have_their_own_labels() -> None:
    """Words are strings: a common table would mix `not_stated` of one with that of another."""
    assert label(Comparison.not_stated) != label(MagnesiumGiven.not_stated)
    assert group_title(MagnesiumGiven.not_stated, Comparison.not_stated) == (
        "Magnesium, alone or not, what was compared is not stated"
    )


def test_only_directions_against_a_comparator_give_an_effect() -> None:
    assert set(EFFECT_VERBS) == {
        Direction.favours_magnesium,
        Direction.no_clear_difference,
        Direction.favours_comparator,
    }
    assert set(UNCONTROLLED) == set(Comparison) - CONTROLLED - {Comparison.withdrawal}


def test_a_number_takes_its_noun() -> None:
    assert [quantity(number, "result") for number in (0, 1, 2)] == ["0 results", "1 result", "2 results"]
    assert [quantity(number, "study", "studies") for number in (1, 2)] == ["1 study", "2 studies"]
