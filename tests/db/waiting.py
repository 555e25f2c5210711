"""What both databases do when all their connections are taken."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import TimeoutError as WaitedTooLongError

from app.db.database import CONNECTIONS


def assert_a_further_reader_waits(engine: Engine) -> None:
    """Take every connection of an engine that was made with a short wait, and ask for one more."""
    held = [engine.connect() for _ in range(CONNECTIONS)]
    with pytest.raises(WaitedTooLongError):
        engine.connect()
    for each in held:
        each.close()
    engine.dispose()
