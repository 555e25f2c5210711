"""Names and codes: everything on record is found, and nothing else is."""

import csv
import random

import pytest

from app.medicines.concepts import MedicineConcept
from app.medicines.schemas import ConditionInput, InputStatus
from app.models.medicine_class import Medicine
from app.safety.request import MedicineInput
from tests.conftest import SEEDS
from tests.safety.asking import LIBRARY, checker
from tests.safety.test_check import ask

MEDICINES: list[tuple[str, Medicine]] = [
    (group.slug, medicine)
    for group in LIBRARY.records["medicine-classes"].values()
    for medicine in group.medicines
]
SINGLE = [(slug, medicine) for slug, medicine in MEDICINES if not medicine.ingredients]
SUBSTANCES = list(csv.DictReader((SEEDS / "vocabulary" / "substances.csv").read_text("utf-8").splitlines()))


def found(**given: object) -> set[tuple[str, str | None]]:
    """The medicines that an input is matched with."""
    match = checker().names.medicine(MedicineInput.model_validate(given))
    assert match.evaluated or match.status == "ambiguous", given
    return {(concept.slug, concept.medicine) for concept in match.concepts}  # type: ignore[union-attr]


def stands_for(slug: str, medicine: Medicine, matched: set[tuple[str, str | None]]) -> bool:
    """Whether a medicine is among what an input is matched with; a combination is by its components."""
    known = checker().names.medicines.known
    concept = MedicineConcept(slug, medicine.name)
    parts = [concept]
    if medicine.ingredients:
        parts = [part for substance in known.meaning(concept) for part in known.concepts(substance)]
    return all((part.slug, part.medicine) in matched for part in parts)


@pytest.mark.parametrize(
    ("slug", "medicine"), MEDICINES, ids=[f"{slug}/{each.name}"[:80] for slug, each in MEDICINES]
)
def test_every_medicine_is_found_by_name_code_and_brand(slug: str, medicine: Medicine) -> None:
    for name in (medicine.name, medicine.name.upper(), f"  {medicine.name} ", *medicine.synonyms):
        if len(name) > 255:
            continue
        assert stands_for(slug, medicine, found(text=name)), name
    for system, codes in (
        ("rxnorm", medicine.rxcui),
        ("atc", [*medicine.atc, *medicine.atc_former]),
        ("unii", [medicine.unii] if medicine.unii else []),
    ):
        for code in codes:
            assert stands_for(slug, medicine, found(code={"system": system, "value": code}))
            assert stands_for(slug, medicine, found(code={"system": system, "value": code.lower()}))
    for brand in medicine.brands:
        assert stands_for(slug, medicine, found(text=brand.name)), brand.name
        if brand.rxcui:
            assert stands_for(slug, medicine, found(code={"system": "rxnorm", "value": brand.rxcui}))


def test_every_condition_is_found_by_name_and_code() -> None:
    for group in LIBRARY.records["conditions"].values():
        for member in group.members:
            for text in (member.label, *member.synonyms):
                match = checker().names.condition(ConditionInput(text=text))
                assert member.name in {concept.condition for concept in match.concepts}, text  # type: ignore[union-attr]
            for system, codes in (("snomed", member.snomed_ct), ("icd10cm", member.icd10cm)):
                for code in codes:
                    match = checker().names.condition(
                        ConditionInput.model_validate({"code": {"system": system, "value": code}})
                    )
                    assert member.name in {concept.condition for concept in match.concepts}  # type: ignore[union-attr]


def test_every_form_is_found_by_what_people_type() -> None:
    for form in LIBRARY.records["forms"].values():
        for name in (form.slug, form.name, *form.synonyms):
            match = checker().names.form(name)
            assert [concept.slug for concept in match.concepts] == [form.slug], name


@pytest.mark.parametrize(
    ("text", "form", "not_checked"),
    [
        ("Mag-Ox 400", "magnesium-oxide", ()),
        ("mag ox", "magnesium-oxide", ()),
        ("Mag-Tab SR", "magnesium-lactate", ()),
        ("Citroma", "magnesium-citrate", ()),
        ("Phillips' Milk of Magnesia", "magnesium-hydroxide", ()),
        ("Slow-Mag", "magnesium-chloride", ("calcium carbonate",)),
        ("magnesium citrate 150 mg + vitamin B6", "magnesium-citrate", ("pyridoxine",)),
    ],
)
def test_a_product_stands_for_the_form_in_it_and_its_other_ingredients_are_not_checked(
    text: str, form: str, not_checked: tuple[str, ...]
) -> None:
    match = checker().names.form(text)
    assert match.status == "matched"
    assert [concept.slug for concept in match.concepts] == [form]
    assert match.not_checked == not_checked


@pytest.mark.parametrize(
    ("text", "status", "forms"),
    [
        ("magnesium glycinate and citrate", "ambiguous", ["magnesium-citrate", "magnesium-glycinate"]),
        ("ZMA", "ambiguous", []),
        ("magnesium + B6", "ambiguous", []),
        ("magnesium pidolate", "outside_coverage", []),
        ("zinc", "not_recognised", []),
        ("warfarin", "not_recognised", []),
        ("no magnesium citrate", "not_recognised", []),
        ("stopped Mag-Ox", "not_recognised", []),
        ("Mag-Ox zorbexil", "not_recognised", []),
    ],
)
def test_a_text_with_no_single_form_is_no_form(text: str, status: str, forms: list[str]) -> None:
    match = checker().names.form(text)
    assert match.status == status
    assert [concept.slug for concept in match.concepts] == forms


LOOK_ALIKE = str.maketrans("aceopxy", "асеорху")  # noqa: RUF001


def wrong_names() -> list[str]:
    """Two hundred names that are none: made up, misspelt, with strengths, in other letters."""
    chance = random.Random(7)
    real = sorted(
        {medicine.name for _, medicine in SINGLE if len(medicine.name) > 6 and medicine.name.isalpha()}
    )
    names: list[str] = []
    for name in chance.sample(real, 40):
        at = chance.randrange(1, len(name) - 1)
        names += [
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            f"{name}x {chance.choice((5, 20, 500))} mg",
        ]
        names += [name.translate(LOOK_ALIKE)] if name.translate(LOOK_ALIKE) != name else [f"{name}x"]
    made_up = [
        "sodium",
        "vitamin",
        "antibiotic",
        "water pill",
        "the small white one",
        "none",
        "N/A",
        "unknown",
        "-",
        "?",
        "0",
    ]
    syllables = ["zu", "mi", "qua", "ro", "tex", "lin", "bra", "vo", "nix", "pel"]
    while len(made_up) < 40:
        made_up.append("".join(chance.choices(syllables, k=4)))
    return [*dict.fromkeys(names), *made_up][:200]


def test_two_hundred_wrong_names_are_all_reported() -> None:
    names = wrong_names()
    assert len(names) == 200
    for name in names:
        answer = ask(medicines=[{"text": name}])
        assert answer.inputs[1].status in ("not_recognised", "ambiguous"), name
        assert answer.disposition == "incomplete", name
        assert not answer.complete


def test_an_ingredient_that_nobody_was_asked_about_is_not_called_checked() -> None:
    silent = ask(medicines=[{"text": "neomycin / thonzonium"}])
    assert silent.inputs[1].status == "not_recognised"
    assert silent.inputs[1].not_understood == ["thonzonium"]
    assert [each.medicine for each in silent.inputs[1].concepts] == ["neomycin"]
    assert not silent.complete


@pytest.mark.parametrize("code", ["J01MA99", "j01ma99"])
def test_the_class_of_a_code_that_is_not_listed_is_an_assumption(code: str) -> None:
    answer = ask(medicines=[{"code": {"system": "atc", "value": code}}])
    assert answer.inputs[1].matched_by == "code_group"
    assert answer.inputs[1].not_checked == ["whether it is of this class, which its code suggests"]
    assert not answer.complete


@pytest.mark.parametrize("code", ["N02CXnonsense", "J01MA021", "J01MA2X"])
def test_a_code_that_names_no_substance_is_not_recognised(code: str) -> None:
    answer = ask(medicines=[{"code": {"system": "atc", "value": code}}])
    assert answer.inputs[1].status == "not_recognised"
    assert not answer.complete


@pytest.mark.parametrize("code", ["J01MA", "C08CA", "M05BA"])
def test_a_group_of_medicines_is_ambiguous(code: str) -> None:
    answer = ask(medicines=[{"code": {"system": "atc", "value": code}}])
    assert answer.inputs[1].status == "ambiguous"
    assert len(answer.inputs[1].concepts) > 1
    assert not answer.alerts or all(alert.severity == "info" for alert in answer.alerts)
    assert answer.disposition == "incomplete"


def test_every_member_of_a_class_is_known_by_its_international_name() -> None:
    inn = {code: row["inn"] for row in SUBSTANCES for code in row["rxcui"].split("; ") if row["inn"]}
    named = [
        (slug, medicine.name, inn[code])
        for slug, medicine in SINGLE
        for code in medicine.rxcui[:1]
        if code in inn
    ]
    assert len(named) > 500
    unknown = [text for slug, name, text in named if (slug, name) not in found(text=text)]
    assert not unknown


@pytest.mark.parametrize(
    ("written", "status", "checked"),
    [
        ("Essential hypertension", InputStatus.not_listed, True),
        ("stage 4 chronic kidney disease", InputStatus.matched, True),
        ("CKD stage 4 (HCC)", InputStatus.matched, True),
        ("ileostomy", InputStatus.outside_coverage, False),
        ("history of asthma", InputStatus.not_listed, True),
        ("history of stroke", InputStatus.not_listed, True),
        ("history of ileus", InputStatus.ambiguous, False),
        ("ocular hypertension", InputStatus.not_listed, False),
        ("xyzzy", InputStatus.not_recognised, False),
    ],
)
def test_what_became_of_a_condition(written: str, status: InputStatus, checked: bool) -> None:
    match = checker().names.condition(ConditionInput(text=written))
    assert (match.status, match.checked) == (status, checked)


@pytest.mark.parametrize("value", ["N18.4", "N184", "n184"])
def test_codes_with_and_without_dots(value: str) -> None:
    code = {"system": "icd10cm", "value": value}
    match = checker().names.condition(ConditionInput.model_validate({"code": code}))
    assert [concept.reference for concept in match.concepts] == ["renal/ckd-stage-4"]


def test_a_misspelt_condition_is_suggested_and_an_opposite_never() -> None:
    match = checker().names.condition(ConditionInput(text="hypertention"))
    assert match.suggestions == ("hypertension",)
    assert checker().names.condition(ConditionInput(text="hyperkalemai")).suggestions != ("hypokalemia",)
