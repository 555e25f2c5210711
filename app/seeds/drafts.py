"""Drafts among the seed files: records that a person has still to complete.

A seed file with the key `draft` is a draft. What must stay true: a draft never becomes part of a library, and
nothing is published while there is one.
"""

from dataclasses import dataclass

DRAFT_KEY = "draft"
"""Key of a seed file that lists what a person has still to read. Without it, the file is a record."""


@dataclass(frozen=True)
class SeedDraft:
    """A draft among the seed files."""

    path: str
    to_read: list[str]
    """What a person has to read or decide."""
    missing: list[str]
    """What the record still lacks, as `place: problem`."""

    def described(self) -> str:
        """Return the draft in one sentence for each thing to do."""
        return "\n  ".join([f"{self.path} is a draft:", *self.to_read, *self.missing])
