"""Suggestions: the one thing that a misspelt name nearly is, never another substance or an opposite."""

import random
from functools import cache

import pytest

from app.medicines.names import fold
from app.medicines.vocabulary import NameIndex
from app.suggestions import by_length, near_names
from tests.medicines.vocabularies import every_name, medicine_vocabulary


@cache
def vocabulary() -> NameIndex:
    return medicine_vocabulary().names


@pytest.mark.parametrize(
    ("written", "suggested"),
    [
        ("levothyroxin sodum", "levothyroxine sodium"),
        ("levothyroxne", "levothyroxine"),
        ("ibuprofin", "ibuprofen"),
        ("sertaline", "sertraline"),
        ("losarten", "losartan"),
        ("metformn", "metformin"),
        ("Synthriod", "synthroid"),
    ],
)
def test_a_misspelt_name_has_a_suggestion(written: str, suggested: str) -> None:
    assert suggested in vocabulary().near(fold(written))


LOOK_ALIKE = [
    ("hydroxyzine", "hydralazine"),
    ("prednisone", "prednisolone"),
    ("clonidine", "quinidine"),
    ("celecoxib", "cefalexin"),
    ("nizatidine", "tizanidine"),
    ("simvastatin", "rosuvastatin"),
    ("cycloserine", "ciclosporin"),
    ("gliclazide", "glibenclamide"),
    ("penicillin v", "penicillamine"),
    ("risedronic acid", "alendronic acid"),
    ("chlorpromazine", "chlorpropamide"),
    ("clomifene", "clomipramine"),
    ("dobutamine", "dopamine"),
    ("lamotrigine", "lamivudine"),
    ("methotrexate", "metolazone"),
    ("tramadol", "trazodone"),
    ("vinblastine", "vincristine"),
    ("azathioprine", "azithromycin"),
    ("amlodipine", "amiloride"),
    ("propranolol", "propofol"),
    ("quinine", "quinidine"),
    ("sulfadiazine", "sulfasalazine"),
    ("daunorubicin", "doxorubicin"),
    ("bupropion", "buspirone"),
    ("fluoxetine", "fluvoxamine"),
    ("duloxetine", "paroxetine"),
    ("glipizide", "glimepiride"),
    ("ephedrine", "epinephrine"),
    ("ketorolac", "ketotifen"),
    ("mercaptopurine", "mercaptamine"),
]
"""Names of different medicines that are confused with one another."""


@pytest.mark.parametrize(("one", "other"), LOOK_ALIKE)
def test_look_alikes_are_never_suggested_for_one_another(one: str, other: str) -> None:
    assert vocabulary().near(one) == vocabulary().near(other) == []
    meaning = vocabulary().find_name(other)
    assert meaning is not None
    for typo in typos(one, 40):
        for name in vocabulary().near(typo):
            found = vocabulary().find_name(name)
            assert found is not None
            assert found.meanings != meaning.meanings, (typo, name)


def typos(name: str, number: int) -> set[str]:
    """Return names with one letter left out, doubled, changed or swapped."""
    chance = random.Random(name)
    made = set()
    for _ in range(number):
        at = chance.randrange(1, len(name))
        letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
        made.add(
            chance.choice(
                [
                    name[:at] + name[at + 1 :],
                    name[:at] + name[at - 1] + name[at:],
                    name[:at] + letter + name[at + 1 :],
                    name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :] if at > 1 else name,
                ]
            )
        )
    return {fold(each) for each in made}


def wrong_suggestions(names: list[str]) -> list[tuple[str, str]]:
    """Return (text, suggestion) where a name, or one with a typing error, leads to another substance."""
    wrong = []
    for name in names:
        found = vocabulary().find_name(name)
        assert found is not None
        for written in {name, *typos(name, 2)} if len(name) > 1 else {name}:
            known = vocabulary().find_name(written) is not None
            for suggestion in vocabulary().near(written):
                meant = vocabulary().find_name(suggestion)
                assert meant is not None
                if known or meant.meanings != found.meanings:
                    wrong.append((written, suggestion))
    return wrong


def all_names() -> list[str]:
    return sorted(every_name())


def test_no_name_leads_to_another_substance() -> None:
    sample = random.Random(7).sample(all_names(), 1500)
    assert wrong_suggestions(sample) == []


@pytest.mark.full
def test_no_name_of_the_vocabulary_leads_to_another_substance() -> None:
    assert wrong_suggestions(all_names()) == []


NAMES = sorted(
    ["hypertension", "hypotension", "high blood pressure", "low blood pressure", "hyperkalemia", "asthma"]
)


@pytest.mark.parametrize(
    ("written", "suggested"),
    [
        ("hypertensoin", ["hypertension"]),
        ("hypotensoin", ["hypotension"]),
        ("hypokalemia", []),
        ("hyptension", []),
        ("asthama", ["asthma"]),
        ("gout", []),
        ("zsthma", []),
    ],
)
def test_an_opposite_is_never_suggested(written: str, suggested: list[str]) -> None:
    assert near_names(written, by_length(NAMES), lambda name: name) == suggested


def test_suggestions_are_in_english_where_there_is_an_english_name() -> None:
    assert vocabulary().near("paracetemol") == ["paracetamol"]


def test_a_name_between_two_things_has_no_suggestion() -> None:
    assert near_names("celecoxin", by_length(["celecoxia", "celecoxib"]), lambda name: name) == []
    assert near_names("celecoxin", by_length(["celecoxia", "celecoxib"]), lambda _: "celecoxib") == [
        "celecoxia",
        "celecoxib",
    ]


def test_a_name_whose_letter_is_also_a_number_is_not_passed_over_for_another() -> None:
    assert vocabulary().near("penicillinv potassium") == []
    assert vocabulary().near("penicillinv") == []


def test_a_name_that_is_not_to_be_suggested_is_not() -> None:
    assert near_names("abacavirr", by_length(["abacavir"]), lambda _: None) == []
