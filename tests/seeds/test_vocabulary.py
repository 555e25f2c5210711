"""The names and codes that the lookup tables give: each with its kind and its one or several meanings."""

from pathlib import Path
from typing import Any

import pytest

from app.medicines.vocabulary import NameKind
from app.models.lookup_tables import value_of
from app.registry import LOOKUP_TABLES
from app.seeds.lookup_tables import TableFile, Tables
from app.seeds.vocabulary import (
    code_entries,
    codes_by_value,
    codes_of,
    find_misplaced_names,
    folded_names,
    lookup_rows,
    name_entries,
    name_rows,
    names_by_fold,
    names_in,
    products_by_meaning,
    substance_codes,
    words_beside_names,
)

Rows = list[dict[str, str]]

CODEINE = {
    "slug": "codeine",
    "kind": "medicine",
    "inn": "codeine",
    "usan_or_ban": "USAN:codein; JAN:kodein",
    "synonyms": "methylmorphine",
    "names_fr": "codéine",
    "names_es": "codeína",
    "salts_esters": "codeine phosphate [20489]; codeine sulfate",
    "brands": "Codipront",
    "atc": "R05DA04",
    "atc_former": "N02AA59",
    "rxcui": "2670; 2671",
    "unii": "UX6OWY2V7J",
}
NOT_EMPTY = {"sources": "name=UNII", "review": "unreviewed", "language": "en", "no_source": "no"}
"""What a column has that is not given and may not be empty."""

PARACETAMOL = {"slug": "paracetamol", "kind": "medicine", "inn": "paracetamol", "rxcui": "161"}
BOTH = "codeine; paracetamol"


def tables(**rows: Rows) -> Tables:
    """Small tables, by their names with `_` for `-`; a column that is not given is empty."""
    found: Tables = {}
    for table in LOOKUP_TABLES:
        file = found[table.name] = TableFile(Path(f"{table.name}.csv"), table)
        for line, row in enumerate(rows.get(table.name.replace("-", "_"), []), 2):
            cells = dict.fromkeys(table.row.model_fields, "") | {
                name: cell for name, cell in NOT_EMPTY.items() if name in table.row.model_fields
            }
            values = {name: value_of(table.row, name, cell) for name, cell in (cells | row).items()}
            file.rows.append((line, table.row.model_validate(values)))
    return found


def told(tables: Tables, published: bool = False) -> list[tuple[str, NameKind, tuple[str, ...]]]:
    return [(each.name, each.kind, each.substances) for each in name_entries(tables, published)]


# Names --------------------------------------------------------------------------------------------


def test_every_column_of_names_gives_names_of_its_kind() -> None:
    assert told(tables(substances=[CODEINE])) == [
        (name, kind, ("codeine",))
        for name, kind in [
            ("codeine", NameKind.inn),
            ("codein", NameKind.national_name),
            ("kodein", NameKind.national_name),
            ("methylmorphine", NameKind.synonym),
            ("codeine phosphate", NameKind.salt),
            ("codeine sulfate", NameKind.salt),
            ("codéine", NameKind.translation),
            ("codeína", NameKind.translation),
            ("Codipront", NameKind.brand),
        ]
    ]


def test_names_without_a_licence_serve_matching_and_are_not_published() -> None:
    found = tables(substances=[CODEINE])
    assert {name for name, *_ in told(found)} - {name for name, *_ in told(found, published=True)} == {
        "codeína"
    }


@pytest.mark.parametrize("kind", ["vaccine", "other"])
def test_a_food_or_a_vaccine_is_not_recognised_by_name(kind: str) -> None:
    assert told(tables(substances=[{**CODEINE, "kind": kind}])) == []


def test_every_table_of_products_gives_names() -> None:
    found = tables(
        substances=[CODEINE, PARACETAMOL],
        combinations=[
            {"name": "codeine / paracetamol", "substances": BOTH, "brands": "Talvosilen; Gelonida"}
        ],
        brand_meanings=[{"brand": "Ambi", "substances": "codeine"}, {"brand": "Ambi", "substances": BOTH}],
        abbreviations=[
            {"written": "APAP", "substances": "paracetamol"},
            {"written": "PPI", "substances": ""},
        ],
        clinical_drug_codes=[
            {"rxcui": "5", "name": "codeine 15 MG / paracetamol 300 MG [Tylex]", "substances": BOTH},
            {"rxcui": "6", "name": "codeine 15 MG [plain] Oral Tablet", "substances": "codeine"},
        ],
    )
    both = ("codeine", "paracetamol")
    assert told(found)[len(told(tables(substances=[CODEINE, PARACETAMOL]))) :] == [
        ("codeine / paracetamol", NameKind.combination, both),
        ("Talvosilen", NameKind.brand, both),
        ("Gelonida", NameKind.brand, both),
        ("Ambi", NameKind.brand, ("codeine",)),
        ("Ambi", NameKind.brand, both),
        ("APAP", NameKind.abbreviation, ("paracetamol",)),
        ("PPI", NameKind.abbreviation, ()),
        ("Tylex", NameKind.brand, both),
    ]
    assert names_by_fold(found)["ambi"].meanings == (("codeine",), both)


def test_a_magnesium_product_of_unknown_content_is_not_complete() -> None:
    magnesium = {"slug": "magnesium", "kind": "medicine", "inn": "magnesium"}
    products = [
        {"name": "Magnum", "substances": "magnesium", "complete": "yes"},
        {"name": "Magmore", "substances": "magnesium", "complete": "no"},
    ]
    found = names_by_fold(tables(substances=[magnesium], magnesium_products=products))
    assert [found[name].complete for name in ("magnum", "magmore", "magnesium")] == [True, False, True]
    assert found["magnum"].kind is NameKind.magnesium_product


@pytest.mark.parametrize("brand", ["Slow-Mag Reformulated Feb 2012", "Slow-Mag Reformulated"])
def test_a_brand_whose_ingredients_changed_is_known_by_the_name_on_the_product(brand: str) -> None:
    rows = [{"rxcui": "5", "name": f"codeine 15 MG [{brand}]", "substances": "codeine"}]
    assert told(tables(clinical_drug_codes=rows)) == [
        (brand, NameKind.brand, ("codeine",)),
        ("Slow-Mag", NameKind.brand, ("codeine",)),
    ]


def test_the_name_of_a_changed_brand_means_what_the_product_held_before_as_well() -> None:
    """Either product may be taken."""
    rows = [
        {"rxcui": "5", "name": "paracetamol 15 MG [Slow-Mag Reformulated]", "substances": "paracetamol"},
        {"rxcui": "6", "name": "codeine 15 MG [SLOW-MAG]", "substances": "codeine"},
    ]
    assert names_by_fold(tables(clinical_drug_codes=rows))["slow mag"].meanings == (
        ("codeine",),
        ("paracetamol",),
    )


@pytest.mark.parametrize(
    ("value", "kind", "names"),
    [
        (None, NameKind.inn, []),
        ("codeine", NameKind.inn, ["codeine"]),
        (["USAN:acetaminophen"], NameKind.national_name, ["acetaminophen"]),
        (
            ["codeine phosphate [20489]", "codeine sulfate"],
            NameKind.salt,
            ["codeine phosphate", "codeine sulfate"],
        ),
        (["a: b [1]"], NameKind.brand, ["a: b [1]"]),
    ],
)
def test_a_name_stands_without_its_list_and_its_code(value: Any, kind: NameKind, names: list[str]) -> None:
    assert list(names_in(value, kind)) == names


def test_a_risky_name_is_meant_only_as_a_whole_text() -> None:
    found = names_by_fold(tables(substances=[CODEINE], risky_names=[{"name": "Codipront", "why": "a word"}]))
    assert {name for name, each in found.items() if each.whole_only} == {"codipront"}


@pytest.mark.parametrize("table", ["substances", "combinations"])
def test_a_brand_with_several_meanings_stands_in_no_other_table(table: str) -> None:
    rows = {
        "substances": [CODEINE, PARACETAMOL],
        "combinations": [{"name": "codeine / paracetamol", "substances": BOTH}],
    }
    rows[table] = [{**rows[table][0], "brands": "Codi; Ambi"}]
    found = tables(brand_meanings=[{"brand": "AMBI", "substances": "codeine"}], **rows)
    find_misplaced_names(found)
    assert [problem for file in found.values() for problem in file.problems] == [
        f"{table}.csv:2: brands: 'Ambi' stands in brand-meanings.csv too"
    ]


# Codes --------------------------------------------------------------------------------------------


def test_the_codes_of_a_substance_are_its_own_its_former_ones_and_those_of_its_salts() -> None:
    ((_, row),) = tables(substances=[CODEINE])["substances"].rows
    assert list(codes_of(row)) == [
        ("rxnorm", "2670"),
        ("rxnorm", "2671"),
        ("rxnorm", "20489"),
        ("atc", "R05DA04"),
        ("atc", "N02AA59"),
        ("unii", "UX6OWY2V7J"),
    ]


def test_the_code_of_a_product_stands_for_all_its_substances() -> None:
    found = tables(
        combinations=[{"name": "a / b", "substances": BOTH, "rxcui": "7"}, {"name": "c", "substances": BOTH}],
        clinical_drug_codes=[{"rxcui": "8", "name": "codeine 15 MG", "substances": "codeine"}],
    )
    assert codes_by_value(found) == {
        ("rxnorm", "7"): ("codeine", "paracetamol"),
        ("rxnorm", "8"): ("codeine",),
    }
    assert [(file.path.stem, line) for file, line, *_ in code_entries(found)] == [
        ("combinations", 2),
        ("clinical-drug-codes", 2),
    ]


def test_a_code_with_two_meanings_keeps_the_first_and_is_a_problem() -> None:
    found = tables(
        substances=[PARACETAMOL],
        combinations=[{"name": "a / b", "substances": BOTH, "rxcui": "161"}],
        clinical_drug_codes=[{"rxcui": "161", "name": "paracetamol 1 MG", "substances": "paracetamol"}],
    )
    assert codes_by_value(found) == {("rxnorm", "161"): ("paracetamol",)}
    assert [problem for file in found.values() for problem in file.problems] == [
        "combinations.csv:2: rxnorm 161 means paracetamol already"
    ]


def test_a_substance_without_an_english_name_goes_by_its_first_french_one() -> None:
    french = {"slug": "x", "kind": "medicine_without_english_name", "names_fr": "xine; xyne"}
    found = substance_codes(tables(substances=[CODEINE, french]))
    assert [(each.slug, each.name, each.rxcui, each.atc, each.unii) for each in found] == [
        ("codeine", "codeine", ("2670", "2671"), ("R05DA04",), "UX6OWY2V7J"),
        ("x", "xine", (), (), None),
    ]


# Rows of the database -----------------------------------------------------------------------------


def test_products_are_counted_that_hold_all_substances_of_a_meaning() -> None:
    rows = [
        {"rxcui": "1", "name": "a", "substances": "codeine"},
        {"rxcui": "2", "name": "b", "substances": "codeine"},
        {"rxcui": "3", "name": "c", "substances": "paracetamol; codeine"},
    ]
    count = products_by_meaning(tables(clinical_drug_codes=rows))
    assert [count(each) for each in [("codeine",), ("codeine", "paracetamol"), ("aspirin",)]] == [3, 1, 0]


def test_a_row_of_a_name_has_it_as_it_is_compared_and_as_it_is_written() -> None:
    found = tables(
        substances=[CODEINE, PARACETAMOL],
        brand_meanings=[
            {"brand": "Ambi-10", "substances": "codeine"},
            {"brand": "AMBI 10", "substances": BOTH},
        ],
        clinical_drug_codes=[{"rxcui": "1", "name": "a", "substances": "codeine"}],
        risky_names=[{"name": "Ambi 10", "why": "a word"}],
    )
    rows = name_rows(found, names_by_fold(found))
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["name"] for row in rows] == sorted(row["name"] for row in rows)
    assert rows[0] == {
        "number": 1,
        "name": "ambi 10",
        "shown": "Ambi-10",
        "kind": "brand",
        "meanings": "codeine | codeine; paracetamol",
        "whole_only": True,
        "complete": True,
        "products": 1,
    }
    assert "codeina" not in {row["name"] for row in rows}


def test_a_name_without_a_meaning_has_no_products() -> None:
    found = tables(abbreviations=[{"written": "PPI", "substances": ""}])
    (row,) = name_rows(found, names_by_fold(found))
    assert (row["meanings"], row["products"]) == ("", 0)


def test_the_names_of_a_row_are_folded_once_and_only_where_a_table_has_names() -> None:
    found = tables(
        substances=[
            {**PARACETAMOL, "synonyms": "Para-Cetamol; PARACETAMOL", "salts_esters": "Paracetamol HCl [77]"}
        ],
        risky_names=[{"name": "paracetamol", "why": "a word"}],
    )
    for name, wanted in {
        "substances": {"folded_names": "paracetamol\npara cetamol\nparacetamol hcl"},
        "risky-names": {},
    }.items():
        ((_, row),) = found[name].rows
        assert folded_names(found[name].table, row) == wanted


def test_rows_of_every_table_are_numbered_from_one() -> None:
    rows = lookup_rows(tables(substances=[CODEINE, PARACETAMOL]))
    numbers = {name: [row["number"] for row in found] for name, found in rows.items() if found}
    assert numbers.pop("medicine_names")[0] == 1
    assert numbers == {"substances": [1, 2], "vocabulary_index": [1]}
    assert rows.keys() >= {table.table for table in LOOKUP_TABLES}


# Words --------------------------------------------------------------------------------------------


def test_a_condition_that_a_medicine_is_for_is_a_word_beside_its_name() -> None:
    found = tables(
        substances=[CODEINE],
        medicine_words=[
            {"kind": "unit", "word": "Mg", "meaning": "mg", "detail": "mass"},
            {"kind": "negation", "word": "no", "meaning": "not"},
            {"kind": "noise", "word": "cough", "meaning": "reason"},
            {"kind": "separator", "word": "&", "meaning": "and"},
        ],
        everyday_conditions=[
            {"slug": "gout", "name": "Gout", "synonyms": "Gouty Arthritis; GOUT"},
            {"slug": "pain", "name": "no sleep", "synonyms": "cough; codeine; no codeine"},
            {"slug": "latex-allergy", "name": "no latex", "synonyms": ""},
            {"slug": "uraemia", "name": "uraemia", "synonyms": "", "condition": "renal/kidney-failure"},
        ],
    )
    assert list(words_beside_names(found, names_by_fold(found))) == [
        ("mg", "unit", "mg", "mass"),
        ("no", "negation", "not", ""),
        ("cough", "noise", "reason", ""),
        ("&", "separator", "and", ""),
        ("gout", "noise", "condition", ""),
        ("gouty arthritis", "noise", "condition", ""),
        ("no sleep", "noise", "condition", ""),
        ("uraemia", "noise", "condition to be stated", ""),
    ]
