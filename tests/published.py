"""The dataset of the real seed files, made once and kept below `build/` until anything it is made from changes.

It is made in steps: the library of the seed files, the database, the export, and a smaller database of the
records without the vocabulary. What must stay true: whoever tests works on a copy, so that no test can change what the next session gets. The key of a step covers every
module that its code imports, at the head or in a function, the seeds and the migrations, the locked packages,
and Python. So a change of the safety check or of a page makes nothing again.
"""

import ast
import fcntl
import hashlib
import pickle
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from app.formats.archive import export_dataset
from app.publishing.publish import publish
from app.publishing.releases import read_releases
from app.seeds.library import Library
from app.seeds.reader import read_seeds

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
FOLDER = ROOT / "build" / "tests"

LIBRARY = ("app.seeds.reader",)
DATABASE = (*LIBRARY, "app.publishing.publish", "app.publishing.releases")
EXPORT = (*DATABASE, "app.formats.archive")
"""Modules by which each step is made."""


def library() -> Library:
    """Return the seed files as they were read."""

    def make(folder: Path) -> None:
        (folder / "library.pickle").write_bytes(pickle.dumps(read_seeds(SEEDS)))

    found: Library = pickle.loads((kept("library", LIBRARY, make) / "library.pickle").read_bytes())
    return found


def database() -> Path:
    """Return the file of the published database."""

    def make(folder: Path) -> None:
        publish(library(), f"sqlite:///{folder / 'fibromag.db'}", releases=read_releases(SEEDS))

    return kept("database", DATABASE, make) / "fibromag.db"


def records() -> Library:
    """Return the library without its vocabulary, whose tables are written like any others."""
    whole = library()
    return Library(whole.dataset, whole.records, {})


def records_database() -> Path:
    """Return the file of a database published from `records`: made in half the time."""

    def make(folder: Path) -> None:
        publish(records(), f"sqlite:///{folder / 'fibromag.db'}")

    return kept("records", DATABASE, make) / "fibromag.db"


def export() -> Path:
    """Return the folder of exported files."""

    def make(folder: Path) -> None:
        export_dataset(f"sqlite:///{database()}", folder / "export")

    return kept("export", EXPORT, make) / "export"


def kept(step: str, modules: tuple[str, ...], make: Callable[[Path], None]) -> Path:
    """Return the folder of a step, made now if there is none."""
    folder = FOLDER / f"{step}-{key(modules)}"
    with alone(step):
        if not folder.exists():
            for old in FOLDER.glob(f"{step}-*/"):
                shutil.rmtree(old)
            unfinished = FOLDER / f"{step}-unfinished"
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder


@cache
def key(modules: tuple[str, ...]) -> str:
    """Return a hash over everything that some modules make the dataset from."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(imported(modules)):
        add(digest, path)
    for folder in ("migrations", "seeds"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                add(digest, path)
    for name in ("requirements-dev.lock", "tests/published.py"):
        add(digest, ROOT / name)
    return digest.hexdigest()[:20]


def imported(modules: tuple[str, ...]) -> set[Path]:
    """Return the files of some modules of `app`, of their packages, and of all that they import."""
    found: dict[str, Path | None] = {}
    names = list(modules)
    while names:
        name = names.pop()
        if name in found or name.split(".")[0] != "app":
            continue
        found[name] = file_of(name)
        names.append(name.rpartition(".")[0])
        if (path := found[name]) is not None:
            names += imports_of(path)
    return {path for path in found.values() if path is not None}


def file_of(name: str) -> Path | None:
    """Return the file of a module or package; None for a name in one."""
    path = ROOT.joinpath(*name.split("."))
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((each for each in candidates if each.is_file()), None)


@cache
def imports_of(path: Path) -> list[str]:
    """Return every module that a file imports, and every name as `module.name`."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names += (f"{node.module}.{alias.name}" for alias in node.names)
    return names


def add(digest: "hashlib._Hash", path: Path) -> None:
    """Add the name and the content of a file, each with its length."""
    for part in (str(path.relative_to(ROOT)).encode(), path.read_bytes()):
        digest.update(b"%d:" % len(part) + part)


@contextmanager
def alone(step: str) -> Iterator[None]:
    """Hold the lock of a step, so that of several test processes one makes it and the others wait."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{step}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
