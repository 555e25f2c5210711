"""What is measured or looked at in blood is not read as taken."""

import pytest

from tests.medicines.test_parser import read


@pytest.mark.parametrize(
    "text",
    [
        "Furosemid 40 mg, Kalium kontrollieren",
        "Furosemid 40 mg, Kalium-Kontrolle",
        "Furosemid 40 mg, Kalium wöchentlich kontrollieren",
        "Furosemid 40 mg, Kontrolle Kalium",
        "furosemide 40 mg, surveillance potassium",
        "furosemide 40 mg, contrôle du potassium",
        "furosemide 40 mg, controllo potassio",
        "furosemide 40 mg, controle kalium",
        "furosemide 40 mg, recheck potassium",
        "furosemide 40 mg, review magnesium",
        "levothyroxine 50 mcg, 4 h from calcium",
        "levothyroxine, 30 min from iron",
        "furosemide for K",
        "metformin if glucose",
        "lisinopril > 3",
    ],
)
def test_a_name_beside_a_check_or_a_distance_is_reported(text: str) -> None:
    assert read(text).not_understood


@pytest.mark.parametrize(
    "text",
    [
        "Furosemid 40 mg, Kontrolle in 4 Wochen",
        "Ramipril 5 mg 1-0-0, Blutdruck kontrollieren",
        "metformin 500 mg, review in 4 weeks",
        "bisoprolol 5 mg, contrôle TA",
        "levothyroxine 50 mcg, 30 min from food",
        "Furosemid 40 mg, Gewicht tgl. kontrollieren",
        "furosemide 20 mg prn for weight gain > 3 lb",
        "magnesium sulfate 2 g IV for Mg < 1.8",
        "glucagon 1 mg IM if glucose < 70",
    ],
)
def test_a_check_of_something_else_is_understood(text: str) -> None:
    assert read(text).understood
    assert len(read(text).meanings[0]) == 1
