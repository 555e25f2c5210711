"""Export the dataset as a folder of files that need no server.

What must stay true: everything in the folder is made from the one database in it; the same dataset gives
the same bytes; a folder that is not an export is never replaced.
"""

import hashlib
import json
import shutil
from dataclasses import dataclass
from math import inf
from pathlib import Path
from textwrap import fill
from typing import Any

from app import __version__
from app.db import queries
from app.db.database import Database, open_database
from app.db.errors import UnusableError
from app.db.lookup_tables import table_documents
from app.db.sqlite import locked
from app.formats import codebook
from app.formats.citations import CITATION_WRITERS, dataset_bibtex
from app.formats.croissant import croissant
from app.formats.csv import to_csv
from app.formats.exported import CHECKSUM_FILE, file_sha256, read_checksums
from app.formats.lists import EXPORTED_FORMATS, Selection, write_list
from app.formats.sqlite_copy import copy_to_sqlite
from app.models import DatasetStamp
from app.registry import FLAT_TABLES, LISTS, LOOKUP_TABLES

DATABASE_FILE = "fibromag.sqlite"
LICENCE_FILE = Path(__file__).parents[2] / "seeds" / "LICENSE"


@dataclass(frozen=True)
class ExportSummary:
    """Dataset, number of files and size of an export."""

    stamp: DatasetStamp
    files: int
    size: int
    """Bytes."""


def export_dataset(url: str, folder: Path) -> ExportSummary:
    """Export a published dataset to a folder; an older export is replaced when the new one is complete."""
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        refuse_foreign_files(folder)
        new = folder.with_name(f".{folder.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        try:
            summary = write_export(new, url)
            replace_folder(new, folder)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    return summary


def refuse_foreign_files(folder: Path) -> None:
    """Raise `UnusableError` unless a folder is missing, empty, or holds only files of an export."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UnusableError(f"{folder} is a file: name a folder.")
    found = {path.name for path in folder.iterdir()}
    ours = {CHECKSUM_FILE, *read_checksums(folder)} if CHECKSUM_FILE in found else set()
    if foreign := sorted(found - ours):
        raise UnusableError(
            f"{folder} holds files that no export wrote, such as {foreign[0]}: nothing was replaced. "
            "Name another folder."
        )


def write_export(folder: Path, url: str) -> ExportSummary:
    """Write every file of an export into a new folder; all are made from the copy of the database."""
    folder.mkdir()
    copy_to_sqlite(url, folder / DATABASE_FILE)
    copy = open_database(f"sqlite:///{folder / DATABASE_FILE}")
    try:
        for name, content in file_contents(copy).items():
            (folder / name).write_bytes(content)
    finally:
        copy.close()
    digests = {path.name: file_sha256(path) for path in sorted(folder.iterdir())}
    checksums = "".join(f"{digest}  {name}\n" for name, digest in digests.items())
    (folder / CHECKSUM_FILE).write_text(checksums, "utf-8")
    sizes = [path.stat().st_size for path in folder.iterdir()]
    return ExportSummary(copy.stamp, len(sizes), sum(sizes))


def replace_folder(new: Path, folder: Path) -> None:
    """Rename the new folder into the place of the old one, then delete the old one."""
    old = folder.with_name(f".{folder.name}.old")
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


# Contents -----------------------------------------------------------------------------------------


def file_contents(database: Database) -> dict[str, bytes]:
    """Return every file but the database and the checksums, by name."""
    with database.connect(inf) as db:
        about = queries.dataset(db)
        lists = {
            f"{collection.name}.{format}": write_list(db, collection, Selection({}), format)
            for collection in LISTS
            for format in (*EXPORTED_FORMATS, *(CITATION_WRITERS if collection.citable else ()))
        }
        lookups = {
            f"{table.name}.csv": to_csv(table.model, table_documents(db, table)) for table in LOOKUP_TABLES
        }
    tables = (
        lists
        | lookups
        | {
            "codebook.csv": codebook.codebook_csv(FLAT_TABLES),
            "words.csv": codebook.words_csv(FLAT_TABLES),
        }
    )
    package = data_package(about, tables)
    return tables | {
        "datapackage.json": json_file(package),
        "croissant.json": json_file(croissant(about, package)),
        "data-dictionary.md": codebook.data_dictionary(FLAT_TABLES).encode(),
        "CITATION.bib": dataset_bibtex(about).encode(),
        "LICENSE": LICENCE_FILE.read_bytes(),
        "README.txt": readme(about).encode(),
    }


def json_file(content: Any) -> bytes:
    """Return a JSON file that people can read."""
    return f"{json.dumps(content, indent=2, ensure_ascii=False)}\n".encode()


def data_package(about: dict[str, Any], files: dict[str, bytes]) -> dict[str, Any]:
    """Return the Frictionless Data Package of the flat tables."""
    return {
        "profile": "tabular-data-package",
        "name": "fibromag",
        "id": about["digest"],
        "title": about["title"],
        "description": f"{about['intended_use']} {about['not_for']}",
        "version": about["version"],
        "licenses": [{"name": about["licence"], "path": "LICENSE"}],
        "contributors": [{"title": about["publisher"], "role": "author"}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name,
                "path": f"{name}.csv",
                "description": description,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(files[f"{name}.csv"]),
                "hash": f"sha256:{hashlib.sha256(files[f'{name}.csv']).hexdigest()}",
                "schema": schema,
            }
            for name, description, schema in codebook.table_schemas(LISTS)
        ],
    }


CITE_STUDIES = "Please cite the studies behind the results you use as well."


def readme(about: dict[str, Any]) -> str:
    """Return the text file that explains the folder to someone who finds it alone."""
    facts = [
        ("Version", f"{about['version']}, {about['released']}"),
        ("Digest", about["digest"]),
        ("Licence", f"{about['licence']}; LICENSE says what it does not cover"),
        ("Made by", f"fibromag {__version__}"),
        ("Cite", f"{about['cite']} CITATION.bib has it as BibTeX. {CITE_STUDIES}"),
        ("For", about["intended_use"]),
        ("Not for", about["not_for"].removeprefix("Not for ")),
    ]
    lines = "\n".join(fill(f"{name:10}{text}", 95, subsequent_indent=" " * 10) for name, text in facts)
    return f"""\
{about["title"]}

{lines}

Files

*.csv               flat tables, UTF-8; start with outcomes.csv, where one row is one result
*.parquet           the same tables with types, for R, Polars, DuckDB and Arrow
*.xlsx              the same tables as workbooks, each with a codebook
*.jsonl             the same records in full, one JSON document per line
substances.csv      the first of {len(LOOKUP_TABLES)} tables of names and codes, as CSV only, by which
                    medicines and conditions are recognised; see vocabulary-sources.csv
sources.bib, .ris   references to every source
trials.bib, .ris    references to the main publication of each trial
{DATABASE_FILE}     the database that the server uses, for SQL; start with its views
                    outcomes_by_domain and article_audit
codebook.csv        every column of every table
words.csv           every word of their vocabularies
data-dictionary.md  both, to read
datapackage.json    description of the flat tables for programs, a Frictionless Data Package
croissant.json      the same in Croissant 1.0, for programs that load datasets by it
{CHECKSUM_FILE}          checksums: `sha256sum -c {CHECKSUM_FILE}` verifies every file

An empty cell means that there is no value; the column absent gives the reason. Several values in
one cell are joined by "; ". A text cell of a CSV that a spreadsheet might run as a formula starts
with an apostrophe. The database has a full-text index (search_index, FTS5) over titles and texts.
"""
