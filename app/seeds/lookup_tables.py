"""Read the lookup tables from `seeds/vocabulary/*.csv`, and report every error with its file and line.

What must stay true: the columns of a file are the fields of its model, no more and no fewer; several values
in a cell are joined by `; `, and an empty cell is no value; no value in a cell and no key in a table stands
twice; each reference leads to a row of another table or to a record.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.models.base import Document, Reference
from app.models.collection import LookupTable
from app.models.field_types import marks_of
from app.models.lookup_tables import CELL_SEPARATOR, MatchingOnly, RowReference, cell_of, value_of
from app.registry import LOOKUP_TABLES
from app.seeds.problems import explain
from app.suggestions import did_you_mean, did_you_mean_record

VOCABULARY_FOLDER = "vocabulary"
"""Folder of the lookup tables, beside those of the collections."""

Cells = dict[str, str]
"""One row as text, by column."""


@dataclass
class TableFile:
    """One CSV file: its rows, the line of each, and the problems found."""

    path: Path
    table: LookupTable
    rows: list[tuple[int, Any]] = field(default_factory=list)
    """(line, validated row)."""
    found: list[tuple[int, str]] = field(default_factory=list)
    """(line, problem)."""

    @property
    def problems(self) -> list[str]:
        """Return every problem of the file, from top to bottom."""
        return [f"{self.path}:{line}: {text}" for line, text in sorted(self.found, key=lambda each: each[0])]

    def read(self) -> None:
        """Read and validate every row."""
        try:
            text = self.path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            self.found.append((1, "the file is missing"))
            return
        except UnicodeDecodeError:
            self.found.append((1, "is not UTF-8"))
            return
        reader = csv.reader(text.splitlines(keepends=True), strict=True)
        try:
            head = next(reader, [])
            if self._columns_are_right(head):
                for cells in reader:
                    self._add_row(reader.line_num, head, cells)
        except csv.Error as error:
            self.found.append((reader.line_num, str(error)))
        self._find_duplicates()

    def _columns_are_right(self, head: list[str]) -> bool:
        wanted = list(self.table.row.model_fields)
        for name in head:
            if name not in wanted:
                self.found.append((1, f"{name}: there is no such column{did_you_mean(name, wanted)}"))
            elif head.count(name) > 1:
                self.found.append((1, f"{name}: stands here twice"))
        self.found += [(1, f"{name}: is required") for name in wanted if name not in head]
        return not self.found

    def _add_row(self, line: int, head: list[str], cells: list[str]) -> None:
        if len(cells) != len(head):
            self.found.append((line, f"has {len(cells)} cells, not {len(head)}"))
            return
        values = {}
        for name, cell in zip(head, cells, strict=True):
            values[name] = self._value(line, name, cell)
        try:
            self.rows.append((line, self.table.row.model_validate(values)))
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                column, text = problem["loc"][0], explain(problem, self.table.row)
                self.found.append((line, f"{column}: {text}"))

    def _value(self, line: int, name: str, cell: str) -> Any:
        values = value_of(self.table.row, name, cell)
        if isinstance(values, list) and len(set(values)) < len(values):
            twice = next(value for value in values if values.count(value) > 1)
            self.found.append((line, f"{name}: {twice!r} stands here twice"))
        return values

    def _find_duplicates(self) -> None:
        first: dict[tuple[str, ...], int] = {}
        for line, row in self.rows:
            key = tuple(str(getattr(row, name)) for name in self.table.key)
            if key in first:
                self.found.append((line, f"{' '.join(key)!r} stands in line {first[key]} already"))
            first.setdefault(key, line)


Tables = dict[str, TableFile]
"""Files of the vocabulary, by table."""


def read_tables(folder: Path) -> Tables:
    """Return every table of the vocabulary; the problems of each are in its file."""
    files = {table.name: read_table(folder, table.name) for table in LOOKUP_TABLES}
    find_dangling(files)
    for file in files.values():
        find_unknown_sources(file, files["vocabulary-sources"])
    return files


def read_table(folder: Path, name: str) -> TableFile:
    """Return one table of the vocabulary, without a look at the others."""
    (table,) = (each for each in LOOKUP_TABLES if each.name == name)
    file = TableFile(folder / f"{name}.csv", table)
    file.read()
    return file


def unknown_tables(folder: Path) -> Iterator[str]:
    """Yield a problem for every file that is no table of the vocabulary; its name is probably misspelt."""
    names = {f"{table.name}.csv" for table in LOOKUP_TABLES}
    for path in sorted(folder.glob("*")):
        if path.name not in names and not path.name.startswith((".", "_")):
            yield f"{path}:1: no table of the vocabulary has this name{did_you_mean(path.name, names)}"


def find_dangling(files: Tables) -> None:
    """Add a problem for every reference to a row that does not exist."""
    keys = {name: {getattr(row, file.table.key[0]) for _, row in file.rows} for name, file in files.items()}
    for file in files.values():
        for column, mark in row_references(file.table.row):
            for line, row in file.rows:
                given = getattr(row, column)
                for value in given if isinstance(given, list) else [given]:
                    if value not in keys[mark.table]:
                        near = did_you_mean_record(value, keys[mark.table])
                        file.found.append((line, f"{column}: no {value!r} in {mark.table}{near}"))


def find_dangling_records(files: Tables, known: set[str]) -> None:
    """Add a problem for every reference to a record that is not among `known`, `collection/slug/name`."""
    for file in files.values():
        for column, field_ in file.table.row.model_fields.items():
            for mark in marks_of(field_, Reference):
                for line, row in file.rows:
                    value = getattr(row, column)
                    if value is not None and f"{mark.collection}/{value}" not in known:
                        names = [each.partition("/")[2] for each in known]
                        near = did_you_mean_record(value, names)
                        file.found.append((line, f"{column}: no {value!r} in {mark.collection}{near}"))


def find_unknown_sources(file: TableFile, sources: TableFile) -> None:
    """Add a problem for every source that is not listed, and every column that has values and no source."""
    if "sources" not in file.table.row.model_fields:
        return
    known = {row.key for _, row in sources.rows}
    columns = set(file.table.row.model_fields)
    for line, row in file.rows:
        for entry in row.sources:
            column, _, keys = entry.partition("=")
            if column not in columns or not getattr(row, column):
                file.found.append((line, f"sources: the column {column!r} is empty or not there"))
            for key in keys.split("+"):
                if key not in known:
                    near = did_you_mean(key, known)
                    file.found.append((line, f"sources: no {key!r} in vocabulary-sources{near}"))


@cache
def row_references(model: type[Document]) -> list[tuple[str, RowReference]]:
    """Return (column, reference) of every column that refers to a row."""
    return [
        (name, mark) for name, field_ in model.model_fields.items() for mark in marks_of(field_, RowReference)
    ]


# Published rows -----------------------------------------------------------------------------------


def published_cells(table: LookupTable, row: Document) -> Cells:
    """Return a row as the text that is published: no column that serves matching only, nor its sources."""
    hidden = hidden_columns(table.row)
    cells = {name: cell_of(getattr(row, name)) for name in table.model.model_fields}
    if hidden:
        told = [
            each for each in cells["sources"].split(CELL_SEPARATOR) if each.partition("=")[0] not in hidden
        ]
        cells["sources"] = CELL_SEPARATOR.join(told)
    return cells


@cache
def hidden_columns(model: type[Document]) -> frozenset[str]:
    """Return the columns that serve matching only."""
    return frozenset(
        name
        for name, field_ in model.model_fields.items()
        if any(isinstance(mark, MatchingOnly) for mark in field_.metadata)
    )
