"""A dataset in an SQLite file: built beside the old one, sealed, and renamed over it.

What must stay true: the file ends with a seal, the SHA-256 of all bytes before it, which SQLite ignores. A
file whose seal is missing or wrong is not opened, so damage is always noticed. No time stamps and no random
numbers are stored, so the same seeds give the same bytes.
"""

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from pydantic_core import to_json
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from app.db.database import (
    CONNECTIONS,
    DATASET_REPLACED,
    WAIT_SECONDS,
    Database,
    check_content,
    current_stamp,
    release_digests,
    time_left,
)
from app.db.errors import UnusableError
from app.db.schema import upgrade
from app.models import DatasetStamp

APPLICATION_ID = 0x4D674670
"""`MgFp`: tells programs such as `file` that an SQLite file is ours."""

MAGIC = b"SQLite format 3\0"
SEAL = b"fibromag sealed sha256:%s\n"
SEAL_SIZE = len(SEAL % (b"0" * 64))

INSPECT_SECONDS = 600
"""Interval at which readiness checks every byte of the file."""

STEPS = 100_000
"""Steps of SQLite's virtual machine between two checks of the time limit: about a millisecond."""

AGAIN = "run `fibromag publish` again."
REFUSED = "The new dataset did not pass SQLite's own checks; nothing was replaced."


# Opening ------------------------------------------------------------------------------------------


class SqliteDatabase(Database):
    """A dataset in a file, with the state of the file when its seal was checked."""

    def __init__(self, engine: Engine, stamp: DatasetStamp, path: Path, opened: os.stat_result) -> None:
        super().__init__(engine, stamp)
        self.path = path
        self.opened = opened
        self.inspected = time.monotonic()
        self.damaged = False

    def check_unchanged(self) -> None:
        """Raise when the file was written to. One that was replaced or deleted stays open and readable."""
        status = self.named_file()
        if self.damaged or (status is not None and file_state(status) != file_state(self.opened)):
            raise UnusableError(
                "The dataset's file was changed while it was being served: publish, then restart."
            )

    def still_named(self) -> bool:
        """Return whether the path still leads to the file that is open."""
        return self.named_file() is not None

    def named_file(self) -> os.stat_result | None:
        """Return the state of the file that is open; None when the path leads to another or to none."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status if os.path.samestat(status, self.opened) else None

    def inspect(self) -> None:
        """Check the stamp every time, and every byte at intervals."""
        super().inspect()
        if time.monotonic() - self.inspected >= INSPECT_SECONDS and self.still_named():
            self.damaged = not sealed(self.path)
            self.inspected = time.monotonic()
            self.check_unchanged()


def file_state(status: os.stat_result) -> tuple[int, ...]:
    """Return the values that change when a file is written to."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def open_file(path: Path) -> SqliteDatabase:
    """Open the dataset in a file and check every byte of it; raise `UnusableError` when it is not whole."""
    try:
        opened = path.stat()
        check_seal(path)
    except FileNotFoundError:
        raise UnusableError(f"There is no dataset at {path}: run `fibromag publish` first.") from None
    except OSError as error:
        raise UnusableError(f"The dataset at {path} cannot be read ({error.strerror}).") from None
    engine = engine_for_reading(path)
    try:
        with engine.connect() as connection:
            stamp = current_stamp(connection)
        database = SqliteDatabase(engine, stamp, path, opened)
        pin(engine, stamp)
        if not database.still_named():
            raise UnusableError("The dataset was replaced while it was being opened: start again.")
        database.check_unchanged()
    except DBAPIError:
        engine.dispose()
        raise UnusableError(f"{path} is not a dataset that can be read: {AGAIN}") from None
    except UnusableError:
        engine.dispose()
        raise
    return database


def engine_for_reading(path: Path) -> Engine:
    """Return an engine that cannot write, never creates a file, takes no locks, and keeps its connections."""
    # The file is not mapped into memory: were it cut short, that would kill the process.
    engine = create_engine(
        f"sqlite:///file:{path.resolve()}?mode=ro&immutable=1&uri=true",
        hide_parameters=True,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        connect_args={"check_same_thread": False},
    )

    event.listen(engine, "connect", lambda connection, _: prepare_reading(connection))
    return engine


def prepare_reading(connection: Any) -> None:
    """Make a new connection of the driver refuse to write, and keep to the time limits."""
    for pragma in ("query_only = ON", "trusted_schema = OFF", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    connection.set_progress_handler(lambda: time_left() < 0, STEPS)


def pin(engine: Engine, stamp: DatasetStamp) -> None:
    """Open every connection now, and refuse later ones that find another dataset."""

    @event.listens_for(engine, "connect")
    def compare(connection: Any, _: Any) -> None:
        if connection.execute("SELECT digest FROM dataset").fetchone() != (stamp.digest,):
            raise UnusableError(DATASET_REPLACED)

    held = [engine.connect() for _ in range(CONNECTIONS)]
    for connection in held:
        connection.close()


# The seal -----------------------------------------------------------------------------------------


def check_seal(path: Path) -> None:
    """Raise unless a file is an SQLite file with a valid seal at its end."""
    if not path.is_file():
        raise UnusableError(f"{path} is not a file, so it is no dataset: name another one.")
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise UnusableError(f"{path} is not a dataset that can be read: {AGAIN}")
    if not sealed(path):
        raise UnusableError(f"The dataset at {path} is damaged or incomplete, its seal does not fit: {AGAIN}")


def sealed(path: Path) -> bool:
    """Return whether a file is as it was when it was sealed."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        return size > SEAL_SIZE and seal_of(file, size - SEAL_SIZE) == file.read()


def seal(path: Path) -> None:
    """Append the seal to a file, and flush all of it to the disk."""
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.write(seal_of(file, size))
        file.flush()
        os.fsync(file.fileno())


def seal_of(file: BinaryIO, size: int) -> bytes:
    """Return the seal for the first `size` bytes of a file, and leave the file at their end."""
    file.seek(0)
    total = hashlib.sha256()
    while size and (part := file.read(min(size, 1 << 20))):
        total.update(part)
        size -= len(part)
    return SEAL % total.hexdigest().encode()


# Replacing ----------------------------------------------------------------------------------------


def replace_file(
    path: Path, stamp: DatasetStamp, past: dict[str, str], write: Callable[[Connection], None]
) -> bool:
    """Make a file hold a dataset and past releases; the old file stays until the new one is whole.

    `past` has the digest of each past release by version. A file that holds all of it already is left as it
    is. Through a symbolic link, its target is replaced and the link stays.
    """
    path = path.resolve()
    if path.is_dir():
        raise UnusableError(f"{path} is a folder: name a file in it.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path):
        if holds(path, stamp, past):
            return False
        new = path.with_name(f".{path.name}.new")
        leftovers = (new, new.with_name(f"{new.name}-journal"))
        for leftover in leftovers:
            leftover.unlink(missing_ok=True)
        try:
            build(new, stamp, write)
            put_in_place(new, path)
        except DBAPIError as error:
            raise UnusableError(
                f"The dataset could not be written ({error.orig}); the old one is untouched."
            ) from None
        finally:
            for leftover in leftovers:
                leftover.unlink(missing_ok=True)
    return True


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of a file: one publisher at a time, the others wait."""
    with open(path.with_name(f".{path.name}.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def holds(path: Path, stamp: DatasetStamp, past: dict[str, str]) -> bool:
    """Return whether a file already holds this very dataset and these past releases, whole."""
    try:
        database = open_file(path)
    except UnusableError:
        return False
    with database.connect() as connection:
        found = release_digests(connection)
    database.close()
    return database.stamp == stamp and found == past


def build(path: Path, stamp: DatasetStamp, write: Callable[[Connection], None]) -> None:
    """Write a new file, check everything in it, and seal it."""
    engine = engine_for_writing(path)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            upgrade(connection)
            connection.commit()
            write(connection)
            connection.commit()
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
            check_file(connection, stamp)
    finally:
        engine.dispose()
    seal(path)


def engine_for_writing(path: Path) -> Engine:
    """Return an engine on a new file, which is thrown away if anything fails."""
    engine = create_engine(
        f"sqlite:///{path}", hide_parameters=True, json_serializer=lambda value: to_json(value).decode()
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        # References are checked once, when all rows are written.
        connection.execute("PRAGMA foreign_keys = OFF")

    return engine


def check_file(connection: Connection, stamp: DatasetStamp) -> None:
    """Raise unless the file is sound, each foreign key leads to a record, and the digest is right."""
    if connection.exec_driver_sql("PRAGMA quick_check").scalar() != "ok":
        raise UnusableError(REFUSED)
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise UnusableError(REFUSED)
    check_content(connection, stamp)


def put_in_place(new: Path, path: Path) -> None:
    """Make the new file the dataset, durably and in one step."""
    new.chmod(0o444)
    os.replace(new, path)
    try:
        flush_folder(path.parent)
    except OSError as error:
        raise UnusableError(
            f"The new dataset is in place, but the disk did not confirm it ({error.strerror})."
        ) from None


def flush_folder(folder: Path) -> None:
    """Write the names in a folder to the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
