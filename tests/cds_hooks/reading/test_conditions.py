"""Conditions are found by code or name; unknown ones are reported."""

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import MAGNESIUM, Json, bundle, cards_of, condition, hook_request, order, rules_on


@pytest.mark.parametrize(
    ("problem", "present"),
    [
        (condition(None, ("http://hl7.org/fhir/sid/icd-10-cm", "N18.4")), True),
        (condition(None, ("http://hl7.org/fhir/sid/icd-10", "N18.4")), True),
        (condition(None, ("http://snomed.info/sct", "431857002")), True),
        (condition("CKD stage 4"), True),
        (condition("a local word", ("http://snomed.info/sct", "431857002")), True),
        (condition("CKD stage 4", ("urn:local", "4711")), True),
        (condition("CKD stage 4", clinicalStatus={"coding": [{"code": "resolved"}]}), False),
        (condition("CKD stage 4", clinicalStatus="inactive"), False),
        (condition("CKD stage 4", clinicalStatus="active"), True),
        (condition("CKD stage 4", verificationStatus={"coding": [{"code": "refuted"}]}), False),
        (condition("CKD stage 4", verificationStatus="provisional"), True),
    ],
)
def test_conditions_are_read(client: TestClient, problem: Json, present: bool) -> None:
    said = cards_of(client, hook_request(order(MAGNESIUM), conditions=bundle(problem)))
    assert ("kidney-disease-severe" in rules_on(said)) is present


def test_an_unknown_condition_is_reported(client: TestClient) -> None:
    said = cards_of(
        client, hook_request(order(MAGNESIUM), conditions=bundle(condition("Acute duodenal ulcer")))
    )
    assert "Acute duodenal ulcer”: not recognised" in said[-1]["detail"]


def test_pregnancy_is_read_from_the_conditions(client: TestClient) -> None:
    pregnant = bundle(condition(None, ("http://snomed.info/sct", "77386006")))
    said = cards_of(client, hook_request(order(MAGNESIUM), conditions=pregnant))
    assert "not stated: whether pregnant" not in said[-1]["detail"].replace("\\", "")
    assert {"pregnancy", "pregnancy-condition"} <= rules_on(said)


ACTIVE = {"clinicalStatus": {"coding": [{"code": "active"}]}}


@pytest.mark.parametrize(
    "text",
    [
        "CKD (chronic kidney disease) stage 4, GFR 15-29 ml/min (HCC)",
        "Chronic kidney disease stage 4 (disorder)",
        "HTN, CKD 4",
        "N18.4 - Chronic kidney disease",
        "CKD stage 4 due to an unheard-of nephropathy",
    ],
)
def test_the_text_of_a_condition_is_read_as_the_check_itself_reads_it(client: TestClient, text: str) -> None:
    said = cards_of(client, hook_request(order(MAGNESIUM), conditions=bundle(condition(text, **ACTIVE))))
    assert "kidney-disease-severe" in rules_on(said)


def condition_points(client: TestClient, *problems: Json) -> str:
    """Return the lines of the last card that tell of conditions."""
    said = cards_of(client, hook_request(order(MAGNESIUM), conditions=bundle(*problems)))
    lines = said[-1]["detail"].splitlines()
    return "\n".join(each for each in lines if "condition “" in each or "ambiguous" in each)


def test_everyday_conditions_are_known_and_add_no_line(client: TestClient) -> None:
    problems = [
        condition("Essential hypertension", ("http://snomed.info/sct", "59621000")),
        condition("Hyperlipidemia", ("http://hl7.org/fhir/sid/icd-10-cm", "E78.5")),
        condition("Asthma, mild intermittent"),
        condition(None, ("http://hl7.org/fhir/sid/icd-10-cm", "E11.9")),
    ]
    assert condition_points(client, *problems) == ""


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (condition("CKD stage 4 due to an unheard-of nephropathy"), "understood only in part"),
        (condition("Rule out myasthenia gravis"), "ambiguous"),
        (condition("Family history of kidney disease"), "ambiguous"),
        (condition("? AKI"), "ambiguous"),
        (condition("Asthma with an unheard-of thing"), "not recognised"),
        (condition(None, ("http://hl7.org/fhir/sid/icd-10-cm", "S72.001A")), "not recognised"),
    ],
)
def test_a_condition_that_is_not_certain_or_not_understood_is_reported(
    client: TestClient, problem: Json, words: str
) -> None:
    assert words in condition_points(client, problem)


@pytest.mark.parametrize(
    "text", ["Rule out myasthenia gravis", "no myasthenia gravis", "FH: myasthenia gravis"]
)
def test_doubt_in_a_text_is_not_taken_for_the_condition(client: TestClient, text: str) -> None:
    said = cards_of(client, hook_request(order(MAGNESIUM), conditions=bundle(condition(text, **ACTIVE))))
    assert rules_on(said) == set()


def test_a_text_that_says_not_pregnant_tells_of_no_pregnancy(client: TestClient) -> None:
    for text in ("Not pregnant", "Pregnancy test", "planning pregnancy"):
        said = cards_of(client, hook_request(order(MAGNESIUM), conditions=bundle(condition(text))))
        assert not {"pregnancy", "pregnancy-condition"} & rules_on(said)
        assert "whether pregnant" in said[-1]["detail"]


def test_the_doubt_of_a_condition_is_shown(client: TestClient) -> None:
    doubtful = condition("Myasthenia gravis", verificationStatus="differential")
    said = cards_of(client, hook_request(order(MAGNESIUM), conditions=bundle(doubtful)))
    assert "Myasthenia gravis (differential)" in said[0]["detail"]


def test_a_condition_that_has_abated_is_past(client: TestClient) -> None:
    past = condition("Acute kidney injury", abatementDateTime="2019-02-01")
    assert rules_on(cards_of(client, hook_request(order(MAGNESIUM), conditions=bundle(past)))) == set()


def test_what_rules_name_comes_first_in_a_long_list(client: TestClient) -> None:
    many = [condition(f"family history of stroke, relative {number}") for number in range(120)]
    said = cards_of(
        client, hook_request(order(MAGNESIUM), conditions=bundle(*many, condition("CKD stage 4")))
    )
    assert "kidney-disease-severe" in rules_on(said)


@pytest.mark.parametrize(
    "summary",
    [
        {"text": "Stage 4"},
        {"coding": [{"display": "stage IV (severe)"}]},
        {"coding": [{"system": "http://snomed.info/sct", "code": "431857002"}]},
        {"text": "Chronic kidney disease stage 4 (disorder)"},
    ],
)
def test_the_stage_beside_a_condition_is_read(client: TestClient, summary: Json) -> None:
    staged = condition("Chronic kidney disease", stage=[{"summary": summary}], **ACTIVE)
    said = cards_of(client, hook_request(order(MAGNESIUM), conditions=bundle(staged)))
    assert "kidney-disease-severe" in rules_on(said)


def test_a_stage_that_says_nothing_here_adds_no_line(client: TestClient) -> None:
    staged = condition("Prostate cancer", stage=[{"summary": {"text": "T2N0M0"}}, {"summary": 5}, "x"])
    assert condition_points(client, staged) == ""


G70 = ("http://hl7.org/fhir/sid/icd-10-cm", "G70.00")
"""A code of myasthenia gravis and of its juvenile form."""


@pytest.mark.parametrize(
    ("problem", "cards"),
    [
        (condition("Myasthenia gravis", G70), 1),
        (condition("Juvenile myasthenia gravis", G70), 1),
        (condition("Myasthenia gravis, juvenile myasthenia gravis", G70), 2),
        (condition(None, G70), 2),
    ],
)
def test_the_name_says_which_condition_of_a_code_is_meant(
    client: TestClient, problem: Json, cards: int
) -> None:
    said = cards_of(client, hook_request(order(MAGNESIUM), conditions=bundle(problem)))
    assert sum("yasthenia" in card["summary"] for card in said) == cards
