"""Parquet: the cells of the CSV with types, and lists as lists."""

import io

from pyarrow import parquet
from starlette.testclient import TestClient

from app.formats.csv import columns
from app.formats.parquet import to_parquet
from app.models import Source, TidyOutcome
from app.models.lookup_tables import CELL_SEPARATOR
from tests.formats.reading import a_source, rows_of_csv


def test_a_cell_with_several_values_is_a_list() -> None:
    table = parquet.read_table(
        io.BytesIO(to_parquet(Source, [a_source(authors=["A One", "B Two"], year=2020)]))
    )
    (row,) = table.to_pylist()
    assert row["authors"] == ["A One", "B Two"]
    assert row["year"] == 2020
    assert row["title"] is None


def test_a_list_without_records_is_an_empty_table() -> None:
    assert parquet.read_table(io.BytesIO(to_parquet(Source, []))).num_rows == 0


def test_every_cell_is_the_one_of_the_csv(client: TestClient) -> None:
    records = client.get("/v1/outcomes.jsonl").text.splitlines()
    table = parquet.read_table(io.BytesIO(to_parquet(TidyOutcome, records)))
    assert table.column_names == [column.name for column in columns(TidyOutcome)]
    for cells, row in zip(
        table.to_pylist(), rows_of_csv(client.get("/v1/outcomes.csv").content), strict=True
    ):
        assert {name: as_csv(cell) for name, cell in cells.items() if not number(cell)} == {
            name: cell.removeprefix("'") for name, cell in row.items() if not number(cells[name])
        }
        assert all(float(row[name]) == cell for name, cell in cells.items() if number(cell))


def number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


TEXTS: dict[object, str] = {None: "", True: "TRUE", False: "FALSE"}
"""How a table of text writes what is no text."""


def as_csv(cell: object) -> str:
    if isinstance(cell, list):
        return CELL_SEPARATOR.join(cell)
    return TEXTS.get(cell, str(cell))


def test_a_column_carries_its_description() -> None:
    field = parquet.read_schema(io.BytesIO(to_parquet(Source, []))).field("year")
    assert field.metadata[b"description"]
