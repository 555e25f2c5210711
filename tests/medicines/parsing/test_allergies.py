"""An allergy to something else leaves the medicine before it out of doubt, and is reported."""

import pytest

from tests.medicines.parsing.test_other_medicines import is_certain_of_doxycycline
from tests.medicines.reading import read
from tests.safety.asking import answer


@pytest.mark.parametrize(
    "text",
    [
        "doxycycline 100 mg bd, allergic to penicillin",
        "doxycycline 100 mg bd (allergic to penicillin)",
        "doxycycline 100 mg bd (penicillin allergy)",
        "doxycycline 100 mg bd, penicillin allergy",
        "doxycycline 100 mg bd - PCN allergy",
        "doxycycline 100mg for cellulitis, penicillin allergic",
        "doxycycline 100 mg, allergies: penicillin, sulfa",
        "doxycycline 100 mg, Allergies: penicillin (rash), codeine (nausea)",
        "doxycycline 100 mg - Allergy - Penicillin",
        "doxycycline 100 mg, allergic to sulfa drugs",
        "doxycycline 100 mg, allergic to peanuts",
        "doxycycline 100 mg, latex allergy",
        "doxycycline 100 mg, lactose intolerant",
        "doxycycline 100 mg, I am allergic to penicillin",
        "doxycycline 100 mg, I'm allergic to amoxicillin and eggs",
        "doxycycline 100 mg, patient is allergic to penicillins",
        "doxycycline 100 mg - patient reports allergy to Bactrim",
        "doxycycline 100 mg since allergic to penicillin",
        "doxycycline 100 mg because of penicillin allergy",
        "doxycycline 100 mg due to penicillin allergy",
        "doxycycline 100 mg as she is allergic to penicillin",
        "doxycycline 100 mg, allergic to penicilin",
        "doxycycline 100 mg, allergic to penicillin, take with food",
        "doxycycline 100 mg, severe penicillin allergy",
        "doxycycline 100 mg, history of penicillin allergy",
        "doxycycline 100 mg, penicillin intolerance",
        "doxycycline 100 mg, tetracycline allergy",
        "doxycycline 100 mg, statin intolerant",
        "doxycycline 100 mg, NSAID allergy, no antacids",
        "Doxycyclin 100 mg, Allergie gegen Penicillin",
        "Doxycyclin 100 mg, allergisch auf Penicillin",
        "doxycycline 100 mg, allergique à la pénicilline",
        "doxycycline 100 mg, allergie à la pénicilline",
        "doxiciclina 100 mg, alergia a la penicilina",
        "doxiciclina 100 mg, alérgica a penicilina",
        "doxiciclina 100 mg, allergia alla penicillina",
        "doxiciclina 100 mg, alergia à penicilina",
        "doxycycline 100 mg, allergisch voor penicilline",
    ],
)
def test_an_allergy_to_something_else_is_reported_alone(text: str) -> None:
    reading = read(text)
    assert is_certain_of_doxycycline(reading)
    assert reading.not_understood


@pytest.mark.parametrize(
    "text",
    [
        "doxycycline 100 mg, NKDA",
        "doxycycline 100 mg; Allergies: NKDA",
        "doxycycline 100 mg, Allergies: none",
        "doxycycline 100 mg, allergies - nil known",
        "doxycycline 100 mg, no known drug allergies",
        "doxycycline 100 mg, no known allergies",
        "doxycycline 100 mg, no allergies",
        "Doxycyclin 100 mg, keine Allergien bekannt",
        "doxycycline 100 mg, pas d'allergie connue",
        "doxiciclina 100 mg, sin alergias conocidas",
    ],
)
def test_no_allergies_says_nothing_of_the_medicine(text: str) -> None:
    reading = read(text)
    assert is_certain_of_doxycycline(reading)
    assert not reading.not_understood


@pytest.mark.parametrize(
    "text",
    [
        "cetirizine 10 mg daily - allergies",
        "Cetirizine 10 mg, allergies",
        "cetirizine (allergies)",
        "cetirizine 10 mg for allergies",
        "Cetirizin 10 mg, Allergie",
        "cetirizine allergy relief 10 mg",
    ],
)
def test_an_allergy_is_what_a_medicine_against_allergies_is_for(text: str) -> None:
    reading = read(text)
    assert reading.understood
    assert not reading.doubts
    assert reading.meanings == (("cetirizine",),)


@pytest.mark.parametrize("text", ["cetirizine allergy", "cetirizine, allergic", "allergies: cetirizine"])
def test_an_allergy_to_a_medicine_against_allergies_leaves_it_in_doubt(text: str) -> None:
    assert read(text).doubts


@pytest.mark.parametrize(
    "text",
    [
        "doxycycline allergy",
        "allergic to doxycycline",
        "Allergies: doxycycline",
        "doxycycline, allergic",
        "doxycycline - allergies",
        "doxycycline (allergies)",
        "doxycycline, allergy",
        "doxycycline - allergic to it",
        "doxycycline (allergic to this)",
        "doxycycline, allergic to both",
        "doxycycline, amoxicillin: allergic to both",
        "doxycycline, I am allergic to doxycycline",
        "doxycycline, allergic to doxycycline and amoxicillin",
        "doxycycline, doxycycline allergy",
        "doxycycline and amoxicillin allergy",
        "doxycycline, rash",
        "doxycycline (rash)",
        "doxycycline, allergic reaction",
        "doxycycline, allergic to penicillin, stopped",
        "doxycycline, stopped as allergic to penicillin",
        "doxycycline - allergic, amoxicillin",
        "allergies: penicillin, doxycycline",
        "doxycycline, allergic to most antibiotics",
        "doxycycline, allergic to tetracyclines",
        "doxycycline, allergic to antibiotics",
    ],
)
def test_an_allergy_that_may_be_to_the_medicine_leaves_it_in_doubt(text: str) -> None:
    assert not is_certain_of_doxycycline(read(text))


def test_the_alerts_of_the_medicine_are_given() -> None:
    found = answer("doxycycline 100 mg bd, allergic to penicillin")
    assert "tetracyclines" in {each.rule for each in found.alerts}
    assert not found.complete


def test_an_allergy_to_what_a_name_may_stand_for_leaves_it_in_doubt() -> None:
    assert read("vitamin B12, allergic to cyanocobalamin").doubts
