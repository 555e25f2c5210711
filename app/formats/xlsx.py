"""Write records as an XLSX workbook: the rows and columns of the CSV, and a sheet that explains them.

What must stay true: strings are written as strings, so that no cell runs as a formula, becomes a link or
turns into a date; the same records give the same bytes.
"""

import io
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from app.formats.csv import Column, columns
from app.models import Document
from app.models.lookup_tables import CELL_SEPARATOR

WORKBOOK_OPTIONS = {"in_memory": True}
"""No temporary files: the server writes to no disk, and the longest list is small."""

CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Creation date of every workbook, fixed so that the bytes depend on the records alone."""

COLUMN_WIDTHS = {"string": 28, "integer": 12, "number": 12, "boolean": 12}
"""Width of a column in characters, by its kind."""

CODEBOOK_WIDTHS = {"column": 36, "type": 22, "words": 60, "description": 60}
"""Columns of the codebook sheet with their widths in characters."""


def to_xlsx(
    document: type[Document], records: Iterable[str], shown: tuple[Column, ...] | None = None
) -> bytes:
    """Return records, given as JSON, as a workbook with the sheets `data` and `codebook`."""
    out = io.BytesIO()
    with Workbook(out, WORKBOOK_OPTIONS) as book:
        book.set_properties({"created": CREATED})
        shown = shown or columns(document)
        data = add_sheet(book, "data", {column.name: COLUMN_WIDTHS[column.kind] for column in shown})
        for number, record in enumerate(records, start=1):
            content = json.loads(record)
            write_row(data, number, [column.cell(content) for column in shown])
        codebook = add_sheet(book, "codebook", CODEBOOK_WIDTHS)
        for number, column in enumerate(shown, start=1):
            write_row(
                codebook, number, [column.name, cell_type(column), word_list(column), column.description]
            )
    return out.getvalue()


def add_sheet(book: Workbook, name: str, widths: dict[str, int]) -> Worksheet:
    """Add a sheet with a frozen header row; `widths` has one entry per column, in characters."""
    sheet = book.add_worksheet(name)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for place, (head, width) in enumerate(widths.items()):
        sheet.set_column(place, place, width, wrapped if name == "codebook" else None)
        sheet.write_string(0, place, head, bold)
    sheet.freeze_panes(1, 1)
    return sheet


def write_row(sheet: Worksheet, number: int, cells: list[Any]) -> None:
    """Write one row of strings, numbers and booleans; None leaves a cell empty."""
    for place, cell in enumerate(cells):
        if isinstance(cell, bool):
            sheet.write_boolean(number, place, cell)
        elif isinstance(cell, int | float):
            sheet.write_number(number, place, cell)
        elif cell is not None:
            sheet.write_string(number, place, str(cell))


def cell_type(column: Column) -> str:
    """Return the type of a column in words."""
    several = f", several joined by `{CELL_SEPARATOR}`" if column.several else ""
    target = f", slug in {column.target}" if column.target else ""
    return f"{column.kind}{target}{several}"


def word_list(column: Column) -> str:
    """Return the vocabulary of a column, one word with its meaning per line."""
    return "\n".join(f"{word.value}: {word.meaning}" for word in column.vocabulary or ())
