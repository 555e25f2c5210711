"""What a name of the vocabulary stands for."""

import pytest

from app.medicines.names import fold
from app.medicines.vocabulary import NamedSubstances, NameEntry, NameIndex, NameKind, named_substances
from tests.medicines.vocabularies import medicine_vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> NameIndex:
    return medicine_vocabulary().names


def test_the_name_of_a_substance_is_not_ambiguous_with_a_translation_of_another() -> None:
    names = named_substances(
        [
            NameEntry("dabigatran", NameKind.translation, ("dabigatran-etexilate",)),
            NameEntry("Dabigatran", NameKind.inn, ("dabigatran",)),
        ]
    )
    assert names == {
        "dabigatran": NamedSubstances(NameKind.inn, (("dabigatran",),)),
        "dabigatrana": NamedSubstances(NameKind.translation, (("dabigatran",),)),
    }


def test_a_brand_with_two_meanings_keeps_both() -> None:
    names = named_substances(
        [
            NameEntry("Doryx", NameKind.brand, ("doxycycline",)),
            NameEntry("Doryx", NameKind.brand, ("alendronic-acid",)),
        ]
    )
    assert names["doryx"].meanings == (("doxycycline",), ("alendronic-acid",))


def test_a_german_name_is_known_without_umlauts_too() -> None:
    names = named_substances([NameEntry("Alendronsäure", NameKind.translation, ("alendronic-acid",))])
    assert set(names) == {"alendronsaure", "alendronsaeure"}


def test_a_name_with_a_hyphen_is_known_in_one_word_too() -> None:
    names = named_substances(
        [
            NameEntry("Retin-A", NameKind.brand, ("tretinoin",)),
            NameEntry("Mag-Tab SR", NameKind.brand, ("magnesium-lactate",)),
            NameEntry("Septi-Soft", NameKind.brand, ("triclosan",)),
            NameEntry("Sep-Tisoft", NameKind.brand, ("hexachlorophene",)),
            NameEntry("Re-Lax", NameKind.brand, ("senna",)),
            NameEntry("Relax", NameKind.brand, ("diazepam",)),
        ]
    )
    assert names["magtab sr"] == names["mag tab sr"]
    assert names["relax"].meanings == (("diazepam",),)
    assert not {"retina", "septisoft"} & names.keys()


def test_a_name_of_a_class_has_no_meaning() -> None:
    assert named_substances([NameEntry("SSRI", NameKind.abbreviation, ())])["ssri"].meanings == ()


@pytest.mark.parametrize(
    ("written", "meanings"),
    [
        ("acetaminophen", [("paracetamol",)]),
        ("Levothyroxine", [("levothyroxine-sodium",)]),
        ("magnesium oxide", [("magnesium-oxide",)]),
        ("sodium hydroxide", [("sodium-hydroxide",)]),
        ("oxyde de magnésium", [("magnesium-oxide",)]),
        ("Bactrim", [("sulfamethoxazole", "trimethoprim")]),
        ("co-codamol", [("codeine", "paracetamol")]),
        ("magnesium oxybate", [("magnesium-oxybate",)]),
        ("Doryx", [("alendronic-acid",), ("doxycycline",)]),
        ("Slow-Mag Reformulated Feb 2012", [("calcium-carbonate", "magnesium-chloride")]),
        ("Slow-Mag", [("calcium-carbonate", "magnesium-chloride")]),
        ("SlowMag", [("calcium-carbonate", "magnesium-chloride")]),
        ("Solumedrol", [("methylprednisolone",)]),
        ("KDur", [("potassium-chloride",)]),
        ("Zantac", [("ranitidine",)]),  # `Zantac Reformulated Aug 2022` is of the same group
        ("Magonate", [("magnesium-gluconate",), ("magnesium-carbonate",)]),
        ("Vitron-C", [("ascorbic-acid", "ferrous-fumarate"), ("ascorbic-acid", "iron-carbonyl")]),
        ("Kaopectate", [("attapulgite",), ("kaolin",), ("bismuth-subsalicylate",)]),
    ],
)
def test_names_of_the_tables_stand_for_substances(
    vocabulary: NameIndex, written: str, meanings: list[tuple[str, ...]]
) -> None:
    found = vocabulary.find_name(fold(written))
    assert found is not None
    assert list(found.meanings) == meanings


def test_a_shortened_name_is_no_name_of_another_substance(vocabulary: NameIndex) -> None:
    """One list says `vitamine c` for vitamin K1."""
    found = {}
    for written, full in medicine_vocabulary().words.shortened.items():
        own, meant = vocabulary.find_name(written), vocabulary.find_name(full)
        if own and meant and own.meanings != meant.meanings:
            found[written] = own.meanings
    assert found == {}


def test_ordinary_words_match_as_a_whole_string_only(vocabulary: NameIndex) -> None:
    iron = vocabulary.find_name("iron")
    assert iron is not None
    assert iron.whole_only


@pytest.mark.parametrize(
    ("system", "value", "meaning"),
    [
        ("rxnorm", "10582", ("levothyroxine-sodium",)),
        ("rxnorm", "2387308", ("magnesium-oxybate",)),
        ("atc", "a12cc10", ("magnesium-oxide",)),
        ("unii", "3A3U0GI71G", ("magnesium-oxide",)),
        ("rxnorm", "0", None),
    ],
)
def test_codes_stand_for_substances(
    vocabulary: NameIndex, system: str, value: str, meaning: tuple[str, ...] | None
) -> None:
    assert vocabulary.find_code(system, value) == meaning
