"""Claims: each sentence of the article, compared with the primary record."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from app.models.base import (
    Component,
    CuratorMade,
    Document,
    Indexed,
    RecordRef,
    Slug,
    SourceRef,
    Vocabulary,
)
from app.models.filters import Several, SourceFilter
from app.models.provenance import ReviewState


class ClaimKind(Vocabulary):
    """Subject of a sentence."""

    context = "context", "Introduces or frames; states nothing that can be checked."
    mechanism = "mechanism", "How magnesium might act."
    association = "association", "Magnesium status and fibromyalgia, observed together."
    efficacy = "efficacy", "What magnesium did in studies."
    limitation = "limitation", "What limits the evidence."
    formulation = "formulation", "Forms of magnesium and what they are said to be good for."
    dosing = "dosing", "Amounts."
    safety = "safety", "Unwanted effects, interactions, people at risk."
    gap = "gap", "A question left open."


class Hedge(Vocabulary):
    """Certainty with which a sentence is worded."""

    asserts = "asserts", "States it as a fact."
    suggests = "suggests", "Says that evidence suggests it."
    may = "may", "Says that it may or can be so."
    theoretical = "theoretical", "Says that it is a theory."


class Verdict(Vocabulary):
    """Result of comparing a sentence with the primary record that was read."""

    supported = "supported", "The record that was read says the same."
    partly_supported = (
        "partly_supported",
        "Part of it is supported; the rest is not, or is more certain than the record.",
    )
    overstated = (
        "overstated",
        "The record supports a weaker statement than the sentence suggests.",
    )
    unsupported = "unsupported", "No record was found that says so."
    contradicted = "contradicted", "The record says the opposite."
    not_assessed = "not_assessed", "No primary record was looked up for it."
    no_claim = "no_claim", "It states nothing that could be checked."


SENTENCE = CuratorMade("article_sentence")
JUDGED = CuratorMade("judged")


class StatedNumber(Component):
    """A number that a sentence states."""

    of: Annotated[str, StringConstraints(min_length=3)]
    """What it is the number of, in our words."""
    minimum: float | None = None
    """The number itself, or the lower end of a range; null when only an upper end is stated."""
    maximum: float | None = None
    """The number itself, or the upper end of a range; null when only a lower end is stated."""
    unit: Annotated[str, StringConstraints(min_length=1)]
    """Unit, such as `mg/day`."""

    @model_validator(mode="after")
    def _is_stated(self) -> Self:
        if self.minimum is None and self.maximum is None:
            raise ValueError("a number needs `minimum`, `maximum` or both")
        return self


class Claim(Document):
    """One sentence of the article: its place, its content, and the verdict against the record."""

    slug: Slug
    section: Annotated[str, SENTENCE]
    """Heading under which the sentence stands."""
    paragraph: Annotated[int, SENTENCE] = Field(ge=1)
    """Paragraph, counted from the start of the article."""
    sentence: Annotated[int, SENTENCE] = Field(ge=1)
    """Sentence in that paragraph."""
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), SENTENCE]
    """SHA-256 of the normalised sentence, to compare with the article."""
    restatement: Annotated[str, StringConstraints(min_length=10), SENTENCE]
    """What the sentence says, in our words."""
    numbers: Annotated[list[StatedNumber], SENTENCE] = []
    """Numbers that the sentence states."""
    kind: Indexed[Annotated[ClaimKind, JUDGED]]
    hedge: Indexed[Annotated[Hedge, JUDGED]]
    verdict: Indexed[Annotated[Verdict, JUDGED]]
    why: Annotated[str, StringConstraints(min_length=10), JUDGED]
    """The reason for the verdict; for `no_claim`, why there is nothing to check."""
    sources: Annotated[list[SourceRef], Field(examples=[["macian-2022"]])]
    """Sources of the verdict; empty when nothing was looked up."""
    records: list[RecordRef]
    """Records made from this sentence, and records it was compared with."""
    review: ReviewState = ReviewState.unreviewed
    """Whether a second person has checked it."""


class ClaimFilters(SourceFilter):
    """Filters of the sentences of the article."""

    verdict: Several[Verdict] | None = None
    """Only sentences with this verdict."""
    kind: Several[ClaimKind] | None = None
    """Only sentences about this subject."""
    hedge: Several[Hedge] | None = None
    """Only sentences worded with this certainty."""
