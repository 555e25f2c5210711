"""Laws that hold of every question, tried on generated ones."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.rule import Severity
from app.safety.schedule import DAY, Interval, clock, filled, minutes, propose, slack, strictest
from app.safety.schemas import CheckAnswer, CheckRequest
from tests.medicines.test_terminology import MEDICINES
from tests.safety.test_rules import LIBRARY, checker

pytestmark = pytest.mark.timeout(3_600)

NAMES = sorted(medicine.name for _, medicine in MEDICINES if len(medicine.name) <= 120)
CODES = sorted(code for _, medicine in MEDICINES for code in medicine.rxcui)
CONDITIONS = sorted(
    member.label for group in LIBRARY.records["conditions"].values() for member in group.members
)
FORMS = sorted(LIBRARY.records["forms"])

medicines = st.lists(
    st.fixed_dictionaries(
        {"text": st.sampled_from(NAMES)},
        optional={
            "route": st.sampled_from(["oral", "intravenous", "topical", "other"]),
            "times": st.lists(st.sampled_from(["07:00", "08:30", "13:00", "21:00"]), max_size=2),
        },
    )
    | st.fixed_dictionaries(
        {"code": st.fixed_dictionaries({"system": st.just("rxnorm"), "value": st.sampled_from(CODES)})}
    )
    | st.fixed_dictionaries({"text": st.text(st.characters(categories=["L"]), min_size=1, max_size=8)}),
    max_size=4,
)
conditions = st.lists(
    st.fixed_dictionaries({"text": st.sampled_from([*CONDITIONS, "something else"])}), max_size=3
)
questions = st.fixed_dictionaries(
    {
        "supplement": st.fixed_dictionaries(
            {"elemental_mg": st.sampled_from([50, 65, 66, 200, 250, 251, 350, 351, 400, 401, 600])},
            optional={
                "form": st.sampled_from(FORMS),
                "times": st.lists(st.sampled_from(["06:00", "08:00", "22:00"]), max_size=2),
            },
        )
    },
    optional={
        "person": st.fixed_dictionaries(
            {},
            optional={
                "age": st.sampled_from([2, 7, 12, 17, 30, 64, 65, 80]),
                "egfr": st.sampled_from([10, 29, 30, 59, 60, 90]),
                "pregnant": st.booleans(),
                "breastfeeding": st.booleans(),
            },
        ),
        "medicines": medicines,
        "conditions": conditions,
    },
)


def answer(question: Any) -> CheckAnswer:
    return checker().check(CheckRequest.model_validate(question))


def said(question: Any) -> set[tuple[str, str, str]]:
    """What the alerts are about, without where in the question it stood."""
    return {(alert.rule, alert.subject, alert.severity.value) for alert in answer(question).alerts}


def examples(request: pytest.FixtureRequest) -> int:
    """Generated questions per law: many in the full run."""
    return 3_400 if request.config.getoption("--full") else 150


def law(request: pytest.FixtureRequest, check: Any, *strategies: Any) -> None:
    """Try a law on generated questions."""
    tried = settings(
        max_examples=examples(request), deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    tried(given(*strategies)(check))()


def test_adding_an_input_never_removes_an_alert(request: pytest.FixtureRequest) -> None:
    def check(question: dict[str, Any], more: list[Any], others: list[Any]) -> None:
        wider = {**question, "medicines": [*question.get("medicines", []), *more]}
        wider["conditions"] = [*question.get("conditions", []), *others]
        assert said(question) <= said(wider)

    law(request, check, questions, medicines, conditions)


def test_adding_an_input_never_makes_an_answer_complete(request: pytest.FixtureRequest) -> None:
    """Where a list was told already; and only an amount of magnesium can settle something, not a name."""

    def check(question: dict[str, Any], more: list[Any], others: list[Any]) -> None:
        told = {**question, "medicines": question.get("medicines", [])}
        told["conditions"] = question.get("conditions", [])
        wider = {**told, "medicines": [*told["medicines"], *more]}
        wider["conditions"] = [*told["conditions"], *others]
        assert answer(told).complete or not answer(wider).complete

    law(request, check, questions, medicines, conditions)


def test_a_time_is_found_whenever_there_is_one(request: pytest.FixtureRequest) -> None:
    hours = st.none() | st.sampled_from([0.5, 2, 3, 4, 6, 8])
    minute = st.integers(0, DAY - 1)
    clocks = st.lists(minute.map(clock), min_size=1, max_size=4)
    loose = st.builds(Interval, hours, hours, clocks)

    def only_just(first: int, before: float) -> Interval:
        """Three times a day, with one minute between them that keeps both intervals."""
        return Interval(before, 8 - before, [clock((first + 480 * number) % DAY) for number in range(3)])

    tight = st.builds(only_just, minute, st.sampled_from([2, 4, 6]))

    def check(intervals: list[Interval]) -> None:
        kept_free = strictest([filled(each, (2, 2)) for each in intervals])
        proposed = propose(intervals, None, (2, 2))
        assert proposed.possible is any(slack(minute, kept_free) >= 0 for minute in range(DAY))
        assert all(slack(minutes(time), kept_free) >= 0 for time in proposed.magnesium_times)

    law(request, check, st.lists(loose, min_size=1, max_size=3) | tight.map(lambda each: [each]))


def test_order_case_and_repetition_change_nothing(request: pytest.FixtureRequest) -> None:
    def check(question: dict[str, Any]) -> None:
        turned = dict(question)
        for name in ("medicines", "conditions"):
            if name in question:
                turned[name] = [
                    {**item, "text": item["text"].upper()} if same_upper(item) else item
                    for item in reversed(question[name] * 2)
                ]
        assert said(question) == said(turned)
        assert answer(question).disposition == answer(turned).disposition
        assert answer(question).complete == answer(turned).complete

    law(request, check, questions)


def same_upper(item: dict[str, Any]) -> bool:
    """Whether a name is the same word in capitals; some letters have none."""
    return (
        "text" in item
        and len(item["text"].upper()) == len(item["text"])
        and item["text"].upper().casefold() == item["text"].casefold()
    )


def test_lower_kidney_function_never_lowers_severity(request: pytest.FixtureRequest) -> None:
    def check(question: dict[str, Any], better: float, worse: float) -> None:
        worse, better = sorted((worse, better))
        strongest = []
        for egfr in (better, worse):
            asked = {**question, "person": {**question.get("person", {}), "egfr": egfr}}
            strongest.append(
                min((alert.severity.rank for alert in answer(asked).alerts), default=len(Severity))
            )
        assert strongest[1] <= strongest[0]

    kidneys = st.floats(0, 250)
    law(request, check, questions, kidneys, kidneys)


def test_two_questions_together_say_what_each_says(request: pytest.FixtureRequest) -> None:
    def check(question: dict[str, Any], a: list[Any], b: list[Any]) -> None:
        both = said({**question, "medicines": [*a, *b]})
        assert said({**question, "medicines": a}) | said({**question, "medicines": b}) <= both

    law(request, check, questions, medicines, medicines)


def test_each_synonym_and_code_says_what_its_concept_says(request: pytest.FixtureRequest) -> None:
    ways = [
        (medicine.name, way)
        for _, medicine in MEDICINES
        if len(medicine.name) <= 120
        for way in (
            *({"text": name} for name in (*medicine.synonyms, *(brand.name for brand in medicine.brands))),
            *({"code": {"system": "rxnorm", "value": code}} for code in medicine.rxcui),
            *([{"code": {"system": "unii", "value": medicine.unii}}] if medicine.unii else []),
        )
    ]

    def check(question: dict[str, Any], pair: tuple[str, Any]) -> None:
        name, way = pair
        assert said({**question, "medicines": [{"text": name}]}) == said({**question, "medicines": [way]})

    law(request, check, questions, st.sampled_from(ways))


def test_an_answer_never_says_more_than_it_knows(request: pytest.FixtureRequest) -> None:
    """Nothing recorded: only if everything was recognised, decided, and no alert is above `info`."""

    def check(question: dict[str, Any]) -> None:
        found = answer(question)
        quiet = all(alert.severity == "info" for alert in found.alerts)
        assert (found.disposition == "issues_found") is not quiet
        if found.disposition == "none_recorded":
            assert found.complete
            assert not found.undecided
            assert all(each.status == "matched" for each in found.inputs)
        ranks = [alert.severity.rank for alert in found.alerts]
        assert ranks == sorted(ranks)

    law(request, check, questions)
