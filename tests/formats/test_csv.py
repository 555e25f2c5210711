"""CSV: typed columns, and no cell that a spreadsheet runs."""

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from app.formats.csv import FORMULA_STARTS, columns, to_csv
from app.formats.xlsx import to_xlsx
from app.models import Document, Source, TidyOutcome
from tests.formats.reading import BY_ADDRESS, a_source, rows_of_csv, sheets


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_cell_is_run_as_a_formula(start: str) -> None:
    record = a_source(title=f"{start}1+1")
    (row,) = rows_of_csv(to_csv(Source, [record]))
    assert row["title"] == f"'{start}1+1"
    sheet = sheets(to_xlsx(Source, [record]))["data"]
    cell = sheet.cell(2, [head.value for head in sheet[1]].index("title") + 1)
    assert cell.data_type == "s"
    assert str(cell.value).replace("_x000D_", "\r") in (f"{start}1+1", f"{start}1+1".replace("\r", "\n"))


@pytest.mark.parametrize("document", [each.model for each in BY_ADDRESS.values()])
def test_every_column_has_a_type_that_its_cells_have(client: TestClient, document: type[Document]) -> None:
    (address,) = [address for address, each in BY_ADDRESS.items() if each.model is document]
    fits: dict[str, Callable[[str], object]] = {
        "string": lambda cell: True,
        "integer": lambda cell: re.fullmatch(r"-?\d+", cell),
        "number": lambda cell: re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell),
        "boolean": lambda cell: cell in ("TRUE", "FALSE"),
    }
    for row in rows_of_csv(client.get(f"/v1/{address}.csv").content):
        for column in columns(document):
            cell = row[column.name]
            assert cell or not column.required, column.name
            assert not cell or fits[column.kind](cell), (column.name, cell)
            if column.vocabulary and cell:
                found = cell.split("; ") if column.several else [cell]
                assert {word.rpartition(": ")[2] for word in found} <= set(column.vocabulary)


def test_what_refers_to_another_table_is_known() -> None:
    found = {column.name: column.target for column in columns(TidyOutcome) if column.target}
    assert found == {
        "trial": "trials",
        "domain": "domains",
        "form": "forms",
        "preparation": "preparations",
        "sources": "sources",
    }
