"""Answers at both ends of a range are combined: what all say is found, what some say is open."""

import pytest

from app.cds_hooks.findings import RecordFindings, add_answers, at_most
from app.safety.schemas import CheckAnswer, CheckRequest
from tests.safety.test_rules import checker


def answer(egfr: float | None, *medicines: str) -> CheckAnswer:
    request = {
        "supplement": {"form": "magnesium-oxide", "elemental_mg": 100},
        "person": {"egfr": egfr, "age": 50, "pregnant": False, "breastfeeding": False},
        "medicines": [{"text": each} for each in medicines],
        "conditions": [],
    }
    return checker().check(CheckRequest.model_validate(request))


def combined(*answers: CheckAnswer) -> RecordFindings:
    findings = RecordFindings()
    add_answers(findings, list(answers), "Magnesium oxide")
    return findings


def test_an_alert_of_every_answer_is_found() -> None:
    found = combined(answer(20), answer(25))
    assert "kidney-function-below-30" in {each.alert.rule for each in found.alerts}
    assert {each.magnesium for each in found.alerts} == {"Magnesium oxide"}


def test_an_alert_of_some_answers_is_an_open_point() -> None:
    found = combined(answer(25), answer(90))
    assert "kidney-function-below-30" not in {each.alert.rule for each in found.alerts}
    (open_point,) = (each for each in found.open_points if each.startswith("whether these rules speak"))
    assert "kidney-function-below-30" in open_point


def test_a_missing_value_is_named_in_words() -> None:
    assert "not told: kidney function (eGFR)" in combined(answer(None)).open_points
    assert "not told: kidney function (eGFR)" not in combined(answer(90)).open_points


def test_an_unknown_medicine_is_named_as_it_was_given() -> None:
    assert "“Unheardofine”: not recognised" in combined(answer(90, "Unheardofine")).open_points


@pytest.mark.parametrize(("count", "open_points"), [(2, []), (3, ["1 further things"])])
def test_items_beyond_the_limit_are_counted(count: int, open_points: list[str]) -> None:
    findings = RecordFindings()
    assert at_most([*range(count)], "things", findings, 2) == [0, 1]
    assert findings.open_points == open_points
