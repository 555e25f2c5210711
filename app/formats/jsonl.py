"""Write records as JSON Lines: one JSON document per line, UTF-8."""

from collections.abc import Iterable


def to_jsonl(records: Iterable[str]) -> bytes:
    """Return records, given as JSON, one per line."""
    return "".join(f"{record}\n" for record in records).encode()
