"""Write records as JSON Lines: one JSON document per line, UTF-8."""

from collections.abc import Iterable

from app.models import Document


def to_jsonl(_: type[Document], records: Iterable[str]) -> bytes:
    """Return records, given as JSON, one per line."""
    return "".join(f"{record}\n" for record in records).encode()
