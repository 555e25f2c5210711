"""Answers are put together from what was written before: nobody can tell, not even by a byte."""

from typing import Any

import pytest
from test_safety_laws import law, questions
from test_safety_rules import LIBRARY, checker, checker_of
from test_safety_sentinels import VECTORS

from app.models import CheckVector
from app.models.rule import MedicineRoute, When
from app.safety import index, lines
from app.safety.rules import MOST_MAGNESIUM
from app.safety.shapes import CheckAnswer, CheckRequest

pytestmark = pytest.mark.timeout(3_600)


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_an_answer_is_what_its_model_writes(vector: CheckVector) -> None:
    written = checker().answer(CheckRequest.model_validate(vector.request))
    assert CheckAnswer.model_validate_json(written).model_dump_json().encode() == written


def test_what_is_remembered_changes_no_answer(request: pytest.FixtureRequest) -> None:
    forgetful = checker_of(LIBRARY)

    def check(question: Any) -> None:
        asked = CheckRequest.model_validate(question)
        forgetful.rules.forget()
        written = checker().answer(asked)
        assert written == forgetful.answer(asked)
        assert CheckAnswer.model_validate_json(written).model_dump_json().encode() == written

    law(request, check, questions)


@pytest.mark.parametrize("place", [0, 3])
def test_what_is_remembered_of_a_medicine_is_told_with_its_place(place: int) -> None:
    medicines = [{"text": f"unknown {n}"} for n in range(place)] + [{"text": "ciprofloxacin"}]
    question = {"supplement": {"elemental_mg": 100}, "medicines": medicines}
    answer = checker().check(CheckRequest.model_validate(question))
    (alert,) = (each for each in answer.alerts if each.rule == "ciprofloxacin")
    assert alert.because[0] == f"medicines[{place}] is ciprofloxacin"
    assert b"[*]" not in checker().answer(CheckRequest.model_validate(question))


def test_what_is_remembered_is_bounded_and_holds_nothing_that_was_sent() -> None:
    fresh = checker_of(LIBRARY)
    for form in LIBRARY.records["forms"]:
        for route in MedicineRoute:
            supplement = {"elemental_mg": 123.25, "form": form, "route": route}
            question = {"supplement": supplement, "medicines": [{"text": "CIPRO"}], "person": {"age": 41.75}}
            fresh.answer(CheckRequest.model_validate(question))
            assert len(fresh.rules.of_medicines) <= MOST_MAGNESIUM
    kept = repr([fresh.rules.of_medicines, fresh.rules.of_cases])
    assert "ciprofloxacin" in kept
    assert not [sent for sent in ("CIPRO", "123.25", "41.75") if sent in kept]


def test_a_question_of_a_new_kind_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = index.questions

    def more(when: When, limits: Any) -> Any:
        return [*asked(when, limits), (("weight", 50), lambda facts: lines.YES)]

    monkeypatch.setattr(index, "questions", more)
    with pytest.raises(TypeError, match="weight"):
        checker_of(LIBRARY)
