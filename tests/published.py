"""The dataset of the real seed files, published once and kept below `build/` until anything it is made from changes.

What must stay true: whoever tests works on a copy, so that no test can change what the next session gets. The
key covers all files of the program, the seeds and the migrations, the locked packages, and Python.
"""

import fcntl
import hashlib
import pickle
import shutil
import sys
from collections.abc import Iterator
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


@cache
def published() -> Path:
    """Return the folder of the library, the database and the export; make it when there is none."""
    folder = FOLDER / key()
    with alone():
        if not folder.exists():
            for old in FOLDER.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            unfinished = FOLDER / "unfinished"
            make(unfinished)
            unfinished.rename(folder)
    return folder


def make(folder: Path) -> None:
    """Read the seeds, publish them and export them."""
    folder.mkdir()
    library = read_seeds(SEEDS)
    (folder / "library.pickle").write_bytes(pickle.dumps(library))
    address = f"sqlite:///{folder / 'fibromag.db'}"
    publish(library, address, releases=read_releases(SEEDS))
    export_dataset(address, folder / "export")


def library() -> Library:
    """Return the seed files as they were read."""
    found: Library = pickle.loads((published() / "library.pickle").read_bytes())
    return found


def key() -> str:
    """Return a hash over everything that the dataset is made from."""
    digest = hashlib.sha256(sys.version.encode())
    for folder in ("app", "migrations", "seeds"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                add(digest, path)
    for name in ("requirements-dev.lock", "tests/published.py"):
        add(digest, ROOT / name)
    return digest.hexdigest()[:20]


def add(digest: "hashlib._Hash", path: Path) -> None:
    """Add the name and the content of a file, each with its length."""
    for part in (str(path.relative_to(ROOT)).encode(), path.read_bytes()):
        digest.update(b"%d:" % len(part) + part)


@contextmanager
def alone() -> Iterator[None]:
    """Hold a lock, so that of several test processes one publishes and the others wait."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
