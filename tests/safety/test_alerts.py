"""Alerts are grouped by rule, with their reasons and all their subjects."""

from tests.safety.asking import LIBRARY, answer, asked, checker, row


def test_a_rule_has_one_alert_with_all_its_medicines() -> None:
    found = answer("furosemide", "hydrochlorothiazide", "omeprazole", "duloxetine")
    alerts = {alert.rule: alert for alert in found.alerts}
    assert len(alerts) == len(found.alerts)
    assert alerts["loop-thiazide"].subjects == ["furosemide", "hydrochlorothiazide"]
    assert alerts["loop-thiazide"].subject == "furosemide, hydrochlorothiazide"
    assert len(alerts["general-oral-separation"].subjects) > 1
    each = checker().check_ungrouped(asked("furosemide", "hydrochlorothiazide"))
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


def test_reasons_mark_what_was_assumed() -> None:
    (assumed,) = (alert for alert in answer("ciprofloxacin").alerts if alert.rule == "ciprofloxacin")
    assert assumed.because == [
        "medicines[0] is ciprofloxacin",
        "medicines[0] is assumed to be taken by mouth",
    ]
    told = answer(medicines=[{"text": "ciprofloxacin", "route": "oral"}])
    (alert,) = (alert for alert in told.alerts if alert.rule == "ciprofloxacin")
    assert alert.because == ["medicines[0] is ciprofloxacin", "the route is oral"]


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


def test_a_figure_of_no_jurisdiction_says_what_it_is() -> None:
    found = answer(supplement={"form": "citrate", "elemental_mg": 600}, jurisdictions=["US"])
    assert row(found, "magnesium").do == (
        "The amount a day is above 350 mg (US), 400 mg (every upper figure on record), 583.32 mg (the highest "
        "licensed dose on record). Better not, unless a prescriber agrees."
    )


def test_medicines_taken_alike_share_a_reason() -> None:
    found = answer("omeprazole", "amlodipine", "Lisinopril 5 mg oral tablet", "ramipril 5 mg oral tablet")
    (alert,) = (each for each in found.alerts if each.rule == "general-oral-separation")
    assert alert.because == [
        "medicines[0] (omeprazole), medicines[1] (amlodipine) are assumed to be taken by mouth",
        "the routes of medicines[2] (lisinopril), medicines[3] (ramipril) are oral by their names",
    ]
