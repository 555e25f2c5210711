"""An instruction in words is read where every word is understood, and not at all otherwise."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cds_hooks.reading.dosage import ProductContent, read_dosage
from app.cds_hooks.reading.instruction_text import read_dose_in_words
from app.cds_hooks.reading.units import UnitKind
from tests.cds_hooks.calls import cards_of, hook_request, order, rules_on

READ: list[tuple[str, float, UnitKind, float]] = [
    ("Take 1 tablet by mouth daily", 1, UnitKind.piece, 1),
    ("Take one tablet by mouth twice daily.", 1, UnitKind.piece, 2),
    ("Take 2 capsules three times a day", 2, UnitKind.piece, 3),
    ("ONE TO BE TAKEN THREE TIMES A DAY", 1, UnitKind.piece, 3),
    ("1-2 tablets twice a day", 2, UnitKind.piece, 2),
    ("1 to 2 tabs bd", 2, UnitKind.piece, 2),
    ("400 mg PO BID", 400, UnitKind.mass, 2),
    ("400mg daily", 400, UnitKind.mass, 1),
    ("1.5 g at bedtime", 1.5, UnitKind.mass, 1),
    ("10 mmol twice daily", 10, UnitKind.magnesium, 2),
    ("30 mL at bedtime", 30, UnitKind.volume, 1),
    ("2 sachets daily", 2, UnitKind.piece, 1),
    ("1 tablet every 8 hours", 1, UnitKind.piece, 3),
    ("1 tablet three times a day with food", 1, UnitKind.piece, 3),
    ("1-0-0-0", 1, UnitKind.piece, 1),
    ("2-0-1", 3, UnitKind.piece, 1),
    ("3 x täglich 1 Tablette", 1, UnitKind.piece, 3),
    ("Nehmen Sie 2 Tabletten zweimal täglich", 2, UnitKind.piece, 2),
    ("1 Tablette morgens und abends", 1, UnitKind.piece, 2),
    ("alle 8 Stunden 1 Tablette", 1, UnitKind.piece, 3),
    ("2 comprimés matin et soir", 2, UnitKind.piece, 2),
    ("Prendre un comprimé par voie orale 3 fois par jour", 1, UnitKind.piece, 3),
    ("1 comprimé matin, midi et soir", 1, UnitKind.piece, 3),
    ("1 comprimido cada 8 horas", 1, UnitKind.piece, 3),
    ("Tomar dos comprimidos al día", 2, UnitKind.piece, 1),
    ("1 compressa 2 volte al giorno", 1, UnitKind.piece, 2),
    ("1 comprimido duas vezes ao dia", 1, UnitKind.piece, 2),
    ("2 maal per dag 1 tablet", 1, UnitKind.piece, 2),
    ("twice daily 400 mg", 400, UnitKind.mass, 2),
]

NOT_READ = [
    "",
    "as directed",
    "Take 1 tablet by mouth daily as needed",
    "Take 1 tablet by mouth daily for 7 days, then 2 tablets daily",
    "Do not take 1 tablet daily",
    "1/2 tablet daily",
    "1/2-0-1/2",
    "0-0-0",
    "0 tablets daily",
    "1,5 g daily",
    "1 tablet every other day",
    "1 tablet 3 times a week",
    "Take 1 tablet (400 mg total) by mouth daily",
    "400 daily",
    "3 times a day",
    "1 tablet",
    "half a tablet daily",
    "1 bottle daily",
    "1 tablet daily or twice daily",
    "Start 1 tablet daily",
    "½ tablet daily",
    "3 x wöchentlich 1 Tablette",
    "1 Tablette bei Bedarf",
    "1 comprimé si besoin, 3 fois par jour",
    "1 comprimido al día durante 7 días, luego 2",
    "twice daily 1 bottle",
    "daily 0 tablets",
    "3 mal 1 Tablette",
]


@pytest.mark.parametrize(("text", "dose", "kind", "times"), READ)
def test_dose_and_times_are_read(text: str, dose: float, kind: UnitKind, times: float) -> None:
    found = read_dose_in_words(text)
    assert found is not None
    assert (found.dose.value, found.dose.unit.kind, found.times) == (dose, kind, times)


@pytest.mark.parametrize("text", NOT_READ)
def test_what_is_not_understood_whole_is_not_read(text: str) -> None:
    assert read_dose_in_words(text) is None


TWICE = {"timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}}
ONE = {"doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}]}


@pytest.mark.parametrize(
    ("instruction", "milligrams"),
    [
        ({"text": "1 tablet twice a day"}, 200),
        ({"text": "1 tablet twice a day", **ONE}, 200),
        ({"text": "1 tablet twice a day", **TWICE}, 200),
        ({"text": "2 tablets twice a day", **ONE}, None),
        ({"text": "1 tablet daily", **TWICE}, None),
        ({"text": "3 tablets three times a day", **ONE, **TWICE}, 900),
        ({"text": "1 tablet daily", "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "bottle"}}]}, None),
        ({"text": "as directed", **ONE}, None),
    ],
)
def test_words_complete_what_the_elements_leave_out(
    instruction: dict[str, Any], milligrams: float | None
) -> None:
    found = read_dosage({"dosageInstruction": [instruction]}).milligrams_a_day(ProductContent(per_piece=100))
    assert (found.value if found else None) == milligrams


@pytest.mark.parametrize(
    ("instructions", "milligrams", "said"),
    [
        ([{"text": "3 tablets three times a day", **ONE, **TWICE}], 900, "3 tablets three times a day"),
        ([{"patientInstruction": "2 tablets twice a day", **ONE, **TWICE}], 400, "2 tablets twice a day"),
        ([{"text": "1 tablet daily", **ONE, **TWICE}], 200, "1 tablet daily"),
        ([{"text": "2 tablets daily", **ONE, **TWICE}], 200, ""),
        ([{"text": "as directed, 9 tablets", **ONE, **TWICE}], 200, ""),
        ([{"text": "500 mg twice a day", **ONE, **TWICE}], 200, ""),
        ([{"text": "1 tablet daily", "asNeeded": True, **ONE, **TWICE}], 200, ""),
        (
            [{"text": "1 tablet twice a day", **ONE, **TWICE}, {"text": "1 tablet daily", **ONE, **TWICE}],
            400,
            "",
        ),
    ],
)
def test_words_that_tell_another_dose_are_reported_and_the_higher_counts(
    instructions: list[dict[str, Any]], milligrams: float, said: str
) -> None:
    """One of several instructions may have the words of all."""
    dosage = read_dosage({"dosageInstruction": instructions})
    found = dosage.milligrams_a_day(ProductContent(per_piece=100))
    assert found is not None
    assert (found.value, dosage.contradicted) == (milligrams, said)


def test_a_card_says_that_words_and_dose_differ(client: TestClient) -> None:
    told = {"text": "4 tablets twice a day", **ONE, **TWICE}
    cards = cards_of(
        client, hook_request(order("Magnesium citrate 100 mg elemental", dosageInstruction=[told]))
    )
    assert "laxative-size-dose" in rules_on(cards)
    assert "“4 tablets twice a day” and the dose of" in cards[-1]["detail"]
