"""A gestational age says that somebody is pregnant until the pregnancy must be over."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cds_hooks.reading.gestation import gestational_age
from tests.cds_hooks.calls import (
    MAGNESIUM,
    TODAY,
    Json,
    birth_date,
    bundle,
    cards_of,
    hook_request,
    order,
    rules_on,
)

SCT = "http://snomed.info/sct"
LOINC = "http://loinc.org"
WEEKS: Json = {"valueQuantity": {"value": 24, "unit": "wk", "code": "wk"}}


def observation(code: Json, value: Json = WEEKS, days_ago: int | None = 3) -> Json:
    when = {} if days_ago is None else {"effectiveDateTime": str(TODAY - timedelta(days=days_ago))}
    return {"resourceType": "Observation", "id": "g", "status": "final", "code": code, **value, **when}


def loinc(code: str, **more: str) -> Json:
    return {"coding": [{"system": LOINC, "code": code}], **more}


def is_pregnant(client: TestClient, sent: Json, **patient: Any) -> bool:
    person = {"resourceType": "Patient", "id": "p", "birthDate": birth_date(30), "gender": "female"} | patient
    call = hook_request(order(MAGNESIUM), patient=person, pregnancy=bundle(sent))
    return "pregnancy" in rules_on(cards_of(client, call))


@pytest.mark.parametrize(
    "sent",
    [
        *(observation(loinc(code)) for code in ("18185-9", "49051-6", "11884-4", "11885-1")),
        observation(loinc("49052-4"), {"valueQuantity": {"value": 168, "code": "d"}}),
        observation(loinc("49052-4"), {"valueInteger": 168}),
        observation(loinc("49051-6"), {"valueInteger": 24}),
        observation({"text": "Gestational age"}, {"valueString": "24w3d"}),
        observation({"coding": [{"system": SCT, "code": "57036006", "display": "Fetal gestational age"}]}),
        observation({"text": "Schwangerschaftswoche"}, {"valueString": "24+3"}),
        observation(loinc("18185-9"), days_ago=None),
        observation(loinc("18185-9"), days_ago=120),
    ],
)
def test_a_gestational_age_says_that_somebody_is_pregnant(client: TestClient, sent: Json) -> None:
    assert is_pregnant(client, sent)


@pytest.mark.parametrize(
    "sent",
    [
        observation(loinc("18185-9"), days_ago=140),
        observation(loinc("18185-9", text="Gestational age at birth")),
        observation({"text": "Gestational age at delivery"}),
        observation(loinc("18185-9"), {"valueQuantity": {"value": 24, "unit": "kg"}}),
        observation(loinc("18185-9"), {"valueQuantity": {"value": 0, "unit": "wk"}}),
        observation(loinc("18185-9"), {"valueString": "unknown"}),
        observation(loinc("18185-9"), {}),
    ],
)
def test_one_of_a_birth_or_of_long_ago_says_nothing(client: TestClient, sent: Json) -> None:
    assert not is_pregnant(client, sent)


def test_that_of_a_child_says_when_it_was_born(client: TestClient) -> None:
    sent = observation(loinc("18185-9"))
    assert not is_pregnant(client, sent, birthDate=str(TODAY - timedelta(days=9)))
    assert not is_pregnant(client, sent, gender="male")


@pytest.mark.parametrize(
    ("words", "days"),
    [("24w3d", 171), ("24 weeks 3 days", 171), ("24+3", 171), ("24 3/7", 171), ("24 wk", 168), ("24", 168), ("2403", None), ("", None)],
)  # fmt: skip
def test_a_gestational_age_is_read_in_words(words: str, days: int | None) -> None:
    age = gestational_age({"valueString": words}, in_days=False)
    assert (age and age.days) == days
