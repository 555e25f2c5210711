"""How often a day, from words."""

import pytest

from app.medicines.frequencies import DOSES, doses_a_day, hours_between
from app.medicines.names import fold
from app.medicines.parsing.words import WordKind
from tests.medicines.reading import read, words


@pytest.mark.parametrize(
    ("text", "doses"),
    [
        ("bid", 2), ("b.i.d.", 2), ("BD", 2), ("twice a day", 2), ("2 times a day", 2), ("2x/day", 2), ("tds", 3),
        ("t.i.d.", 3), ("three times daily", 3), ("3 x daily", 3), ("qds", 4), ("qid", 4), ("od", 1), ("once  daily", 1),
        ("Nocte", 1), ("every 8 hours", 3), ("q8h", 3), ("every 12 hrs", 2), ("6 hourly", 4), ("1-0-1", 2), ("1-1-1-1", 4),
        ("1/2-0-1", 2), ("in the morning and at night", 2), ("morning and evening", 2), ("with breakfast", 1),
        ("3 x täglich", 3), ("2 mal am Tag", 2), ("morgens und abends", 2), ("toutes les 6 heures", 4),
        ("matin, midi et soir", 3), ("cada 12 horas", 2), ("3 veces al día", 3), ("2 volte al giorno", 2),
        ("every day at bedtime", 1), ("daily in the morning and at night", 2), ("täglich abends", 1), ("twice-daily", 2), ("12-hourly", 2),
        ("3x/Tag", 3), ("3 fois/jour", 3), ("2 x/die", 2), ("2dd", 2), ("om de 8 uur", 3), ("de 8 em 8 horas", 3), ("alle 12 Std.", 2),
        ("2x dag", 2), ("tweemaal per dag", 2), ("zweimal am Tag", 2), ("viermal pro Tag", 4), ("deux fois/jour", 2), ("3 fois/j", 3),
        ("dos veces por día", 2), ("cuatro veces al día", 4), ("due volte al dì", 2), ("quatro vezes ao dia", 4), ("hourly", 24), ("two times daily", 2),
        ("1 vez/día", 1), ("1 vez al día", 1), ("2 vezes/dia", 2), ("1 volta/die", 1), ("1 volta al giorno", 1), ("2 keer/dag", 2), ("3/día", 3),
        ("every eight hours", 3), ("alle zwölf Stunden", 2), ("cada seis horas", 4), ("toutes les huit heures", 3), ("twelve-hourly", 2),
        ("every hour", 24), ("stündlich", 24), ("with breakfast and with lunch and with dinner", 3), ("twice a day with meals", 2), ("tgl. zum Essen", 1), ("2 fois par jour pendant les repas", 2), ("at bedtime with food", 1),
    ],
)  # fmt: skip
def test_a_frequency_is_read(text: str, doses: float) -> None:
    assert doses_a_day(text) == doses


@pytest.mark.parametrize(
    "text",
    [
        None, "", "as needed", "prn", "weekly", "every 0 hours", "every 30 hours", "0-0-0", "0 x daily", "with meals",
        "am", "pm", "am and pm", "every other day at bedtime", "daily 2", "3/", "3 dds",
        "day and night", "daily and at night", "morning and", "3 mal", "alle 30 Stunden", "dreimal", "3 x wöchentlich",
        "einmal am", "zweimal die Woche", "tres veces por semana", "deux fois", "vier mal zwei am Tag",
    ],
)  # fmt: skip
def test_what_gives_no_number_a_day_gives_none(text: str | None) -> None:
    assert doses_a_day(text) is None


@pytest.mark.parametrize(
    ("text", "doses"), [("am", 1), ("a.m.", 1), ("PM", 1), ("am and pm", 2), ("noon", 1), ("qam", 1), ("bid", 2), ("am or pm", None)]
)  # fmt: skip
def test_where_only_a_frequency_can_stand_am_is_a_time_of_the_day(text: str, doses: float | None) -> None:
    assert doses_a_day(text, by_itself=True) == doses


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("every 8 hours", 8),
        ("q6h", 6),
        ("12 hourly", 12),
        ("hourly", 1),
        ("two-hourly", 2),
        ("every one and a half hours", None),
        ("bid", None),
    ],
)
def test_hours_between_doses_are_read(text: str, hours: float | None) -> None:
    assert hours_between(text) == hours


DOSES_OF_MEANING = {"once a day": 1, "twice a day": 2, "three times a day": 3, "four times a day": 4}

ONLY_AS_A_FREQUENCY = {"td", "om"}
"""Inside the name of a medicine they may be a route or a Dutch word."""


@pytest.mark.parametrize("word", sorted(DOSES.keys() - ONLY_AS_A_FREQUENCY))
def test_a_frequency_is_one_inside_the_text_of_a_medicine_too(word: str) -> None:
    """The words of texts are listed in the vocabulary; the number a day is the same in both places."""
    meanings = {each.meaning for each in words().alone[fold(word)] if each.kind is WordKind.frequency}
    assert meanings
    assert {DOSES_OF_MEANING.get(each, DOSES[word]) for each in meanings} == {DOSES[word]}


def test_no_frequency_of_the_vocabulary_means_another_number_a_day() -> None:
    for phrase, found in words().alone.items():
        for each in found:
            if each.kind is WordKind.frequency and each.meaning in DOSES_OF_MEANING:
                assert doses_a_day(phrase) in (None, DOSES_OF_MEANING[each.meaning]), phrase


def test_the_abbreviation_of_british_prescriptions_is_understood() -> None:
    assert read("metoprolol 50 mg bds").understood
