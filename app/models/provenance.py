"""Where a value comes from and how far its source was read.

What must stay true: every value that is not null is covered by a provenance entry, by the sources of
the part it stands in, or is one we made and says how; every null that a source could have filled has
a reason. `app/seeds/provenance.py` checks it.
"""

from typing import Annotated, Any

from pydantic import Field, model_validator

from app.models.base import Component, Document, SourceRef, Vocabulary

FIELD_PATH = r"^(\*|[a-z_]+(\.[a-z0-9_-]+)*)$"


class Basis(Vocabulary):
    """Reported by the article or by the study itself."""

    article = "article", "What the lay article says."
    primary = "primary", "What the study itself says."


class Verification(Vocabulary):
    """How the source of a value was read: directly, in a summary, or not."""

    primary = (
        "primary",
        "Read in the paper's own abstract or text, the registry entry or the label.",
    )
    secondary = "secondary", "Read only in someone else's summary."
    derived = "derived", "Made by us from other values; the derivation is named."
    unverified = "unverified", "Not read in a source we trust: listed as a question, never as a value."


class Derivation(Vocabulary):
    """Derivation of a value that no source states."""

    identifier = "identifier", "An identifier that we assigned."
    wording = "wording", "Our wording; it adds no fact to the sources."
    link = "link", "A link between records, made by us."
    article_sentence = (
        "article_sentence",
        "Taken from the sentence of the article that the record names.",
    )
    calculated = "calculated", "Arithmetic on published values; the note says which."
    inferred = "inferred", "Follows from the named sources, though none states it."
    judged = "judged", "A judgement of the curators by the published method."


class AbsentReason(Vocabulary):
    """Why a value is null."""

    not_reported_in_source = (
        "not_reported_in_source",
        "What was read of the source does not give it.",
    )
    not_read = "not_read", "The part of the source that may give it was not read."
    not_applicable = "not_applicable", "The value does not apply to this record."
    not_assessable = "not_assessable", "The value cannot be determined from the sources."


class ReviewState(Vocabulary):
    """Whether a second person has checked a record."""

    unreviewed = "unreviewed", "Checked by its curator only."
    reviewed = "reviewed", "A named person has checked it against its sources."


Absent = Annotated[
    dict[Annotated[str, Field(pattern=r"^[a-z_]+$")], AbsentReason],
    Field(examples=[{"p_value": "not_read"}]),
]
"""Field name → why it is null."""


def says_enough(part: Any) -> Any:
    """Raise when a derived value names no derivation, or a value that was read names no source."""
    if part.verification is Verification.derived and part.derivation is None:
        raise ValueError("`derived` needs a `derivation`")
    if part.verification in (Verification.primary, Verification.secondary) and not part.sources:
        raise ValueError(f"`{part.verification}` needs at least one source")
    return part


class Provenance(Component):
    """Provenance of some values of a record."""

    fields: Annotated[list[Annotated[str, Field(pattern=FIELD_PATH)]], Field(min_length=1)]
    """Fields of this entry, as dotted paths; `*` stands for all fields that no other entry names."""
    verification: Verification
    sources: list[SourceRef]
    """Sources that were read."""
    derivation: Derivation | None = None
    note: str | None = None
    """Note for reviewers."""

    _says_enough = model_validator(mode="after")(says_enough)


class Sourced(Component):
    """A part of a record that names its own sources."""

    verification: Verification
    sources: list[SourceRef]
    """Sources that were read."""
    derivation: Derivation | None = None

    _says_enough = model_validator(mode="after")(says_enough)


class Remark(Sourced):
    """A sentence about a record, with its sources."""

    text: str
    """The remark, in our words."""


class Record(Document):
    """Fields of every record about its own provenance."""

    provenance: Annotated[list[Provenance], Field(min_length=1)]
    """Provenance of its values."""
    absent: Absent = {}
    """Why a value is null."""
    review: ReviewState = ReviewState.unreviewed
    """Whether a second person has checked it."""
