"""A date beside a condition is dropped where the condition stays, and reported where it passes."""

import pytest

from app.medicines.conditions.codes import RecognitionStatus
from tests.medicines.conditions.readings import reader, recognised


@pytest.mark.parametrize(
    ("text", "condition", "date"),
    [
        ("SBO in 2009", "gastrointestinal/intestinal-obstruction", "2009"),
        ("pregnant in 2019", "reproductive/pregnancy", "2019"),
        ("AKI 2015", "renal/acute-kidney-injury", "2015"),
        ("AKI in March 2020", "renal/acute-kidney-injury", "march 2020"),
        ("ileus on 12 May 2012", "gastrointestinal/ileus", "12 may 2012"),
        ("2015: AKI", "renal/acute-kidney-injury", "2015"),
        ("CKD stage 4, AKI 2015", "renal/acute-kidney-injury", "2015"),
        ("kidney transplant 1999, SBO 2009", "gastrointestinal/intestinal-obstruction", "2009"),
        ("pregnancy complicated by preeclampsia 2012", "reproductive/pregnancy", "2012"),
        ("pregnant with kidney transplant 2015", "reproductive/pregnancy", "2015"),
        ("N17.9 2015", "renal/acute-kidney-injury", "2015"),
        ("N17.9 AKI, 2015", "renal/acute-kidney-injury", "2015"),
        ("myasthene Krise im Oktober 2016", "neuromuscular/myasthenia-gravis-exacerbation", "oktober 2016"),
    ],
)
def test_a_date_beside_what_passes_is_reported(text: str, condition: str, date: str) -> None:
    reading = reader().read(text)
    assert condition in reading.conditions
    assert reading.not_understood == (date,)


@pytest.mark.parametrize("text", ["dialysis for 3 months in 2020", "on dialysis for two weeks in March 2020"])
def test_how_long_something_was_in_a_year_leaves_it_open(text: str) -> None:
    assert reader().read(text).recognition.value == "ambiguous"


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("pregnant since March 2026", "reproductive/pregnancy"),
        ("schwanger seit Mai 2026", "reproductive/pregnancy"),
        ("kidney transplant 1999", "renal/kidney-transplant"),
        ("pregnant, kidney transplant 2015", "reproductive/pregnancy renal/kidney-transplant"),
        ("Crohn's disease 2003", "gastrointestinal/crohn-disease"),
        ("hypomagnesaemia, noted 11/02/2022", "electrolyte/hypomagnesaemia"),
        ("Chronic kidney disease stage 4 - 14 Mar 2019", "renal/ckd-stage-4"),
        ("Chronic kidney disease stage 4 (21-Jun-2021)", "renal/ckd-stage-4"),
        ("Chronic kidney disease stage 4, June 21, 2021", "renal/ckd-stage-4"),
        ("diálisis desde marzo de 2019", "renal/dialysis"),
        ("hémodialyse depuis 2017", "renal/haemodialysis"),
        # The number is that of the stage or type, not of a day.
        ("CKD stage 4 May 2019", "renal/ckd-stage-4"),
        ("CKD 4 May 2019", "renal/ckd-stage-4"),
        ("Mobitz 2 May 2019", "cardiac-conduction/second-degree-av-block-mobitz-ii"),
        # No month, though one begins so.
        ("low magnesium 2021", "electrolyte/hypomagnesaemia"),
    ],
)
def test_a_date_beside_what_stays_is_dropped(text: str, conditions: str) -> None:
    assert recognised(reader().read(text)) == set(conditions.split())


@pytest.mark.parametrize(
    "text",
    [
        "kidney transplant 5 years ago",
        "kidney transplant a few years ago",
        "Nierentransplantation vor 5 Jahren",
        "greffe rénale il y a 5 ans",
        "trasplante renal hace 5 años",
        "trapianto di rene 5 anni fa",
        "niertransplantatie 5 jaar geleden",
        "transplante renal há 5 anos",
        "asthma, kidney transplant 5 years ago",
    ],
)
def test_what_lasts_is_there_however_long_ago_it_was(text: str) -> None:
    assert "renal/kidney-transplant" in recognised(reader().read(text))


@pytest.mark.parametrize(
    "text",
    ["AKI 5 years ago", "dialysis 5 years ago", "possible kidney transplant 5 years ago", "SBO vor 5 Jahren"],
)
def test_what_may_be_over_is_in_doubt_when_it_was_long_ago(text: str) -> None:
    assert reader().read(text).recognition is RecognitionStatus.ambiguous


@pytest.mark.parametrize(
    "often",
    [
        "3 times weekly",
        "three times per week",
        "thrice weekly",
        "TIW",
        "3x/week",
        "3x/wk",
        "3 x wkly",
        "3 mal pro Woche",
        "dreimal wöchentlich",
        "3 fois par semaine",
        "3 veces por semana",
        "tre volte alla settimana",
        "trisettimanale",
        "três vezes por semana",
        "drie keer per week",
    ],
)
def test_how_often_a_week_is_understood(often: str) -> None:
    assert recognised(reader().read(f"dialysis {often}")) == {"renal/dialysis"}


@pytest.mark.parametrize("text", ["CKD stage 3 weekly bloods", "CKD 3 weekly bloods", "CKD 3 wkly bloods"])
def test_a_stage_before_weekly_is_no_frequency(text: str) -> None:
    assert reader().read(text).conditions == ("renal/ckd-stage-3",)


@pytest.mark.parametrize(
    "text",
    [
        "CKD stage 4 weeks",
        "CKD stage 4 day 3",
        "CKD stage 4 week review",
        "CKD stadium 4 weken",
        "IRC stade 4 mois",
    ],
)
def test_a_number_after_the_word_stage_is_a_stage(text: str) -> None:
    assert reader().read(text).conditions == ("renal/ckd-stage-4",)
