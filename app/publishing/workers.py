"""A library made ready by several processes at once, in order.

What must stay true: what comes out is the same for any number of processes. None of them outlives the
publisher, even one that is killed: a process that has something to hand over and nobody to take it ends.
None holds what the publisher holds: they are started afresh and inherit no lock and no connection.
"""

import fcntl
import multiprocessing
import os
import signal
import traceback
from collections.abc import Generator, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from app.db.database import UnusableError
from app.publishing.collecting import seldom_collecting
from app.publishing.prepare import Preparing, Slice, Totals
from app.seeds.library import Library

WORTH_IT = 2_000
"""Records, results left out, from which processes save more time than they take to start."""

MOST = 4
"""Processes beyond which the one that writes is the slowest."""

BEHIND = 5
"""How much nicer they are than the one that writes, for whom all of them wait."""

ROOM = 1 << 20
"""Bytes a pipe holds where that can be chosen: a slice or two, so that nobody has to wait for the other."""

CONTEXT = multiprocessing.get_context("spawn")


def workers_for(records: int) -> int:
    """How many processes to start for so many records; none where they would gain nothing."""
    cores = os.cpu_count() or 1
    return min(cores, MOST) if records >= WORTH_IT and cores > 1 else 0


def prepared(library: Library, workers: int) -> Generator[Slice | Totals]:
    """Every slice in order, made by so many processes or by this one; then totals, to be added up."""
    if workers == 0:
        preparing = Preparing(library)
        yield from preparing.parts(range(len(preparing)))
        return
    started: list[tuple[Any, Any]] = []
    try:
        for number in range(workers):
            started.append(start(library, number, workers))
        yield from in_turn(started)
    finally:
        for process, pipe in started:
            pipe.close()
            process.kill()
            process.join()


def start(library: Library, number: int, workers: int) -> tuple[Any, Any]:
    """One of several processes, and the pipe from which its slices are taken."""
    ours, theirs = CONTEXT.Pipe(duplex=False)
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        fcntl.fcntl(theirs.fileno(), fcntl.F_SETPIPE_SZ, ROOM)
    process = CONTEXT.Process(target=work, args=(library, number, workers, theirs), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def work(library: Library, number: int, workers: int, pipe: Connection) -> None:
    """Make every so many-th slice, hand each over, then the totals."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(BEHIND)
    with suppress(BrokenPipeError), seldom_collecting():
        try:
            preparing = Preparing(library)
            for part in preparing.parts(range(number, len(preparing), workers)):
                pipe.send(part)
        except BrokenPipeError:
            raise
        except Exception as error:
            pipe.send((f"{type(error).__name__}: {error}", traceback.format_exc()))


def in_turn(started: list[tuple[Any, Any]]) -> Iterator[Slice | Totals]:
    """What processes hand over, one part of each in turn, until all have handed over their totals."""
    waiting = list(started)
    while waiting:
        for each in list(waiting):
            part = received(*each)
            if isinstance(part, Totals):
                waiting.remove(each)
            yield part


def received(process: Any, pipe: Connection) -> Slice | Totals:
    """The next part from a process; `UnusableError` when there is none."""
    try:
        part: Slice | Totals | tuple[str, str] = pipe.recv()
    except EOFError:
        process.join()
        raise UnusableError(
            f"A process that prepares records came to its end (exit code {process.exitcode}); "
            "the old dataset is untouched."
        ) from None
    if isinstance(part, Slice | Totals):
        return part
    what, where = part
    failure = UnusableError(f"A record could not be prepared ({what}); the old dataset is untouched.")
    failure.add_note(where)
    raise failure
