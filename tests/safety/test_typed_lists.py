"""Lists that people type: times, entries, and medicines with routes, times and frequencies."""

from typing import Any

import pytest

from app.medicines.concepts import Said
from app.safety.request import CheckRequest
from app.safety.typed_lists import LONGEST_LIST, entries, read_medicine_entry, read_times
from tests.safety.asking import checker


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("8am, 9:30 pm", ["08:00", "21:30"]), ("08:00 and 20:00", ["08:00", "20:00"]), ("8 a.m.; 12pm", ["08:00", "12:00"]), ("", []),
        ("8am & 10pm", ["08:00", "22:00"]), ("8AM/10PM", ["08:00", "22:00"]), ("noon and about 9pm", ["12:00", "21:00"]), ("midnight", ["00:00"]),
        ("20.30", ["20:30"]), ("7:15 Uhr", ["07:15"]), ("8h30 et 20h", None), ("8h30, 20h", ["08:30", "20:00"]), ("8 Uhr; 20.30 Uhr", ["08:00", "20:30"]),
        ("9.30pm", ["21:30"]), ("8.5", None), ("8h300", None), ("80h", ["80:00"]), ("every 8h", None),
        ("in the morning", None), ("8", None), ("8am with food", None), ("9-10 pm", None), ("13pm or noon", None),
    ],
)  # fmt: skip
def test_times_are_read_or_not_at_all(text: str, times: list[str] | None) -> None:
    assert read_times(text) == times


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("aspirin, ibuprofen; digoxin", ["aspirin", "ibuprofen", "digoxin"]),
        ("cipro 9:00, 21:00\nomeprazole", ["cipro 9:00, 21:00", "omeprazole"]),
        ("cipro 9am, 9 pm, digoxin", ["cipro 9am, 9 pm", "digoxin"]),
        ("levothyroxine, 75 mcg, tds, iron", ["levothyroxine, 75 mcg, tds", "iron"]),
        ("calcium (carbonate, tablets), iron", ["calcium (carbonate, tablets)", "iron"]),
        ("omeprazole, cipro, 9am, 9 pm", ["omeprazole", "cipro, 9am, 9 pm"]),
        ("aspirin, 5-HTP", ["aspirin", "5-HTP"]), ("• aspirin\n  - zinc\n* iron, biotin\n–  5-HTP", ["aspirin", "zinc", "iron", "biotin", "5-HTP"]),
        ("ibuprofen 1,000 mg, ramipril 2,5 mg", ["ibuprofen 1,000 mg", "ramipril 2,5 mg"]),
        ("aspirin 100,ibuprofen,zinc", ["aspirin 100", "ibuprofen", "zinc"]),
        (" \n ,, ", []), ("[x] aspirin\n[X] zinc\n[ ] biotin", ["aspirin", "zinc", "[ ] biotin"]), ("a) aspirin\n(b) zinc", ["aspirin", "zinc"]),
    ],
)  # fmt: skip
def test_a_list_is_read_by_lines_and_commas(text: str, found: list[str]) -> None:
    assert entries(text, checker().names.said_of_medicine) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gabapentin 300 MG capsule, Take 1 capsule by mouth at night., Disp: 90 capsule, Rfl: 3",
         ["gabapentin 300 MG capsule, Take 1 capsule by mouth at night., Disp: 90 capsule, Rfl: 3"]),
        ("gabapentin 300 mg\nTake 1 capsule by mouth at night\nTylenol", ["gabapentin 300 mg, Take 1 capsule by mouth at night", "Tylenol"]),
        ("Current medications:\nwarfarin, as directed\n\naspirin 81", ["warfarin, as directed", "aspirin 81"]),
        ("warfarin, stopped, aspirin", ["warfarin", "stopped", "aspirin"]), ("warfarin; Allergies: none", ["warfarin, Allergies: none"]), ("warfarin, 5 mg tablet, End Date: 06/22/2024, Disp: 90", ["warfarin, 5 mg tablet, Disp: 90", "End Date: 06/22/2024"]), ("warfarin, Start Date: 05/23/2024, Order Date: 05/24/2024", ["warfarin, Start Date: 05/23/2024, Order Date: 05/24/2024"]), ("warfarin, allergic to penicillin", ["warfarin", "allergic to penicillin"]),
        ("aspirin\nStopped:\nwarfarin", ["aspirin", "Stopped: warfarin"]), ("aspirin\nstopped\nwarfarin", ["aspirin", "stopped", "warfarin"]),
        ("Wife:\nwarfarin", ["Wife:", "warfarin"]), ("aspirin\nwarfarin, 1 tablet at night", ["aspirin", "warfarin, 1 tablet at night"]), ("warfarin, xyzzy, once daily", ["warfarin", "xyzzy, once daily"]),
        ("xyzzy, take 1 tablet", ["xyzzy", "take 1 tablet"]), ("Name | Dose\nwarfarin | 5 mg", ["warfarin | 5 mg"]), ("Medications:", []), ("\nonce daily\n\n", ["once daily"]),
        ("aspirin, ibuprofen 400 mg, up to 3 times a day", ["aspirin", "ibuprofen 400 mg, up to 3 times a day"]),
    ],
)  # fmt: skip
def test_what_names_no_medicine_belongs_to_the_one_before(text: str, found: list[str]) -> None:
    assert entries(text, checker().names.said_of_medicine) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kidney disease, stage 3, asthma", ["kidney disease, stage 3", "asthma"]), ("diabetes, type 2", ["diabetes, type 2"]),
        ("heart failure, resolved", ["heart failure, resolved"]), ("AKI, resolved", ["AKI", "resolved"]), ("asthma, xyzzy", ["asthma", "xyzzy"]), ("asthma\nmild", ["asthma, mild"]), ("asthma\nresolved", ["asthma", "resolved"]),
        ("Diagnoses:\nasthma\ngout", ["asthma", "gout"]), ("Problem list\nasthma, mild\ngout", ["asthma, mild", "gout"]), ("Past:\nasthma", ["Past:", "asthma"]),
        ("xyzzy\nasthma", ["xyzzy", "asthma"]), ("Wife:\nasthma", ["Wife: asthma"]),
        ("depression, anxiety", ["depression", "anxiety"]),
    ],
)  # fmt: skip
def test_what_names_no_condition_belongs_to_the_one_before(text: str, found: list[str]) -> None:
    assert entries(text, checker().names.said_of_condition) == found


@pytest.mark.parametrize(
    "rest",
    ["NKDA", "allergies: none", "none", "no other medicines", "not daily", "stopped last week", "for my husband",
     "until Friday", "do not crush", "or as directed", "no refills", "wife", "was 250 mg", "hold", "xyzzy"],
)  # fmt: skip
@pytest.mark.parametrize("between", [", ", "; ", "\n", ",\n"])
def test_what_follows_never_takes_the_alert_of_a_medicine(between: str, rest: str) -> None:
    named = entries(f"ciprofloxacin{between}{rest}", checker().names.said_of_medicine)
    asked = {"supplement": {"form": "citrate"}, "medicines": [{"text": each} for each in named]}
    answer = checker().check(CheckRequest.model_validate(asked))
    assert "ciprofloxacin" in {alert.rule for alert in answer.alerts}


def test_a_text_too_long_to_be_read_stays_in_pieces() -> None:
    names = ["warfarin, " + ", ".join(["take 1 tablet"] * 30)]
    assert entries(names[0], checker().names.said_of_medicine)[0] == "warfarin"
    read: list[str] = []

    def said(text: str) -> Said:
        read.append(text)
        return checker().names.said_of_medicine(text)

    assert len(entries("warfarin," * LONGEST_LIST, said)) == LONGEST_LIST
    assert not read


@pytest.mark.parametrize(
    ("entry", "given"),
    [
        ("gentamicin (intravenous) 8:00, 20:00", {"text": "gentamicin (intravenous)", "times": ["08:00", "20:00"]}),
        ("ciprofloxacin 500 mg 9am and 9pm", {"text": "ciprofloxacin 500 mg", "times": ["09:00", "21:00"]}),
        ("ciprofloxacin bid", {"text": "ciprofloxacin", "frequency": "bid"}),
        ("gabapentin 300 mg in the morning and at night", {"text": "gabapentin 300 mg", "frequency": "in the morning and at night"}),
        ("levothyroxine at 7:00 daily", {"text": "levothyroxine", "times": ["07:00"], "frequency": "daily"}),
        ("Lemsip Max Night", {"text": "Lemsip Max Night"}), ("Telmisartan AM", {"text": "Telmisartan AM"}),
        ("ciprofloxacin every 8 hours", {"text": "ciprofloxacin", "frequency": "every 8 hours"}),
        ("vitamin D (drops)", {"text": "vitamin D (drops)"}),
        ("bid", {"text": "bid"}), ("8:00", {"text": "8:00", "times": ["08:00"]}), ("(oral)", {"text": "(oral)"}), ("cipro 25:00", {"text": "cipro", "times": ["25:00"]}),
    ],
)  # fmt: skip
def test_an_entry_is_a_name_with_times_and_frequency(entry: str, given: dict[str, Any]) -> None:
    assert read_medicine_entry(entry) == given


LONG = 100_000


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    ["a," * LONG, "a;" * LONG, "a" + " " * LONG + "b", "8" + " " * LONG + "x", "8am " * (LONG // 4), "8:30," * (LONG // 5),
     "(" * LONG, "(a," * LONG, ")," * LONG, "1," * LONG, "/" * LONG, "bid " * (LONG // 4), "-" * LONG, "- " * LONG,
     "1. " * LONG, "a\n" * LONG, "#1 " * LONG, "a" + "\t" * LONG + "1.", "a " * LONG, "kidney " * LONG, "no " * LONG, "stage 3 " * LONG],
    ids=lambda text: repr(text[:6]),
)  # fmt: skip
def test_the_time_of_a_long_text_grows_with_its_length_alone(text: str) -> None:
    """With its square, each of these would take minutes."""
    names = checker().names
    for said in (names.said_of_medicine, names.said_of_condition):
        assert entries(text, said) or not text.strip("-, ")
    assert read_medicine_entry(text)["text"] or read_times(text)
    read_times(text)
