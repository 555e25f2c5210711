"""What is measured or looked at in blood is not read as taken."""

import pytest

from tests.medicines.reading import read


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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("potassium 4.1", "4.1"),
        ("Magnesium: 0,82", "0,82"),
        ("magnesium = 1.9 (L)", "1.9"),
        ("lithium 0.6", "0.6"),
        ("calcium - 2.31", "2.31"),
        ("zinc 7", "7"),
        ("glucose 110", "110"),
        ("Albumin: 38", "38"),
        ("furosemide 40 mg, potassium 4.1", "4.1"),
        ("spironolactone 25 mg daily; magnesium 2", "2"),
        ("tacrolimus trough 6.2", "trough"),
        ("gentamicin trough <1", "trough"),
    ],
)
def test_a_number_that_was_measured_is_no_dose(text: str, value: str) -> None:
    assert value in read(text).not_understood


@pytest.mark.parametrize(
    "text",
    [
        "potassium 20",
        "magnesium 2 daily",
        "magnesium 2 tablets",
        "Magnesium 1,5 Tbl.",
        "magnesium 1/2 tablet",
        "calcium 1.2 g",
        "glucose 4 g",
        "calcium 1,200",
        "magnesium 2-0-1",
        "magnesium 3 x 1",
        "magnesium citrate 1.5",
        "clonidine 0.1",
        "vancomycin, trough before 4th dose",
    ],
)
def test_a_dose_of_a_mineral_is_understood(text: str) -> None:
    assert read(text).understood
