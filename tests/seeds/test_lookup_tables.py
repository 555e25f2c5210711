"""The lookup tables are right, and wrong ones are reported with their file and line."""

import csv
from pathlib import Path

import pytest

from app.registry import LOOKUP_TABLES
from app.seeds.lookup_tables import (
    Tables,
    find_dangling_records,
    hidden_columns,
    published_cells,
    read_tables,
    unknown_tables,
)
from app.seeds.vocabulary import lookup_rows
from tests.conftest import SEEDS

ROWS = {
    "substances": [
        {"slug": "codeine", "kind": "medicine", "inn": "codeine", "rxcui": "2670", "sources": "inn=UNII"},
        {
            "slug": "paracetamol",
            "kind": "medicine",
            "inn": "paracetamol",
            "brands": "Tylenol",
            "rxcui": "161",
            "sources": "inn=UNII",
        },
    ],
    "combinations": [
        {"name": "codeine / paracetamol", "substances": "codeine; paracetamol", "sources": "name=UNII"}
    ],
    "clinical-drug-codes": [
        {"rxcui": "5", "name": "codeine 15 MG", "substances": "codeine", "sources": "rxcui=UNII"}
    ],
    "abbreviations": [
        {"written": "co-codamol", "substances": "codeine; paracetamol", "sources": "written=UNII"}
    ],
    "brand-meanings": [{"brand": "Ambi", "substances": "codeine", "sources": "brand=UNII"}],
    "risky-names": [{"name": "Ambi", "why": "a word"}, {"name": "codeine", "why": "a word"}],
    "looked-up": [
        {
            "substance": "codeine",
            "authority": "ANSM",
            "about": "antacids",
            "finding": "not_listed",
            "sources": "finding=UNII",
        }
    ],
    "everyday-conditions": [
        {"slug": "asthma", "name": "asthma", "no_source": "no", "sources": "name=UNII"},
        {
            "slug": "ckd",
            "name": "CKD",
            "condition": "renal/chronic-kidney-disease",
            "no_source": "no",
            "sources": "name=UNII",
        },
    ],
    "vocabulary-sources": [{"key": "UNII", "title": "Names", "licence": "public domain", "exported": "yes"}],
}
"""The rows of small tables without a problem."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of small tables."""
    for table in LOOKUP_TABLES:
        with (tmp_path / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(table.row.model_fields), lineterminator="\n")
            writer.writeheader()
            writer.writerows(ROWS.get(table.name, []))
    return tmp_path


def problems(folder: Path) -> list[str]:
    tables = read_tables(folder)
    find_dangling_records(tables, {"conditions/renal/chronic-kidney-disease"})
    lookup_rows(tables)
    return [problem.removeprefix(f"{folder}/") for file in tables.values() for problem in file.problems]


WRONG = {
    "a column that is not there": (
        "risky-names",
        "name,why",
        "nmae,why",
        "risky-names.csv:1: nmae: there is no such column; did you mean 'name'?",
    ),
    "a missing column": ("risky-names", "name,why", "name", "risky-names.csv:1: why: is required"),
    "a column twice": ("risky-names", "name,why", "name,name", "risky-names.csv:1: name: stands here twice"),
    "too many cells": (
        "risky-names",
        "codeine,a",
        "codeine,b,a",
        "risky-names.csv:3: has 3 cells, not 2",
    ),
    "a key that stands twice": (
        "risky-names",
        "codeine,",
        "Ambi,",
        "risky-names.csv:3: 'Ambi' stands in line 2 already",
    ),
    "a value that stands twice": (
        "abbreviations",
        "codeine; paracetamol",
        "codeine; codeine",
        "abbreviations.csv:2: substances: 'codeine' stands here twice",
    ),
    "a reference that leads nowhere": (
        "abbreviations",
        "codeine; paracetamol",
        "codein; paracetamol",
        "abbreviations.csv:2: substances: no 'codein' in substances; did you mean 'codeine'?",
    ),
    "a condition that leads nowhere": (
        "everyday-conditions",
        "renal/chronic",
        "renal/cronic",
        "everyday-conditions.csv:3: condition: no 'renal/cronic-kidney-disease' in conditions; "
        "did you mean 'renal/chronic-kidney-disease'?",
    ),
    "a source that is not listed": (
        "abbreviations",
        "written=UNII",
        "written=UNIII",
        "abbreviations.csv:2: sources: no 'UNIII' in vocabulary-sources",
    ),
    "a source of an empty column": (
        "abbreviations",
        "written=UNII",
        "note=UNII",
        "abbreviations.csv:2: sources: the column 'note' is empty or not there",
    ),
    "a word outside its vocabulary": (
        "looked-up",
        "not_listed",
        "not_lsited",
        "looked-up.csv:2: finding: 'not_lsited' is not one of none_stated, list_without_it, not_listed, "
        "listed_elsewhere, label_not_read; did you mean 'not_listed'?",
    ),
    "blanks around a value": (
        "risky-names",
        "codeine,a",
        "codeine, a",
        "risky-names.csv:3: why: String should match pattern '^\\S(.*\\S)?$'",
    ),
    "an open quote": ("risky-names", "codeine,a", '"codeine,a', "risky-names.csv:3: unexpected end of data"),
    "a code with two meanings": (
        "clinical-drug-codes",
        "5,codeine",
        "161,codeine",
        "clinical-drug-codes.csv:2: rxnorm 161 means paracetamol already",
    ),
    "a risky name that is no name": (
        "risky-names",
        "Ambi,",
        "Ambo,",
        "risky-names.csv:2: name: no 'Ambo' in the vocabulary",
    ),
    "a brand in two tables": (
        "brand-meanings",
        "Ambi,",
        "Tylenol,",
        "substances.csv:3: brands: 'Tylenol' stands in brand-meanings.csv too",
    ),
}


@pytest.mark.parametrize(("table", "old", "new", "problem"), WRONG.values(), ids=WRONG)
def test_each_fault_is_reported_with_its_line(
    folder: Path, table: str, old: str, new: str, problem: str
) -> None:
    path = folder / f"{table}.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert problem in problems(folder)


def test_the_faults_of_a_file_stand_in_the_order_of_its_lines(folder: Path) -> None:
    """Whatever finds them: those of a cell, of a row and of all rows are found one after another."""
    (folder / "risky-names.csv").write_text(
        "name,why\nAmbo,z\ncodeine, a\nAmba,b\ncodeine\nAmba,a\n", "utf-8"
    )
    assert [each.partition(": ")[0] for each in problems(folder)] == [
        f"risky-names.csv:{line}" for line in (2, 3, 4, 5, 6, 6)
    ]


def test_tables_without_a_fault_have_no_problem(folder: Path) -> None:
    assert problems(folder) == []


def test_a_file_that_is_no_table_is_reported(folder: Path) -> None:
    (folder / "substance.csv").write_text("slug\n", "utf-8")
    assert [each.rpartition("/")[2] for each in unknown_tables(folder)] == [
        "substance.csv:1: no table of the vocabulary has this name; did you mean 'substances.csv'?"
    ]


def test_a_missing_and_a_damaged_file_are_reported(folder: Path) -> None:
    (folder / "risky-names.csv").unlink()
    (folder / "looked-up.csv").write_bytes(b"substance\xff")
    found = problems(folder)
    assert "risky-names.csv:1: the file is missing" in found
    assert "looked-up.csv:1: is not UTF-8" in found


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables(SEEDS / "vocabulary")


def test_names_without_a_licence_are_not_published(tables: Tables) -> None:
    substances = tables["substances"]
    assert hidden_columns(substances.table.row) == {"names_es", "names_it", "names_pt"}
    (row,) = (row for _, row in substances.rows if row.slug == "abatacept")
    assert row.names_es == ["abatacepto"]
    cells = published_cells(substances.table, row)
    assert not hidden_columns(substances.table.row) & cells.keys()
    assert "DULCE" not in cells["sources"]
    assert "names_fr=" in cells["sources"]
