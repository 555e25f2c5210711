"""The program with one part that fails and says in its error all that it was given.

    BREAK=check python broken.py serve --port 8000

What must stay true: each fault carries what the caller sent in its message, as a careless one would.
"""

import faulthandler
import os
import re
import signal
import sys
import warnings
from pathlib import Path
from typing import Any, NoReturn

sys.path.insert(0, str(Path(__file__).parents[2]))

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app import cli
from app.api import safety
from app.db.database import Database
from app.medicines.terminology import Terminology
from app.safety import predicates
from app.safety.request_reader import RequestReader
from app.web import templating

served: list[bool] = []
"""Not empty once there is a database that can be broken."""


def tell(*given: Any) -> NoReturn:
    """Warn and raise with everything that was given."""
    warnings.warn(f"could not do {given!r}", stacklevel=2)
    try:
        raise KeyError(repr(given))
    except KeyError as error:
        raise ValueError(f"cannot handle {given!r}") from error


def break_for_canaries(owner: Any, name: str) -> None:
    """Let a function fail for questions with a canary; the known answers are still right."""
    whole = getattr(owner, name)

    def broken(*given: Any, **named: Any) -> Any:
        return tell(*given, named) if MARKED.search(repr((given, named))) else whole(*given, **named)

    setattr(owner, name, broken)


MARKED = re.compile("kanari|41.75")

BREAKS = {
    "rule": lambda: break_for_canaries(predicates, "age_between"),
    "check": lambda: break_for_canaries(RequestReader, "facts"),
    "names": lambda: break_for_canaries(Terminology, "medicine"),
    "answer": lambda: break_for_canaries(safety, "result"),
    "page": lambda: break_for_canaries(templating, "render"),
    "database": lambda: break_database(),
}
"""What can be broken."""


def break_database() -> None:
    """Every statement of the served database fails, its parameters in the error."""
    opened = Database.connect

    def connect(self: Database, *given: Any) -> Any:
        if not served:
            served.append(True)

            @event.listens_for(self.engine, "before_cursor_execute")
            def fail(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
                if os.environ.get("BROKEN_NOW"):
                    raise OperationalError(statement, parameters, Exception(repr(parameters)))

        return opened(self, *given)

    Database.connect = connect  # type: ignore[assignment, method-assign]
    signal.signal(signal.SIGUSR2, lambda *_: os.environ.update(BROKEN_NOW="1"))


if __name__ == "__main__":
    BREAKS[os.environ["BREAK"]]()
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    cli.cli()
