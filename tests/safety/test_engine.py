"""Rules are evaluated for each subject: own intervals, combinations, and values a rule needs of a person."""

from dataclasses import replace
from typing import Any

import pytest

from app.safety import engine
from app.safety.answers import CheckAnswer
from app.safety.compiled_rules import CompiledRule
from app.safety.engine import Evaluation
from app.safety.predicates import Facts, Truth
from app.safety.request import CheckRequest
from tests.safety.asking import LIBRARY, RULES, checker, checker_of


def answer(**question: Any) -> CheckAnswer:
    """Return the answer for 100 mg of magnesium and what else is given."""
    return checker().check(CheckRequest.model_validate({"supplement": {"elemental_mg": 100}, **question}))


def evaluations(**question: Any) -> list[Evaluation]:
    """Return the evaluations for 100 mg of magnesium and what else is given."""
    request = CheckRequest.model_validate({"supplement": {"elemental_mg": 100}, **question})
    check = checker()
    reader = check.reader
    inputs = list(reader.recognise(request))
    return check.rules.evaluate(reader.facts(request, inputs, reader.amount(request, inputs)[0]))


def rules_with_interval(name: str) -> set[str]:
    """Return the rules that fire about a medicine with an interval or with `avoid`."""
    return {
        each.compiled.slug
        for each in evaluations(medicines=[{"text": name}])
        if each.fires and each.compiled.separates
    }


def test_the_rules_about_a_class_name_it_or_a_medicine_of_it() -> None:
    for slug in LIBRARY.records["medicine-classes"]:
        naming = {
            rule.slug
            for rule in RULES.values()
            for reference in (*rule.when.medicines, *rule.when.medicine_classes)
            if reference.partition("/")[0] == slug
        }
        assert checker().rules.about_class(slug) == naming, slug


@pytest.mark.parametrize(
    ("medicine", "own"),
    [
        ("moxifloxacin", {"moxifloxacin"}),
        ("gemifloxacin", {"gemifloxacin"}),
        ("levothyroxine", {"thyroid"}),
        ("raltegravir", {"raltegravir"}),
        ("omeprazole", {"general-oral-separation"}),
    ],
)
def test_a_medicines_own_interval_silences_the_general_one(medicine: str, own: set[str]) -> None:
    assert rules_with_interval(medicine) == own


def test_a_medicine_without_an_interval_of_its_own_gets_that_of_its_class() -> None:
    assert rules_with_interval("norfloxacin") == {"quinolones-default"}


PERSONAL = {"ciprofloxacin": [{"text": "Cipro"}], "fibromyalgia": [{"text": "fibromyalgia"}]}


@pytest.mark.parametrize("slug", PERSONAL)
def test_a_rule_may_ask_for_a_medicine_or_condition_and_a_person(slug: str) -> None:
    rule = RULES[slug]
    when = rule.when.model_copy(update={"kidney_function_below": 60.0})
    rules = {**RULES, slug: rule.model_copy(update={"when": when})}
    fresh = checker_of(replace(LIBRARY, records={**LIBRARY.records, "rules": rules}))
    name = "medicines" if rule.when.medicines else "conditions"
    for egfr, fires in [(59, True), (60, False), (None, False), (30, True), (90, False)]:
        question = {"supplement": {"elemental_mg": 100}, "person": {"egfr": egfr}, name: PERSONAL[slug]}
        found = fresh.check(CheckRequest.model_validate(question))
        assert (slug in [each.rule for each in found.alerts]) is fires, egfr
        assert (slug in [each.rule for each in found.undecided]) is (egfr is None), egfr


def test_a_medicine_that_is_given_twice_has_one_alert() -> None:
    twice = [{"text": "Cipro", "times": ["09:00"]}, {"text": "ciprofloxacin", "times": ["10:00"]}]
    found = answer(supplement={"elemental_mg": 100, "times": ["08:00"]}, medicines=twice)
    (alert,) = (each for each in found.alerts if each.rule == "ciprofloxacin")
    assert alert.because[:2] == ["medicines[0] is ciprofloxacin", "medicines[1] is ciprofloxacin"]
    assert {each.medicine_time for each in alert.conflicts} == {"09:00", "10:00"}


def test_a_medicine_in_a_combination_and_beside_it_has_one_alert() -> None:
    both = [{"text": "Juluca"}, {"text": "dolutegravir"}]
    for medicines in (both, both[::-1]):
        (alert,) = (each for each in answer(medicines=medicines).alerts if each.subject == "dolutegravir")
        assert alert.because[:2] == ["medicines[0] is dolutegravir", "medicines[1] is dolutegravir"]


def test_a_list_that_was_not_told_leaves_open_only_what_other_facts_do_not_settle() -> None:
    open_rules = {
        each.compiled.slug
        for each in evaluations(supplement={"elemental_mg": 100, "form": "magnesium-citrate"})
        if each.needs == ("medicines",)
    }
    assert "ciprofloxacin" in open_rules
    assert "erlotinib" not in open_rules  # about antacid-type forms


@pytest.mark.parametrize(
    ("slug", "more"),
    [
        ("hypermagnesaemia", {"conditions": [{"text": "hypermagnesaemia"}]}),
        ("tetracyclines", {"medicines": [{"text": "doxycycline"}]}),
    ],
)
def test_a_rule_that_raises_is_undecided_and_named_in_the_log_without_what_was_asked(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, slug: str, more: dict[str, Any]
) -> None:
    truths_of = engine.truths_of

    def broken(compiled: CompiledRule, facts: Facts) -> list[Truth] | None:
        if compiled.slug == slug:
            raise ValueError("doxycycline")
        return truths_of(compiled, facts)

    monkeypatch.setattr(engine, "truths_of", broken)
    answer = checker().check(CheckRequest.model_validate({"supplement": {"elemental_mg": 200}, **more}))
    assert slug in {each.rule for each in answer.undecided}
    assert slug not in {each.rule for each in answer.alerts}
    assert not answer.complete
    assert f"The rule {slug} failed: ValueError" in caplog.text
    assert "doxycycline" not in caplog.text
