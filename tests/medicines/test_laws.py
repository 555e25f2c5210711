"""Laws of reading: both of two names are found, every token is accounted for, nothing is guessed."""

import random
import re
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.medicines.names import NAME_TOKEN, fold, plain
from app.medicines.vocabulary import NameKind
from tests.medicines.reading import read, vocabulary, words
from tests.medicines.vocabularies import every_name


@cache
def certain_names() -> list[str]:
    """Names of one meaning, which need not stand alone."""
    return sorted(
        name
        for name in every_name()
        if (found := vocabulary().find_name(name))
        and len(found.meanings) == 1
        and found.complete
        and not found.whole_only
        and len(name) > 3
        and name.count(" ") < 5
        and found.kind is not NameKind.abbreviation
    )


SEPARATORS = (
    " / ",
    "/",
    " - ",
    "-",
    " + ",
    "+",
    " & ",
    " and ",
    " with ",
    " plus ",
    ", ",
    "; ",
    ",",
    " et ",
    " und ",
)
STRENGTHS = (
    "",
    " 5 mg",
    " 75 mcg",
    " 2,5 mg",
    " 0.05 MG/ML",
    " 500mg",
    " 1,000 mg",
    " 10 %",
    " 20 mg tablet",
)

names = st.deferred(lambda: st.sampled_from(certain_names()))  # the vocabulary is read when a test needs it
strengths = st.sampled_from(STRENGTHS)


def assert_both_found(one: str, strength: str, separator: str, other: str, last: str) -> None:
    """Two names with a separator and strengths give both, unless the words are one name together.

    A name that is also that of a salt is a salt after a hyphen, as in `metoprolol-tartrate`.
    """
    assume(strength or separator.strip() != "-" or fold(other) not in words().salts)
    assume(vocabulary().find_name(fold(f"{one} {other}")) is None)
    first, second = (vocabulary().find_name(name) for name in (one, other))
    assert first is not None
    assert second is not None
    found = read(f"{one}{strength}{separator}{other}{last}")
    wanted = {*first.meanings[0], *second.meanings[0]}
    assert found.not_understood == ()
    assert wanted - {"magnesium", "calcium", "zinc", "iron"} <= set(found.meanings[0])


two_names = given(names, strengths, st.sampled_from(SEPARATORS), names, strengths)


@two_names
def test_two_names_with_any_separator_and_strengths_are_both_found(
    one: str, strength: str, separator: str, other: str, last: str
) -> None:
    assert_both_found(one, strength, separator, other, last)


@pytest.mark.full
@pytest.mark.timeout(1800)
@settings(max_examples=20_000, deadline=None)
@two_names
def test_two_names_are_both_found_in_twenty_thousand_examples(
    one: str, strength: str, separator: str, other: str, last: str
) -> None:
    assert_both_found(one, strength, separator, other, last)


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    found = read(text)
    assert found.text == text


known_words = st.deferred(lambda: st.sampled_from(sorted(words().alone)))
unknown_words = st.from_regex(r"z[aeiou]q[aeiou]x{1,2}", fullmatch=True)


@given(st.lists(st.one_of(names, known_words, unknown_words), min_size=1, max_size=6))
def test_a_word_of_no_table_is_always_reported(parts: list[str]) -> None:
    unknown = [part for part in parts if re.fullmatch(r"z[aeiou]q[aeiou]x{1,2}", part)]
    reported = read(" ".join(parts)).not_understood
    assert all(part in reported for part in unknown)


@given(st.lists(st.one_of(names, known_words), min_size=1, max_size=5), st.data())
def test_a_word_is_never_lost(parts: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(parts)))
    text = " ".join([*parts[:at], "xqzv", *parts[at:]])
    assert "xqzv" in read(text).not_understood
    assert not read(text).understood


@given(names, st.sampled_from(("no", "stopped", "allergy to", "was on", "never", "sans", "kein", "sin")))
def test_negation_and_history_are_reported_before_any_name(name: str, word: str) -> None:
    assert read(f"{word} {name}").doubts


def test_no_token_is_dropped() -> None:
    for text in ("Levothyroxine 75 mcg tab", "a b c", "5 mg / 10 mg zorb [foo] (bar) baz, qux"):
        tokens = [token for token in NAME_TOKEN.findall(plain(text)) if token.isalpha() and len(token) > 2]
        reading = read(text)
        for token in tokens:
            known = token in words().alone or token in words().units or vocabulary().find_name(token)
            assert known or token in reading.not_understood


def look_alikes() -> list[str]:
    """Two hundred names that are none: made up, misspelt, joined, or in letters of another alphabet."""
    chance = random.Random(11)
    real = [name for name in certain_names() if name.isalpha() and len(name) > 7]
    found: list[str] = []
    while len(found) < 160:
        name = chance.choice(real)
        at = chance.randrange(1, len(name) - 2)
        letter = chance.choice("bcdfgjkpqvwz")
        made = chance.choice(
            (
                name[:at] + name[at + 1 :],
                name[:at] + name[at] + name[at:],
                name[:at] + letter + name[at + 1 :],
                name[:at] + name[at + 1] + name[at] + name[at + 2 :],
                f"{name}x",
                f"neo{name}",
            )
        )
        if vocabulary().find_name(made) is None:
            found.append(made)
    syllables = ("zu", "mi", "qua", "ro", "tex", "lin", "bra", "vo", "nix", "pel")
    return found + ["".join(chance.choices(syllables, k=4)) for _ in range(40)]


def test_two_hundred_invented_and_look_alike_names_are_not_recognised() -> None:
    recognised = [name for name in look_alikes() if read(name).components]
    assert recognised == []
