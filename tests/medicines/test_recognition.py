"""What a name and a code together stand for, and the status of what they stand for."""

from functools import cache
from typing import Any

import pytest

from app.medicines import parser, recognition
from app.medicines.concepts import Match, MedicineConcept
from app.medicines.known_medicines import MedicineVocabulary
from app.medicines.recognition import CLASS_ASSUMED, NOT_READ, MedicineRecogniser, agree
from app.medicines.schemas import InputStatus, MatchedBy, MedicineCode, MedicineReference, MedicineSystem
from app.medicines.vocabulary import NameEntry, NameKind, SubstanceCodes, index_of, named_substances
from app.models import MedicineClass
from app.models.medicine_class import Brand, Medicine
from app.models.rule import MedicineRoute

GROUP = "statines"
"""The class that a rule names; other classes have rules for one medicine only."""

ALFA, BETA, GAMMA, DELTA = "alfastatin", "betacaine", "gammacillin", "deltazole"
"""Named by a rule; nothing listed; listed elsewhere; not looked up."""

NAMES = [
    *(NameEntry(name, NameKind.inn, (name,)) for name in (ALFA, BETA, GAMMA, DELTA, "newstatin", "omegamab")),
    NameEntry("Betamax", NameKind.brand, (BETA,)),
    NameEntry("Betaform", NameKind.synonym, (BETA,)),
    NameEntry("Duoplex", NameKind.brand, (ALFA, DELTA)),
    NameEntry("Triplex", NameKind.brand, (BETA,), complete=False),
    NameEntry("Twinstat", NameKind.abbreviation, (ALFA,)),
    NameEntry("Twinstat", NameKind.abbreviation, ("newstatin",)),
    NameEntry("Unclearol", NameKind.abbreviation, (ALFA,)),
    NameEntry("Unclearol", NameKind.abbreviation, (BETA,)),
]

CODES = {
    ("rxnorm", "1"): (ALFA,),
    ("rxnorm", "2"): (BETA,),
    ("rxnorm", "3"): (ALFA, BETA),
    ("unii", "DELTA12345"): (DELTA,),
}

SUBSTANCES = [
    SubstanceCodes(ALFA, ALFA, atc=("C10AA01",)),
    SubstanceCodes(BETA, BETA, atc=("N01BB01",)),
    SubstanceCodes(GAMMA, GAMMA),
    SubstanceCodes(DELTA, DELTA, atc=("J02AC01",)),
    SubstanceCodes("newstatin", "newstatin", atc=("C10AA99",)),
    SubstanceCodes("omegamab", "omegamab", atc=("L04AB09",)),
]

LOOKED_UP = [
    (ALFA, "an authority", "", "magnesium", "not_listed"),
    (BETA, "an authority", "", "magnesium", "not_listed"),
    (GAMMA, "an authority", "", "magnesium", "listed_elsewhere"),
]

WORDS = [("not", "negation", "not", ""), ("injection", "route", "injection", ""), ("or", "range", "or", "")]

MEMBERS = [(GROUP, ALFA, "C10AA01"), (GROUP, "one", "C10AA02"), (GROUP, "two", "C10AA03")]
PRODUCT = Medicine.model_construct(
    name="Multistat",
    rxcui=["4"],
    ingredients=[ALFA, BETA],
    ingredients_complete=False,
    brands=[Brand.model_construct(name="Multistat cream", rxcui="5", routes=[MedicineRoute.topical])],
)
"""A combination of which more is not on record, with a brand that is not swallowed."""

OTHERS = [("mabs", f"mab{number}", f"L04AB0{number}") for number in (1, 2, 3)]


@cache
def names() -> MedicineRecogniser:
    """Return the names of the tables above; a rule names the class of statines."""
    index = index_of(named_substances(NAMES), CODES, SUBSTANCES, WORDS, LOOKED_UP)
    medicines: dict[str, list[Medicine]] = {}
    for slug, name, atc in (*MEMBERS, *OTHERS):
        medicines.setdefault(slug, []).append(Medicine.model_construct(name=name, atc=[atc]))
    medicines["products"] = [PRODUCT]
    classes = [MedicineClass.model_construct(slug=slug, medicines=each) for slug, each in medicines.items()]
    return MedicineRecogniser(classes, MedicineVocabulary(index), lambda concept: concept.slug == GROUP)


def read(text: str | None = None, code: str = "") -> Match:
    """Return what a text and a code, as `rxnorm 1`, stand for."""
    system, _, value = code.partition(" ")
    given = MedicineCode(system=MedicineSystem[system], value=value) if code else None
    return names().medicine(MedicineReference(text=text, code=given))


def slugs(match: Match) -> list[str]:
    """Return the slugs of the substances of a match."""
    return [each.slug for each in match.substances]


@pytest.mark.parametrize(
    ("text", "status", "by", "checked"),
    [
        (ALFA, InputStatus.matched, MatchedBy.exact, True),
        (BETA, InputStatus.not_listed, MatchedBy.exact, True),
        (GAMMA, InputStatus.listed_elsewhere, MatchedBy.exact, False),
        (DELTA, InputStatus.outside_coverage, MatchedBy.exact, False),
        ("Betamax", InputStatus.not_listed, MatchedBy.brand, True),
        ("Betaform", InputStatus.not_listed, MatchedBy.synonym, True),
        (f"{ALFA} / {BETA}", InputStatus.matched, MatchedBy.combination, True),
        (f"{BETA} / {GAMMA}", InputStatus.listed_elsewhere, MatchedBy.combination, False),
        (f"{GAMMA} / {DELTA}", InputStatus.outside_coverage, MatchedBy.combination, False),
        ("zorbexil", InputStatus.not_recognised, None, False),
    ],
)
def test_the_status_of_a_text_is_that_of_its_worst_substance_unless_a_rule_names_one(
    text: str, status: InputStatus, by: MatchedBy | None, checked: bool
) -> None:
    match = read(text)
    assert (match.status, match.by, match.checked) == (status, by, checked)


@pytest.mark.parametrize(
    ("text", "not_checked"),
    [
        ("Duoplex", (DELTA,)),
        (f"{ALFA} / {GAMMA} / {DELTA}", (DELTA, GAMMA)),
        (f"{ALFA} / {BETA}", ()),
        (f"{BETA} / {DELTA}", (DELTA,)),
        (DELTA, ()),
        ("Triplex", (NOT_READ,)),
        (f"Triplex / {DELTA}", (DELTA, NOT_READ)),
    ],
)
def test_ingredients_that_were_not_checked_are_named(text: str, not_checked: tuple[str, ...]) -> None:
    match = read(text)
    assert tuple(sorted(match.not_checked)) == tuple(sorted(not_checked))
    assert not (not_checked and match.checked)


def test_what_is_not_understood_beside_a_name_leaves_it_unrecognised_but_evaluated() -> None:
    match = read(f"{ALFA} zorbexil")
    assert match.status is InputStatus.not_recognised
    assert (slugs(match), match.not_understood, match.evaluated) == ([ALFA], ("zorbexil",), True)


def test_only_look_ups_of_what_no_rule_names_are_shown() -> None:
    assert [each.substance for each in read(f"{ALFA} / {BETA}").looked_up] == [BETA]


def test_a_name_in_brackets_that_is_another_medicine_contradicts_the_text() -> None:
    match = read(f"{ALFA} ({BETA})")
    assert (match.status, slugs(match)) == (InputStatus.conflicting, [ALFA, BETA])


# Ambiguous names ----------------------------------------------------------------------------------


def test_meanings_of_one_atc_group_are_all_checked() -> None:
    match = read("Twinstat")
    assert match.status is InputStatus.matched
    assert slugs(match) == [ALFA, "newstatin"]


def test_meanings_of_different_groups_are_ambiguous_and_all_are_told() -> None:
    match = read("Unclearol")
    assert (match.status, match.by, match.checked) == (InputStatus.ambiguous, None, False)
    assert slugs(match) == [ALFA, BETA]
    assert MedicineConcept(GROUP, ALFA) in match.concepts


def test_doubt_keeps_meanings_of_one_group_apart() -> None:
    assert read("not Twinstat").status is InputStatus.ambiguous


# Codes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "status", "substances"),
    [
        (None, "rxnorm 1", InputStatus.matched, [ALFA]),
        (None, "rxnorm 2", InputStatus.not_listed, [BETA]),
        (None, "unii delta12345", InputStatus.outside_coverage, [DELTA]),
        (None, "rxnorm 9", InputStatus.not_recognised, []),
        (None, "atc C10AA03", InputStatus.matched, ["statines/two"]),
        (None, "rxnorm 4", InputStatus.matched, [ALFA, BETA]),
        (None, "atc C10A", InputStatus.ambiguous, []),
        (None, "atc c10a", InputStatus.ambiguous, []),
        (None, "atc D", InputStatus.not_recognised, []),
        (None, "atc D01AA01", InputStatus.not_recognised, []),
        (ALFA, "rxnorm 1", InputStatus.matched, [ALFA]),
        (ALFA, "rxnorm 2", InputStatus.conflicting, [ALFA, BETA]),
        (ALFA, "rxnorm 3", InputStatus.matched, [ALFA, BETA]),
        (f"{ALFA} / {BETA}", "rxnorm 2", InputStatus.matched, [ALFA, BETA]),
        (ALFA, "rxnorm 9", InputStatus.matched, [ALFA]),
        (f"not {ALFA}", "rxnorm 1", InputStatus.ambiguous, [ALFA]),
        ("zorbexil", "rxnorm 1", InputStatus.matched, [ALFA]),
        ("Unclearol", "rxnorm 2", InputStatus.not_listed, [BETA]),
    ],
)
def test_a_code_is_compared_with_the_text_beside_it(
    text: str | None, code: str, status: InputStatus, substances: list[str]
) -> None:
    match = read(text, code)
    assert (match.status, slugs(match)) == (status, substances)


def test_what_is_not_understood_beside_a_code_is_told_and_leaves_it_unchecked() -> None:
    match = read("zorbexil", "rxnorm 1")
    assert match.not_understood == ("zorbexil",)
    assert match.evaluated
    assert not match.checked


def test_a_code_of_a_product_that_is_not_read_in_full_leaves_the_rest_unchecked() -> None:
    assert read(None, "rxnorm 4").not_checked == (NOT_READ,)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"iron"}, {"iron"}, True),
        ({"iron"}, {"iron", "zinc"}, True),
        ({"iron"}, {"zinc"}, False),
        ({"iron", "zinc"}, {"iron", "copper"}, False),
        ({"calcium"}, {"calcium-carbonate"}, True),
        ({"calcium"}, {"calcium", "calcium-carbonate"}, True),
        ({"magnesium"}, {"calcium-carbonate"}, False),
    ],
)
def test_substances_agree_where_one_holds_the_other_or_is_its_content(
    one: set[str], other: set[str], expected: bool
) -> None:
    assert agree(one, other) is agree(other, one) is expected


def test_part_of_an_atc_code_is_ambiguous_between_all_medicines_below_it() -> None:
    assert read(None, "atc C10A").concepts == tuple(MedicineConcept(slug, name) for slug, name, _ in MEMBERS)


@pytest.mark.parametrize(("text", "code"), [("newstatin", ""), (None, "atc C10AA55"), (None, "atc c10aa55")])
def test_the_class_that_an_atc_code_suggests_is_assumed_and_never_counts_as_checked(
    text: str | None, code: str
) -> None:
    match = read(text, code)
    assert (match.status, match.by) == (InputStatus.matched, MatchedBy.code_group)
    assert match.concepts == (MedicineConcept(GROUP, None),)
    assert match.not_checked == (CLASS_ASSUMED,)
    assert not match.checked


def test_a_class_without_a_rule_is_not_assumed_for_a_name() -> None:
    match = read("omegamab")
    assert (match.status, match.concepts) == (InputStatus.outside_coverage, ())


def test_a_class_without_a_rule_is_not_assumed_for_a_code() -> None:
    match = read(None, "atc L04AB55")
    assert (match.status, match.concepts) == (InputStatus.not_recognised, ())


# Routes and calls ---------------------------------------------------------------------------------


def test_an_injection_is_by_any_route_of_injections() -> None:
    routes = (MedicineRoute.intravenous, MedicineRoute.intramuscular, MedicineRoute.subcutaneous)
    assert read(f"{ALFA} injection").routes == routes
    assert read(ALFA).routes == ()


def test_the_code_of_a_brand_that_is_not_swallowed_tells_the_usual_route() -> None:
    assert read(None, "rxnorm 5").usual_routes == (MedicineRoute.other,)
    assert read("Multistat cream").usual_routes == (MedicineRoute.other,)
    assert read(None, "rxnorm 4").usual_routes == ()


def test_only_a_copy_for_one_call_keeps_what_it_read(monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    original = parser.read_medicine

    def counted(text: str, *others: Any) -> Any:
        texts.append(text)
        return original(text, *others)

    monkeypatch.setattr(recognition, "read_medicine", counted)
    own = names().for_one_call()
    for reader in (own, own, names(), names()):
        assert slugs(reader.medicine(MedicineReference(text=ALFA))) == [ALFA]
    assert texts == [ALFA] * 3
    assert own.readings is not None
    assert names().readings is None
