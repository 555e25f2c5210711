"""Names of conditions are read in several languages, with the stages and degrees as each writes them."""

import pytest

from tests.medicines.conditions.readings import reader, recognised


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Chronische Niereninsuffizienz Stadium 4", "renal/ckd-stage-4"),
        ("Chronische Nierenkrankheit, Stadium 3", "renal/ckd-stage-3"),
        ("Chronische Nierenerkrankung G3b A2", "renal/ckd-stage-3b"),
        ("Chronische Nierenkrankheit Stadium G4 A3", "renal/ckd-stage-4"),
        ("insuffisance rénale chronique stade 4", "renal/ckd-stage-4"),
        ("enfermedad renal crónica estadio 5", "renal/ckd-stage-5"),
        ("insufficienza renale cronica stadio III", "renal/ckd-stage-3"),
        ("doença renal crônica estágio 4", "renal/ckd-stage-4"),
        ("chronische nierinsufficiëntie stadium 3a", "renal/ckd-stage-3a"),
        ("AV-Block I. Grades", "cardiac-conduction/first-degree-av-block"),
        ("AV-Block 2. Grades", "cardiac-conduction/second-degree-av-block"),
        ("AV-Block III°", "cardiac-conduction/complete-av-block"),
        ("3° AVB", "cardiac-conduction/complete-av-block"),
        ("bloc auriculo-ventriculaire du 2ème degré", "cardiac-conduction/second-degree-av-block"),
        ("bloc AV premier degré", "cardiac-conduction/first-degree-av-block"),
        ("bloqueo AV de primer grado", "cardiac-conduction/first-degree-av-block"),
        ("blocco AV grado III", "cardiac-conduction/complete-av-block"),
        ("eerste graads AV-blok", "cardiac-conduction/first-degree-av-block"),
        ("chron. Niereninsuffizienz Stadium III", "renal/ckd-stage-3"),
        ("Niereninsuffizienz Stadium 4", "renal/ckd-stage-4"),
        ("renal impairment stage 3b", "renal/ckd-stage-3b"),
        ("Hypertonie bei Niereninsuffizienz Stadium 4", "renal/ckd-stage-4"),
        ("CKD 3 an ESRD", "renal/ckd-stage-3"),
        ("Bloqueio AV de 2º grau", "cardiac-conduction/second-degree-av-block"),
        ("BAV du premier degré", "cardiac-conduction/first-degree-av-block"),
        ("AV-Block II. Grades Typ Wenckebach", "cardiac-conduction/second-degree-av-block-mobitz-i"),
        ("2nd degree heart block", "cardiac-conduction/second-degree-av-block"),
        ("AV-Block III", "cardiac-conduction/complete-av-block"),
        ("AV block 2, Mobitz I", "cardiac-conduction/second-degree-av-block-mobitz-i"),
        ("BAV 1 (2019)", "cardiac-conduction/first-degree-av-block"),
        ("AVB II Typ Mobitz", "cardiac-conduction/second-degree-av-block"),
        ("AV block 1 year", "cardiac-conduction/av-block"),
        ("AV block 2:1", "cardiac-conduction/av-block"),
        ("AV block 3/2019", "cardiac-conduction/av-block"),
    ],
)
def test_a_stage_or_degree_is_read_as_each_language_writes_it(text: str, condition: str) -> None:
    assert condition in reader().read(text).conditions


@pytest.mark.parametrize(
    ("names", "condition"),
    [
        ("Dialyse; diálisis; dialisi; diálise", "renal/dialysis"),
        (
            "Niereninsuffizienz; insuffisance rénale; insuficiencia renal; nierinsufficiëntie",
            "renal/renal-impairment",
        ),
        (
            "Nierentransplantation; greffe rénale; trapianto di rene; niertransplantatie",
            "renal/kidney-transplant",
        ),
        ("schwanger; grossesse; embarazo; gravidanza; gravidez; zwangerschap", "reproductive/pregnancy"),
        ("Stillzeit; allaitement; lactancia; allattamento; borstvoeding", "reproductive/breastfeeding"),
        ("Myasthenie; myasthénie; miastenia gravis; ocular myasthenia", "neuromuscular/myasthenia-gravis"),
        (
            "Darmverschluss; occlusion intestinale; obstrucción intestinal",
            "gastrointestinal/intestinal-obstruction",
        ),
        ("Morbus Crohn; maladie de Crohn; ziekte van Crohn", "gastrointestinal/crohn-disease"),
        ("Colitis ulcerosa; rectocolite hémorragique", "gastrointestinal/ulcerative-colitis"),
        ("Magnesiummangel; hypomagnésémie; low Mg; LOW MG", "electrolyte/hypomagnesaemia"),
        ("Fibromyalgie; fibromialgia", "indication/fibromyalgia"),
    ],
)
def test_a_name_is_read_in_several_languages(names: str, condition: str) -> None:
    for name in names.split("; "):
        assert recognised(reader().read(name)) == {condition}, name
        assert not reader().read(f"kein {name}").everyday
        assert reader().read(f"{name}?").recognition.value == "ambiguous"


@pytest.mark.parametrize("text", ["gravida 2 para 1", "BAV", "muskuläre Hypotonie", "resección de íleo"])
def test_a_word_that_means_something_else_is_no_name(text: str) -> None:
    assert not reader().read(text).conditions


def test_titles_of_icd_10_cm_with_alternatives_are_names() -> None:
    title = (
        "Hypertensive chronic kidney disease with stage 5 chronic kidney disease or end stage renal disease"
    )
    assert "renal/ckd-stage-5" in reader().read(title).conditions
    assert reader().read(title).recognition.value == "recognised"


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Myasthenie seit 3 Jahren", "neuromuscular/myasthenia-gravis"),
        ("schwanger, 20. SSW", "reproductive/pregnancy"),
        ("enceinte de 5 mois", "reproductive/pregnancy"),
        ("embarazo de 20 semanas", "reproductive/pregnancy"),
        ("akutes Nierenversagen", "renal/acute-kidney-injury"),
        ("insuffisance rénale sévère", "renal/renal-impairment"),
        ("stillende Mutter", "reproductive/breastfeeding"),
        ("sinus bradycardia 48 bpm", "cardiac-conduction/bradycardia"),
        ("grossesse à risque", "reproductive/high-risk-pregnancy"),
        ("Schwangerschaft, 24+3 SSW", "reproductive/pregnancy"),
        ("Status na niertransplantatie 2015", "renal/kidney-transplant"),
        ("niertransplantatie op 3 mei 2017", "renal/kidney-transplant"),
        ("Portatore di trapianto renale dal 2009", "renal/kidney-transplant"),
        ("Malattia di Crohn in fase attiva", "gastrointestinal/crohn-disease"),
    ],
)
def test_what_stands_beside_a_name_is_read_in_other_languages(text: str, condition: str) -> None:
    assert recognised(reader().read(text)) == {condition}


@pytest.mark.parametrize(
    "text",
    [
        "Z. n. Ileus",
        "historia familiar de diálisis",
        "anamnesi familiare di dialisi",
        "frühere Schwangerschaft",
        "V. a. Myasthenie",
        "Ileus vor 3 Jahren",
        "Schwangerschaft: nein",
        "Kinderwunsch, keine Schwangerschaft",
        "Warteliste Nierentransplantation",
        "absence de maladie de Crohn",
        "désir de grossesse",
        "insuffisance rénale aiguë il y a 2 ans",
        "riesgo de insuficiencia renal",
        "donante de trasplante renal",
        "niega embarazo",
        "rischio di insufficienza renale",
        "gravidez excluída",
        "ziekte van Crohn, 10 jaar geleden",
        "Enfermedad de Crohn en remisión",
        "Doença de Crohn em remissão",
        "maladie de Crohn en rémission",
    ],
)
def test_doubt_in_other_languages_is_never_dropped(text: str) -> None:
    assert reader().read(text).recognition.value == "ambiguous"
