"""Display names of problem lists are read with all that they add to a name."""

import pytest

from app.medicines.conditions.codes import RecognitionStatus
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
        ("ICD (implantable cardioverter-defibrillator) in place", "implantable-defibrillator"),
        ("S/P CABG x 4", "coronary-heart-disease"),
        ("Tachycardia-bradycardia syndrome (HCC)", "cardiac-conduction/sick-sinus-syndrome"),
        ("Trifascicular block", "cardiac-conduction/other-specified-heart-block"),
        ("Secondary hyperparathyroidism of renal origin (HCC)", "renal/chronic-kidney-disease"),
        ("Fecal impaction", "gastrointestinal/intestinal-obstruction"),
        ("Gestational diabetes", "reproductive/pregnancy"),
        ("bad kidney failure", "renal/kidney-failure"),
        ("really bad sleep apnea", "sleep-apnoea"),
        ("Umbilical hernia without obstruction or gangrene", "hernia"),
        (
            "Benign prostatic hyperplasia with lower urinary tract symptoms, symptom details unspecified",
            "benign-prostatic-hyperplasia",
        ),
        (
            "Coronary artery disease involving native coronary artery of native heart without angina pectoris",
            "coronary-heart-disease",
        ),
        ("ich habe Rheuma und Sodbrennen", "arthritis gerd"),
        ("problemas de tiroides", "thyroid-disease"),
        ("hep C treated 2018", "hepatitis-c"),
        ("HBV", "hepatitis"),
        ("post menopausal", "menopause"),
        ("estou a amamentar", "reproductive/breastfeeding"),
    ],
)
def test_a_title_is_read(text: str, conditions: str) -> None:
    assert recognised(reader().read(text)) == set(conditions.split())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Diabetes, unspecified plant disease", "plant"),
        ("Acute renal failure (ABC)", "abc"),
    ],
)
def test_what_a_title_adds_beyond_its_name_is_reported(text: str, left: str) -> None:
    assert left in reader().read(text).not_understood


@pytest.mark.parametrize("text", ["I only have one kidney", "nur eine Niere", "irregular heartbeat"])
def test_what_may_matter_and_no_source_names_says_so(text: str) -> None:
    assert reader().read(text).no_source


@pytest.mark.parametrize(
    "text",
    ["History of gestational diabetes", "parei de amamentar", "dejé de dar el pecho", "when I get pregnant"],
)
def test_what_is_over_or_to_come_is_not_there(text: str) -> None:
    assert reader().read(text).recognition is not RecognitionStatus.recognised
