"""The digest of a dataset: equal wherever the same records are served, in whatever database.

What must stay true: it is a hash of the public JSON of every record, as it is served, of every row of the
vocabulary, and of nothing else. It is made in three steps:

- for each collection, in the order of the registry, SHA-256 over two lines for each record, its key and its
  document, in the order of the slugs (an outcome in the order of its trial's slug, then of its own name);
- for each table of the vocabulary, the same over the number of each row and its cells as a JSON array;
- SHA-256 over one line for each collection or table that is not empty: its name and its hash.

So a collection that is added later does not change the digest of an older dataset.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic_core import to_json

from app.db.tables import VOCABULARY
from app.registry import LISTS

DIGESTED_TABLES = (*(collection.name for collection in LISTS), *(table.name for table in VOCABULARY))
"""Collections and tables, in the order of the digest."""


def digest_of(records: Iterable[tuple[str, str, str]]) -> str:
    """Return the digest of records as (collection, key, document); those of a collection in their order."""
    parts = {name: hashlib.sha256() for name in DIGESTED_TABLES}
    filled = set()
    for collection, key, document in records:
        parts[collection].update(f"{key}\n{document}\n".encode())
        filled.add(collection)
    lines = (f"{name} {part.hexdigest()}\n" for name, part in parts.items() if name in filled)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def row_documents(table: str, rows: Iterable[Iterable[Any]]) -> Iterator[tuple[str, str, str]]:
    """Yield (table, number, document) of rows of the vocabulary, whose first cell is their number."""
    for number, *cells in rows:
        yield table, str(number), to_json(cells).decode()
