"""Laws that hold of every question, tried on generated ones."""

import re
from functools import partial
from typing import Any

import pytest
from hypothesis import strategies as st

from app.medicines.schemas import InputStatus
from app.models.rule import Severity
from app.safety.answers import CheckAnswer
from app.safety.clock_times import WakingHours
from app.safety.request import CheckRequest
from app.safety.schedule import DAY, Interval, clock, conflicts, minutes, propose, waking_minutes
from tests import laws
from tests.medicines.test_terminology import MEDICINES
from tests.safety.asking import LIBRARY, checker

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


clock_times = st.integers(0, DAY - 1).map(clock)

timed_questions = st.builds(
    lambda question, given, magnesium: {
        **question,
        "supplement": {**question["supplement"], **({"times": magnesium} if magnesium else {})},
        "medicines": [
            *question.get("medicines", []),
            *({"text": name, "times": [time]} for name, time in given),
        ],
    },
    questions,
    st.lists(st.tuples(st.sampled_from(NAMES), clock_times), max_size=3),
    st.lists(clock_times, max_size=3),
)
"""Requests with clock times all over the day."""


def answer(question: Any) -> CheckAnswer:
    return checker().check(CheckRequest.model_validate(question))


def said(question: Any) -> set[tuple[str, str, str]]:
    """What the alerts are about, without where in the question it stood."""
    return {
        (rule, subject, alert.severity.value)
        for alert in checker().check_ungrouped(CheckRequest.model_validate(question)).alerts
        for rule in alert.rules
        for subject in alert.subjects
    }


MANY = 20_000
"""Generated questions of the laws that answers promise to callers, in the full run."""

law = partial(laws.law, quick=150, full=3_400)


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
    hours = st.sampled_from([0, 0.5, 2, 3, 4, 6, 8])
    minute = st.integers(0, DAY - 1)
    clocks = st.lists(minute.map(clock), min_size=1, max_size=4)
    loose = st.builds(Interval, st.sampled_from("abc"), hours, hours, clocks)

    def only_just(first: int, before: float) -> Interval:
        """Return three times a day, with one minute between them that keeps both intervals."""
        times = [clock((first + 480 * number) % DAY) for number in range(3)]
        return Interval("a", before, 8 - before, times)

    tight = st.builds(only_just, minute, st.sampled_from([2, 4, 6]))
    waking = st.builds(
        lambda start, end: WakingHours.model_validate({"from": start, "to": end}), clock_times, clock_times
    )

    def check(intervals: list[Interval], awake: WakingHours, given: list[str], wanted: int) -> None:
        awake_minutes = waking_minutes(awake)
        open_minutes = [each for each in awake_minutes if not broken(intervals, clock(each))]
        proposed = propose(intervals, given, wanted, awake)
        kept = [time for time in given if not broken(intervals, time)]
        if wanted == 1:
            assert proposed.possible is bool(kept or open_minutes)
        for time in proposed.magnesium_times:
            assert not broken(intervals, time)
            assert time in kept or minutes(time) in awake_minutes
        if proposed.possible:
            assert len(proposed.magnesium_times) >= wanted
            assert set(kept) <= set(proposed.magnesium_times)

    lists = st.lists(loose, min_size=1, max_size=3) | tight.map(lambda each: [each])
    law(
        request,
        check,
        lists,
        waking | st.just(WakingHours()),
        st.lists(clock_times, max_size=2),
        st.integers(1, 4),
    )


def broken(intervals: list[Interval], time: str) -> bool:
    """Return whether magnesium at a time breaks an interval."""
    return any(list(conflicts(interval, [time])) for interval in intervals)


def test_a_proposed_schedule_satisfies_every_interval_of_the_answer(request: pytest.FixtureRequest) -> None:
    def check(question: dict[str, Any], awake: dict[str, str] | None) -> None:
        asked = {**question, "medicines": question.get("medicines", [])}
        if awake:
            asked["person"] = {**question.get("person", {}), "awake": awake}
        found = answer(asked)
        given = question["supplement"].get("times") or []
        conflicting = [conflict for alert in found.alerts for conflict in alert.conflicts]
        if set(found.schedule.magnesium_times) == set(given) and given:
            assert not conflicting
        if not found.schedule.possible:
            return
        waking = waking_minutes(WakingHours.model_validate(awake or {}))
        times = found.schedule.magnesium_times
        assert all(time in given or minutes(time) in waking for time in times)
        again = answer({**asked, "supplement": {**question["supplement"], "times": times}})
        assert not [conflict for alert in again.alerts for conflict in alert.conflicts]
        assert again.schedule.magnesium_times == times

    hours = st.none() | st.fixed_dictionaries({"from": clock_times, "to": clock_times})
    law(request, check, timed_questions, hours, full=MANY)


def test_adding_magnesium_never_lowers_the_sum(request: pytest.FixtureRequest) -> None:
    def check(question: dict[str, Any], product: dict[str, Any], supplement: dict[str, Any]) -> None:
        one = answer(question).dose
        for wider in (
            {**question, "medicines": [*question.get("medicines", []), product]},
            {"supplements": [question["supplement"], supplement], **without(question, "supplement")},
        ):
            more = answer(wider).dose
            assert more.elemental_mg_per_day_min >= one.elemental_mg_per_day_min
            if more.elemental_mg_per_day_max is not None:
                assert one.elemental_mg_per_day_max is not None
                assert more.elemental_mg_per_day_max >= one.elemental_mg_per_day_max
            if one.elemental_mg_per_day_max is None:
                assert more.elemental_mg_per_day_max is None

    amounts = st.one_of(
        st.fixed_dictionaries({"elemental_mg": st.floats(1, 5000)}),
        st.fixed_dictionaries({"compound_mg": st.floats(1, 5000)}),
        st.fixed_dictionaries({"elemental_mmol": st.floats(0.1, 100)}),
        st.fixed_dictionaries({"elemental_meq": st.floats(0.1, 100)}),
        st.fixed_dictionaries({"per_unit": st.fixed_dictionaries({"elemental_mg": st.floats(1, 500)})}),
        st.just({}),
    )
    names = st.sampled_from(
        ["magnesium oxide", "Mag Citrate", "ZMA", "milk of magnesia", "Natural Calm", "ciprofloxacin"]
    )
    product = st.builds(lambda text, amount: {"text": text, **amount}, names, amounts)
    supplement = st.builds(lambda form, amount: {"form": form, **amount}, st.sampled_from(FORMS), amounts)
    law(request, check, questions, product, supplement, full=MANY)


def without(question: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a request without one of its fields."""
    return {key: value for key, value in question.items() if key != name}


def test_brief_and_full_name_the_same_actions(request: pytest.FixtureRequest) -> None:
    def check(question: dict[str, Any]) -> None:
        asked = CheckRequest.model_validate(question)
        full, brief = checker().check(asked), checker().check_briefly(asked)
        assert (full.headline, full.disposition, full.complete) == (
            brief.headline,
            brief.disposition,
            brief.complete,
        )
        assert (full.dose, full.undecided, full.schedule) == (brief.dose, brief.undecided, brief.schedule)
        assert [each.model_copy(update={"do": ""}) for each in full.actions] == [
            each.model_copy(update={"do": ""}) for each in brief.actions
        ]
        for row, alert in ((row, alert) for row in brief.actions for alert in full.alerts):
            assert alert.rule not in row.rules or alert.action in row.do
        in_actions = {rule for row in full.actions for rule in row.rules}
        assert in_actions | {rule for each in brief.alerts for rule in each.rules} == {
            rule for alert in full.alerts for rule in alert.rules
        }
        assert in_actions >= {rule for each in full.alerts if each.severity != "info" for rule in each.rules}
        told = {each.action for each in brief.alerts}
        for alert in full.alerts:
            assert alert.action
            assert alert.action in told or alert.rule in in_actions

    law(request, check, timed_questions, full=MANY)


OF_PREGNANCY = re.compile("pregnan|lactation|breastfeeding")


def test_sex_and_age_remove_no_alert_but_of_pregnancy_and_breastfeeding(
    request: pytest.FixtureRequest,
) -> None:
    """Two ages are in different age bands, so an age is compared with none; a sex with any other."""

    def check(question: dict[str, Any], sex: str, age: float) -> None:
        person = question.get("person", {})
        before = said(question)
        with_sex = said({**question, "person": {**person, "sex": sex}})
        assert {each for each in before if not OF_PREGNANCY.search(each[0])} <= with_sex
        if "pregnant" in person and "breastfeeding" in person:
            assert before == with_sex
        untold = said({**question, "person": without(person, "age")})
        told = said({**question, "person": {**person, "sex": sex, "age": age}})
        assert {each for each in untold if not OF_PREGNANCY.search(each[0])} <= told

    ages = st.integers(0, 130) | st.floats(0, 130)
    law(request, check, questions, st.sampled_from(["male", "female", "unknown"]), ages, full=MANY)


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


WAYS: list[tuple[str, Any]] = [
    (medicine.name, way)
    for _, medicine in MEDICINES
    if len(medicine.name) <= 120
    for way in (
        *({"text": name} for name in medicine.synonyms),
        # A brand of which nothing is swallowed says less than the name.
        *({"text": brand.name} for brand in medicine.brands if brand.routes == medicine.routes),
        *({"code": {"system": "rxnorm", "value": code}} for code in medicine.rxcui),
        *([{"code": {"system": "unii", "value": medicine.unii}}] if medicine.unii else []),
    )
]
"""(name, another way to give it) of each medicine: synonyms, brands and codes."""


def says_the_same(question: dict[str, Any], name: str, way: dict[str, Any]) -> None:
    """Check a question about a medicine by its name and in another way.

    A brand may have several meanings: then the name is one of them. The ingredients of a combination may be
    known better by its brand or code: then no alert above `info` is lost.
    """
    by_name, by_way = (
        said({**question, "medicines": [{"text": name}]}),
        said({**question, "medicines": [way]}),
    )
    request = CheckRequest.model_validate({**question, "medicines": [way]})
    (given,) = [each for each in checker().check_ungrouped(request).inputs if each.place == "medicines[0]"]
    if given.status is InputStatus.ambiguous:
        assert name in {concept.medicine for concept in given.concepts}
    elif "/" in name:
        assert above_info(by_name) <= above_info(by_way)
    else:
        assert by_name == by_way


def above_info(found: set[tuple[str, str, str]]) -> set[tuple[str, str]]:
    """Return the rules and severities of alerts above `info`."""
    return {(rule, severity) for rule, _, severity in found if severity != Severity.info.value}


@pytest.mark.parametrize("number", range(0, len(WAYS), 200))
def test_each_way_to_give_a_medicine_says_the_same(number: int) -> None:
    for name, way in WAYS[number : number + 200]:
        says_the_same({"supplement": {"elemental_mg": 50}}, name, way)


def test_each_way_to_give_a_medicine_says_the_same_whatever_is_asked(request: pytest.FixtureRequest) -> None:
    def check(question: dict[str, Any], pair: tuple[str, Any]) -> None:
        says_the_same(question, *pair)

    law(request, check, questions, st.sampled_from(WAYS))


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
