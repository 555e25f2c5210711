"""Certainty of evidence by GRADE: levels, reasons to lower or raise them, and judgements."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from app.models.base import Component, Prose, SourceRef, Vocabulary


class Certainty(Vocabulary):
    """GRADE certainty of the evidence."""

    high = "high", "The true effect is very likely close to the estimate."
    moderate = "moderate", "The true effect is probably close to the estimate."
    low = "low", "The true effect may be substantially different."
    very_low = "very_low", "The true effect is likely to be substantially different, or is unknown."
    not_rated = "not_rated", "Not rated; the reason is given."


class CertaintyReason(Vocabulary):
    """Reason to lower or to raise certainty: the eight of GRADE."""

    risk_of_bias = "risk_of_bias", "Lowers: flaws in how the studies were done."
    inconsistency = "inconsistency", "Lowers: studies differ without an explanation."
    indirectness = "indirectness", "Lowers: people, forms, doses or comparators differ from the question."
    imprecision = "imprecision", "Lowers: too few people or too wide an interval."
    publication_bias = "publication_bias", "Lowers: results that were not published may differ."
    large_effect = "large_effect", "Raises: the effect is large."
    dose_response = "dose_response", "Raises: more magnesium, more effect."
    opposing_confounding = (
        "opposing_confounding",
        "Raises: what was not controlled for would have made the effect smaller.",
    )


LOWERING = (
    CertaintyReason.risk_of_bias,
    CertaintyReason.inconsistency,
    CertaintyReason.indirectness,
    CertaintyReason.imprecision,
    CertaintyReason.publication_bias,
)
"""The five reasons to lower certainty; the others raise it."""


class Concern(Vocabulary):
    """How much a reason weighs."""

    not_serious = "not_serious", "Lowers nothing."
    unclear = (
        "unclear",
        "It was not read, so it lowers nothing: a reader's ignorance is no flaw.",
    )
    serious = "serious", "Lowers by one level."
    very_serious = "very_serious", "Lowers by two levels."
    not_present = "not_present", "Raises nothing."
    present = "present", "Raises by one level."
    strongly_present = "strongly_present", "Raises by two levels."


RAISING_WORDS = (Concern.not_present, Concern.present, Concern.strongly_present)


class Judgement(Component):
    """One reason, with its weight, its sentence and its sources."""

    reason: CertaintyReason
    concern: Concern
    why: Prose
    """The judgement in one or two sentences."""
    sources: Annotated[list[SourceRef], Field(min_length=1)]
    """Sources that it rests on."""

    @model_validator(mode="after")
    def uses_the_words_of_its_reason(self) -> Self:
        """Raise when a reason to lower has a word for raising, or the reverse."""
        if (self.reason in LOWERING) is (self.concern in RAISING_WORDS):
            raise ValueError(f"`{self.concern}` is no word for `{self.reason}`")
        return self


class WorkedOut(Component):
    """A rating worked out by hand; the program must find the same."""

    start: Certainty
    """Level by design: high when a trial was randomised, else low."""
    lowered: Annotated[int, Field(ge=0, le=10)]
    """Levels lowered, all reasons together."""
    raised: Annotated[int, Field(ge=0, le=6)]
    """Levels raised, all reasons together."""
    rating: Certainty
    """The level that is left; very low is the floor."""
