"""Past releases: each released dataset is one file in `seeds/releases/`, which never changes again.

The file `2026.11.0.jsonl.gz` is gzip of JSON lines: first the description of the dataset, then one array per
record (`"record"`, collection, key, document), per link, per summary and per row of the vocabulary, as they
were published. A release needs no model to be read, so models may change after it; its collections have to
stay in the registry.

What must stay true: whenever a release is read, its digest is computed again from its records.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from app.db import sqlite
from app.db.digest import digest_of
from app.db.errors import UnusableError
from app.models import DatasetStamp, canonical
from app.models.collection import RegistryError
from app.publishing.rows import Content, ReferenceLink, content_from
from app.publishing.stored import Row, StoredRecord
from app.publishing.writing import write_content
from app.registry import by_name
from app.seeds.library import RELEASES_FOLDER, Rows

SUFFIX = ".jsonl.gz"


@dataclass(frozen=True)
class Release:
    """A dataset as it was released."""

    content: Content
    file: bytes


# Files --------------------------------------------------------------------------------------------


def read_releases(seeds: Path) -> list[Release]:
    """Return the releases in a folder of seeds, oldest first; raise `UnusableError` for a damaged one."""
    paths = (seeds / RELEASES_FOLDER).glob(f"*{SUFFIX}")
    return [read_release(path) for path in sorted(paths, key=lambda path: version_order(path.name))]


def version_order(version: str) -> list[int]:
    """Return the numbers of a version: `2026.9.0` is older than `2026.11.0`."""
    return [int(number) for number in re.findall(r"\d+", version)]


def read_release(path: Path) -> Release:
    """Return the release in a file; raise `UnusableError` when its digest or its name does not fit."""
    try:
        file = path.read_bytes()
        content = parse_lines(gzip.decompress(file).decode("utf-8").splitlines())
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error):
        raise UnusableError(f"{path} is no release that can be read.") from None
    except RegistryError as error:
        raise UnusableError(f"{path} cannot be read. {error}") from None
    if path.name != content.stamp.version + SUFFIX or digest_of(content.documents()) != content.stamp.digest:
        raise UnusableError(f"{path} is damaged: its name or its digest does not fit its records.")
    return Release(content, file)


def parse_lines(lines: list[str]) -> Content:
    """Return the dataset that the lines of a file describe; raise `ValueError` for an unknown line."""
    records: list[StoredRecord] = []
    links: list[ReferenceLink] = []
    summaries: list[Row] = []
    vocabulary: Rows = {}
    for line in lines[1:]:
        match json.loads(line):
            case ["record", collection, key, content]:
                document = line[len(opening("record", collection, key)) : -1]
                records.append(StoredRecord(by_name(collection), key, content, document))
            case ["link", collection, slug, target, target_slug]:
                links.append(ReferenceLink(collection, slug, target, target_slug))
            case ["summary", name, _]:
                document = line[len(opening("summary", name)) : -1]
                summaries.append({"name": name, "document": document})
            case ["row", table, row]:
                vocabulary.setdefault(table, []).append(row)
            case _:
                raise ValueError(line)
    return content_from(json.loads(lines[0]), records, links, summaries, vocabulary)


def write_release(content: Content) -> bytes:
    """Return the file of a dataset; the same dataset gives the same bytes."""
    return gzip.compress("".join(f"{line}\n" for line in lines_of(content)).encode(), 9, mtime=0)


def lines_of(content: Content) -> Iterator[str]:
    """Yield the lines of a file: the dataset, its records in the order of the digest, links and summaries."""
    yield content.about
    for collection, key, document in content.stored_documents():
        yield f"{opening('record', collection, key)}{document}]"
    for row in content.rows["links"]:
        yield canonical(["link", *row.values()])
    for row in content.rows["summaries"]:
        yield f"{opening('summary', row['name'])}{row['document']}]"
    for table, row in content.vocabulary_rows():
        yield json.dumps(["row", table, row], ensure_ascii=False, separators=(",", ":"))


def opening(*words: str) -> str:
    """Return the start of a line, up to the document that ends it."""
    return f"{canonical(words)[:-1]},"


# Databases ----------------------------------------------------------------------------------------


def release_rows(releases: Iterable[Release], current: DatasetStamp) -> list[Row]:
    """Return the row of each past release; the current dataset has tables of its own."""
    return [release_row(each) for each in releases if each.content.stamp.version != current.version]


def release_row(release: Release) -> Row:
    """Return the row of a release, with a database made from it."""
    content = release.content
    return {
        "version": content.stamp.version,
        "digest": content.stamp.digest,
        "document": content.about,
        "file": release.file,
        "database": zlib.compress(sqlite_bytes(content), 9),
    }


def sqlite_bytes(content: Content) -> bytes:
    """Return an SQLite file that holds a dataset."""

    def write(connection: Connection) -> None:
        write_content(connection, content)

    with TemporaryDirectory() as folder:
        path = Path(folder) / "release.db"
        sqlite.build(path, content.stamp, write)
        return path.read_bytes()
