"""Pages of a list and their cursors.

A cursor is opaque and URL-safe. It holds the last key of the page before, and a fingerprint of the dataset,
the list and its filters, so that a cursor from another list is refused.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass

from app.db.errors import BadQuestionError
from app.db.filters import Asked
from app.models import DatasetStamp, canonical
from app.registry import Collection, LookupTable

Listing = Collection | LookupTable | None
"""The list of a page; None for a search."""


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    items: list[str]
    """The public JSON of each record."""
    total: int
    """How many records match in all."""
    next: str | None
    """Cursor of the next page; None on the last one."""


def write_cursor(key: str, stamp: DatasetStamp, listing: Listing, asked: Asked) -> str:
    """Return the cursor of the page after a key; without a list, of a search."""
    inside = canonical([fingerprint(stamp, listing, asked), key])
    return base64.urlsafe_b64encode(inside.encode()).decode().rstrip("=")


def read_cursor(cursor: str, stamp: DatasetStamp, listing: Listing, asked: Asked) -> str:
    """Return the key in a cursor; raise `BadQuestionError` when it is of another list or dataset."""
    try:
        inside = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        made_for, key = json.loads(inside.decode())
        if made_for == fingerprint(stamp, listing, asked) and isinstance(key, str):
            return key
    except (binascii.Error, ValueError, TypeError):
        pass
    raise BadQuestionError("cursor", "is not from this list of this dataset; start again without it")


def fingerprint(stamp: DatasetStamp, listing: Listing, asked: Asked) -> str:
    """Return a hash of what a cursor belongs to: one dataset, one list, one set of filters."""
    about = canonical([stamp.digest, listing.name if listing else "search", asked])
    return hashlib.sha256(about.encode()).hexdigest()[:16]
