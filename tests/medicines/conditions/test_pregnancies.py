"""A pregnancy that is told in weeks is one of today; a number of pregnancies, or a wish, is not."""

import pytest

from app.medicines.conditions.codes import RecognitionStatus
from tests.medicines.conditions.readings import reader, recognised


@pytest.mark.parametrize(
    "text",
    [
        "G2P1 at 30 weeks",
        "G3P1011 22w",
        "gravida 2 para 1, 30 weeks",
        "G2P1, 24. SSW",
        "G3P2 à 32 SA",
        "pregnant G1P0",
        "G1P0 28/40",
    ],
)
def test_a_pregnancy_in_weeks_is_read(text: str) -> None:
    assert recognised(reader().read(text)) == {"reproductive/pregnancy"}


@pytest.mark.parametrize(
    "text", ["G2P1", "gravida 2 para 1", "G2P1, 6 weeks after delivery", "G4P2 miscarriage at 9 weeks"]
)
def test_a_number_of_pregnancies_is_none_of_today(text: str) -> None:
    assert reader().read(text).recognition is not RecognitionStatus.recognised


@pytest.mark.parametrize(
    "text",
    [
        "trying to conceive",
        "TTC",
        "trying for a baby",
        "Kinderwunsch",
        "désir d'enfant",
        "tentando engravidar",
        "kinderwens",
    ],
)
def test_a_wish_for_a_child_leaves_pregnancy_open(text: str) -> None:
    reading = reader().read(text)
    assert reading.recognition is RecognitionStatus.ambiguous
    assert reading.conditions == ("reproductive/pregnancy",)
