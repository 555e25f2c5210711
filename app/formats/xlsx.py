"""Records as a workbook: the rows and columns of the CSV, and a sheet that explains them.

What must stay true: text stays text, so that no cell can run as a formula, become a link or turn into
a date; and the same records give the same bytes.
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

IN_MEMORY = {"in_memory": True}
"""The server writes nothing to any disk; the longest list is small."""

CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""The same for every workbook: a workbook says which records it holds, not when it was asked for."""

WIDTHS = {"string": 28, "integer": 12, "number": 12, "boolean": 12}
"""Width of a column in letters, by its kind."""

CODEBOOK = {"column": 36, "type": 22, "words": 60, "description": 60}
"""The columns of the sheet that explains the others, and their widths."""


def xlsx(document: type[Document], records: Iterable[str]) -> bytes:
    """Records as a workbook with the sheets `data` and `codebook`."""
    out = io.BytesIO()
    with Workbook(out, IN_MEMORY) as book:
        book.set_properties({"created": CREATED})
        shown = columns(document)
        data = headed(book, "data", {column.name: WIDTHS[column.kind] for column in shown})
        for number, record in enumerate(records, start=1):
            content = json.loads(record)
            write(data, number, [column.cell(content) for column in shown])
        codebook = headed(book, "codebook", CODEBOOK)
        for number, column in enumerate(shown, start=1):
            write(codebook, number, [column.name, kind(column), words(column), column.description])
    return out.getvalue()


def headed(book: Workbook, name: str, widths: dict[str, int]) -> Worksheet:
    """A sheet with a head line that stays in sight; one entry of `widths` per column, in letters."""
    sheet = book.add_worksheet(name)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for place, (head, width) in enumerate(widths.items()):
        sheet.set_column(place, place, width, wrapped if name == "codebook" else None)
        sheet.write_string(0, place, head, bold)
    sheet.freeze_panes(1, 1)
    return sheet


def write(sheet: Worksheet, number: int, cells: list[Any]) -> None:
    """One row of texts, numbers and truth values; nothing where there is None."""
    for place, cell in enumerate(cells):
        if isinstance(cell, bool):
            sheet.write_boolean(number, place, cell)
        elif isinstance(cell, int | float):
            sheet.write_number(number, place, cell)
        elif cell is not None:
            sheet.write_string(number, place, str(cell))


def kind(column: Column) -> str:
    """What a column holds, in words."""
    several = ", several joined by `; `" if column.several else ""
    target = f", slug in {column.target}" if column.target else ""
    return f"{column.kind}{target}{several}"


def words(column: Column) -> str:
    """The words a column may hold, each with its meaning, one per line."""
    return "\n".join(f"{word.value}: {word.meaning}" for word in column.vocabulary or ())
