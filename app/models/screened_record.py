"""Selection: every study, review and guideline that was considered, and whether it is in the dataset."""

from typing import Self

from pydantic import model_validator

from app.models.base import Document, Indexed, Name, Prose, RecordRef, Reported, Slug, SourceRef, Vocabulary
from app.models.filters import Several, SourceFilter
from app.models.provenance import Record
from app.models.source import ReadDepth


class ScreenedKind(Vocabulary):
    """Kind of record that was considered."""

    trial = "trial", "A study of what magnesium, alone or with something else, does in fibromyalgia."
    status_study = "status_study", "A study of magnesium in blood, hair or tissue."
    review = "review", "A review or an overview of reviews."
    guideline = "guideline", "A guideline on fibromyalgia or chronic pain."
    account = "account", "Somebody else's account of a study."


class Decision(Vocabulary):
    """Whether a record is in the dataset."""

    included = "included", "Records of the dataset are made from it."
    excluded = "excluded", "It is left out; the reason is given."
    awaiting = "awaiting", "It may belong in the dataset; what is needed to decide was not read."


class ExclusionReason(Vocabulary):
    """Reason why a record is not in the dataset."""

    nothing_read = "nothing_read", "No page could be read that says anything on magnesium."
    not_found = "not_found", "It was looked for and not found."
    composition_not_read = "composition_not_read", "Whether the product holds magnesium was not read."
    other_population = "other_population", "The people did not have fibromyalgia."
    contradicts_its_study = (
        "contradicts_its_study",
        "An account that contradicts the abstract of the study it tells of.",
    )
    paper_not_identified = "paper_not_identified", "The paper behind a database entry was not found."


class ScreenedRecordFields(Document):
    """One record that was considered."""

    slug: Slug
    name: Name
    """Short name: first author and year, or what it is known as."""
    kind: Indexed[ScreenedKind]
    decision: Indexed[Decision]
    reason: Indexed[ExclusionReason | None] = None
    """Why it is not in the dataset; null for what is."""
    why: Prose
    """The decision in one or two sentences."""
    source: Reported[SourceRef | None] = None
    """The source, where this dataset has it."""
    read: Indexed[Reported[ReadDepth | None]] = None
    """How much of it was read; null when it was not found."""
    records: list[RecordRef] = []
    """Records made from it."""


class ScreenedRecord(Record, ScreenedRecordFields):
    """A study, review or guideline that was considered, included or not, with the reason."""

    @model_validator(mode="after")
    def says_why_not(self) -> Self:
        """Raise unless what is left out has a reason, and what is included has records."""
        if (self.decision is Decision.included) is not (self.reason is None):
            raise ValueError("`reason` is for what is not included, and only for that")
        if (self.decision is Decision.included) is not bool(self.records):
            raise ValueError("what is included names the records made from it, and nothing else does")
        return self


class ScreenedRecordFilters(SourceFilter):
    """Filters of the selection."""

    kind: Several[ScreenedKind] | None = None
    """Only records of this kind."""
    decision: Several[Decision] | None = None
    """Only records with this decision."""
    reason: Several[ExclusionReason] | None = None
    """Only records left out for this reason."""
    read: Several[ReadDepth] | None = None
    """Only records of which this much was read."""
