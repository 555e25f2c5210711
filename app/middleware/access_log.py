"""The log of requests and failures: one JSON line each.

What must stay true: a line holds nothing that was asked or answered, and no text of an exception. A
reader of the log that stalls or goes away never holds up an answer.
"""

import json
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from starlette.types import Scope

EVERY_SECONDS = 0.2
"""How long a line may wait to be written."""

MOST_WAITING = 50_000
"""Lines that wait at most; when the log is read too slowly, later ones are dropped and counted."""

HERE = Path(__file__).parent.parent
"""Where our own code lies."""


class Journal:
    """Lines, written by a thread of their own once `start` was called."""

    def __init__(self) -> None:
        self.waiting: list[str] = []
        self.dropped = 0
        self._ended = threading.Event()
        self._writer: threading.Thread | None = None

    def request(self, method: str, route: str | None, status: int, seconds: float, request_id: str) -> None:
        """One request that was answered."""
        shown = "null" if route is None else f'"{route}"'
        self.line(
            f'{{"time":{time.time():.3f},"event":"request","method":"{method}","route":{shown},'
            f'"status":{status},"ms":{seconds * 1000:.2f},"request_id":"{request_id}"}}\n'
        )

    def failure(self, error: BaseException, request_id: str) -> None:
        """Something that should not happen: its type and place, and nothing it says."""
        about = {"time": round(time.time(), 3), "event": "failure", **told(error), "request_id": request_id}
        self.line(f"{json.dumps(about)}\n")

    def line(self, text: str) -> None:
        """Have a line written."""
        if len(self.waiting) < MOST_WAITING:
            self.waiting.append(text)
        else:
            self.dropped += 1

    def start(self, stream: TextIO) -> None:
        """Write to a stream from now on."""
        self._writer = threading.Thread(target=self._write, args=(stream,), name="journal", daemon=True)
        self._writer.start()

    def close(self) -> None:
        """Write what waits, unless nobody reads it."""
        self._ended.set()
        if self._writer is not None:
            self._writer.join(timeout=1)

    def _write(self, stream: TextIO) -> None:
        ended = False
        while not ended:
            ended = self._ended.wait(EVERY_SECONDS)
            lines, self.waiting = self.waiting, []
            if dropped := self.dropped:
                self.dropped = 0
                lines.append(f'{{"time":{time.time():.3f},"event":"dropped","lines":{dropped}}}\n')
            if lines:
                with suppress(OSError, ValueError):
                    stream.write("".join(lines))
                    stream.flush()


def told(error: BaseException) -> dict[str, str]:
    """The type of an exception, where it was raised, and the last place of ours on the way there."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(HERE)]
    places = {"raised": frames[-1:], "ours": ours[-1:]}
    shown = {
        name: f"{Path(each.filename).name}:{each.lineno}" for name, found in places.items() for each in found
    }
    return {"type": type(error).__qualname__, **shown}


def template(scope: Scope) -> str | None:
    """The address of a route as it is written in the program; None when no route was found."""
    if "template" in scope:
        return str(scope["template"])
    if "route" in scope:
        return str(scope["route"].path)
    return f"{scope['root_path']}/{{path}}" if "endpoint" in scope else None
