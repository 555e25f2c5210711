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


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("HD 3x/wk", {"renal/haemodialysis"}),
        ("on HD MWF", {"renal/haemodialysis"}),
        ("HD TTS", {"renal/haemodialysis"}),
        ("thrice weekly HD", {"renal/haemodialysis"}),
        ("HD-dependent ESRD", {"renal/haemodialysis", "renal/end-stage-renal-disease"}),
        ("hemodialyse ma/wo/vr", {"renal/haemodialysis"}),
        ("dialysepflichtig (Mo/Mi/Fr)", {"renal/dialysis"}),
    ],
)
def test_dialysis_is_named_by_its_days(text: str, conditions: set[str]) -> None:
    assert recognised(reader().read(text)) == conditions


@pytest.mark.parametrize("text", ["HD", "family history of HD", "HD since 2015"])
def test_two_letters_alone_name_no_dialysis(text: str) -> None:
    assert "renal/haemodialysis" not in reader().read(text).conditions


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("kidney failure stage 4", "renal/ckd-stage-4"),
        ("stage 5 renal failure", "renal/ckd-stage-5"),
        ("renal insufficiency grade 3b", "renal/ckd-stage-3b"),
        ("CKD grade IV", "renal/ckd-stage-4"),
        ("Niereninsuffizienz Grad 3", "renal/ckd-stage-3"),
        ("enfermedad renal crónica grado 4", "renal/ckd-stage-4"),
        ("nierinsufficiëntie graad 4", "renal/ckd-stage-4"),
    ],
)
def test_kidneys_that_fail_have_stages_and_grades(text: str, condition: str) -> None:
    assert recognised(reader().read(text)) == {condition}


@pytest.mark.parametrize("text", ["acute kidney failure stage 3", "akutes Nierenversagen Stadium 3"])
def test_the_stage_of_an_acute_injury_is_none_of_a_chronic_disease(text: str) -> None:
    reading = reader().read(text)
    assert reading.conditions == ("renal/acute-kidney-injury",)
    assert reading.not_understood


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("CKD 4 weeks", "renal/ckd-stage-4"),
        ("CKD 3 months", "renal/ckd-stage-3"),
        ("IRC 4 ans", "renal/ckd-stage-4"),
        ("Niereninsuffizienz 3 Jahre", "renal/ckd-stage-3"),
    ],
)
def test_a_number_that_may_be_a_stage_or_a_time_is_both(text: str, stage: str) -> None:
    reading = reader().read(text)
    assert stage in reading.conditions
    assert len(reading.conditions) == 2
    assert reading.not_understood


@pytest.mark.parametrize("text", ["CKD for 4 weeks", "CKD x 4 years", "CKD since 4 years"])
def test_a_time_is_no_stage(text: str) -> None:
    assert recognised(reader().read(text)) == {"renal/chronic-kidney-disease"}


def test_protein_in_urine_says_nothing_more_beside_a_disease_of_the_kidneys() -> None:
    assert recognised(reader().read("proteinuria")) == {"blood-or-protein-in-urine"}
    assert recognised(reader().read("CKD 3a with proteinuria")) == {"renal/ckd-stage-3a"}
    assert recognised(reader().read("hypertension, albuminuria")) == {
        "hypertension",
        "blood-or-protein-in-urine",
    }
