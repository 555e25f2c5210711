"""No alert is lost on the way: a text whose substance has a rule gets its alert, or is said not to be read."""

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from app.medicines.concepts import Match, MedicineConcept
from app.models.rule import Severity
from app.safety.check import medicines_of
from app.safety.request import CheckRequest, MedicineInput
from tests.medicines.vocabularies import every_name
from tests.safety.asking import LIBRARY, checker

STRINGS = Path(__file__).parent / "data" / "strings.csv"

AT_A_TIME = 50
"""Medicines in one request."""


def ruled(slugs: Iterable[str]) -> set[str]:
    """The medicines of classes that substances are and that rules name."""
    names = checker().names.medicines
    concepts = (concept for slug in slugs for concept in names.known.concepts(slug))
    return {concept.reference for concept in concepts if names.has_rule(concept)}


def outcome(match: Match, wanted: set[str]) -> str:
    """Whether all that is wanted is evaluated, is said not to be checked, or is lost."""
    if not wanted:
        return "no rule"
    if match.evaluated and wanted <= {each.reference for each in match.medicines}:
        return "alert"
    return "lost" if match.checked else "not read"


def test_every_quoted_string_whose_substance_has_a_rule_gets_its_alert_or_is_said_not_to_be_read() -> None:
    with STRINGS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: Counter[str] = Counter()
    for row in rows:
        match = checker().names.medicine(MedicineInput(text=row["string"]))
        found[outcome(match, ruled(row["substances"].split("; ")))] += 1
    print(dict(found))
    assert found["lost"] == 0
    assert found["alert"] > 0.9 * (found["alert"] + found["not read"])


def test_every_name_and_brand_whose_substance_has_a_rule_gets_its_alert_or_is_said_not_to_be_read() -> None:
    known = checker().names.medicines.known
    found: Counter[str] = Counter()
    lost = []
    for name in every_name():
        named = known.find_name(name)
        assert named is not None
        wanted = {each for meaning in named.meanings for each in ruled(meaning)}
        result = outcome(checker().names.medicine(MedicineInput(text=name)), wanted) if wanted else "no rule"
        found[result] += 1
        lost += [name] if result == "lost" else []
    print(dict(found))
    assert lost == []
    assert found["alert"] > 0.9 * (found["alert"] + found["not read"])


def swallowed(concept: MedicineConcept) -> bool:
    """Whether a medicine is given by mouth, as far as its class knows."""
    match = checker().names.medicine(MedicineInput(text=(concept.medicine or concept.slug)[:255]))
    return not match.usual_routes


def test_every_medicine_by_mouth_that_rules_name_fires_or_leaves_open_one_of_them() -> None:
    names = checker().names.medicines
    medicines = medicines_of(LIBRARY.records["medicine-classes"].values())
    concepts = [each for each in medicines if names.has_rule(each) and names.known.meaning(each)]
    silent = []
    for at in range(0, len(concepts), AT_A_TIME):
        part = concepts[at : at + AT_A_TIME]
        for form in ("magnesium-hydroxide", "magnesium-citrate"):
            question = {
                "supplement": {"elemental_mg": 2000, "form": form},
                "medicines": [{"text": each.medicine[:255]} for each in part if each.medicine],
            }
            answer = checker().check(CheckRequest.model_validate(question))
            spoken = {each for alert in answer.alerts for each in (alert.subjects or [alert.subject])}
            open_rules = {each.rule for each in answer.undecided}
            for concept in part:
                rules = {each.slug for each in checker().rules.by_medicine[concept.reference]}
                if swallowed(concept) and concept.medicine not in spoken and not rules & open_rules:
                    silent.append((form, concept.reference))
    by_reference = Counter(reference for _, reference in silent)
    assert [reference for reference, number in by_reference.items() if number == 2] == []


def test_an_alert_is_the_same_by_name_and_by_brand() -> None:
    for name, brand in (
        ("ciprofloxacin", "Cipro"),
        ("levothyroxine", "Synthroid"),
        ("omeprazole", "Prilosec"),
    ):
        rules = []
        for text in (name, brand, f"{brand} ({name}) 20 mg tablet", f"{name} 20 MG Oral Tablet [{brand}]"):
            question = {"supplement": {"elemental_mg": 200}, "medicines": [{"text": text}]}
            alerts = checker().check(CheckRequest.model_validate(question)).alerts
            rules.append({each.rule for each in alerts if each.severity is not Severity.info})
        assert rules[0]
        assert all(each == rules[0] for each in rules), (name, rules)
