"""Days without a medicine, and a dose that was another before, leave no doubt; a name or a date does."""

import pytest

from tests.medicines.reading import read


@pytest.mark.parametrize(
    "text",
    [
        "levothyroxine 50 mcg daily except Sunday",
        "levothyroxine 50 mcg daily, none on Sunday",
        "levothyroxine 50 mcg, skip Sundays",
        "levothyroxine 50 mcg every day but not on Sundays",
        "levothyroxine 50 mcg, don't take on Sundays",
        "levothyroxine 50 mcg daily, no dose Saturday and Sunday",
        "L-Thyroxin 50 µg täglich außer sonntags",
        "L-Thyroxin 50 µg täglich, nicht am Sonntag",
        "Levothyrox 50 µg tous les jours sauf le dimanche",
        "levotiroxina 50 mcg todos los días excepto los domingos",
        "levotiroxina 50 mcg tutti i giorni tranne la domenica",
        "levotiroxina 50 mcg todos os dias exceto domingo",
        "levothyroxine 50 mcg dagelijks behalve zondag",
        "levothyroxine 50 mcg daily, Sundays off",
        "levothyroxine 50 mcg, not with milk",
        "levothyroxine 50 mcg, not at bedtime",
        "levothyroxine 50 mcg not with food",
        "levothyroxine 50 mcg, never on a full stomach",
        "levothyroxine 50 mcg, don't take before bed",
        "levothyroxine 50 mcg, never before coffee",
        "levothyroxine 50 mcg, nicht abends",
        "levothyroxine 50 mcg, pas le soir",
        "levotiroxina 50 mcg, no por la noche",
        "L-Thyroxin 50 µg 1-0-0, sonntags Pause",
        "levothyroxine 50 mcg (was 25 mcg)",
        "levothyroxine 50 mcg, previously 25",
        "levothyroxine changed from 25 mcg to 50 mcg",
        "CHANGED: levothyroxine now 50 mcg",
        "CHANGED levothyroxine 25 mcg -> 50 mcg",
        "started on levothyroxine last week",
        "been put on levothyroxine recently",
        "GP started me on levothyroxine yesterday",
    ],
)
def test_a_day_without_it_or_another_dose_before_is_no_doubt(text: str) -> None:
    reading = read(text)
    assert reading.understood
    assert not reading.doubts
    assert reading.meanings == (("levothyroxine-sodium",),)


@pytest.mark.parametrize(
    "text",
    [
        "nothing on Sunday levothyroxine",
        "levothyroxine not until Monday",
        "levothyroxine none since Sunday",
        "L-Thyroxin 50 µg ab Montag Pause",
        "L-Thyroxin 50 µg, seit Montag Pause",
        "L-Thyroxin Montag Pause",
        "levothyroxine 50 mcg, off Sundays and Mondays, stopped",
        "everything except levothyroxine",
        "no levothyroxine on Sunday",
        "no levothyroxine in the morning",
        "levothyroxine, not regular",
        "levothyroxine, not scheduled",
        "levothyroxine, not before MRI",
        "levothyroxine, not with milk, stopped",
        "levothyroxine was 50 mcg",
        "levothyroxine 50 mcg was stopped",
        "levothyroxine 50 mcg was for 2 weeks",
        "levothyroxine 50 mcg previously 2019",
        "levothyroxine 50 mcg, previously 3/2019",
        "levothyroxine 50 mcg, previously 25 mcg, now stopped",
        "levothyroxine 50 mcg changed",
        "levothyroxine changed 2019",
        "levothyroxine changed to carbimazole 5 mg",
        "changed from levothyroxine 50 mcg to carbimazole 5 mg",
        "changed: levothyroxine 50 mcg to carbimazole 5 mg",
        "started on levothyroxine last year",
        "had been put on levothyroxine",
    ],
)
def test_a_name_a_date_or_an_end_leaves_the_doubt(text: str) -> None:
    reading = read(text)
    assert reading.doubts or not reading.understood


@pytest.mark.parametrize(
    ("text", "replaced"),
    [
        ("levothyroxine 50 mcg instead of carbimazole", ("carbimazole",)),
        (
            "levothyroxine 50 mcg daily in place of carbimazole 5 mg tablets",
            ("carbimazole", "5 mg", "tablets"),
        ),
        ("levothyroxine 50 mcg (replaces carbimazole)", ("carbimazole",)),
        ("switched from carbimazole 5 mg to levothyroxine 50 mcg", ("carbimazole", "5 mg")),
        ("L-Thyroxin 50 µg statt Carbimazol", ("carbimazol",)),
        ("lévothyroxine 50 µg au lieu du carbimazole", ("carbimazole",)),
        ("levotiroxina 50 mcg en lugar de carbimazol", ("carbimazol",)),
        ("levotiroxina 50 mcg al posto di carbimazolo", ("carbimazolo",)),
        ("levothyroxine 50 mcg in plaats van carbimazol", ("carbimazol",)),
    ],
)
def test_what_replaces_another_is_taken_and_the_other_is_reported(
    text: str, replaced: tuple[str, ...]
) -> None:
    reading = read(text)
    assert reading.meanings == (("levothyroxine-sodium",),)
    assert not reading.doubts
    assert reading.not_understood == replaced
    (named,) = reading.components
    assert {each.amount for each in named.strengths} <= {50}


@pytest.mark.parametrize(
    "text",
    [
        "instead of carbimazole, levothyroxine 50 mcg",
        "stopped levothyroxine instead of carbimazole",
        "switch from carbimazole to levothyroxine",
        "switched levothyroxine to carbimazole",
        "levothyroxine instead",
    ],
)
def test_what_may_be_replaced_itself_stays_in_doubt(text: str) -> None:
    assert read(text).doubts


@pytest.mark.parametrize(
    "text",
    [
        "levothyroxine 50 mcg, no other meds",
        "levothyroxine 50 mcg. No other medications",
        "levothyroxine 50 mcg and nothing else",
        "levothyroxine 50 mcg is all I take",
        "no supplements, levothyroxine 50 mcg",
        "nothing else apart from levothyroxine 50 mcg",
        "no meds except levothyroxine",
        "levothyroxine 50 mcg, never missed a dose",
        "Levothyroxin 50 µg, sonst nichts",
        "levothyroxine 50 µg, rien d'autre",
        "levotiroxina 50 mcg, nada más",
    ],
)
def test_that_nothing_else_is_taken_is_no_doubt(text: str) -> None:
    reading = read(text)
    assert reading.understood
    assert not reading.doubts
