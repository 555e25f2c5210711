"""The safety check as it is served: read from the dataset once, and watched while it serves."""

import time
from collections import Counter
from copy import copy
from math import inf

from app.db import queries
from app.db.database import Database
from app.db.errors import UnusableError
from app.models import CheckVector, Condition, Form, Limit, MedicineClass, Rule
from app.safety.check import Checker
from app.safety.self_test import misses

EVERY_SECONDS = 600
"""How old the last round of questions may be when readiness or a check is asked for."""


class WatchedChecker:
    """The check with the questions it must get right."""

    def __init__(self, database: Database) -> None:
        with database.connect(inf) as db:
            self.checker = Checker(
                database.stamp,
                queries.documents(db, MedicineClass),
                queries.documents(db, Condition),
                queries.documents(db, Form),
                queries.documents(db, Limit),
                queries.documents(db, Rule),
            )
            self.vectors = queries.documents(db, CheckVector)
        self.wrong: list[str] = []
        self.last_round = float("-inf")

    def watch(self) -> None:
        """Ask every question again, if the last round is old."""
        if time.monotonic() - self.last_round >= EVERY_SECONDS:
            uncounted = copy(self.checker)
            uncounted.answered = Counter()
            self.wrong = list(misses(uncounted, self.vectors))
            self.last_round = time.monotonic()

    def trusted(self) -> Checker:
        """The check; `UnusableError` once it has got a known answer wrong."""
        self.watch()
        if self.wrong:
            raise UnusableError(f"The safety check gets {len(self.wrong)} of its known answers wrong.")
        return self.checker
