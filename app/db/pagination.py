"""Pages of a list and their cursors.

A cursor is opaque and URL-safe. It holds the position of the last record of the page before, and a
fingerprint of the dataset, the list, its filters and its order: a cursor from another list is refused.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from app.db.errors import BadQuestionError
from app.models import DatasetStamp, canonical
from app.models.collection import Collection, LookupTable

CURSOR = r"^[A-Za-z0-9_-]+$"
"""Pattern of a cursor."""

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
    keys: tuple[str, ...] = ()
    """The key of each record."""


Position = str | list[int | str]
"""The key of a record or, in a sorted list, the values that order it, its key last."""


def write_cursor(position: Position, stamp: DatasetStamp, listing: Listing, asked: dict[str, Any]) -> str:
    """Return the cursor of the page after a record; without a list, of a search."""
    inside = canonical([fingerprint(stamp, listing, asked), position])
    return base64.urlsafe_b64encode(inside.encode()).decode().rstrip("=")


def read_cursor(cursor: str, stamp: DatasetStamp, listing: Listing, asked: dict[str, Any]) -> str:
    """Return the key in a cursor; raise `BadQuestionError` when it is of another list or dataset."""
    (key,) = read_position(cursor, stamp, listing, asked, (str,))
    return str(key)


def read_position(
    cursor: str, stamp: DatasetStamp, listing: Listing, asked: dict[str, Any], kinds: tuple[type, ...]
) -> list[int | str]:
    """Return the values in a cursor, of these types; raise `BadQuestionError` when it is of another list."""
    try:
        inside = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        made_for, position = json.loads(inside.decode())
        values = position if isinstance(position, list) else [position]
        known = [type(value) for value in values] == list(kinds) and all(map(can_be_compared, values))
        if made_for == fingerprint(stamp, listing, asked) and known:
            return values
    except (binascii.Error, ValueError, TypeError):
        pass
    raise BadQuestionError("cursor", "is not from this list of this dataset; start again without it")


def can_be_compared(value: int | str) -> bool:
    """Return whether a database can compare a value; raise `UnicodeEncodeError` for half a character."""
    if isinstance(value, int):
        return abs(value) < 1 << 31
    return b"\0" not in value.encode()


def fingerprint(stamp: DatasetStamp, listing: Listing, asked: dict[str, Any]) -> str:
    """Return a hash of what a cursor belongs to: one dataset, one list, its filters and its order."""
    about = canonical([stamp.digest, listing.name if listing else "search", asked])
    return hashlib.sha256(about.encode()).hexdigest()[:16]
