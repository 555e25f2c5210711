"""Stages of kidney disease, filtration rates and percentages in the text of a condition."""

import pytest

from app.medicines.conditions.codes import ConditionReading, RecognitionStatus
from tests.medicines.conditions.readings import reader, recognised


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("CKD stage 3-4", "renal/ckd-stage-3 renal/ckd-stage-4"),
        ("CKD stage 3 in 2015, now stage 4", "renal/ckd-stage-3 renal/ckd-stage-4"),
        ("CKD 3b/4", "renal/ckd-stage-3b renal/ckd-stage-4"),
        ("CKD 4/5 not for RRT", "renal/ckd-stage-4 renal/ckd-stage-5"),
        ("CKD III-IV", "renal/ckd-stage-3 renal/ckd-stage-4"),
        ("CKD stage 2 to 3a", "renal/ckd-stage-2 renal/ckd-stage-3a"),
        ("CKD Stadium 3 bis 4", "renal/ckd-stage-3 renal/ckd-stage-4"),
        ("CKD stage 4-5, HTN", "renal/ckd-stage-4 renal/ckd-stage-5 hypertension"),
        ("hypertension stage 1-2", "hypertension"),
        ("CKD 3 -> 4 (2023)", "renal/ckd-stage-3 renal/ckd-stage-4"),
        ("CKD3→4", "renal/ckd-stage-3 renal/ckd-stage-4"),
        ("CKD stage 3 progressed to stage 4", "renal/ckd-stage-3 renal/ckd-stage-4"),
        ("CKD stage 4 (was stage 3)", "renal/ckd-stage-3 renal/ckd-stage-4"),
        ("CKD 4, previously 3b", "renal/ckd-stage-3b renal/ckd-stage-4"),
        ("kidney disease stage 3 and 4", "renal/ckd-stage-3 renal/ckd-stage-4"),
        ("Niereninsuffizienz Stadium 3, jetzt Stadium 4", "renal/ckd-stage-3 renal/ckd-stage-4"),
        ("hypertension stage 2 and CKD 4", "hypertension renal/ckd-stage-4"),
        ("stage 2 hypertension, now CKD 4", "hypertension renal/ckd-stage-4"),
        ("breast cancer stage 2 & CKD stage 3b", "breast-cancer renal/ckd-stage-3b"),
    ],
)
def test_of_two_stages_both_count_and_the_last_is_reported(text: str, conditions: str) -> None:
    reading = reader().read(text)
    assert {*reading.conditions, *reading.everyday} == set(conditions.split())
    assert reading.not_understood


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("eGFR 25", "renal/renal-impairment"),
        ("eGFR <60", "renal/renal-impairment"),
        ("hypertension, eGFR: 48 mL/min/1.73m2", "hypertension renal/renal-impairment"),
        ("CKD, eGFR 25", "renal/chronic-kidney-disease"),
        ("hypertension, eGFR 61", "hypertension"),
        ("hypertension, eGFR >30", "hypertension"),
    ],
)
def test_a_low_filtration_rate_is_renal_impairment_and_is_reported(text: str, conditions: str) -> None:
    reading = reader().read(text)
    assert {*reading.conditions, *reading.everyday} == set(conditions.split())
    assert reading.not_understood


@pytest.mark.parametrize("text", ["eGFR 72", "eGFR >60", "eGFR 25?", "no eGFR <60"])
def test_a_filtration_rate_that_is_not_low_or_not_certain_is_no_condition(text: str) -> None:
    assert reader().read(text) == ConditionReading(RecognitionStatus.unknown)


@pytest.mark.parametrize(
    "text", ["CKD 3 > 5 years", "CKD stage 3 and I take tablets for it", "CKD 3 and type 2 diabetes"]
)
def test_a_number_of_something_else_is_no_other_stage(text: str) -> None:
    assert reader().read(text).conditions == ("renal/ckd-stage-3",)


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("my kidneys work at 40%", {"renal/renal-impairment"}),
        ("kidneys at 25 percent", {"renal/renal-impairment"}),
        ("HTN; kidney function 40 %", {"renal/renal-impairment"}),
        ("Nierenfunktion 40 %", {"renal/renal-impairment"}),
        ("fonction rénale à 40 %", {"renal/renal-impairment"}),
        ("CKD 3b, kidney function 85%", {"renal/ckd-stage-3b"}),
        ("kidney function 85%", set()),
        ("lost 70% of kidney function", set()),
        ("lost 30% of kidney function", set()),
        ("renal artery stenosis 40%, function kept", set()),
        ("renal artery stenosis 40%", set()),
        ("kidney function improved by 20%", set()),
        ("EF 40%, renal function normal", set()),
    ],
)
def test_how_much_the_kidneys_do_in_percent_is_low_kidney_function(text: str, conditions: set[str]) -> None:
    """The number itself is reported: no rule asks for a part of the normal function."""
    reading = reader().read(text)
    assert set(reading.conditions) == conditions
    assert bool(reading.not_understood) is bool(conditions)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Moderate chronic kidney disease (CKD stage 3)", "renal/ckd-stage-3"),
        ("N18.32 Chronic kidney disease", "renal/ckd-stage-3b"),
        ("poor renal function (CKD 3b)", "renal/ckd-stage-3b"),
        ("heart block, 3rd degree AV block", "cardiac-conduction/complete-av-block"),
        ("Mobitz type II second degree AV block", "cardiac-conduction/second-degree-av-block-mobitz-ii"),
        (
            "Chronic kidney disease with stage 1 through stage 4 chronic kidney disease, or unspecified chronic"
            " kidney disease",
            "renal/chronic-kidney-disease",
        ),
    ],
)
def test_a_stage_counts_over_its_condition_named_beside_it(text: str, condition: str) -> None:
    assert recognised(reader().read(text)) == {condition}


@pytest.mark.parametrize(
    "text", ["Acute-on-chronic renal failure (disorder)", "acute on chronic kidney injury"]
)
def test_acute_on_chronic_is_both(text: str) -> None:
    assert recognised(reader().read(text)) == {"renal/acute-kidney-injury", "renal/chronic-kidney-disease"}


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("my kidneys don't work", "kidney-failure"),
        ("both kidneys have failed", "kidney-failure"),
        ("my kidneys no longer work", "kidney-failure"),
        ("kidneys aren't working very well", "renal-impairment"),
        ("kidneys do not work as well as they should", "renal-impairment"),
        ("kidneys don't work like they should", "renal-impairment"),
        ("kidneys are not working at full capacity", "renal-impairment"),
        ("meine Nieren funktionieren nicht mehr", "kidney-failure"),
        ("meine Nieren arbeiten nicht mehr richtig", "renal-impairment"),
        ("mes reins ne fonctionnent plus", "kidney-failure"),
        ("mes reins ne fonctionnent plus très bien", "renal-impairment"),
        ("mis riñones ya no funcionan", "kidney-failure"),
        ("no me funcionan bien los riñones", "renal-impairment"),
        ("i miei reni non funzionano", "kidney-failure"),
        ("i miei reni non funzionano molto bene", "renal-impairment"),
        ("os meus rins já não funcionam", "kidney-failure"),
        ("os meus rins não funcionam bem", "renal-impairment"),
        ("mijn nieren werken niet meer", "kidney-failure"),
        ("mijn nieren werken niet meer zo goed", "renal-impairment"),
    ],
)
def test_kidneys_that_do_not_work_fail_and_those_that_do_not_work_well_are_impaired(
    text: str, condition: str
) -> None:
    assert recognised(reader().read(text)) == {f"renal/{condition}"}
