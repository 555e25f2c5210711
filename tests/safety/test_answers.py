"""Answers are short, in order, and keep the fields of their first contract."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from statistics import fmean
from typing import Any

import pytest
from pydantic import BaseModel

from app.medicines.schemas import Concept
from app.safety.answers import Alert, CheckAnswer, CheckedDose, CheckedInput, Conflict, Schedule, Undecided
from app.safety.request import CheckRequest
from tests.conftest import ROOT
from tests.safety.asking import ADULT, answer, asked, checker


def test_severity_has_a_rank() -> None:
    found = answer("ciprofloxacin", "omeprazole", person={**ADULT, "egfr": 20})
    for each in (found.alerts, found.actions):
        ranks = [one.severity.rank for one in each]
        assert ranks == sorted(ranks)
    assert [each.severity_rank for each in found.actions] == [each.severity.rank for each in found.actions]
    assert (found.headline.severity, found.headline.severity_rank) == ("contraindicated", 0)


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


def test_a_rule_about_several_medicines_is_one_remark() -> None:
    """As in a full answer: a rule has one alert with all its medicines."""
    request = asked("pregabalin", "milnacipran", "amitriptyline")
    full, brief = checker().check(request), checker().check_briefly(request)
    assert any(len(alert.subjects) > 1 for alert in full.alerts)
    rules = [rule for each in brief.alerts for rule in each.rules]
    assert len(rules) == len(set(rules))


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
