"""Answers are put together from what was written before: nobody can tell, not even by a byte."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from app.models import CheckVector
from app.models.rule import MedicineRoute, When
from app.safety import predicates as lines
from app.safety import rule_index as index
from app.safety.engine import MOST_MAGNESIUM
from app.safety.schemas import CheckAnswer, CheckRequest
from app.safety.written import texts
from tests.safety.test_laws import law, questions
from tests.safety.test_rules import LIBRARY, RULES, checker, checker_of
from tests.safety.test_self_test import VECTORS

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


@pytest.mark.parametrize("alerts_before", [0, 1, 2])
def test_an_answer_is_whole_while_another_is_being_written(
    monkeypatch: pytest.MonkeyPatch, alerts_before: int
) -> None:
    """Pages and the look at readiness check in threads of their own; all share what is remembered."""
    question = {"supplement": {"elemental_mg": 1}, "medicines": [{"text": "Juluca"}]}
    asked = CheckRequest.model_validate(question)
    fresh, wanted = checker_of(LIBRARY), checker().answer(asked)
    reasons = 0
    meanwhile: list[bytes] = []

    def interrupted(said: Iterable[str]) -> bytes:
        nonlocal reasons
        said = list(said)
        reasons += "[*]" in "".join(said)
        if reasons == alerts_before + 1 and not meanwhile:
            meanwhile.append(b"")
            meanwhile[0] = fresh.answer(asked)
        return texts(said)

    monkeypatch.setattr("app.safety.written.texts", interrupted)
    assert [fresh.answer(asked), *meanwhile, fresh.answer(asked)] == [wanted] * 3


PERSONAL = {"ciprofloxacin": [{"text": "Cipro"}], "fibromyalgia": [{"text": "fibromyalgia"}]}


@pytest.mark.parametrize("slug", PERSONAL)
def test_what_depends_on_the_person_is_not_remembered(slug: str) -> None:
    """No rule of the dataset asks for a medicine or condition and a person; one that does may come."""
    rule = RULES[slug]
    when = rule.when.model_copy(update={"kidney_function_below": 60.0})
    rules = {**RULES, slug: rule.model_copy(update={"when": when})}
    fresh = checker_of(replace(LIBRARY, records={**LIBRARY.records, "rules": rules}))
    name = "medicines" if rule.when.medicines else "conditions"
    for egfr, speaks in [(59, True), (60, False), (None, False), (30, True), (90, False)]:
        question = {"supplement": {"elemental_mg": 100}, "person": {"egfr": egfr}, name: PERSONAL[slug]}
        answer = fresh.check(CheckRequest.model_validate(question))
        assert (slug in [each.rule for each in answer.alerts]) is speaks, egfr
        assert (slug in [each.rule for each in answer.undecided]) is (egfr is None), egfr


def test_a_medicine_that_is_given_twice_is_told_of_once() -> None:
    twice = [{"text": "Cipro", "times": ["09:00"]}, {"text": "ciprofloxacin", "times": ["10:00"]}]
    question = {"supplement": {"elemental_mg": 100, "times": ["08:00"]}, "medicines": twice}
    for _ in range(2):
        answer = checker().check(CheckRequest.model_validate(question))
        (alert,) = (each for each in answer.alerts if each.rule == "ciprofloxacin")
        assert alert.because[:2] == ["medicines[0] is ciprofloxacin", "medicines[1] is ciprofloxacin"]
        assert {each.medicine_time for each in alert.conflicts} == {"09:00", "10:00"}


def test_a_medicine_in_a_combination_and_beside_it_is_told_of_once() -> None:
    both = [{"text": "Juluca"}, {"text": "dolutegravir"}]
    for medicines in (both, both[::-1]):
        question = {"supplement": {"elemental_mg": 100}, "medicines": medicines}
        answer = checker().check(CheckRequest.model_validate(question))
        (alert,) = (each for each in answer.alerts if each.subject == "dolutegravir")
        assert alert.because[:2] == ["medicines[0] is dolutegravir", "medicines[1] is dolutegravir"]


def test_what_is_remembered_is_bounded_and_holds_nothing_that_was_sent() -> None:
    fresh = checker_of(LIBRARY)
    for form in LIBRARY.records["forms"]:
        for route in MedicineRoute:
            supplement = {"elemental_mg": 123.25, "form": form, "route": route}
            question = {"supplement": supplement, "medicines": [{"text": "CIPRO"}], "person": {"age": 41.75}}
            fresh.answer(CheckRequest.model_validate(question))
            assert len(fresh.rules.of_inputs) <= MOST_MAGNESIUM
    kept = repr([fresh.rules.of_inputs, fresh.rules.of_cases])
    assert "ciprofloxacin" in kept
    assert not [sent for sent in ("CIPRO", "123.25", "41.75") if sent in kept]


def test_no_text_that_was_sent_is_kept_by_the_reader() -> None:
    sent = (
        b'{"supplement":{"elemental_mg":1},"conditions":[{"text":"a name"}],"medicines":[{"text":"a name"}]}'
    )
    names = [CheckRequest.model_validate_json(sent) for _ in range(2)]
    texts_sent = [
        each.text for asked in names for each in (*(asked.conditions or ()), *(asked.medicines or ()))
    ]
    told = [checker().check(asked).inputs for asked in names]
    texts_sent += [each.given for inputs in told for each in inputs]
    assert set(texts_sent) == {"a name"}
    assert len({id(text) for text in texts_sent}) == len(texts_sent)


def test_a_question_of_a_new_kind_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = index.questions

    def more(when: When, limits: Any) -> Any:
        return [*asked(when, limits), (("weight", 50), lambda facts: lines.YES)]

    monkeypatch.setattr(index, "questions", more)
    with pytest.raises(TypeError, match="weight"):
        checker_of(LIBRARY)


ONE_BY_ONE: dict[str, list[Any]] = {
    "person.egfr": [90, 60, 59, 30, 29.9, 29, 0, None],
    "person.creatinine_clearance": [60, 30, 29, None],
    "person.age": [0, 0.9, 1, 3, 4, 8, 9, 13, 14, 17, 18, 19, 30, 31, 64, 65, 90, None],
    "person.pregnant": [False, True, None],
    "person.breastfeeding": [False, True, None],
    "supplement.elemental_mg": [
        1,
        65,
        66,
        110,
        111,
        249,
        250,
        251,
        350,
        350.5,
        351,
        400,
        401,
        583,
        584,
        2500,
    ],
    "supplement.form": [*LIBRARY.records["forms"], "xyz", None],
    "supplement.route": list(MedicineRoute),
    "jurisdictions": [["US"], ["EU"], ["UK"], ["NO"], ["US", "NO"]],
    "medicines": [[], [{"text": "ciprofloxacin"}], [{"text": "ciprofloxacin", "route": "intravenous"}], None],
    "conditions": [[], [{"text": "fibromyalgia"}], None],
}
"""What may be told, each with values on both sides of whatever a rule asks for; those that leave it open last."""


@pytest.mark.parametrize("place", ONE_BY_ONE)
def test_what_is_remembered_is_told_apart_by_everything_rules_ask_for(place: str) -> None:
    one, forgetful = checker_of(LIBRARY), checker_of(LIBRARY)
    first, _, second = place.partition(".")
    for value in ONE_BY_ONE[place]:
        question: Any = {
            "supplement": {"elemental_mg": 300, "form": "magnesium-citrate"},
            "person": {"age": 40, "egfr": 90, "pregnant": False, "breastfeeding": False},
            "medicines": [],
            "conditions": [],
        }
        question[first] = {**question[first], second: value} if second else value
        asked = CheckRequest.model_validate(question)
        forgetful.rules.forget()
        assert one.answer(asked) == forgetful.answer(asked), (place, value)
