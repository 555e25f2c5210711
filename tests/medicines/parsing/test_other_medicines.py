"""A clause that only denies another medicine leaves the one before it out of doubt, and is reported."""

import pytest

from app.medicines.parser import MedicineReading
from tests.medicines.reading import read
from tests.safety.asking import answer


def is_certain_of_doxycycline(reading: MedicineReading) -> bool:
    return reading.meanings == (("doxycycline",),) and not reading.doubts


@pytest.mark.parametrize(
    "text",
    [
        "doxycycline 100 mg - allergic to amoxicillin",
        "doxycycline 100 mg (intolerant of amoxicillin)",
        "doxycycline 50, stopped amoxicillin",
        "doxycycline 50 mcg, previously on amoxicillin",
        "doxycycline 50 mcg, no longer on amoxicillin",
        "doxycycline, not on amoxicillin",
        "doxycycline 50 mg, off amoxicillin",
        "doxycycline 100 mg, avoid iron",
        "doxycycline 70 mg weekly, not with calcium",
        "doxycycline 500 mg bd, no antacids",
        "doxycycline 500 mg bd, avoid antacids and iron",
        "doxycycline 500mg bd, do not take with calcium, iron or zinc",
        "doxycycline 500mg bd. hold tizanidine",
        "doxycycline 500mg, don't take with iron",
        "Doxycyclin 500 mg, nicht mit Calcium",
        "Doxycyclin 500 mg, kein Magnesium",
        "doxycycline 500 mg, pas de fer",
        "doxycycline 500 mg, ne pas prendre avec du fer",
        "doxiciclina 500 mg, no tomar con hierro",
        "doxiciclina 500 mg, non assumere con calcio",
        "doxycycline 500 mg, niet met ijzer",
        "doxycycline 50 mcg; discontinue amoxicillin",
        "doxycycline 5mg bd (aspirin stopped)",
        "doxycycline 100 mg bd (no antacids)",
        "doxycycline 100 mg bd (not with iron). Take with food",
    ],
)
def test_a_clause_that_denies_another_medicine_is_reported_alone(text: str) -> None:
    reading = read(text)
    assert is_certain_of_doxycycline(reading)
    assert reading.not_understood


@pytest.mark.parametrize(
    "text",
    [
        "doxycycline, amoxicillin stopped",
        "doxycycline 100 mg, stopped",
        "doxycycline, not tolerated",
        "doxycycline (severely allergic)",
        "doxycycline - allergic to it",
        "doxycycline 100 mg, stopped amoxicillin started",
        "doxycycline, changed to amoxicillin",
        "doxycycline, stop 5 days before surgery",
        "no antacids, doxycycline",
        "stopped doxycycline, no amoxicillin",
        "doxycycline, not working, amoxicillin",
        "doxycycline, no",
        "doxycycline (allergic)",
        "doxycycline, off",
        "doxycycline, off since on amoxicillin",
        "doxycycline, no more, amoxicillin",
        "doxycycline, stopped due to amoxicillin",
        "doxycycline, stopped for amoxicillin",
        "doxycycline - stop once on amoxicillin",
        "doxycycline, hold while on amoxicillin",
        "doxycycline, avoid, amoxicillin",
        "doxycycline, not taking, on amoxicillin",
        "doxycycline - not doxycycline",
        "doxycycline, no longer, amoxicillin instead",
        "doxycycline, no longer needed",
        "doxycycline, allergic to doxycycline and amoxicillin",
        "doxycycline: no, amoxicillin: yes",
        "doxycycline, no amoxicillin yes",
        "doxycycline. Stopped. Amoxicillin",
        "doxycycline (stopped), amoxicillin",
        "doxycycline, not now on amoxicillin",
        "doxycycline, without effect, amoxicillin",
        "doxycycline (rash) allergic to amoxicillin",
        "doxycycline, intolerance, amoxicillin",
    ],
)
def test_what_may_be_about_the_medicine_before_leaves_it_in_doubt(text: str) -> None:
    reading = read(text)
    assert reading.doubts or reading.not_understood
    assert not is_certain_of_doxycycline(reading)


def test_the_alerts_of_the_first_are_given_and_the_answer_is_incomplete() -> None:
    found = answer("doxycycline 100 mg bd, avoid antacids and iron")
    assert "tetracyclines" in {each.rule for each in found.alerts}
    assert not found.complete
    assert found.inputs[-1].not_understood == ["avoid", "antacids", "and", "iron"]
