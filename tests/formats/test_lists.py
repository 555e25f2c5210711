"""Lists: every format holds the same records."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.formats.csv import FORMULA_STARTS, columns
from app.formats.list_formats import CitableFormat, CitableSuffix, Format, Suffix
from tests.conftest import walk
from tests.formats.reading import BY_ADDRESS, Get, rows_of_csv, rows_of_sheet, sheets


def as_in_csv(cell: Any) -> str:
    """A cell of a workbook as the CSV writes it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else str(cell)


def same_cell(of_sheet: Any, of_csv: str) -> bool:
    """A workbook has one kind of number, a CSV writes 5.0 where the record does."""
    if isinstance(of_sheet, int | float) and not isinstance(of_sheet, bool):
        return float(of_csv) == of_sheet
    return as_in_csv(of_sheet) == of_csv


@pytest.mark.parametrize("address", BY_ADDRESS)
def test_every_format_of_every_list_has_the_same_rows(client: TestClient, get: Get, address: str) -> None:
    records = list(walk(get, f"/v1/{address}?limit=200"))
    files = {suffix.value: client.get(f"/v1/{address}.{suffix}").content for suffix in Suffix}
    assert [json.loads(line) for line in files["jsonl"].splitlines()] == records
    table, book = rows_of_csv(files["csv"]), sheets(files["xlsx"])
    assert book.sheetnames == ["data", "codebook"]
    key = columns(BY_ADDRESS[address].model)[0].name
    assert [row[key] for row in table] == [record[key] for record in records]
    data = rows_of_sheet(book["data"])
    assert len(data) == len(table) > 0
    for in_sheet, in_csv in zip(data, table, strict=True):
        assert list(in_sheet) == list(in_csv)
        for name, cell in in_sheet.items():
            assert same_cell(cell, in_csv[name]), (name, cell, in_csv[name])


@pytest.mark.parametrize("suffix", CitableSuffix)
def test_a_filter_narrows_every_format(client: TestClient, suffix: str) -> None:
    everything = client.get(f"/v1/trials.{suffix}").content
    narrowed = client.get(f"/v1/trials.{suffix}?placebo_controlled=true").content
    assert client.get(f"/v1/trials?format={suffix}&placebo_controlled=true").content == narrowed
    assert 0 < len(narrowed) < len(everything)


def test_interactions_come_in_every_format_too(client: TestClient, get: Get) -> None:
    total = get("/v1/safety/interactions?limit=1")["total"]
    assert len(rows_of_csv(client.get("/v1/safety/interactions?format=csv").content)) == total
    assert sheets(client.get("/v1/safety/interactions?format=xlsx").content)["data"].max_row == total + 1


@pytest.mark.parametrize("address", BY_ADDRESS)
def test_a_list_says_which_formats_it_has(client: TestClient, address: str) -> None:
    offered = CitableFormat if address in ("sources", "trials") else Format
    words = ", ".join(word for word in offered if word != "json")
    for asked in (f"/v1/{address}.ods", f"/v1/{address}?format=ods"):
        answer = client.get(asked)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["problem"].endswith(words)
    for suffix in ("bib", "ris"):
        expected = 200 if offered is CitableFormat else 422
        assert client.get(f"/v1/{address}.{suffix}").status_code == expected


def test_files_are_named_after_list_and_version(client: TestClient, get: Get) -> None:
    version = get("/v1/dataset")["version"]
    for suffix in ("csv", "xlsx", "bib"):
        disposition = client.get(f"/v1/trials.{suffix}").headers["content-disposition"]
        assert disposition == f'attachment; filename="fibromag-trials-{version}.{suffix}"'
