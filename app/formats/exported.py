"""Find the files of an exported folder, for the server.

What must stay true: a folder is offered only if it was made from the served dataset and every file has its
checksum.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.db.errors import NotFoundError
from app.formats import MARKDOWN
from app.formats.list_formats import MEDIA_TYPES
from app.models import DatasetStamp

CHECKSUM_FILE = "SHA256SUMS"

FILE_MEDIA_TYPES = {
    **MEDIA_TYPES,
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
    "json": "application/json",
    "md": MARKDOWN,
    "txt": "text/plain; charset=utf-8",
}
"""Media type by file extension; files without one are plain text."""


@dataclass(frozen=True)
class ExportedFile:
    """One file of an export."""

    path: Path
    sha256: str
    size: int
    """Bytes."""
    media_type: str


def exported_files(folder: Path | None, stamp: DatasetStamp) -> dict[str, ExportedFile]:
    """Return the files of the export of a dataset by name.

    Raise `NotFoundError` when the folder is missing, damaged, or made from another dataset.
    """
    try:
        if folder is not None:
            about = (folder / CHECKSUM_FILE).stat()
            digest, found = verified_files(folder, (about.st_ino, about.st_mtime_ns))
            if digest == stamp.digest:
                return found
    except (OSError, ValueError, KeyError):
        pass
    raise NotFoundError("the files of this dataset are not there: run `fibromag export`")


@lru_cache(maxsize=2)
def verified_files(folder: Path, _: tuple[int, int]) -> tuple[str, dict[str, ExportedFile]]:
    """Return digest and files of an export after comparing each file with its checksum.

    The second argument is the identity of the checksum file, so that a new export is read again.
    """
    found = {}
    checksums = {**read_checksums(folder), CHECKSUM_FILE: file_sha256(folder / CHECKSUM_FILE)}
    for name, sha256 in checksums.items():
        path = folder / name
        if file_sha256(path) != sha256:
            raise ValueError(f"{name} is damaged")
        media_type = FILE_MEDIA_TYPES.get(path.suffix[1:], FILE_MEDIA_TYPES["txt"])
        found[name] = ExportedFile(path, sha256, path.stat().st_size, media_type)
    return json.loads(found["datapackage.json"].path.read_bytes())["id"], found


def read_checksums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of an export, by name, as `SHA256SUMS` lists them."""
    lines = (folder / CHECKSUM_FILE).read_text("utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
