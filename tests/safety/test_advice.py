"""Alerts are grouped, actions have one row a subject, and the headline says the worst and what is open."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from statistics import fmean
from typing import Any

import pytest
from pydantic import BaseModel

from app.medicines.schemas import Concept
from app.safety.answers import ActionRow, Alert, CheckedDose, Conflict, Schedule, Undecided
from app.safety.schemas import CheckAnswer, CheckedInput, CheckRequest
from tests.conftest import ROOT
from tests.safety.test_rules import LIBRARY, checker

ADULT: dict[str, Any] = {"age": 50, "egfr": 90, "pregnant": False, "breastfeeding": False}


def asked(*medicines: str, **more: Any) -> CheckRequest:
    """Return a request about an adult on magnesium citrate."""
    question = {
        "supplement": {"form": "citrate", "elemental_mg": 200},
        "person": ADULT,
        "conditions": [],
        "medicines": [{"text": name} for name in medicines],
        **more,
    }
    return CheckRequest.model_validate(question)


def answer(*medicines: str, **more: Any) -> CheckAnswer:
    """Return the answer to it."""
    return checker().check(asked(*medicines, **more))


def row(found: CheckAnswer, subject: str) -> ActionRow:
    """Return the action about a subject."""
    (action,) = (each for each in found.actions if each.for_ == subject)
    return action


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


def test_a_rule_has_one_alert_with_all_its_medicines() -> None:
    found = answer("furosemide", "hydrochlorothiazide", "omeprazole", "duloxetine")
    alerts = {alert.rule: alert for alert in found.alerts}
    assert len(alerts) == len(found.alerts)
    assert alerts["loop-thiazide"].subjects == ["furosemide", "hydrochlorothiazide"]
    assert alerts["loop-thiazide"].subject == "furosemide, hydrochlorothiazide"
    assert len(alerts["general-oral-separation"].subjects) > 1
    each = checker().check_each(asked("furosemide", "hydrochlorothiazide"))
    assert sorted(alert.subject for alert in each.alerts if alert.rule == "loop-thiazide") == [
        "furosemide",
        "hydrochlorothiazide",
    ]


def test_nested_dose_figures_are_one_alert_with_each_jurisdiction() -> None:
    found = answer(supplement={"form": "citrate", "elemental_mg": 450})
    (alert,) = (alert for alert in found.alerts if alert.kind == "dose")
    assert [(each.jurisdiction, each.limit_mg) for each in alert.limits] == [
        ("EU", 250), ("US", 350), (None, 400), ("UK", 400), ("UK", 400),
    ]  # fmt: skip
    assert (alert.rule, alert.jurisdiction, alert.limit_mg) == (
        "above-eu-upper-limit-4-years-and-over",
        "EU",
        250,
    )
    assert alert.because == ["450 mg a day is above 250 mg", "the age is 50"]
    action = row(found, "magnesium")
    assert action.do.startswith("The amount a day is above 250 mg (EU), 350 mg (US), 400 mg (UK).")
    assert set(action.rules) == set(alert.rules)


def test_the_worst_dose_figure_gives_the_severity() -> None:
    found = answer(supplement={"form": "citrate", "elemental_mg": 600})
    (alert,) = (alert for alert in found.alerts if alert.kind == "dose")
    assert (alert.rule, alert.severity, alert.limit_mg) == ("laxative-size-dose", "avoid", 250)
    assert row(found, "magnesium").severity == "avoid"


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


def test_severity_has_a_rank() -> None:
    found = answer("ciprofloxacin", "omeprazole", person={**ADULT, "egfr": 20})
    for each in (found.alerts, found.actions):
        ranks = [one.severity.rank for one in each]
        assert ranks == sorted(ranks)
    assert [each.severity_rank for each in found.actions] == [each.severity.rank for each in found.actions]
    assert (found.headline.severity, found.headline.severity_rank) == ("contraindicated", 0)


HEADLINES: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": (
        {},
        "Nothing above information is recorded in the sources read; no record here is no proof that nothing can "
        "happen.",
    ),
    "one": ({"medicines": [{"text": "ciprofloxacin"}]}, "Keep hours apart: ciprofloxacin."),
    "a name that is not known": (
        {"medicines": [{"text": "ciprofloxacin"}, {"text": "xqzv"}]},
        "Keep hours apart: ciprofloxacin. Not everything could be checked: “xqzv”: not recognised.",
    ),
    "lists not told": (
        {"medicines": None, "conditions": None},
        "Nothing above information is recorded in the sources read; no record here is no proof that nothing can "
        "happen. Not everything could be checked: which medicines are taken, which conditions there are.",
    ),
    "one list is the only source": (
        {"medicines": [{"text": "simvastatin"}, {"text": "penicillin v"}]},
        "Nothing above information is recorded in the sources read; no record here is no proof that nothing can "
        "happen. For 2 medicines (simvastatin, penicillin v) one list of 2020 (ANSM), about absorption with antacids, "
        "is the only source.",
    ),
    "kidneys": (
        {"person": {**ADULT, "egfr": None}},
        "Nothing above information is recorded in the sources read; no record here is no proof that nothing can "
        "happen. Not everything could be checked: kidney function (eGFR).",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("more", "text"), HEADLINES.values(), ids=HEADLINES)
def test_the_headline_says_the_worst_and_what_is_open(more: dict[str, Any], text: str) -> None:
    found = answer(**more)
    assert found.headline.text == text
    assert found.headline.complete is found.complete is (not found.headline.not_checked)


CONTRADICTIONS: dict[str, tuple[dict[str, Any], list[Any], list[str]]] = {
    "a pregnant man": ({"sex": "male", "pregnant": True}, [], ["pregnant, and male"]),
    "a breastfeeding man": ({"sex": "male", "breastfeeding": True}, [], ["breastfeeding, and male"]),
    "a pregnant child": ({"age": 5, "pregnant": True}, [], ["pregnant, and 5 years old"]),
    "a condition denied": (
        {"pregnant": False},
        [{"text": "pregnancy"}],
        ["not pregnant, and pregnant as a condition"],
    ),
    "a man with the condition": (
        {"sex": "male", "pregnant": None},
        [{"text": "pregnancy"}],
        ["pregnant, and male"],
    ),
    "a woman": ({"sex": "female", "pregnant": True}, [{"text": "pregnancy"}], []),
}


@pytest.mark.parametrize(("person", "conditions", "said"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_what_contradicts_itself_counts_and_is_said(
    person: dict[str, Any], conditions: list[Any], said: list[str]
) -> None:
    found = answer(person={**ADULT, **person}, conditions=conditions)
    assert found.contradictions == said
    assert found.complete is (not said)
    if person.get("pregnant"):
        assert "pregnancy" in {alert.rule for alert in found.alerts}
    if conditions:
        assert "pregnancy-condition" in {alert.rule for alert in found.alerts}
    assert all(f"contradictory: {each}" in found.headline.not_checked for each in said)


def test_reasons_mark_what_was_assumed() -> None:
    (assumed,) = (alert for alert in answer("ciprofloxacin").alerts if alert.rule == "ciprofloxacin")
    assert assumed.because == [
        "medicines[0] is ciprofloxacin",
        "medicines[0] is assumed to be taken by mouth",
    ]
    told = answer(medicines=[{"text": "ciprofloxacin", "route": "oral"}])
    (alert,) = (alert for alert in told.alerts if alert.rule == "ciprofloxacin")
    assert alert.because == ["medicines[0] is ciprofloxacin", "the route is oral"]


def test_a_brief_answer_leaves_out_the_background_only() -> None:
    request = asked("ciprofloxacin", "omeprazole", "duloxetine")
    full, brief = checker().check(request), checker().check_briefly(request)
    written = brief.model_dump_json()
    assert [(each.for_, each.severity, each.hours, each.rules) for each in brief.actions] == [
        (each.for_, each.severity, each.hours, each.rules) for each in full.actions
    ]
    for alert in full.alerts:
        assert alert.effect not in written
        assert alert.disagreement is None or alert.disagreement not in written
        assert alert.action in written
    assert len(written) < len(full.model_dump_json()) / 2
    assert full.notice in written


def test_what_is_advised_alike_stands_once_in_a_brief_answer() -> None:
    brief = checker().check_briefly(asked("duloxetine", "pregabalin", "levothyroxine"))
    (remark,) = (each for each in brief.alerts if "fibromyalgia-none" in each.rules)
    assert (remark.rules, remark.subject) == (["duloxetine", "fibromyalgia-none"], "duloxetine, pregabalin")
    in_actions = {rule for each in brief.actions for rule in each.rules}
    assert not in_actions & {rule for each in brief.alerts for rule in each.rules}


LISTS = map(json.loads, (ROOT / "tests/medicines/data/lists.jsonl").read_text("utf-8").splitlines())
USUAL = [each for each in LISTS if len(each["medicines"]) == 5][:20]
"""Lists of five medicines."""


def usual(number: int) -> CheckRequest:
    """Return the request about a usual list."""
    names = [medicine["text"] for medicine in USUAL[number]["medicines"]]
    return asked(*names, conditions=[{"text": name} for name in USUAL[number]["conditions"]])


def test_answers_to_usual_lists_stay_short() -> None:
    sizes: dict[str, list[int]] = {"brief": [], "full": []}
    for number in range(len(USUAL)):
        sizes["brief"].append(len(checker().check_briefly(usual(number)).model_dump_json().encode()))
        sizes["full"].append(len(checker().check(usual(number)).model_dump_json().encode()))
    print({detail: (round(fmean(each)), max(each)) for detail, each in sizes.items()})
    assert fmean(sizes["brief"]) <= 2_400
    assert max(sizes["brief"]) <= 2_800
    assert fmean(sizes["full"]) <= 8_600
    assert max(sizes["full"]) <= 10_600


@pytest.mark.parametrize("number", range(len(USUAL)))
def test_no_text_stands_twice_in_an_answer(number: int) -> None:
    for found in (checker().check(usual(number)), checker().check_briefly(usual(number))):
        texts = list(long_texts(found.model_dump(mode="json")))
        assert not [text for text, other in permutations(texts, 2) if text in other]
        sentences = Counter(each for text in texts for each in text.split(". ") if len(each) > 45)
        assert not [sentence for sentence, times in sentences.items() if times > 1]


def long_texts(value: Any) -> Iterator[str]:
    """Yield every text of an answer that is longer than a name or two, below the headline."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name not in ("headline", "subject", "for", "given"):
                yield from long_texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from long_texts(each)
    elif isinstance(value, str) and len(value) > 60:
        yield value


FIRST_CONTRACT: dict[type[BaseModel], str] = {
    CheckAnswer: "disposition complete dose inputs alerts undecided schedule checked not_checked coverage "
    "dataset notice",
    Alert: "rule kind severity subject effect mechanism action separation jurisdiction limit_mg conflicts "
    "because evidence disagreement sources review",
    CheckedInput: "place given status matched_by concepts suggestions not_checked",
    Concept: "collection slug medicine condition",
    CheckedDose: "elemental_mg_per_day elemental_mg_per_day_min elemental_mg_per_day_max given_as how",
    Conflict: "medicine medicine_time magnesium_time hours_needed hours_apart which",
    Undecided: "rule needs",
    Schedule: "possible magnesium_times why",
}
"""Members that the first contract of `/v1` required, by model of the answer."""


@pytest.mark.parametrize("model", FIRST_CONTRACT, ids=lambda model: model.__name__)
def test_what_the_first_contract_required_is_always_there(model: type[BaseModel]) -> None:
    """A program that was written against it reads `alert["separation"]`, null or not."""
    required = model.model_json_schema(mode="serialization")["required"]
    assert set(FIRST_CONTRACT[model].split()) <= set(required)


def test_newer_members_that_say_nothing_are_left_out_and_open_points_are_not() -> None:
    request = asked("duloxetine", "amlodipine")
    found = json.loads(checker().check(request).model_dump_json())
    assert CheckAnswer.model_validate(found) == checker().check(request)
    for model, written in ((Alert, found["alerts"]), (CheckedInput, found["inputs"])):
        for each in written:
            newer = set(each) - set(FIRST_CONTRACT[model].split())
            assert all(each[name] not in (None, [], "") for name in newer), each
    assert all("checked" in each for each in found["inputs"])
    assert set(found) == set(CheckAnswer.model_fields)
    assert found["contradictions"] == found["undecided"] == found["headline"]["not_checked"] == []
    assert all("hours" in each for each in found["actions"])


LISTED = ("ciprofloxacin", "omeprazole", "duloxetine", "furosemide", "hydrochlorothiazide", "raltegravir")


def test_an_alert_has_the_words_of_its_rule_and_a_brief_answer_all_of_the_advice() -> None:
    found, brief = checker().check(asked(*LISTED)), checker().check_briefly(asked(*LISTED))
    for alert in found.alerts:
        rule = LIBRARY.records["rules"][alert.rule]
        assert (alert.effect, alert.mechanism, alert.action) == (rule.effect, rule.mechanism, rule.action)
        said = [
            *(each.do for each in brief.actions if alert.rule in each.rules),
            *(each.action for each in brief.alerts if alert.rule in each.rules),
        ]
        assert said
        assert all(alert.action in each for each in said)


TOLD_TWICE = {
    "pregnancy": (
        {"person": {**ADULT, "pregnant": True}, "conditions": [{"text": "pregnancy"}]},
        ("Pregnancy", ["pregnancy", "pregnancy-condition"]),
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
        (found_row,) = (each for each in found.actions if each.severity != "info")
        assert (found_row.for_, found_row.rules) == expected


def test_a_figure_of_no_jurisdiction_says_what_it_is() -> None:
    found = answer(supplement={"form": "citrate", "elemental_mg": 600}, jurisdictions=["US"])
    assert row(found, "magnesium").do == (
        "The amount a day is above 350 mg (US), 400 mg (every upper figure on record), 583.32 mg (the highest "
        "licensed dose on record). Better not, unless a prescriber agrees."
    )


def test_a_class_is_named_in_words() -> None:
    found = answer("ZMA")
    assert row(found, "magnesium salt").severity == "monitor"
    for each in (*found.actions, *found.alerts):
        assert "-salt" not in each.model_dump_json().replace("-salts", ""), each


INJECTIONS = [
    "epoetin alfa inj",
    "NOVORAPID FLEXPEN 300UI/3ML SOL INJ 5/3 ML",
    "insulin glargine pen",
    "ceftriaxone 1 g infusion",
    "methotrexate prefilled syringe",
]


@pytest.mark.parametrize("name", INJECTIONS)
def test_an_injection_is_not_swallowed_and_its_route_is_not_asked(name: str) -> None:
    found = answer(name)
    assert not [need for each in found.undecided for need in each.needs if need.endswith(".route")]
    assert "general-oral-separation" not in {each.rule for each in found.alerts}


@pytest.mark.parametrize("name", ["furosemide tablet injection", "furosemide oral IV"])
def test_a_text_with_two_ways_leaves_the_route_open(name: str) -> None:
    assert ["medicines[0].route"] in [each.needs for each in answer(name).undecided]


def test_a_told_kidney_function_is_not_asked_for() -> None:
    found = answer(person={**ADULT, "age": 80})
    assert "say it here" not in found.model_dump_json()


IN_FEW_WORDS = {
    "ciprofloxacin": "Take at least 2 hours before magnesium, or at least 6 hours after.",
    "omeprazole": "Monitoring is advised.",
    "raltegravir": "Better not, unless a prescriber agrees.",
    "gabapentin": "Take at least 2 hours after magnesium.",
    "dabigatran etexilate": "Take care. Take at least 2 hours before magnesium.",
    "levothyroxine": "Keep at least 4 hours apart from magnesium.",
    "riociguat": "Take care. Keep at least 1 hour apart from magnesium.",
}


@pytest.mark.parametrize(("name", "do"), IN_FEW_WORDS.items(), ids=IN_FEW_WORDS)
def test_a_full_answer_says_what_to_do_in_few_words(name: str, do: str) -> None:
    assert next(each.do for each in answer(name).actions if each.for_ == name) == do


def test_medicines_taken_alike_share_a_reason() -> None:
    found = answer("omeprazole", "amlodipine", "Lisinopril 5 mg oral tablet", "ramipril 5 mg oral tablet")
    (alert,) = (each for each in found.alerts if each.rule == "general-oral-separation")
    assert alert.because == [
        "medicines[0] (omeprazole), medicines[1] (amlodipine) are assumed to be taken by mouth",
        "the routes of medicines[2] (lisinopril), medicines[3] (ramipril) are oral by their names",
    ]


def test_every_rule_has_advice_that_begins_with_what_to_do() -> None:
    """The first sentence is what a reader acts on."""
    for slug, rule in LIBRARY.records["rules"].items():
        assert rule.action[0].isupper(), slug
        assert len(rule.action.split(". ")[0]) <= 220, slug
