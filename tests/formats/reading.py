"""Files read back by other programs, and a record to write."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.models import Source
from app.registry import LISTS

BY_ADDRESS = {collection.address: collection for collection in LISTS}


Get = Callable[[str], Any]


def rows_of_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def sheets(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def rows_of_sheet(sheet: Worksheet) -> list[dict[str, Any]]:
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def a_source(**changed: Any) -> str:
    """A record of a source with some values changed."""
    made_up = {
        "slug": "made-up-2030",
        "name": "Made up 2030",
        "kind": "journal_article",
        "read": "abstract",
        "provenance": [{"fields": ["*"], "verification": "primary", "sources": ["made-up-2030"]}],
    }
    return Source.model_validate({**made_up, **changed}).model_dump_json()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
