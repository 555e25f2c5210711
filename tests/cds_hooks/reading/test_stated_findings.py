"""A diagnosis that an observation tells counts; other values and answers are in doubt; what is denied is not read."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import CIPRO, MAGNESIUM, TODAY, Json, bundle, cards_of, hook_request, order
from tests.cds_hooks.reading.test_mentions import ILL, LASTING, outcome


def observed(code: Json | str, days_ago: int | None = 9, **value: Any) -> Json:
    day = {} if days_ago is None else {"effectiveDateTime": str(TODAY - timedelta(days=days_ago))}
    named = {"text": code} if isinstance(code, str) else code
    return {"resourceType": "Observation", "id": "o", "status": "final", "code": named, **day} | value


def valued(code: Json | str, concept: Any = ILL, **more: Any) -> Json:
    return observed(code, **{"valueCodeableConcept": concept} | more)


YES: Json = {"coding": [{"code": "Y"}], "text": "Yes"}

OBSERVATIONS: list[tuple[Json, tuple[bool, bool]]] = [
    (valued("Diagnosis"), (True, False)),
    (valued("Problem list item"), (True, False)),
    (valued("Hauptdiagnose"), (False, True)),
    (valued({"coding": [{"display": "Clinical finding"}]}), (True, False)),
    (observed("Diagnosis", valueString="Myasthenia gravis"), (True, False)),
    (observed("Panel", component=[{"code": {"text": "Diagnosis"}, "valueCodeableConcept": ILL}]), (True, False)),
    (observed(ILL, valueBoolean=True), (True, False)),
    (observed("Dialyse", valueString="ja"), (True, False)),
    (valued(ILL, YES), (True, False)),
    (valued(ILL, {"text": "Present"}), (True, False)),
    (observed(ILL, valueString="positive"), (True, False)),
    (observed(ILL), (False, True)),
    (valued("Comments"), (False, True)),
    (valued("History of illness"), (False, True)),
    (valued("Diagnosis ruled out"), (False, True)),
    (valued("Suspected diagnosis"), (False, True)),
    (valued("Admission diagnosis"), (False, True)),
    (valued("Diagnosis", {"text": "possible myasthenia gravis"}), (False, True)),
    (valued("Diagnosis", days_ago=400), (False, True)),
    (valued("Diagnosis", days_ago=None), (False, True)),
    (valued("Diagnosis", LASTING, days_ago=4000), (True, False)),
    (observed(ILL, valueBoolean=False), (False, False)),
    (valued(ILL, {"text": "Absent"}), (False, False)),
    (observed(ILL, dataAbsentReason={"text": "unknown"}), (False, False)),
    (observed(ILL, valueQuantity={"value": 3}), (False, False)),
    (valued("Diagnosis of the mother"), (False, False)),
    (valued("Family history of disease"), (False, False)),
    (valued("Diagnosis", {"text": "Healthy"}), (False, False)),
    (valued("Diagnosis", status="entered-in-error"), (False, False)),
    (observed("Diagnosis", valueString=f"Myasthenia gravis {'and so on ' * 20}"), (False, False)),
]  # fmt: skip


@pytest.mark.parametrize(("observation", "expected"), OBSERVATIONS)
def test_a_diagnosis_that_an_observation_tells_counts(
    client: TestClient, observation: Json, expected: tuple[bool, bool]
) -> None:
    assert outcome(client, observation) == expected


def answered(question: str, status: str = "completed", **answer: Any) -> Json:
    item = {"linkId": "1", "text": question, "answer": [answer]}
    inside = [{"linkId": "0", "item": [item]}]
    return {"resourceType": "QuestionnaireResponse", "id": "q", "status": status, "item": inside}


def grouped(question: Json) -> Json:
    """Return the answer of a questionnaire of DSTU2."""
    inside = {"group": [{"question": [question]}]}
    return {"resourceType": "QuestionnaireResponse", "id": "q", "status": "completed", "group": inside}


@pytest.mark.parametrize(
    ("answers", "in_doubt"),
    [
        (answered("Which illnesses do you have?", valueCoding={"display": "Myasthenia gravis"}), True),
        (answered("Which illnesses do you have?", valueString="myasthenia gravis"), True),
        (answered("Have you been told that you have myasthenia gravis?", valueBoolean=True), True),
        (answered("Do you have myasthenia gravis?", valueCoding={"code": "LA33-6", "display": "Yes"}), True),
        (answered("Do you have myasthenia gravis?", valueBoolean=False), False),
        (answered("Do you have myasthenia gravis?", valueString="No"), False),
        (answered("Does your mother have myasthenia gravis?", valueBoolean=True), False),
        (answered("Do you have myasthenia gravis?", "entered-in-error", valueBoolean=True), False),
        (
            answered("Illness", valueReference={"reference": "Condition/9", "display": "Myasthenia gravis"}),
            True,
        ),
        (grouped({"text": "Illness", "answer": [{"valueString": "Myasthenia gravis"}]}), True),
        (grouped({"text": "Illness of the mother", "answer": [{"valueString": "Myasthenia gravis"}]}), False),
        ({"resourceType": "QuestionnaireResponse", "item": [None, 3, {"answer": "x"}]}, False),
    ],
)
def test_an_answer_of_a_questionnaire_is_in_doubt(client: TestClient, answers: Json, in_doubt: bool) -> None:
    assert outcome(client, answers) == (False, in_doubt)


MAY_BE_TAKEN = "may be a medicine that is taken"

SAID: list[tuple[Json, bool, bool]] = [
    (answered("Which supplements do you take?", valueString="Magnesium"), True, True),
    (
        answered("Which supplements do you take?", valueCoding={"display": "magnesium oxide 400 mg"}),
        True,
        True,
    ),
    (answered("Which supplements do you take?", valueReference={"display": "Magnesium citrate"}), True, True),
    (
        grouped({"text": "Supplements", "answer": [{"valueCoding": {"display": "magnesium oxide"}}]}),
        True,
        True,
    ),
    (
        answered(
            "Anything else?", valueString=f"I feel well. {'And so on. ' * 9}I take magnesium citrate. Thanks."
        ),
        True,
        True,
    ),
    (answered("Do you take magnesium?", valueBoolean=False), False, False),
    (answered("What does your mother take?", valueString="magnesium"), False, False),
    (valued("Current supplements", {"text": "magnesium citrate"}), True, True),
    (observed("Medication at home", valueString="Ciprofloxacin 500 mg"), False, True),
    (answered("What else do you take?", valueString="ciprofloxacin"), False, True),
    (valued("Smoking status", {"text": "Never smoker"}), False, False),
    (valued("Specimen", {"text": "magnesium"}), False, False),
    (answered("Anything else?", valueString="no thanks"), False, False),
]


@pytest.mark.parametrize(("sent", "is_magnesium", "is_medicine"), SAID)
def test_a_medicine_that_an_answer_names_is_said(
    client: TestClient, sent: Json, is_magnesium: bool, is_medicine: bool
) -> None:
    """Beside a medicine that interacts with magnesium only magnesium matters; beside magnesium, any medicine."""
    for drug, said in (
        (CIPRO, is_magnesium),
        (MAGNESIUM, is_medicine),
        ("Lisinopril 10 MG Oral Tablet", False),
    ):
        cards = cards_of(client, hook_request(order(drug), others=bundle(sent)))
        assert any(MAY_BE_TAKEN in card["detail"] for card in cards) is said, drug
    view = cards_of(client, hook_request(hook="patient-view", others=bundle(sent)))
    assert any(MAY_BE_TAKEN in card["detail"] for card in view) is is_magnesium


def test_an_answer_that_is_given_many_times_hides_no_medicine_after_it(client: TestClient) -> None:
    repeated = valued("Current supplements", {"text": "none that the person can remember, see the letter"})
    others = [repeated | {"id": str(number)} for number in range(300)]
    magnesium = valued("Current supplements", {"text": "magnesium citrate"})
    cards = cards_of(client, hook_request(order(CIPRO), others=bundle(*others, magnesium)))
    assert any(MAY_BE_TAKEN in card["detail"] for card in cards)
