"""Headings in lists that people type: those that cast doubt on what stands below, and those that do not."""

import pytest

from app.medicines.parsing.headings import Heading
from app.medicines.vocabulary import LONGEST_TEXT
from app.safety.list_sections import LONGEST_HEADING
from app.safety.typed_lists import entries, read_medicine_entry
from tests.medicines.vocabularies import condition_vocabulary
from tests.safety.asking import answer, checker, rules


def typed(text: str) -> list[str]:
    return entries(text, checker().names.said_of_medicine)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Stopped:\nwarfarin 5 mg\ndigoxin", ["Stopped: warfarin 5 mg", "Stopped: digoxin"]),
        ("STOP taking these medications\n- cipro\n- zinc", ["STOP taking these medications: cipro", "STOP taking these medications: zinc"]),
        ("Discontinued\nzinc, iron", ["Discontinued: zinc", "Discontinued: iron"]),
        ("Abgesetzt:\nFurosemid 40 mg 1-0-0", ["Abgesetzt: Furosemid 40 mg 1-0-0"]), ("Ne plus prendre :\nibuprofène", ["Ne plus prendre: ibuprofène"]),
        ("zinc\nPast medications\niron", ["zinc", "Past medications: iron"]), ("zinc\n\nRecently stopped\niron", ["zinc", "Recently stopped: iron"]),
        ("Stopped:\nxyzzy\nwarfarin", ["Stopped: xyzzy", "Stopped: warfarin"]), ("Stopped:\nwarfarin 5 mg\nonce daily\nzinc", ["Stopped: warfarin 5 mg, once daily", "Stopped: zinc"]),
        ("Stopped:\n\nwarfarin", ["Stopped: warfarin"]), ("Stopped:\nstopped warfarin", ["Stopped: stopped warfarin"]),
        ("Allergies: zinc, codeine", ["Allergies: zinc", "Allergies: codeine"]), ("Stopped: zinc; iron", ["Stopped: zinc", "Stopped: iron"]),
        ("Stopped: zinc, Current: iron", ["Stopped: zinc", "Current: iron"]),
    ],
)  # fmt: skip
def test_a_heading_of_doubt_is_written_before_each_entry_below_it(text: str, found: list[str]) -> None:
    assert typed(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Past Medical History:\n1. CKD stage 4\n2. GERD", ["1. CKD stage 4", "2. GERD"]), ("PMH: CKD 4, ileus", ["PMH: CKD 4", "ileus"]),
        ("Past surgical history:\nappendectomy", ["appendectomy"]), ("Antécédents :\nHTA", ["HTA"]), ("Medical history:\nheart block", ["heart block"]),
        ("Family history:\nCKD\ngout", ["Family history: CKD", "Family history: gout"]), ("FH: CKD, gout\nasthma", ["FH: CKD", "FH: gout", "asthma"]),
        ("Family history:\nCKD\n\nileus", ["Family history: CKD", "ileus"]), ("Family history:\nCKD\nPMH:\nileus", ["Family history: CKD", "ileus"]),
        ("Ruled out: ileus, heart block", ["Ruled out: ileus", "Ruled out: heart block"]), ("Denies: AKI, xyzzy", ["Denies: AKI", "xyzzy"]),
        ("gout\nResolved Problems\nAKI\nasthma", ["gout", "Resolved Problems: AKI", "asthma"]), ("gout\nresolved\nAKI", ["gout", "resolved", "AKI"]),
        ("Family history:", ["Family history:"]), ("xyzzy history:\nCKD", ["xyzzy history:", "CKD"]), ("gout\nFamily history\nCKD", ["gout", "Family history: CKD"]),
        ("Antecedentes personales:\nERC estadio 4", ["ERC estadio 4"]), ("Assessment:\nCKD 4", ["Assessment:", "CKD 4"]), ("gout\nno history\nCKD", ["gout", "no history", "CKD"]),
    ],
)  # fmt: skip
def test_a_heading_of_conditions_casts_doubt_or_is_left_out(text: str, found: list[str]) -> None:
    assert entries(text, checker().names.said_of_condition) == found


def test_other_words_of_doubt_above_conditions_take_no_alert_away() -> None:
    reader = checker().names.condition_reader
    words = [each.word for each in condition_vocabulary().words if each.kind == "doubt"]
    heading = [word for word in words if reader.heading(f"{word}:") is Heading.of_doubt]
    assert {"family", "denies", "ruled out", "Ausschluss"} & set(heading) == {"family", "denies", "ruled out"}
    for word in set(words) - set(heading):
        assert "CKD 4" in entries(f"{word}:\nCKD 4", checker().names.said_of_condition), word


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Stopped:\nzinc\n\ncipro", "cipro"), ("Stopped:\nzinc\nMedications:\ncipro", "cipro"), ("Stopped:\nzinc\nCurrent medications\ncipro", "cipro"),
        ("Stopped:\nzinc\nCONTINUE taking these medications\ncipro", "cipro"), ("Stopped:\nzinc\nXyzzy:\ncipro", "cipro"), ("Stopped:\nzinc\nstill xyzzy plugh\ncipro", "cipro"),
        ("Stopped: zinc\ncipro", "cipro"), ("Stopped: 1. zinc 2. iron\ncipro", "cipro"), ("Stopped:\nzinc\nNew: cipro", "New: cipro"), ("Stopped:\nzinc\nAllergies: none\ncipro", "cipro"),
    ],
)  # fmt: skip
def test_a_heading_of_doubt_ends_at_an_empty_line_and_at_the_next_heading(text: str, last: str) -> None:
    assert typed(text)[-1] == last
    assert typed(text)[0].startswith("Stopped: ")


@pytest.mark.parametrize(
    "heading",
    ["START taking", "START taking these medications", "CONTINUE taking these medications which have NOT CHANGED:", "Changed medications",
     "CHANGE how you take these medications:", "New medications", "Your medications have changed", "Unchanged:", "Medication changes:", "Iniciar:"],
)  # fmt: skip
def test_a_heading_of_what_is_taken_is_left_out(heading: str) -> None:
    assert typed(f"{heading}\ncipro 500 mg\nzinc") == ["cipro 500 mg", "zinc"]


@pytest.mark.parametrize(
    "heading",
    ["Medication history:", "Do not stop:", "Wife:", "Planned:", "xyzzy:", "ASK your doctor about these medications:", "none", "maybe", "Allergies: none",
     "stopped last week, started again", "Not changed:", "not daily", "Reduced:", "Not started:"],
)  # fmt: skip
def test_other_headings_take_no_alert_away(heading: str) -> None:
    assert "cipro" in typed(f"{heading}\ncipro")


def test_a_remark_on_the_medicine_above_is_no_heading_of_the_next() -> None:
    assert typed("zinc\nstopped last week\ncipro") == ["zinc", "stopped last week", "cipro"]
    assert typed("zinc\n\nstopped") == ["zinc", "stopped"]


def test_an_amount_below_allergies_is_of_a_medicine_that_is_taken() -> None:
    assert typed("Allergies:\ncodeine\ncipro 500 mg\nzinc") == ["Allergies: codeine", "cipro 500 mg", "zinc"]


@pytest.mark.parametrize(
    "text",
    ["Allergies: none\ncipro", "NKDA\ncipro", "Allergies:\nnone\ncipro 500 mg", "Allergies: none, cipro"],
)
def test_that_there_is_no_allergy_is_no_doubt(text: str) -> None:
    found = answer(*map(read_medicine_entry, typed(text)))
    assert "ciprofloxacin" in rules(found)
    assert found.complete


def test_a_medicine_without_a_name_is_no_heading() -> None:
    assert typed("blood thinner\nzinc") == ["blood thinner", "zinc"]
    assert typed("Allergies:\npenicillin\nzinc") == ["Allergies: penicillin", "Allergies: zinc"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("No furosemide, digoxin", ["No furosemide, digoxin"]), ("allergic to codeine, zinc", ["allergic to codeine, zinc"]),
        ("No furosemide, digoxin 125 mcg", ["No furosemide", "digoxin 125 mcg"]), ("No furosemide, digoxin bid", ["No furosemide", "digoxin bid"]),
        ("stopped furosemide, digoxin", ["stopped furosemide", "digoxin"]), ("No furosemide, xyzzy", ["No furosemide", "xyzzy"]),
    ],
)  # fmt: skip
def test_a_denial_is_of_all_mere_names_of_its_line(text: str, found: list[str]) -> None:
    assert typed(text) == found


def test_what_stands_below_a_heading_of_doubt_is_ambiguous_and_names_it() -> None:
    found = answer(*map(read_medicine_entry, typed("Stopped:\ncipro bid\n\nTaking:\ndoxycycline")))
    assert [
        (each.given, each.status.value) for each in found.inputs if each.place.startswith("medicines")
    ] == [
        ("Stopped: cipro", "ambiguous"),
        ("doxycycline", "matched"),
    ]
    assert not found.complete
    assert rules(found) == {"tetracyclines"}


def test_an_entry_that_is_too_long_with_its_heading_stays_without_it() -> None:
    entry = f"cipro {'500 mg ' * 35}"[: LONGEST_TEXT - 5].strip()
    assert typed(f"Stopped:\n{entry}") == ["Stopped:", entry]
    assert typed(f"Stopped {'or held ' * (LONGEST_HEADING // 8)}:\ncipro")[-1] == "cipro"
