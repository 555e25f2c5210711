"""The digest of a dataset: equal wherever the same records are served, in whatever database.

What must stay true: it is taken of the public JSON of every record, as it is served, and of nothing
else. For each collection, in the order in which they are listed, SHA-256 over a line with the key and a
line with the document of each record, in the order of the slugs (a result stands in the order of its
trial's slug, then of its own name); then SHA-256 over one line per collection, its name and its hash.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any


class Digest:
    """Takes in records; those of one collection have to come in their order."""

    def __init__(self, collections: Iterable[str]) -> None:
        self._parts = {name: hashlib.sha256() for name in collections}

    def add(self, collection: str, records: Iterable[Sequence[Any]]) -> None:
        """Take in more records of a collection: of each its key, first, and its document, last."""
        lines: list[str] = []
        for record in records:
            lines += record[0], record[-1]
        self._parts[collection].update("\n".join([*lines, ""]).encode())

    def hex(self) -> str:
        """The digest of all that was taken in."""
        lines = (f"{name} {part.hexdigest()}\n" for name, part in self._parts.items())
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def digest_of(collections: Iterable[str], records: Iterable[tuple[str, Iterable[Sequence[Any]]]]) -> str:
    """The digest of records as (collection, some of its keys and documents)."""
    digest = Digest(collections)
    for collection, some in records:
        digest.add(collection, some)
    return digest.hex()
