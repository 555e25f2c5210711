"""An exported folder, as it is served: its files, each checked against its sum."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.db.queries import NotFoundError
from app.formats import MEDIA_TYPES
from app.models import DatasetStamp

SUMS = "SHA256SUMS"
"""Name of the file that holds the SHA-256 of every other one."""

FILE_TYPES = {
    **MEDIA_TYPES,
    "sqlite": "application/vnd.sqlite3",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
"""Media type by the suffix of a file's name; plain text has none."""


@dataclass(frozen=True)
class ExportedFile:
    """One file of an export."""

    path: Path
    sha256: str
    size: int
    """Bytes."""
    media_type: str


def exported(folder: Path | None, stamp: DatasetStamp) -> dict[str, ExportedFile]:
    """Return the files of a dataset by name; raise `NotFoundError` unless all are there and whole."""
    try:
        if folder is not None:
            about = (folder / SUMS).stat()
            digest, found = checked(folder, (about.st_ino, about.st_mtime_ns))
            if digest == stamp.digest:
                return found
    except (OSError, ValueError, KeyError):
        pass
    raise NotFoundError("the files of this dataset are not there: run `fibromag export`")


@lru_cache(maxsize=2)
def checked(folder: Path, _: tuple[int, int]) -> tuple[str, dict[str, ExportedFile]]:
    """Return digest and files of an export, each checked against its sum; cached until it is replaced."""
    found = {}
    for name, digest in {**sums(folder), SUMS: sha256(folder / SUMS)}.items():
        path = folder / name
        if sha256(path) != digest:
            raise ValueError(f"{name} is damaged")
        media_type = FILE_TYPES.get(path.suffix[1:], FILE_TYPES["txt"])
        found[name] = ExportedFile(path, digest, path.stat().st_size, media_type)
    return json.loads(found["datapackage.json"].path.read_bytes())["id"], found


def sums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of an export, by name."""
    lines = (folder / SUMS).read_text("utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
