"""Publishers in processes of their own: to be killed, to be many, to run out of room."""

import multiprocessing
import os
import pickle
import resource
import signal
from pathlib import Path
from typing import Any

from app.db.errors import UnusableError
from app.publishing.publish import publish
from app.seeds.library import Library

CHANGED, SAME, REFUSED, BROKEN = 10, 11, 12, 13
"""How a publisher ends: it built, it had nothing to build, it said in one sentence why not, or worse."""

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.faults.publishers", "app.db.postgresql", "alembic.command"])


def newer(library: Library) -> Library:
    """The same records as a later dataset, one name of which differs."""
    domains = dict(library.records["domains"])
    domains["sleep"] = domains["sleep"].model_copy(update={"name": "Sleep, as it was called later"})
    later = library.dataset.model_copy(update={"version": "2026.11.2"})
    return Library(later, {**library.records, "domains": domains}, library.vocabulary)


def stored(library: Library, path: Path) -> Path:
    """A library in a file, from which publishers take it."""
    path.write_bytes(pickle.dumps(library))
    return path


def start(library: Path, url: str, together: Any = None, room: int | None = None) -> tuple[Any, Any]:
    """A publisher and the event that it has begun; with others, or with little room on its disk."""
    begun = CONTEXT.Event()
    process = CONTEXT.Process(target=work, args=(library, url, begun, together, room))
    process.start()
    return process, begun


def work(library: Path, url: str, begun: Any, together: Any, room: int | None) -> None:
    """What a publisher does."""
    loaded = pickle.loads(library.read_bytes())
    if room is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    if together is not None:
        together.wait()
    begun.set()
    try:
        done = publish(loaded, url)
    except (UnusableError, OSError):
        os._exit(REFUSED)
    except BaseException:
        os._exit(BROKEN)
    os._exit(CHANGED if done.changed else SAME)
