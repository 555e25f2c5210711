"""An ingredient that a text tells without its name is reported, and what only looks like one is read."""

import pytest

from tests.medicines.reading import read


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Micardis plus 80/25", "plus"),
        ("COVERSYL PLUS 5mg/1.25mg Tab 1 daily mane", "plus"),
        ("Bisoprolol Hexal plus 5/12,5", "plus"),
        ("Ramipril plus Tabletten Metformin", "plus"),
        ("Fosamax plus low dose aspirin", "plus"),
        ("Micardis + 80/25 mg", "+"),
        ("enalapril mais 12,5 mg", "mais"),
        ("lisinopril and 12.5 mg daily", "and"),
        ("lisinopril tablets with 12.5 mg, metoprolol 50 mg", "with"),
        ("Lisinopril / 12.5 mg", "/"),
        ("Fosamax & 5600 units", "&"),
    ],
)
def test_a_strength_that_is_joined_to_a_name_needs_a_name(text: str, left: str) -> None:
    assert left in read(text).not_understood


@pytest.mark.parametrize(
    "text",
    [
        "hydrocodone 5/325",
        "lisinopril 10/12.5-20/12.5",
        "hydrocodone 10-325 mg",
        "oxycodone 5 mg-325 mg tablet",
        "amoxicillin 875 mg/125 mg",
        "Amoxicillin 1 g/200 mg",
        "amoxicillin 875/125",
        "Lisinopril 20/12.5 mg daily",
        "losartan 100-25",
        "Valsartan Teva 160/12.5",
        "Bisoprolol 5 mg/12.5 mg",
        "levodopa tablets 100/25",
        "fluticasone 250 mcg/50 mcg",
        "budesonide 160/4.5 mcg/act",
        "Fosamax 70 mg/5600 units",
        "Humalog 75/25",
    ],
)
def test_the_strengths_of_two_need_two_names(text: str) -> None:
    found = read(text)
    assert len(found.components) == 1
    assert found.not_understood


@pytest.mark.parametrize(
    "text",
    [
        "paracetamol plus 30 mg codeine",
        "metformin 500 mg plus a baby aspirin",
        "metformin plus extended release doxycycline",
        "Lasix 40 mg am plus 20 mg pm",
        "alendronic acid with 200 ml of water",
        "insulin lispro U-100",
        "hydrocodone/acetaminophen 5/325",
        "lisinopril 20/12.5 mg (Zestoretic)",
        "Symbicort 160/4.5",
        "warfarin 5-10 mg",
        "prednisone 2-1",
        "lorazepam 1/2 mg",
        "doxycycline 7/7",
        "diclofenac 10 mg/1 g gel",
        "amoxicillin 250 mg/5 ml",
        "salbutamol 100 micrograms/dose",
        "ferrous sulfate 325 mg/65 mg",
        "magnesium oxide 400 mg/240 mg",
        "colecalciferol 25 mcg/1000 IU",
        "potassium chloride 20 mEq/1500 mg",
        "insulin glargine 30-20 units",
        "metformin 500 mg - 1000 mg",
        "hydrocortisone 10/5/5 mg",
        "warfarin 5 mg 3/2019",
    ],
)
def test_amounts_of_one_substance_are_read(text: str) -> None:
    found = read(text)
    assert found.not_understood == ()
    assert found.meanings


@pytest.mark.parametrize(
    "text",
    [
        "ibuprofen PM",
        "acetaminophen-PM 500 mg",
        "Panadol Night",
        "paracetamol nighttime",
        "Aspirin Complex",
        "guaifenesin DM",
        "guaifenesin AC syrup",
        "guaifenesin-AC syrup",
        "Panadol-Night",
        "insulin aspart-mix",
        "insulin aspart mix",
        "telmisartan-AM",
        "Telmisartan AM 40/5",
        "Amlodipine AT",
        "Tylenol (PM)",
        "Excedrin tablets PM",
        "Maalox [max]",
        "Gaviscon (chewable)",
        "Bromfed 10 ml DM",
    ],
)
def test_a_word_of_a_combination_after_a_name_is_reported(text: str) -> None:
    assert read(text).not_understood


@pytest.mark.parametrize(
    "text",
    [
        "ibuprofen 200 mg pm",
        "insulin aspart AC & HS",
        "metoprolol PM",
        "metoprolol 50 mg - AM",
        "ibuprofen at night",
        "lisinopril am and pm",
        "telmisartan 40 mg AM",
        "amlodipine at night",
        "metformin 500 mg DM",
        "Excedrin (migraine)",
        "Lantus (SoloStar)",
        "magnesium complex",
    ],
)
def test_a_time_after_another_name_is_read(text: str) -> None:
    assert read(text).not_understood == ()


@pytest.mark.parametrize(
    ("text", "substances"),
    [
        ("insulin aspart prot/insulin aspart 70-30", {"insulin-aspart", "insulin-aspart-protamine-human"}),
        (
            "insulin lispro protamin-insulin lispro 75/25",
            {"insulin-lispro", "insulin-lispro-protamine-human"},
        ),
        ("metformin dimagnesium malate", {"metformin", "magnesium-malate"}),
    ],
)
def test_a_word_that_makes_another_substance_is_no_salt(text: str, substances: set[str]) -> None:
    assert read(text).meanings == (tuple(sorted(substances)),)
