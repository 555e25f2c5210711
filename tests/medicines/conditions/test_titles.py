"""Display names of problem lists are read with all that they add to a name."""

import pytest

from tests.medicines.conditions.readings import reader, recognised


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("Allergic rhinitis, unspecified seasonality, unspecified trigger", "allergic-rhinitis"),
        (
            "Congestive heart failure, unspecified HF chronicity, unspecified heart failure type (HCC)",
            "heart-failure",
        ),
        ("Chronic kidney disease, unspecified CKD stage", "renal/chronic-kidney-disease"),
        ("Hyperlipidemia LDL goal <100", "hyperlipidaemia"),
        ("Obesity with body mass index (BMI) of 37.0 to 37.9 in adult", "obesity"),
        (
            "Class 2 severe obesity due to excess calories with serious comorbidity and body mass index (BMI) of "
            "37.0 to 37.9 in adult (HCC)",
            "obesity",
        ),
        ("Acute renal failure (ARF) (HCC)", "renal/acute-kidney-injury"),
        ("Gastro-esophageal reflux disease (GERD)", "gerd"),
        ("Ileus following gastrointestinal surgery", "gastrointestinal/ileus"),
        ("Major depressive disorder, recurrent, in partial remission (HCC)", "major-depressive-disorder"),
        ("Polycystic kidney disease", "renal/chronic-kidney-disease"),
        ("Nicotine dependence, cigarettes, uncomplicated", "tobacco-use"),
        ("S/P nephrectomy", "single-kidney"),
    ],
)
def test_a_title_is_read(text: str, conditions: str) -> None:
    assert recognised(reader().read(text)) == set(conditions.split())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Diabetes, unspecified lung disease", "lung"),
        ("Acute renal failure (ABC)", "abc"),
    ],
)
def test_what_a_title_adds_beyond_its_name_is_reported(text: str, left: str) -> None:
    assert left in reader().read(text).not_understood


@pytest.mark.parametrize("text", ["I only have one kidney", "nur eine Niere", "irregular heartbeat"])
def test_what_may_matter_and_no_source_names_says_so(text: str) -> None:
    assert reader().read(text).no_source
