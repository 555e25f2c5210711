"""XLSX: values only, and a sheet that explains every column."""

import pytest
from starlette.testclient import TestClient

from app.formats.xlsx import to_xlsx
from tests.formats.reading import BY_ADDRESS, rows_of_sheet, sheets


@pytest.mark.parametrize("address", BY_ADDRESS)
def test_a_workbook_holds_values_only_and_explains_each_column(client: TestClient, address: str) -> None:
    content = client.get(f"/v1/{address}.xlsx").content
    book = sheets(content)
    for sheet in book:
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
        assert kinds <= {"s", "n", "b"}
        assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    explained = rows_of_sheet(book["codebook"])
    assert [row["column"] for row in explained] == [cell.value for cell in book["data"][1]]
    assert all(row["type"] and row["description"] for row in explained)
    assert to_xlsx(BY_ADDRESS[address].model, client.get(f"/v1/{address}.jsonl").text.splitlines()) == content


def test_the_codebook_of_a_workbook_says_what_the_words_mean(client: TestClient) -> None:
    book = sheets(client.get("/v1/claims.xlsx").content)
    (verdict,) = [row for row in rows_of_sheet(book["codebook"]) if row["column"] == "verdict"]
    assert "contradicted: " in verdict["words"]
    assert len(verdict["words"].splitlines()) == 7
