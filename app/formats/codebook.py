"""What the columns of the flat tables mean: as a table, as a page, and as Frictionless table schemas.

All three are made from the models, so they cannot say anything else than the data.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.formats.csv import CELL_SEPARATOR, Column, columns
from app.models import Collection, Vocabulary

COLUMNS = {
    "table": "The table the column is in.",
    "column": "The column.",
    "type": "What it holds: string, integer, number or boolean.",
    "several": f"`several` where a cell may hold more than one value, joined by `{CELL_SEPARATOR}`.",
    "refers_to": "The table in whose first column its values stand.",
    "vocabulary": "The closed list its words are from.",
    "description": "What it says.",
}
"""The columns of the codebook."""

WORDS = {
    "vocabulary": "The closed list.",
    "word": "One of its words.",
    "meaning": "What the word says.",
}
"""The columns of the list of words."""


def codebook(collections: Iterable[Collection]) -> bytes:
    """Every column of every table as CSV, one row each."""
    return table(
        COLUMNS,
        (
            (
                collection.name,
                column.name,
                column.kind,
                "several" if column.several else "",
                column.target or "",
                column.vocabulary.address() if column.vocabulary else "",
                column.description,
            )
            for collection in collections
            for column in columns(collection.document)
        ),
    )


def words(collections: Iterable[Collection]) -> bytes:
    """Every word of every closed list that a column uses as CSV, one row each."""
    return table(
        WORDS,
        (
            (vocabulary.address(), word.value, word.meaning)
            for vocabulary in used(collections)
            for word in vocabulary
        ),
    )


def used(collections: Iterable[Collection]) -> list[type[Vocabulary]]:
    """The closed lists that the columns of tables are from, by address."""
    found = {
        column.vocabulary
        for collection in collections
        for column in columns(collection.document)
        if column.vocabulary
    }
    return sorted(found, key=lambda vocabulary: vocabulary.address())


def table(heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> bytes:
    """Rows as CSV, UTF-8, with a head line."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([tuple(heads), *rows])
    return out.getvalue().encode()


def schemas(collections: Iterable[Collection]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, description and Frictionless table schema of every table, the codebook's own among them."""
    for collection in collections:
        yield collection.name, one_row(collection), schema(collection)
    yield "codebook", "One column of a table.", texts(COLUMNS)
    yield "words", "One word of a closed list.", texts(WORDS)


def one_row(collection: Collection) -> str:
    """What one row of a table is."""
    return " ".join((collection.document.__doc__ or "").split())


def schema(collection: Collection) -> dict[str, Any]:
    """The table schema of a collection: types, words, keys."""
    shown = columns(collection.document)
    references = {column.name: column.target for column in shown if column.target and not column.several}
    return {
        "fields": [field(column) for column in shown],
        "primaryKey": [shown[0].name],
        "foreignKeys": [
            {"fields": [name], "reference": {"resource": target, "fields": ["slug"]}}
            for name, target in references.items()
        ],
    }


def texts(heads: dict[str, str]) -> dict[str, Any]:
    """The table schema of a table of texts."""
    fields = [{"name": name, "type": "string", "description": about} for name, about in heads.items()]
    return {"fields": fields}


def field(column: Column) -> dict[str, Any]:
    """A column as a field of a table schema."""
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.vocabulary and not column.several:
        constraints["enum"] = [word.value for word in column.vocabulary]
    return {
        "name": column.name,
        "type": column.kind,
        "description": column.description,
        **({"constraints": constraints} if constraints else {}),
    }


def dictionary(collections: Sequence[Collection]) -> str:
    """Every table, column and word as one Markdown page."""
    return "\n".join([INTRODUCTION, *map(section, collections), *glossary(collections)])


INTRODUCTION = f"""\
# Data dictionary

Generated from the models by `fibromag export`; a test compares this page with them.

Each table is available as `.csv`, `.jsonl` and `.xlsx`: below `/v1`, in the folder that `fibromag export`
writes, and below `/data/`, where the server offers that folder. In the flat tables, a nested component
becomes columns of its own (`population_sex`). Several values in one cell are joined by `{CELL_SEPARATOR}`.
A list of named components is given by their names, a list of components without names by their number
(`limitations_count`). The JSON Lines files hold the full records. An empty cell means that there is no value;
`absent` gives the reason. The first column of a table is its key.
"""


def section(collection: Collection) -> str:
    """One table: what a row is, and its columns."""
    rows = "\n".join(
        f"| `{column.name}` | {kind(column)} | {column.description} |"
        for column in columns(collection.document)
    )
    heads = "| column | type | meaning |\n|---|---|---|"
    return f"## {collection.name}\n\nOne row: {one_row(collection)}\n\n{heads}\n{rows}\n"


def kind(column: Column) -> str:
    """What a column holds, with links to where that is explained."""
    holds = column.kind
    if column.target:
        holds = f"[{column.target}](#{column.target})"
    if column.vocabulary:
        holds = f"[{column.vocabulary.address()}](#{column.vocabulary.address()}-words)"
    more = ", several" if column.several else ""
    return f"{holds}{more}{'' if column.required else ', or empty'}"


def glossary(collections: Iterable[Collection]) -> Iterator[str]:
    """Every closed list that a column uses, with its words."""
    yield "# Words\n"
    for vocabulary in used(collections):
        yield f"## {vocabulary.address()} words\n\n{vocabulary.about()}\n\n{meanings(vocabulary)}\n"


def meanings(vocabulary: type[Vocabulary]) -> str:
    """The words of a closed list, one per line."""
    return "\n".join(f"- `{word.value}`: {word.meaning}" for word in vocabulary)
