"""A reason says its kind and place to programs, and its sentence to people."""

import json
from typing import Any

import pytest

from app.safety.answers import Alert
from app.safety.reasons import Reason, ReasonKind
from tests.safety.asking import ADULT, answer, asked, checker

WITH_REASON: dict[ReasonKind, dict[str, Any]] = {
    ReasonKind.medicine_or_condition: {"conditions": [{"text": "myasthenia gravis"}]},
    ReasonKind.route: {"medicines": [{"text": "ciprofloxacin", "route": "oral"}]},
    ReasonKind.route_by_name: {"medicines": [{"text": "ciprofloxacin oral tablet"}]},
    ReasonKind.form: {
        "supplement": {"form": "oxide", "elemental_mg": 200},
        "medicines": [{"text": "aspirin"}],
    },
    ReasonKind.amount: {"supplement": {"form": "citrate", "elemental_mg": 500}},
    ReasonKind.kidney_function: {"person": ADULT | {"egfr": 25}},
    ReasonKind.kidney_function_unknown: {
        "person": ADULT | {"egfr": None},
        "conditions": [{"text": "kidney disease"}],
    },
    ReasonKind.age: {"person": ADULT | {"age": 70}},
    ReasonKind.state: {"person": ADULT | {"pregnant": True}},
}
"""Kind of a reason → a question whose answer has one."""


def reasons(question: dict[str, Any]) -> list[Reason]:
    return [each for alert in checker().check_ungrouped(asked(**question)).alerts for each in alert.because]


@pytest.mark.parametrize("kind", ReasonKind)
def test_every_kind_of_reason_is_told(kind: ReasonKind) -> None:
    found = reasons(WITH_REASON[kind])
    assert kind in {each.kind for each in found}
    for each in found:
        assert bool(each.place) is (each.kind is ReasonKind.medicine_or_condition)
        assert each.startswith(f"{each.place} is ") or not each.place


def test_answers_send_reasons_as_plain_texts() -> None:
    (alert,) = (each for each in answer("ciprofloxacin").alerts if each.rule == "ciprofloxacin")
    sent = json.loads(alert.model_dump_json())["because"]
    assert sent == ["medicines[0] is ciprofloxacin", "medicines[0] is assumed to be taken by mouth"]
    schema = Alert.model_json_schema(mode="serialization")["properties"]["because"]
    assert schema["items"] == {"type": "string"}
