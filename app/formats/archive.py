"""The dataset as a folder of files that need no server.

What must stay true: everything in the folder was made from the one database in it; the same dataset
gives the same bytes; a folder that is not an export is never replaced.
"""

import hashlib
import json
import shutil
from dataclasses import dataclass
from math import inf
from pathlib import Path
from textwrap import fill
from typing import Any

from sqlalchemy import Connection

from app import __version__
from app.db import queries
from app.db.filters import CITABLE
from app.db.opening import Database, UnusableError, open_database
from app.db.queries import Asked
from app.db.sqlite import locked
from app.formats import codebook
from app.formats.citations import Cited, dataset_bibtex
from app.formats.exported import SUMS, sha256, sums
from app.formats.sqlite_copy import copy_to_sqlite
from app.formats.writers import CITATIONS, TABLES
from app.models import COLLECTIONS, OUTCOMES, Collection, DatasetStamp, Source, Trial

LISTS = (*COLLECTIONS, OUTCOMES)

DATABASE = "fibromag.sqlite"
LICENCE = Path(__file__).parents[2] / "seeds" / "LICENSE"


# One list -----------------------------------------------------------------------------------------


def whole_list(db: Connection, collection: Collection, asked: Asked, format: str) -> bytes:
    """Every record that matches, in one file."""
    if format in CITATIONS:
        return CITATIONS[format](cited(db, collection, asked))
    return TABLES[format](collection.document, queries.everything(db, collection, asked))


def cited(db: Connection, collection: Collection, asked: Asked) -> list[Cited]:
    """What to cite for the records that match: sources themselves, trials by their main publication."""
    if collection.document is Source:
        return [Cited(source) for source in queries.documents(db, Source, asked)]
    trials_of: dict[str, list[str]] = {}
    for trial in queries.documents(db, Trial, asked):
        for main in trial.publications[:1]:
            trials_of.setdefault(main, []).append(f"{collection.name}/{trial.slug}")
    sources = queries.documents(db, Source) if trials_of else []
    return [Cited(each, tuple(trials_of[each.slug])) for each in sources if each.slug in trials_of]


# The folder ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """What an export wrote."""

    stamp: DatasetStamp
    files: int
    size: int
    """Bytes."""


def export(url: str, folder: Path) -> Written:
    """Make a folder hold everything that is published; the old folder stays until the new one is whole."""
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        refuse_to_replace(folder)
        new = folder.with_name(f".{folder.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        try:
            written = write(new, url)
            put_in_place(new, folder)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    return written


def refuse_to_replace(folder: Path) -> None:
    """Raise unless a folder is missing, empty, or an export to which nothing was added."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UnusableError(f"{folder} is a file: name a folder.")
    found = {path.name for path in folder.iterdir()}
    ours = {SUMS, *sums(folder)} if SUMS in found else set()
    if foreign := sorted(found - ours):
        raise UnusableError(
            f"{folder} holds what no export wrote, such as {foreign[0]}: nothing was replaced. "
            "Name another folder."
        )


def write(folder: Path, url: str) -> Written:
    """Write every file of an export into a new folder; all are made from the copy of the database."""
    folder.mkdir()
    copy_to_sqlite(url, folder / DATABASE)
    copy = open_database(f"sqlite:///{folder / DATABASE}")
    try:
        for name, content in contents(copy).items():
            (folder / name).write_bytes(content)
    finally:
        copy.close()
    digests = {path.name: sha256(path) for path in sorted(folder.iterdir())}
    (folder / SUMS).write_text("".join(f"{digest}  {name}\n" for name, digest in digests.items()), "utf-8")
    sizes = [path.stat().st_size for path in folder.iterdir()]
    return Written(copy.stamp, len(sizes), sum(sizes))


def put_in_place(new: Path, folder: Path) -> None:
    """Let the new folder take the place of the old one, which goes last."""
    old = folder.with_name(f".{folder.name}.old")
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def contents(database: Database) -> dict[str, bytes]:
    """Every file but the database and the sums, by name."""
    with database.connect(inf) as db:
        about = queries.dataset(db)
        made = {
            f"{collection.name}.{format}": whole_list(db, collection, {}, format)
            for collection in LISTS
            for format in (*TABLES, *(CITATIONS if collection.name in CITABLE else ()))
        }
    made |= {"codebook.csv": codebook.codebook(LISTS), "words.csv": codebook.words(LISTS)}
    package = json.dumps(datapackage(about, made), indent=2, ensure_ascii=False)
    return made | {
        "datapackage.json": f"{package}\n".encode(),
        "data-dictionary.md": codebook.dictionary(LISTS).encode(),
        "CITATION.bib": dataset_bibtex(about).encode(),
        "LICENSE": LICENCE.read_bytes(),
        "README.txt": readme(about).encode(),
    }


def datapackage(about: dict[str, Any], made: dict[str, bytes]) -> dict[str, Any]:
    """The Frictionless description of the flat tables."""
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
                "description": one_row,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(made[f"{name}.csv"]),
                "hash": f"sha256:{hashlib.sha256(made[f'{name}.csv']).hexdigest()}",
                "schema": schema,
            }
            for name, one_row, schema in codebook.schemas(LISTS)
        ],
    }


STUDIES_TOO = "Please cite the studies behind the results you use as well."


def readme(about: dict[str, Any]) -> str:
    """What somebody needs to know who finds the folder alone."""
    said = [
        ("Version", f"{about['version']}, {about['released']}"),
        ("Digest", about["digest"]),
        ("Licence", f"{about['licence']}; LICENSE says what it does not cover"),
        ("Made by", f"fibromag {__version__}"),
        ("Cite", f"{about['cite']} CITATION.bib has it as BibTeX. {STUDIES_TOO}"),
        ("For", about["intended_use"]),
        ("Not for", about["not_for"].removeprefix("Not for ")),
    ]
    lines = "\n".join(fill(f"{name:10}{text}", 95, subsequent_indent=" " * 10) for name, text in said)
    return f"""\
{about["title"]}

{lines}

What is here

*.csv               flat tables, UTF-8; start with outcomes.csv, where one row is one result
*.xlsx              the same tables as workbooks, each with a codebook
*.jsonl             the same records whole, one JSON document per line
sources.bib, .ris   everything that was read, to cite
trials.bib, .ris    the main publication of each trial, to cite
{DATABASE}     the database that is served, for SQL; its views outcomes_by_domain and
                    article_audit are the tables to start with
codebook.csv        every column of every table
words.csv           every word of their closed lists
data-dictionary.md  both, to read
datapackage.json    the flat tables for programs, as a Frictionless Data Package
{SUMS}          `sha256sum -c {SUMS}` checks that every file is as it was written

An empty cell is a value that is not there; the column absent says why. Several values in one
cell are joined by "; ". A text cell of a CSV that a spreadsheet might run as a formula starts
with an apostrophe. The full text of the database (search_index) is searched by words in lower
case, in the singular and without accents.
"""
