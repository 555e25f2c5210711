"""Answers at both ends of a range are combined: what all say is found, what some say is open."""

from app.cds_hooks.card_texts import joined_texts, reasons_in_record
from app.cds_hooks.findings import PointKind, RecordFindings, add_answers, record_alert
from app.cds_hooks.question import rules_by_slug
from app.cds_hooks.subjects import Subject, SubjectAlerts, SubjectKind
from app.safety.answers import CheckAnswer
from app.safety.reasons import Reason, ReasonKind
from app.safety.request import CheckRequest
from tests.safety.asking import checker


def answer(egfr: float | None, *medicines: str) -> CheckAnswer:
    request = {
        "supplement": {"form": "magnesium-oxide", "elemental_mg": 100},
        "person": {"egfr": egfr, "age": 50, "pregnant": False, "breastfeeding": False},
        "medicines": [{"text": each} for each in medicines],
        "conditions": [],
    }
    return checker().check(CheckRequest.model_validate(request))


def untold() -> CheckAnswer:
    request = {"supplement": {"elemental_mg": 100}, "person": {"age": 30}, "medicines": [], "conditions": []}
    return checker().check_ungrouped(CheckRequest.model_validate(request))


def combined(*answers: CheckAnswer) -> RecordFindings:
    findings = RecordFindings(rules=rules_by_slug(checker()))
    add_answers(findings, list(answers), {"medicines[0]": "Unheardofine 5 mg"})
    return findings


def texts(findings: RecordFindings) -> list[str]:
    return [each.text for each in findings.ordered_points]


def test_an_alert_of_every_answer_is_found() -> None:
    found = combined(answer(20), answer(25))
    assert "kidney-function-below-30" in {each.alert.rule for each in found.alerts}


def test_an_alert_of_some_answers_is_an_open_point() -> None:
    found = combined(answer(25), answer(90))
    assert "kidney-function-below-30" not in {each.alert.rule for each in found.alerts}
    assert "undecided: Kidney function below 30" in texts(found)


def test_a_missing_value_is_named_in_words() -> None:
    assert "not stated: whether pregnant" in texts(combined(untold()))
    assert "not stated: whether pregnant" not in texts(combined(answer(90)))


def test_what_only_rules_of_severity_info_need_is_no_open_point() -> None:
    request = {
        "supplement": {"form": "magnesium-oxide", "elemental_mg": 100},
        "person": {"egfr": 90, "age": 50, "pregnant": False},
        "medicines": [],
        "conditions": [],
    }
    found = checker().check(CheckRequest.model_validate(request))
    assert {each.rule for each in found.undecided} >= {"breastfeeding"}
    assert "not stated: whether breastfeeding" not in texts(combined(found))


def test_an_unknown_condition_is_named_in_the_words_of_the_record() -> None:
    request = {"supplement": {"elemental_mg": 100}, "conditions": [{"text": "Nothing known"}]}
    findings = RecordFindings(rules=rules_by_slug(checker()))
    answer = checker().check_ungrouped(CheckRequest.model_validate(request))
    add_answers(findings, [answer], {"conditions[0]": "The record's words"})
    assert "“The record's words”: not recognised" in texts(findings)


def test_the_most_important_point_comes_first() -> None:
    findings = RecordFindings()
    for kind in reversed(PointKind):
        findings.add(kind, kind.name)
    assert texts(findings) == [kind.name for kind in PointKind]


def test_what_a_card_shows_of_reasons_rests_on_their_kind() -> None:
    """No word of a sentence decides."""
    (alert, *_) = (each for each in answer(25).alerts if each.rule == "kidney-function-below-30")
    because = [
        Reason(ReasonKind.kidney_function, "poor filtration"),
        Reason(ReasonKind.route, "swallowed"),
        Reason(ReasonKind.medicine_or_condition, "a medicine", "medicines[0]"),
        Reason(ReasonKind.age, "the route is long"),
    ]
    shown = record_alert(alert.model_copy(update={"because": because}), {"medicines[0]": "Cipro"})
    assert shown.because == ["poor filtration", "the route is long"]
    assert shown.named == ("Cipro",)
    group = SubjectAlerts(Subject(SubjectKind.kidneys), [shown])
    reported = RecordFindings(kidneys="eGFR 25")
    assert reasons_in_record(group, reported) == ["eGFR 25", "the route is long"]


def test_values_that_were_not_told_share_a_line_by_what_they_are_not_by_their_words() -> None:
    findings = RecordFindings()
    findings.add_needed(PointKind.person, "whether pregnant")
    findings.add(PointKind.person, "not stated: a name of the record")
    findings.add_needed(PointKind.person, "the age")
    assert list(joined_texts(findings.ordered_points)) == [
        "not stated: a name of the record",
        "not stated: whether pregnant; the age",
    ]
