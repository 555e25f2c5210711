"""Describe the columns of the flat tables: as CSV, as a Markdown page, and as Frictionless table schemas.

All three are generated from the models.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.formats.csv import Column, columns
from app.models import Vocabulary
from app.models.collection import Collection, LookupTable
from app.models.lookup_tables import CELL_SEPARATOR
from app.registry import LISTS

FlatTable = Collection | LookupTable

CODEBOOK_COLUMNS = {
    "table": "Table of the column.",
    "column": "Name of the column.",
    "type": "Type: string, integer, number or boolean.",
    "several": f"`several` where a cell may hold more than one value, joined by `{CELL_SEPARATOR}`.",
    "refers_to": "Table whose keys it holds.",
    "vocabulary": "Vocabulary of its words.",
    "description": "Meaning of the column.",
}
"""Columns of the codebook with their descriptions."""

WORD_COLUMNS = {
    "vocabulary": "Name of the vocabulary.",
    "word": "Word of the vocabulary.",
    "meaning": "Meaning of the word.",
}
"""Columns of the list of words with their descriptions."""


def codebook_csv(tables: Iterable[FlatTable]) -> bytes:
    """Return every column of every table as CSV, one row each."""
    return plain_csv(
        CODEBOOK_COLUMNS,
        (
            (
                table.name,
                column.name,
                column.kind,
                "several" if column.several else "",
                column.target or "",
                column.vocabulary.address() if column.vocabulary else "",
                column.description,
            )
            for table in tables
            for column in columns(table.model)
        ),
    )


def words_csv(tables: Iterable[FlatTable]) -> bytes:
    """Return every word of every vocabulary that a column uses as CSV, one row each."""
    return plain_csv(
        WORD_COLUMNS,
        (
            (vocabulary.address(), word.value, word.meaning)
            for vocabulary in used_vocabularies(tables)
            for word in vocabulary
        ),
    )


def used_vocabularies(tables: Iterable[FlatTable]) -> list[type[Vocabulary]]:
    """Return the vocabularies of all columns, by address."""
    found = {column.vocabulary for table in tables for column in columns(table.model) if column.vocabulary}
    return sorted(found, key=lambda vocabulary: vocabulary.address())


def plain_csv(heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> bytes:
    """Return rows as CSV, UTF-8, with a header row."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([tuple(heads), *rows])
    return out.getvalue().encode()


def table_schemas(tables: Iterable[Collection]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield name, description and Frictionless table schema of every table, codebook and words included."""
    for table in tables:
        yield table.name, row_description(table), table_schema(table)
    yield "codebook", "One column of a table.", text_schema(CODEBOOK_COLUMNS)
    yield "words", "One word of a closed list.", text_schema(WORD_COLUMNS)


def row_description(table: FlatTable) -> str:
    """Return the description of one row of a table."""
    return " ".join((table.model.__doc__ or "").split())


def table_schema(table: Collection) -> dict[str, Any]:
    """Return the table schema of a table: types, words, keys."""
    shown = columns(table.model)
    references = {column.name: column.target for column in shown if column.target and not column.several}
    return {
        "fields": [schema_field(column) for column in shown],
        "primaryKey": [shown[0].name],
        "foreignKeys": [
            {"fields": [name], "reference": {"resource": target, "fields": [key_of(target)]}}
            for name, target in references.items()
        ],
    }


def key_of(table: str) -> str:
    """Return the column that identifies the rows of a table."""
    return next((each.key for each in LISTS if each.name == table), "slug")


def text_schema(heads: dict[str, str]) -> dict[str, Any]:
    """Return the table schema of a table whose columns are all strings."""
    fields = [{"name": name, "type": "string", "description": about} for name, about in heads.items()]
    return {"fields": fields}


def schema_field(column: Column) -> dict[str, Any]:
    """Return a column as a field of a table schema."""
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.vocabulary and not column.several:
        constraints["enum"] = [word.value for word in column.vocabulary]
    return {
        "name": column.name,
        "type": column.kind,
        "description": column.description,
        **({"constraints": constraints} if constraints else {}),
    }


def data_dictionary(tables: Sequence[FlatTable]) -> str:
    """Return every table, column and word as one Markdown page."""
    return "\n".join([INTRODUCTION, *map(table_section, tables), *vocabulary_sections(tables)])


INTRODUCTION = f"""\
# Data dictionary

Generated from the models by `fibromag export`; a test compares this page with them.

Each table is available as `.csv`, `.jsonl` and `.xlsx`: below `/v1`, in the folder that `fibromag export`
writes, and below `/data/`, where the server offers that folder, there as `.parquet` too. In the flat tables,
a nested component becomes columns of its own (`population_sex`). Several values in one cell are joined by
`{CELL_SEPARATOR}`. A list of named components is given by their names, a list of components without names by
their number (`limitations_count`). The JSON Lines files hold the full records. An empty cell means that there
is no value; `absent` gives the reason. The first column of a table is its key.

The tables of the vocabulary of medicines and conditions, from `substances` on, are files of the export only,
as `.csv`; `/v1/substances` and `/v1/everyday-conditions` list two of them as JSON. They serve to recognise
names and codes, and are no evidence.
"""


def table_section(table: FlatTable) -> str:
    """Return the section of one table: its rows and its columns."""
    rows = "\n".join(
        f"| `{column.name}` | {linked_type(column)} | {column.description} |"
        for column in columns(table.model)
    )
    heads = "| column | type | meaning |\n|---|---|---|"
    return f"## {table.name}\n\nOne row: {row_description(table)}\n\n{heads}\n{rows}\n"


def linked_type(column: Column) -> str:
    """Return the type of a column, with links to tables and vocabularies."""
    holds = column.kind
    if column.target:
        holds = f"[{column.target}](#{column.target})"
    if column.vocabulary:
        holds = f"[{column.vocabulary.address()}](#{column.vocabulary.address()}-words)"
    more = ", several" if column.several else ""
    return f"{holds}{more}{'' if column.required else ', or empty'}"


def vocabulary_sections(tables: Iterable[FlatTable]) -> Iterator[str]:
    """Yield the section of every vocabulary that a column uses."""
    yield "# Words\n"
    for vocabulary in used_vocabularies(tables):
        yield f"## {vocabulary.address()} words\n\n{vocabulary.about()}\n\n{word_lines(vocabulary)}\n"


def word_lines(vocabulary: type[Vocabulary]) -> str:
    """Return the words of a vocabulary with their meanings, one per line."""
    return "\n".join(f"- `{word.value}`: {word.meaning}" for word in vocabulary)
