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
    """Whose word a result is."""

    article = "article", "What the lay article says."
    primary = "primary", "What the study itself says."


class Verification(Vocabulary):
    """How far the source of a value was read."""

    primary = (
        "primary",
        "Read in the paper's own abstract or text, the registry entry or the label.",
    )
    secondary = "secondary", "Read only in someone else's summary."
    derived = "derived", "Made by us from other values; the derivation is named."
    unverified = "unverified", "Not read anywhere we trust: kept as a question, never as a value."


class Derivation(Vocabulary):
    """How a value that no source states was made."""

    identifier = "identifier", "A name we gave something so that it can be addressed."
    wording = "wording", "Our wording; it adds no fact to the sources beside it."
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
    not_applicable = "not_applicable", "There is no such value here."
    not_assessable = "not_assessable", "It cannot be told from what there is."


class ReviewState(Vocabulary):
    """Whether a second person has checked a record."""

    unreviewed = "unreviewed", "Nobody but its curator has checked it."
    reviewed = "reviewed", "A named person has checked it against its sources."


Absent = Annotated[
    dict[Annotated[str, Field(pattern=r"^[a-z_]+$")], AbsentReason],
    Field(examples=[{"p_value": "not_read"}]),
]
"""Field name → why it is null."""


def says_enough(part: Any) -> Any:
    """A derived value names its derivation; a value that was read names what was read."""
    if part.verification is Verification.derived and part.derivation is None:
        raise ValueError("`derived` needs a `derivation`")
    if part.verification in (Verification.primary, Verification.secondary) and not part.sources:
        raise ValueError(f"`{part.verification}` needs at least one source")
    return part


class Provenance(Component):
    """Where some values of a record come from."""

    fields: Annotated[list[Annotated[str, Field(pattern=FIELD_PATH)]], Field(min_length=1)]
    """The fields this entry speaks for, as dotted paths; `*` stands for all that no other entry names."""
    verification: Verification
    sources: list[SourceRef]
    """What was read."""
    derivation: Derivation | None = None
    """How the values were made, when no source states them."""
    note: str | None = None
    """Anything a checker should know."""

    _says_enough = model_validator(mode="after")(says_enough)


class Sourced(Component):
    """A part of a record that names its own sources."""

    verification: Verification
    sources: list[SourceRef]
    """What was read."""
    derivation: Derivation | None = None
    """How it was made, when no source states it."""

    _says_enough = model_validator(mode="after")(says_enough)


class Remark(Sourced):
    """A sentence about a record, with who says so."""

    text: str
    """The remark, in our words."""


class Record(Document):
    """What every record says about itself."""

    provenance: Annotated[list[Provenance], Field(min_length=1)]
    """Where its values come from, and how far that was read."""
    absent: Absent = {}
    """Why a value is null."""
    review: ReviewState = ReviewState.unreviewed
    """Whether a second person has checked it."""
