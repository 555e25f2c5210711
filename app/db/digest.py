"""The digest of a dataset: equal wherever the same records are served, in whatever database.

What must stay true: it is a hash of the public JSON of every record, as it is served, and of nothing else.
For each collection, in the order of the registry: SHA-256 over two lines for each record, its key and its
document, in the order of the slugs (an outcome in the order of its trial's slug, then of its own name). The
digest is SHA-256 over one line per collection that has records, its name and its hash. So a collection that
is added later leaves the digest of an older dataset as it was.
"""

import hashlib
from collections.abc import Iterable

from app.registry import LISTS


def digest_of(records: Iterable[tuple[str, str, str]]) -> str:
    """Return the digest of records as (collection, key, document); those of a collection in their order."""
    parts = {collection.name: hashlib.sha256() for collection in LISTS}
    filled = set()
    for collection, key, document in records:
        parts[collection].update(f"{key}\n{document}\n".encode())
        filled.add(collection)
    lines = (f"{name} {part.hexdigest()}\n" for name, part in parts.items() if name in filled)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
