"""Actions have one row a subject, with the longest hours and what to do."""

from typing import Any

import pytest

from tests.safety.asking import ADULT, LIBRARY, answer, asked, checker, row


def test_times_too_close_are_one_sentence_for_each_time_of_the_magnesium() -> None:
    found = answer(
        supplement={"form": "citrate", "elemental_mg": 200, "times": ["08:00", "20:00"]},
        medicines=[
            {"text": "omeprazole", "times": ["07:00"]},
            {"text": "pregabalin", "times": ["09:00", "21:00"]},
        ],
    )
    (spacing,) = (each for each in found.actions if each.rules == ["general-oral-separation"])
    assert "Too close: omeprazole at 07:00, pregabalin at 09:00, magnesium at 08:00." in spacing.do
    assert spacing.do.endswith("Too close: pregabalin at 21:00, magnesium at 20:00.")


def test_an_action_has_the_longest_hours_and_every_rule_of_its_medicine() -> None:
    found = answer("digoxin", "ciprofloxacin")
    assert row(found, "ciprofloxacin").hours.model_dump() == {"before": 2, "after": 6}  # type: ignore[union-attr]
    assert [each.severity_rank for each in found.actions] == sorted(
        each.severity_rank for each in found.actions
    )
    spoken = {rule for alert in found.alerts if alert.severity != "info" for rule in alert.rules}
    assert spoken <= {rule for each in found.actions for rule in each.rules}


def test_general_advice_is_one_row() -> None:
    found = answer("omeprazole", "duloxetine", "pregabalin", "ciprofloxacin")
    (general,) = (each for each in found.actions if each.severity == "info")
    assert general.rules == ["general-oral-separation"]
    assert general.for_ == "duloxetine, omeprazole, pregabalin"
    assert general.hours is not None


def test_medicines_about_which_the_same_rules_fire_share_a_row() -> None:
    found = answer("furosemide", "hydrochlorothiazide", "spironolactone")
    assert {each.for_ for each in found.actions if each.severity != "info"} == {
        "furosemide, hydrochlorothiazide",
        "spironolactone",
    }


def test_clock_times_that_are_too_close_stand_in_the_action() -> None:
    found = answer(
        supplement={"form": "citrate", "elemental_mg": 200, "times": ["08:00"]},
        medicines=[{"text": "ciprofloxacin", "times": ["09:00"]}],
    )
    assert "Too close: ciprofloxacin at 09:00, magnesium at 08:00." in row(found, "ciprofloxacin").do


TOLD_TWICE = {
    "pregnancy": (
        {"person": {**ADULT, "pregnant": True}, "conditions": [{"text": "pregnancy"}]},
        ("Pregnancy", ["pregnancy", "pregnancy-condition"]),
    ),
    "kidneys that rule it out": (
        {"person": {**ADULT, "egfr": 25}, "conditions": [{"text": "CKD stage 4"}]},
        (
            "Chronic kidney disease stage 4, Kidney function below 30",
            ["kidney-disease-severe", "kidney-function-below-30"],
        ),
    ),
    "weak kidneys": (
        {"person": {**ADULT, "egfr": 44}, "conditions": [{"text": "CKD 3b"}]},
        (
            "Chronic kidney disease stage 3B, Kidney function below 60",
            ["kidney-disease-stage-3", "kidney-function-below-60"],
        ),
    ),
}


@pytest.mark.parametrize(("given", "expected"), TOLD_TWICE.values(), ids=TOLD_TWICE)
def test_what_is_told_twice_and_advised_alike_has_one_row(
    given: dict[str, Any], expected: tuple[str, list[str]]
) -> None:
    for found in (checker().check(asked(**given)), checker().check_briefly(asked(**given))):
        strictest = found.actions[0].severity
        (found_row,) = (each for each in found.actions if each.severity == strictest)
        assert (found_row.for_, found_row.rules) == expected


def test_a_class_is_named_in_words() -> None:
    found = answer("ZMA")
    assert row(found, "magnesium salt").severity == "monitor"
    for each in (*found.actions, *found.alerts):
        assert "-salt" not in each.model_dump_json().replace("-salts", ""), each


IN_FEW_WORDS = {
    "ciprofloxacin": "Take at least 2 hours before magnesium, or at least 6 hours after.",
    "omeprazole": "Monitoring is advised.",
    "raltegravir": "Better not, unless a prescriber agrees.",
    "gabapentin": "Take at least 2 hours after magnesium, or at least 2 hours before it (general advice).",
    "dabigatran etexilate": (
        "Take care. Take at least 2 hours before magnesium, or at least 2 hours after it (general advice)."
    ),
    "alendronate": "Take at least 30 minutes before magnesium, or at least 2 hours after it (general advice).",
    "levothyroxine": "Keep at least 4 hours apart from magnesium.",
    "riociguat": "Take care. Keep at least 1 hour apart from magnesium.",
}


@pytest.mark.parametrize(("name", "do"), IN_FEW_WORDS.items(), ids=IN_FEW_WORDS)
def test_a_full_answer_says_what_to_do_in_few_words(name: str, do: str) -> None:
    assert next(each.do for each in answer(name).actions if each.for_ == name) == do


def test_every_rule_has_advice_that_begins_with_what_to_do() -> None:
    """The first sentence is what a reader acts on."""
    for slug, rule in LIBRARY.records["rules"].items():
        assert rule.action[0].isupper(), slug
        assert len(rule.action.split(". ")[0]) <= 220, slug
