"""Doubt, negation, history and family leave a condition open; what lasts is there all the same."""

import pytest

from app.medicines.conditions.codes import RecognitionStatus
from tests.medicines.conditions.readings import SAMPLE, reader, recognised
from tests.medicines.vocabularies import condition_vocabulary


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("no hypertension", "hypertension"),
        ("not diabetes", "diabetes-type-not-stated"),
        ("h/o kidney failure", "renal/kidney-failure"),
        ("family history of gout", "gout"),
        ("heart block, ruled out", "cardiac-conduction/heart-block"),
        ("r/o ileus", "gastrointestinal/ileus"),
        ("possible CKD stage 4", "renal/ckd-stage-4"),
        ("COPD?", "copd"),
        ("ohne Asthma", "asthma"),
        ("mother: breast cancer", "breast-cancer"),
        ("without GERD", "gerd"),
    ],
)
def test_doubt_history_and_family_make_a_condition_ambiguous(text: str, condition: str) -> None:
    reading = reader().read(text)
    assert reading.recognition is RecognitionStatus.ambiguous
    assert condition in (*reading.conditions, *reading.everyday)


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("s/p kidney transplant", {"renal/kidney-transplant"}),
        ("status post renal transplantation", {"renal/kidney-transplant"}),
        ("history of kidney transplant", {"renal/kidney-transplant"}),
        ("kidney transplant, history of", {"renal/kidney-transplant"}),
        ("h/o kidney transplant 2015", {"renal/kidney-transplant"}),
        ("CKD stage 3 s/p kidney transplant", {"renal/ckd-stage-3", "renal/kidney-transplant"}),
        ("complete heart block s/p pacemaker", {"cardiac-conduction/complete-av-block", "pacemaker"}),
        ("complete heart block s/p PPM", {"cardiac-conduction/complete-av-block", "pacemaker"}),
        ("Z.n. Nierentransplantation", {"renal/kidney-transplant"}),
        ("état après transplantation rénale", {"renal/kidney-transplant"}),
        ("antecedente de trasplante renal", {"renal/kidney-transplant"}),
        ("s/p ileostomy", {"ileostomy"}),
        ("history of gastric bypass and pacemaker", {"bariatric-surgery", "pacemaker"}),
    ],
)
def test_what_was_done_and_lasts_is_there(text: str, conditions: set[str]) -> None:
    assert recognised(reader().read(text)) == conditions


@pytest.mark.parametrize(
    "text",
    [
        "no history of kidney transplant",
        "family history of kidney transplant",
        "s/p failed kidney transplant",
        "history of planned kidney transplant",
        "? s/p kidney transplant",
        "s/p kidney transplant evaluation",
        "history of kidney transplant and ileus",
        "PMH: kidney transplant, ileus",
        "history of ileus, kidney transplant",
        "kidney transplant, history of ileus",
        "previous ileostomy",
        "s/p ileostomy reversal",
        "s/p acute kidney injury",
        "status post kidney transplant donor",
        "kidney transplant, on waiting list",
        "kidney transplant, awaiting surgery",
    ],
)
def test_doubt_beside_what_lasts_is_not_dropped(text: str) -> None:
    assert reader().read(text).recognition is RecognitionStatus.ambiguous


DOUBTFUL = (
    "borderline {name}",
    "{name} vs something",
    "being tested for {name}",
    "no {name} without complication",
    "?{name}",
    "{name} (-)",
    "-ve for {name}",
    "{name}: -",
    "{name} 2010-2015",
    "{name} from 2010 to 2015",
    "my dog has {name}",
    "my girlfriend has {name}",
    "my kids have {name}",
    "someone with {name}",
    "afraid of {name}",
    "to prevent {name}",
    "prone to {name}",
    "misdiagnosed with {name}",
    "{name} has gone away",
    "do I have {name}",
    "what is {name}",
    "mein Mann hat {name}",
    "Angst vor {name}",
    "mon mari a {name}",
    "peur de {name}",
    "mi hijo tiene {name}",
    "{name} ya no",
    "mio marito ha {name}",
    "minha mulher tem {name}",
    "mijn man heeft {name}",
    "{name} niet meer",
    "ich habe kein {name}",
    "je n'ai pas {name}",
    "no tengo {name}",
    "non ho {name}",
    "não tenho {name}",
    "ik heb geen {name}",
)


@pytest.mark.parametrize(
    "frame",
    [
        "hx of {name}",
        "PMH: {name}",
        "past medical history of {name}",
        "{name}, history of",
        "antecedentes de {name}",
    ],
)
def test_history_leaves_open_what_rules_may_name_and_may_be_over(frame: str) -> None:
    for name, condition in SAMPLE.items():
        if name != "myasthenia gravis":
            assert recognised(reader().read(frame.format(name=name))) == {condition}
    for name in ("ileus", "AKI", "heart block", "myasthenia gravis", "hypermagnesaemia", "arrhythmia"):
        assert reader().read(frame.format(name=name)).recognition is RecognitionStatus.ambiguous, name


@pytest.mark.parametrize(
    "frame",
    [
        "s/p {name}",
        "Z.n. {name}",
        "used to have {name}",
        "had {name} as a child",
        "childhood {name}",
        "ex-{name}",
        "{name} in remission since 2015",
        "mild {name}, resolved 2010",
        "{name} abgeklungen",
        "ancien {name}",
        "{name} resuelto",
        "{name} risolto",
        "{name} resolvido",
        "vroeger {name}",
    ],
)
def test_what_is_over_is_open_only_where_rules_may_name_it(frame: str) -> None:
    for name, condition in SAMPLE.items():
        reading = reader().read(frame.format(name=name))
        if "/" in condition:
            assert reading.recognition is RecognitionStatus.ambiguous, name
        else:
            assert recognised(reading) == {condition}


@pytest.mark.parametrize(
    "text",
    [
        "ileus resolved, asthma",
        "asthma, previously ileus",
        "ileus, previous stroke",
        "myasthenia gravis resolved after thymectomy",
        "family history of stroke",
        "no history of stroke",
        "no previous stroke",
        "stroke 2 years ago?",
    ],
)
def test_what_is_over_hides_no_doubt_about_what_stands_beside_it(text: str) -> None:
    assert reader().read(text).recognition is RecognitionStatus.ambiguous


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("h/o MI", "myocardial-infarction"),
        ("MI 5 years ago", "myocardial-infarction"),
        ("stroke, two years ago", "stroke"),
        ("Ex-smoker", "tobacco-use"),
        ("PMH: migraine", "migraine"),
        ("previous DVT", "deep-vein-thrombosis"),
        ("antécédent d'AVC en 2015", "stroke"),
        ("Zustand nach Herzinfarkt im Jahr 2015", "myocardial-infarction"),
    ],
)
def test_a_condition_that_no_rule_names_is_read_from_the_history(text: str, condition: str) -> None:
    assert recognised(reader().read(text)) == {condition}


@pytest.mark.parametrize(
    "text",
    [
        "I had CKD",
        "family history of asthma",
        "history of asthma and ileus",
        "s/p dialysis",
        "Z.n. Dialyse",
        "no history of CKD",
        "family history of dialysis",
        "history of AKI, CKD",
    ],
)
def test_what_stays_is_open_where_it_is_past_denied_or_beside_what_passes(text: str) -> None:
    assert reader().read(text).recognition is RecognitionStatus.ambiguous


@pytest.mark.parametrize("frame", DOUBTFUL)
def test_doubt_is_kept_in_every_way_of_writing(frame: str) -> None:
    for name in SAMPLE:
        assert reader().read(frame.format(name=name)).recognition is RecognitionStatus.ambiguous, name


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("previously CKD 3, now CKD 4", {"renal/ckd-stage-3", "renal/ckd-stage-4"}),
        ("no CKD 3 and 4", {"renal/ckd-stage-3"}),
        ("CKD 4 before transplant", {"renal/ckd-stage-4"}),
        ("SBO s/p adhesiolysis", {"gastrointestinal/intestinal-obstruction"}),
        ("no CKD 4 s/p nephrectomy", {"renal/ckd-stage-4"}),
        ("h/o CKD s/p nephrectomy", {"renal/chronic-kidney-disease"}),
        ("CKD 4 s/p", {"renal/ckd-stage-4"}),
        ("I had CKD 4", {"renal/ckd-stage-4"}),
    ],
)
def test_another_stage_and_what_was_done_hide_no_doubt(text: str, conditions: set[str]) -> None:
    reading = reader().read(text)
    assert reading.recognition is RecognitionStatus.ambiguous
    assert set(reading.conditions) == conditions


@pytest.mark.parametrize("text", ["history of N18.4", "N18.4?", "no N18.4", "N18.4 ruled out"])
def test_doubt_beside_a_code_is_kept(text: str) -> None:
    reading = reader().read(text)
    assert reading.recognition is RecognitionStatus.ambiguous
    assert reading.conditions == ("renal/ckd-stage-4",)


@pytest.mark.parametrize(
    "text", ["not on dialysis", "no dialysis", "keine Dialyse", "sans dialyse", "sin diálisis"]
)
def test_dialysis_that_is_not_needed_is_no_dialysis(text: str) -> None:
    assert reader().read(text).recognition is RecognitionStatus.unknown
    assert recognised(reader().read(f"CKD stage 5, {text}")) == {"renal/ckd-stage-5"}


def test_a_remark_never_hides_a_word_of_doubt() -> None:
    words = condition_vocabulary().words
    doubts = [each.word for each in words if each.kind in ("doubt", "child")]
    for word in doubts:
        assert reader().read(f"{word} asthma").recognition is RecognitionStatus.ambiguous, word


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("h/o SBO", "gastrointestinal/intestinal-obstruction"),
        ("HX OF AKI", "renal/acute-kidney-injury"),
        ("r/o MG", "neuromuscular/myasthenia-gravis"),
        ("?MG", "neuromuscular/myasthenia-gravis"),
        ("c/f SBO", "gastrointestinal/intestinal-obstruction"),
        ("Concern for ileus", "gastrointestinal/ileus"),
        ("Presumed AKI", "renal/acute-kidney-injury"),
        ("Evaluate for CKD", "renal/chronic-kidney-disease"),
        ("Mum has myasthenia gravis", "neuromuscular/myasthenia-gravis"),
        ("husband has kidney failure", "renal/kidney-failure"),
        ("I don't have kidney disease", "renal/chronic-kidney-disease"),
        ("refused dialysis", "renal/dialysis"),
        ("failed kidney transplant", "renal/kidney-transplant"),
        ("R/O ileus", "gastrointestinal/ileus"),
        ("dialysis stopped 2020", "renal/dialysis"),
        ("awaiting kidney transplant", "renal/kidney-transplant"),
        ("pre-dialysis", "renal/dialysis"),
        ("planning pregnancy", "reproductive/pregnancy"),
        ("may be pregnant", "reproductive/pregnancy"),
        ("Pregnancy test", "reproductive/pregnancy"),
        ("V.a. Asthma", "asthma"),
        ("N18.4 V", "renal/ckd-stage-4"),
        ("N18.4V", "renal/ckd-stage-4"),
        ("N18.4 (A)", "renal/ckd-stage-4"),
        ("N18.4 Z Chronische Nierenkrankheit", "renal/ckd-stage-4"),
        ("N18.4 V.a.", "renal/ckd-stage-4"),
    ],
)
def test_doubt_is_read_as_records_and_people_write_it(text: str, condition: str) -> None:
    reading = reader().read(text)
    assert reading.recognition is RecognitionStatus.ambiguous
    assert condition in (*reading.conditions, *reading.everyday)


@pytest.mark.parametrize("text", ["nursing home resident", "lives in a nursing home", "nursing care"])
def test_a_longer_phrase_decides_over_a_name_in_it(text: str) -> None:
    assert reader().read(text).recognition is RecognitionStatus.unknown
    assert recognised(reader().read("nursing")) == {"reproductive/breastfeeding"}


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        # A child is another person.
        ("my baby has kidney failure", "renal/kidney-failure"),
        ("newborn with heart block", "cardiac-conduction/heart-block"),
        ("fetal heart block", "cardiac-conduction/heart-block"),
        ("my twin has kidney disease", "renal/chronic-kidney-disease"),
        ("pregnant, baby has heart block", "cardiac-conduction/heart-block"),
        ("my other half has CKD", "renal/chronic-kidney-disease"),
        ("partner's kidney transplant", "renal/kidney-transplant"),
        ("baby's heart block", "cardiac-conduction/heart-block"),
        ("breastfeeding, baby's heart block", "cardiac-conduction/heart-block"),
        ("anything other than CKD", "renal/chronic-kidney-disease"),
        # Signs that say no.
        ("[ ] CKD", "renal/chronic-kidney-disease"),
        ("☐ CKD", "renal/chronic-kidney-disease"),
        ("✗ CKD", "renal/chronic-kidney-disease"),
        ("CKD: N", "renal/chronic-kidney-disease"),
        ("neither CKD nor AKI", "renal/acute-kidney-injury"),
        # Not yet, or no longer.
        ("kidney transplant in 2 weeks", "renal/kidney-transplant"),
        ("dialysis next month", "renal/dialysis"),
        ("needs dialysis", "renal/dialysis"),
        ("hoping to get pregnant", "reproductive/pregnancy"),
        ("SBO last year", "gastrointestinal/intestinal-obstruction"),
        ("post AKI", "renal/acute-kidney-injury"),
        ("prev. SBO", "gastrointestinal/intestinal-obstruction"),
        ("ileostomy, since closed", "ileostomy"),
        ("finished breastfeeding", "reproductive/breastfeeding"),
        ("pregnant, then miscarried", "reproductive/pregnancy"),
        ("hypomagnesaemia, corrected", "electrolyte/hypomagnesaemia"),
        ("F/H kidney failure", "renal/kidney-failure"),
        ("low likelihood of CKD", "renal/chronic-kidney-disease"),
    ],
)
def test_what_is_of_a_child_unticked_or_of_another_time_is_left_open(text: str, condition: str) -> None:
    reading = reader().read(text)
    assert reading.recognition is RecognitionStatus.ambiguous
    assert condition in (*reading.conditions, *reading.everyday)


@pytest.mark.parametrize(
    "text",
    [
        "breastfeeding my 3 month old baby",
        "nursing my newborn",
        "lactating, infant 6 weeks old",
        "pregnant with twins",
        "expecting a baby",
    ],
)
def test_a_child_after_pregnancy_or_breastfeeding_is_the_persons_own(text: str) -> None:
    assert len(recognised(reader().read(text))) == 1


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("GERD without esophagitis", "gerd"),
        ("Chronic low back pain without sciatica", "low-back-pain"),
        ("Age-related osteoporosis without current pathological fracture", "osteoporosis"),
        ("Crohn's disease without rectal bleeding (HCC)", "gastrointestinal/crohn-disease"),
        ("CKD stage 4 w/o heart failure", "renal/ckd-stage-4"),
        ("Migräne ohne Aura", "migraine"),
        ("migraine sans aura", "migraine"),
        ("emicrania senza aura", "migraine"),
    ],
)
def test_a_condition_is_there_without_another(text: str, condition: str) -> None:
    assert recognised(reader().read(text)) == {condition}


@pytest.mark.parametrize(
    "text",
    [
        "no GERD without esophagitis",
        "diabetes without kidney disease",
        "hypertension without CKD stage 4",
        "CKD without proteinuria stage 4",
        "reflux without ileostomy",
        "h/o ileus without complications",
        "dementia without hallucinations, delusions, and anxiety",
    ],
)
def test_what_is_absent_leaves_a_text_open_where_it_may_matter(text: str) -> None:
    assert reader().read(text).recognition is RecognitionStatus.ambiguous
