"""Past releases that are open: what one app serves from when a request names a release."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from app.db.database import Database
from app.db.releases import open_release
from app.evidence.published import PublishedSummaries
from app.safety.self_test import TestedChecker

MOST_OPEN = 2
"""Past releases that are open at the same time; each takes some megabytes."""


@dataclass(frozen=True)
class PastRelease:
    """What answers for one release."""

    database: Database
    summaries: PublishedSummaries
    checker: TestedChecker


class PastReleases:
    """The past releases of a dataset, opened when they are first asked for."""

    def __init__(self, database: Database, load: Callable[[Database], PastRelease]) -> None:
        self.database = database
        self.load = load
        self.opened: OrderedDict[str, PastRelease] = OrderedDict()
        self.lock = Lock()

    def open(self, version: str) -> PastRelease:
        """Return a past release; raise `NotFoundError` when there is none of this version."""
        with self.lock:
            if version not in self.opened:
                self.opened[version] = self.load(open_release(self.database, version))
            self.opened.move_to_end(version)
            while len(self.opened) > MOST_OPEN:
                _, oldest = self.opened.popitem(last=False)
                oldest.database.close()
            return self.opened[version]
