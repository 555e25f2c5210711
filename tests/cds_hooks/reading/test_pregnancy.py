"""Pregnancy is answered by what the record tells, else by sex and age; an old status decides nothing."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import (
    MAGNESIUM,
    TODAY,
    Json,
    birth_date,
    bundle,
    cards_of,
    condition,
    hook_request,
    order,
    rules_on,
)

ASKED = "whether pregnant"


def patient(gender: str | None, age: int) -> Json:
    return {"resourceType": "Patient", "id": "p", "birthDate": birth_date(age)} | (
        {"gender": gender} if gender else {}
    )


def status(value: Json, days_ago: int | None = 10, code: str = "82810-3") -> Json:
    when = {} if days_ago is None else {"effectiveDateTime": str(TODAY - timedelta(days=days_ago))}
    coded = {"coding": [{"system": "http://loinc.org", "code": code}]}
    return {"resourceType": "Observation", "status": "final", "code": coded, **value, **when}


def coded(code: str) -> Json:
    return {"valueCodeableConcept": {"coding": [{"code": code}]}}


def said(client: TestClient, **prefetch: Any) -> tuple[bool, bool]:
    """Return (whether the rule about pregnancy speaks, whether pregnancy is asked for)."""
    cards = cards_of(client, hook_request(order(MAGNESIUM), **prefetch))
    return "pregnancy" in rules_on(cards), any(ASKED in card["detail"] for card in cards)


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        (patient("male", 30), False),
        (patient("female", 30), True),
        (patient("unknown", 30), True),
        (patient(None, 30), True),
        (patient("female", 66), False),
        (patient("female", 5), False),
        (patient("female", 60), True),
        (patient("female", 10), True),
    ],
)
def test_sex_and_age_answer_pregnancy(client: TestClient, who: Json, asked: bool) -> None:
    assert said(client, patient=who) == (False, asked)


YES, NO = coded("LA15173-0"), coded("LA26683-5")


@pytest.mark.parametrize(
    ("observations", "speaks", "asked"),
    [
        ([status(YES)], True, False),
        ([status(coded("77386006"))], True, False),
        ([status({"valueBoolean": True})], True, False),
        ([status({"valueString": "Pregnant"})], True, False),
        *(
            ([status({"valueString": words})], True, False)
            for words in ("Currently pregnant", "schwanger", "Sí", "enceinte")
        ),
        *(
            ([status({"valueString": words})], False, False)
            for words in ("Currently not pregnant", "Nein", "nicht schwanger")
        ),
        ([status({"valueString": "not known to be pregnant"})], False, True),
        ([status({"valueString": "Ja"}) | {"code": {"text": "Schwangerschaft"}}], True, False),
        ([status({"valueString": "Oui"}) | {"code": {"text": "Grossesse"}}], True, False),
        ([status(YES, 200)], True, False),
        ([status(YES, None)], True, False),
        ([status(YES, 400)], False, True),
        ([status(NO)], False, False),
        ([status(coded("60001007"))], False, False),
        ([status(NO, 60)], False, True),
        ([status(NO, None)], False, True),
        ([status(coded("LA4489-6"))], False, True),
        ([status({"valueString": "perhaps"})], False, True),
        ([status(YES, 100), status(NO, 5)], False, False),
        ([status(NO, 100), status(YES, 5)], True, False),
        ([status(NO, 5), status(YES, 5)], True, False),
        ([status(YES) | {"status": "entered-in-error"}], False, True),
    ],
)
def test_an_observation_of_pregnancy_is_read(
    client: TestClient, observations: list[Json], speaks: bool, asked: bool
) -> None:
    assert said(client, patient=patient("female", 30), pregnancy=bundle(*observations)) == (speaks, asked)


def test_a_condition_of_pregnancy_counts_and_a_contradiction_is_said(client: TestClient) -> None:
    pregnant = bundle(condition("Pregnancy"))
    assert said(client, patient=patient("female", 30), conditions=pregnant) == (True, False)
    cards = cards_of(client, hook_request(order(MAGNESIUM), patient=patient("male", 30), conditions=pregnant))
    assert "pregnancy" in rules_on(cards)
    assert "sex or age contradict" in cards[-1]["detail"]


def test_breastfeeding_is_read(client: TestClient) -> None:
    def dose_cards(value: bool) -> set[str]:
        feeding = status({"valueBoolean": value}, code="63895-7")
        dose = {
            "dosageInstruction": [
                {
                    "text": "x",
                    "timing": {"code": {"text": "QD"}},
                    "doseAndRate": [{"doseQuantity": {"value": 400, "unit": "mg"}}],
                }
            ]
        }
        elemental = order("Magnesium 400 mg elemental tablet") | dose
        return rules_on(
            cards_of(
                client, hook_request(elemental, patient=patient("female", 30), pregnancy=bundle(feeding))
            )
        )

    assert "above-us-upper-limit-lactation" in dose_cards(True)
    assert "above-us-upper-limit-lactation" not in dose_cards(False)


def observed(code: Json, value: Json | None = None) -> Json:
    return {"resourceType": "Observation", "status": "final", "code": code} | (value or {})


PREGNANT = {"coding": [{"system": "http://snomed.info/sct", "code": "77386006"}]}
NOT_PREGNANT = {"coding": [{"system": "http://snomed.info/sct", "code": "60001007"}]}


def loinc(code: str) -> Json:
    return {"coding": [{"system": "http://loinc.org", "code": code}]}


DUE = {"text": "Delivery date Estimated"}


def on(days: int) -> Json:
    return {"valueDateTime": str(TODAY + timedelta(days=days))}


@pytest.mark.parametrize(
    ("observation", "speaks", "asked"),
    [
        (observed(PREGNANT), True, False),
        (observed(PREGNANT, {"valueBoolean": True}), True, False),
        (observed(PREGNANT, {"valueBoolean": False}), False, True),
        (observed(PREGNANT, {"dataAbsentReason": {"text": "unknown"}}), False, True),
        (observed(PREGNANT, {"valueString": "unclear"}), False, True),
        (observed(NOT_PREGNANT, {"valueBoolean": False}), False, True),
        (observed({"text": "Pregnancy status"}, {"valueString": "Pregnant"}), True, False),
        (observed({"text": "Pregnant"}, {"valueBoolean": True}), True, False),
        (observed({"text": "Pregnancy test"}, {"valueBoolean": True}), False, True),
        (observed(DUE, on(100)), True, False),
        (observed({"text": "Estimated due date"}, on(100)), True, False),
        (observed(loinc("11778-8"), on(100)), True, False),
        (observed(loinc("11779-6"), on(100)), True, False),
        (observed(loinc("11780-4"), on(-10)), False, True),
        (observed(DUE, on(-40)), False, True),
        (observed(DUE, on(700)), False, True),
        (observed({"text": "Due date of next visit"}, {"valueString": "soon"}), False, True),
    ],
)
def test_pregnancy_is_read_from_the_code_the_name_and_the_day_of_birth(
    client: TestClient, observation: Json, speaks: bool, asked: bool
) -> None:
    assert said(client, patient=patient("female", 30), pregnancy=bundle(observation)) == (speaks, asked)


def test_a_pregnancy_among_the_problems_counts(client: TestClient) -> None:
    problem = observed({"text": "Problem"}, {"valueCodeableConcept": {"text": "Pregnancy"}})
    told = problem | {"effectiveDateTime": str(TODAY)}
    assert said(client, patient=patient("female", 30), problems=bundle(told)) == (True, False)
