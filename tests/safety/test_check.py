"""The safety check: tables of questions, each with the missing value beside the known ones."""

from typing import Any

import pytest

from app.safety.answers import CheckAnswer
from app.safety.request import CheckRequest
from tests.safety.asking import LIBRARY, checker

KNOWN: dict[str, Any] = {"age": 40, "egfr": 90, "pregnant": False, "breastfeeding": False}


def ask(mg: float = 200, /, each: bool = False, **more: Any) -> CheckAnswer:
    """The answer for a healthy adult on magnesium citrate, apart from what is said."""
    question = {
        "supplement": {"form": "magnesium-citrate", "elemental_mg": mg, **more.pop("supplement", {})},
        "person": {**KNOWN, **more.pop("person", {})},
        "medicines": more.pop("medicines", []),
        "conditions": more.pop("conditions", []),
        **more,
    }
    check = checker().check_ungrouped if each else checker().check
    return check(CheckRequest.model_validate(question))


def alerts(answer: CheckAnswer) -> set[str]:
    """Rules that speak above `info`."""
    return {rule for alert in answer.alerts if alert.severity != "info" for rule in alert.rules}


def test_nothing_recorded_is_said_only_when_everything_is_known() -> None:
    answer = ask()
    assert (answer.disposition, answer.complete, alerts(answer)) == ("none_recorded", True, set())
    assert "No record here is no proof" in answer.notice
    assert "allergies and intolerances" in answer.not_checked


@pytest.mark.parametrize("missing", ["age", "egfr", "pregnant", "breastfeeding"])
def test_a_missing_value_makes_the_answer_incomplete(missing: str) -> None:
    answer = ask(person={missing: None})
    assert (answer.disposition, answer.complete) == ("incomplete", False)
    assert f"person.{missing}" in {need for each in answer.undecided for need in each.needs}


@pytest.mark.parametrize("missing", ["medicines", "conditions"])
@pytest.mark.parametrize("how", [None, "left out"])
def test_a_list_that_was_not_stated_is_not_an_empty_list(missing: str, how: str | None) -> None:
    question: dict[str, Any] = {
        "supplement": {"form": "magnesium-citrate", "elemental_mg": 200},
        "person": KNOWN,
        "medicines": [],
        "conditions": [],
    }
    question[missing] = None
    if how:
        del question[missing]
    answer = checker().check(CheckRequest.model_validate(question))
    assert (answer.disposition, answer.complete) == ("incomplete", False)
    assert len([each for each in answer.undecided if each.needs == [missing]]) > 10
    assert f"{missing}: not stated" in answer.not_checked


@pytest.mark.parametrize("beside", [[], [{"text": "ciprofloxacin"}]])
def test_an_unknown_medicine_makes_the_answer_incomplete(beside: list[Any]) -> None:
    answer = ask(medicines=[{"text": "ciproflaxacin"}, *beside])
    assert not answer.complete
    assert answer.inputs[1].status == "not_recognised"
    assert "ciprofloxacin" in answer.inputs[1].suggestions
    assert answer.inputs[1].concepts == []
    assert answer.disposition == ("issues_found" if beside else "incomplete")


@pytest.mark.parametrize(
    ("mg", "age", "figures"),
    [
        (249, 40, set()), (250, 40, set()), (251, 40, {"EU"}), (350, 40, {"EU"}), (351, 40, {"EU", "US"}),
        (400, 40, {"EU", "US"}), (401, 40, {"EU", "US", "UK"}),
        (65, 2, set()), (66, 2, {"US"}), (110, 7, set()), (111, 7, {"US"}), (251, 7, {"US", "EU"}),
        (350, 12, {"EU"}), (351, 12, {"EU", "US"}),
    ],
)  # fmt: skip
def test_dose_figures_speak_for_their_own_place_and_age(mg: float, age: float, figures: set[str]) -> None:
    """At the figure is not above it; no adult figure is used for a child."""
    answer = ask(mg, person={"age": age})
    found = [limit for alert in answer.alerts for limit in alert.limits]
    assert {limit.jurisdiction.value for limit in found if limit.jurisdiction} == figures
    assert all(limit.limit_mg < mg for limit in found)


def test_a_large_dose_is_an_issue_even_when_nothing_else_is_known() -> None:
    answer = checker().check(CheckRequest.model_validate({"supplement": {"elemental_mg": 401}}))
    assert answer.disposition == "issues_found"
    assert not answer.complete


@pytest.mark.parametrize(
    ("medicine", "hours"),
    [
        ({"text": "Moxifloxacin"}, (4, 8)), ({"text": "AVELOX"}, (4, 8)), ({"text": "ciprofloxacin"}, (2, 6)),
        ({"text": " Cipro "}, (2, 6)), ({"text": "gemifloxacin"}, (2, 3)), ({"text": "levofloxacin"}, (2, 6)),
        ({"code": {"system": "atc", "value": "J01MA21"}}, (2, 6)), ({"text": "omadacycline"}, (4, 4)),
        ({"text": "doxycycline"}, (2, 4)), ({"text": "Synthroid"}, (4, 4)), ({"text": "gabapentin"}, (None, 2)),
        ({"code": {"system": "atc", "value": "N03AX12"}}, (None, 2)),
        ({"code": {"system": "atc", "value": "n02bf01"}}, (None, 2)), ({"text": "alendronate"}, (0.5, None)),
        ({"text": "Biktarvy"}, (2, 6)), ({"text": "dolutegravir"}, (2, 6)), ({"text": "elvitegravir"}, (2, 2)),
        ({"text": "cabotegravir"}, (2, 4)), ({"text": "eltrombopag"}, (2, 4)), ({"text": "ferrous sulfate"}, (3, 3)),
    ],
)  # fmt: skip
def test_each_medicine_has_its_own_interval_by_direction(
    medicine: Any, hours: tuple[float | None, float | None]
) -> None:
    separations = {
        (alert.separation.medicine_before_magnesium_hours, alert.separation.medicine_after_magnesium_hours)
        for alert in ask(medicines=[medicine]).alerts
        if alert.separation and alert.severity == "separate"
    }
    assert separations == {hours}


def test_a_combination_is_checked_as_itself_and_by_its_components() -> None:
    answer = ask(medicines=[{"text": "Juluca"}])
    spaced = {
        alert.rule: (
            alert.separation.medicine_before_magnesium_hours,
            alert.separation.medicine_after_magnesium_hours,
        )
        for alert in answer.alerts
        if alert.separation
    }
    assert spaced["juluca"] == (4, 6)
    assert spaced["dolutegravir"] == (2, 6)
    assert answer.inputs[1].matched_by == "brand"


def test_a_combination_with_an_ingredient_that_is_not_listed_says_so() -> None:
    answer = ask(medicines=[{"text": "Triumeq"}])
    assert answer.inputs[1].not_checked
    assert not answer.complete


@pytest.mark.parametrize("medicine", ["raltegravir", "baloxavir marboxil"])
def test_where_spacing_does_not_help_none_is_offered(medicine: str) -> None:
    answer = ask(medicines=[{"text": medicine, "times": ["08:00"]}], supplement={"times": ["20:00"]})
    (alert,) = [alert for alert in answer.alerts if alert.severity == "avoid"]
    assert alert.separation is None
    assert (answer.schedule.possible, answer.schedule.magnesium_times) == (False, [])


@pytest.mark.parametrize("medicine", ["amlodipine", "rocuronium"])
def test_an_additive_effect_never_suggests_spacing(medicine: str) -> None:
    assert all(
        alert.separation is None
        for alert in ask(medicines=[{"text": medicine}]).alerts
        if alert.rule != "general-oral-separation"
    )


@pytest.mark.parametrize(
    ("medicine", "route", "spaced"),
    [
        ("ciprofloxacin", "oral", True), ("ciprofloxacin", "ophthalmic", False), ("ciprofloxacin", "intravenous", False),
        ("gentamicin", "intravenous", False), ("doxycycline", "topical", False),
    ],
)  # fmt: skip
def test_route_matters(medicine: str, route: str, spaced: bool) -> None:
    answer = ask(medicines=[{"text": medicine, "route": route}])
    assert any(alert.separation for alert in answer.alerts) is spaced


def test_a_known_route_does_not_settle_another_that_is_not() -> None:
    for medicine in ("ciprofloxacin", "duloxetine", "lisinopril"):
        answer = ask(medicines=[{"text": medicine, "route": "other"}, {"text": medicine}])
        needs = {need for each in answer.undecided for need in each.needs}
        assert (answer.complete, needs) == (False, {"medicines[0].route"}), medicine


def test_a_route_that_is_not_known_leaves_the_rule_open() -> None:
    answer = ask(medicines=[{"text": "ciprofloxacin", "route": "other"}])
    assert {"rule": "ciprofloxacin", "needs": ["medicines[0].route"]} in [
        each.model_dump() for each in answer.undecided
    ]
    assert answer.disposition == "incomplete"


@pytest.mark.parametrize(
    ("form", "speaks", "open_"),
    [
        ("magnesium-oxide", True, False),
        ("magnesium-citrate", False, False),
        (None, False, True),
        ("magnesium sand", False, True),
    ],
)
def test_rules_for_antacid_types_need_the_form(form: str | None, speaks: bool, open_: bool) -> None:
    answer = ask(supplement={"form": form}, medicines=[{"text": "erlotinib"}])
    assert ("erlotinib" in alerts(answer)) is speaks
    assert ("erlotinib" in [each.rule for each in answer.undecided]) is open_


@pytest.mark.parametrize(
    ("egfr", "expected"),
    [(29, "contraindicated"), (30, "monitor"), (59, "monitor"), (60, None), (0, "contraindicated")],
)
def test_kidney_function_decides_at_its_boundaries(egfr: float, expected: str | None) -> None:
    for person in (
        {"egfr": egfr},
        {"egfr": None, "creatinine_clearance": egfr},
        {"egfr": 90, "creatinine_clearance": egfr},
    ):
        answer = ask(person=person)
        strongest = answer.alerts[0].severity if alerts(answer) else None
        assert strongest == expected, person


@pytest.mark.parametrize(
    ("condition", "severity"),
    [
        ({"code": {"system": "icd10cm", "value": "N18.4"}}, "contraindicated"),
        ({"code": {"system": "icd10cm", "value": "N18.31"}}, "monitor"),
        ({"code": {"system": "snomed", "value": "709044004"}}, "avoid"),
        ({"text": "kidney disease"}, "avoid"),
        ({"text": "myasthenia gravis"}, "avoid"),
        ({"code": {"system": "icd10cm", "value": "G70.80"}}, "avoid"),
        ({"code": {"system": "icd10cm", "value": "I44.1"}}, "contraindicated"),
        ({"code": {"system": "icd10cm", "value": "I44.0"}}, "caution"),
        ({"code": {"system": "icd10cm", "value": "K56.7"}}, "contraindicated"),
        ({"text": "small bowel obstruction"}, "contraindicated"),
        ({"text": "Crohn's disease"}, "avoid"),
        ({"code": {"system": "icd10cm", "value": "K51.90"}}, "avoid"),
        ({"text": "peritoneal dialysis"}, "contraindicated"),
        ({"text": "acute kidney injury"}, "avoid"),
        ({"text": "kidney transplant"}, "avoid"),
    ],
)
def test_a_condition_has_the_alert_of_its_rule(condition: Any, severity: str) -> None:
    answer = ask(conditions=[condition], person={"egfr": None})
    assert answer.inputs[1].status == "matched"
    assert answer.alerts[0].severity == severity


@pytest.mark.parametrize(
    ("condition", "well"),
    [
        ("CKD", "info"),
        ("renal impairment", "info"),
        ("acute kidney injury", "caution"),
        ("kidney transplant", "caution"),
    ],
)
def test_kidney_function_that_was_stated_decides(condition: str, well: str) -> None:
    for egfr, severity in ((90, well), (45, "monitor"), (20, "contraindicated")):
        answer = ask(conditions=[{"text": condition}], person={"egfr": egfr})
        assert answer.alerts[0].severity == severity
        assert "kidney-disease-stage-unknown" not in {alert.rule for alert in answer.alerts}


def test_no_kidney_information_at_65_is_asked_for() -> None:
    answer = ask(person={"age": 70, "egfr": None})
    assert "person.egfr" in {need for each in answer.undecided for need in each.needs}


def test_amounts_of_several_magnesium_products_are_added() -> None:
    both = ask(200, medicines=[{"text": "magnesium hydroxide", "elemental_mg": 200}])
    assert both.dose.elemental_mg_per_day == 400
    assert both.dose.how == "supplement: as given; medicines[0]: as given"
    assert ("US", 350) in {
        (limit.jurisdiction, limit.limit_mg) for alert in both.alerts for limit in alert.limits
    }
    unknown = ask(200, medicines=[{"text": "magnesium hydroxide"}])
    assert unknown.dose.elemental_mg_per_day is None
    assert unknown.dose.how == "supplement: as given; medicines[0]: the amount is not known"
    assert (unknown.dose.elemental_mg_per_day_min, unknown.dose.elemental_mg_per_day_max) == (200, None)
    assert "medicines[0].elemental_mg" in {need for each in unknown.undecided for need in each.needs}


def test_a_salt_is_converted_for_each_hydrate() -> None:
    answer = ask(supplement={"elemental_mg": None, "compound_mg": 1000, "form": "mag glycinate"})
    assert (answer.dose.elemental_mg_per_day_min, answer.dose.elemental_mg_per_day_max) == (116.6, 141.0)
    assert answer.dose.given_as == "compound"
    between = ask(supplement={"elemental_mg": None, "compound_mg": 2000, "form": "mag glycinate"})
    assert "supplement.elemental_mg" in {need for each in between.undecided for need in each.needs}


def test_a_rule_that_breaks_is_undecided_not_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.safety import predicates

    def broken(*_: Any) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(predicates, "kidney_function_below", broken)
    answer = ask(person={"egfr": 20})
    assert not answer.complete
    assert "kidney-function-below-30" in [each.rule for each in answer.undecided]


SCHEDULES = [
    ("08:00", ["09:00", "21:00"], True),
    ("14:00", ["09:00", "21:00"], True),
    (None, ["09:00"], True),
    ("08:00", None, None),
    ("12:00", [f"{hour:02}:00" for hour in range(0, 24, 3)], False),
]


@pytest.mark.parametrize(("magnesium", "medicine", "possible"), SCHEDULES)
def test_proposed_times_keep_every_interval(
    magnesium: str | None, medicine: list[str] | None, possible: bool | None
) -> None:
    times = {"times": medicine} if medicine else {}
    answer = ask(
        supplement={"times": [magnesium] if magnesium else None},
        medicines=[{"text": "ciprofloxacin", **times}],
    )
    assert answer.schedule.possible is possible
    for time in answer.schedule.magnesium_times:
        again = ask(supplement={"times": [time]}, medicines=[{"text": "ciprofloxacin", **times}])
        assert all(not alert.conflicts for alert in again.alerts)
    if possible:
        assert answer.schedule.magnesium_times


UNKNOWN_INTERVALS: dict[str, tuple[list[Any] | None, str]] = {
    "no medicines told": (None, "Which medicines are taken was not stated."),
    "no times": ([{"text": "ciprofloxacin"}], "No clock times were given for ciprofloxacin."),
    "an empty list of times": (
        [{"text": "ciprofloxacin", "times": []}],
        "No clock times were given for ciprofloxacin.",
    ),
    "a route not known": (
        [{"text": "levothyroxine", "times": ["07:00"]}, {"text": "ciprofloxacin", "route": "other", "times": ["21:00"]}],
        "How far apart to keep magnesium and ciprofloxacin is not known.",
    ),
    "the same medicine in two ways": (
        [{"text": "ciprofloxacin", "times": ["09:00"]}, {"text": "ciprofloxacin", "route": "other", "times": ["21:00"]}],
        "How far apart to keep magnesium and ciprofloxacin is not known.",
    ),
    "a medicine not recognised": (
        [{"text": "levothyroxine", "times": ["07:00"]}, {"text": "ciproflaxacin", "times": ["20:00"]}],
        "How far apart to keep magnesium and medicines[1] is not known.",
    ),
    "an ingredient not on record": (
        [{"text": "levothyroxine", "times": ["07:00"]}, {"text": "Triumeq", "times": ["20:00"]}],
        "How far apart to keep magnesium and medicines[1] is not known.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("medicines", "why"), UNKNOWN_INTERVALS.values(), ids=UNKNOWN_INTERVALS)
def test_no_times_are_proposed_while_an_interval_may_be_missing(medicines: Any, why: str) -> None:
    answer = ask(supplement={"times": ["20:00"]}, medicines=medicines)
    assert answer.schedule.model_dump() == {"possible": None, "magnesium_times": [], "why": why}


def test_no_times_are_proposed_while_the_form_decides() -> None:
    medicine = {"text": "mycophenolate mofetil", "times": ["08:00"]}
    answer = ask(supplement={"form": None, "times": ["08:00"]}, medicines=[medicine])
    assert answer.schedule.possible is None
    assert "mycophenolate mofetil is not known" in answer.schedule.why


def test_the_same_time_counts_once() -> None:
    answer = ask(
        supplement={"times": ["08:00", "08:00"]},
        medicines=[{"text": "ciprofloxacin", "times": ["09:00", "09:00"]}],
    )
    assert [len(alert.conflicts) for alert in answer.alerts if alert.rule == "ciprofloxacin"] == [1]
    assert len(answer.schedule.magnesium_times) == 1


@pytest.mark.parametrize(
    ("given", "because"),
    [
        ({"mg": 350.04}, "350.04 mg a day is above 350 mg"),
        ({"mg": 351}, "351 mg a day is above 350 mg"),
        ({"mg": 20_000}, "20000 mg a day is above 350 mg"),
        ({"person": {"egfr": 59.9999999}}, "kidney function 59.9999999 is below 60"),
        ({"person": {"age": 64.9999999}, "mg": 351}, "the age is 64.9999999"),
    ],
)
def test_a_reason_shows_the_number_that_decided(given: dict[str, Any], because: str) -> None:
    answer = ask(given.pop("mg", 200), each=True, **given)
    assert because in {reason for alert in answer.alerts for reason in alert.because}


def test_conflicting_times_are_named() -> None:
    answer = ask(supplement={"times": ["08:00"]}, medicines=[{"text": "ciprofloxacin", "times": ["09:00"]}])
    (conflict,) = [
        conflict for alert in answer.alerts for conflict in alert.conflicts if alert.rule == "ciprofloxacin"
    ]
    assert conflict.model_dump() == {
        "medicine": "ciprofloxacin", "medicine_time": "09:00", "magnesium_time": "08:00", "hours_needed": 6,
        "hours_apart": 1, "which": "medicine_after_magnesium",
    }  # fmt: skip


def test_every_source_of_an_alert_is_on_record() -> None:
    for medicine in ("ciprofloxacin", "raltegravir", "levothyroxine"):
        for alert in ask(medicines=[{"text": medicine}]).alerts:
            assert set(alert.sources) <= LIBRARY.records["sources"].keys()
