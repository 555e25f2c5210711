"""Check vectors: questions to the safety check with the answer each must get."""

from typing import Annotated, Any

from pydantic import Field

from app.models.base import Component, CuratorMade, Document, Name, RuleRef, Slug
from app.models.rule import Severity


class ExpectedAlert(Component):
    """An alert the answer must hold."""

    rule: RuleRef
    """The rule that must speak."""
    subject: str
    """What it is about."""
    severity: Severity
    separation: list[float | None] | None = None
    """Hours before and hours after; null when the alert has no separation."""


class Expected(Component):
    """What the answer must say."""

    disposition: str
    """What the check must advise."""
    complete: bool
    """Whether the check must call itself complete."""
    alerts: list[ExpectedAlert]
    """All alerts above `info`, strongest first; no others may be there."""
    info: list[RuleRef] = []
    """Rules that must speak at level `info`, among others."""
    undecided: list[RuleRef] = []
    """Rules that must be undecided, among others."""
    statuses: list[str] = []
    """Status of each input, in order."""


class CheckVector(Document):
    """A question to the safety check with the answer it must get."""

    slug: Slug
    name: Name
    """What it shows, as a sentence."""
    request: Annotated[
        dict[str, Any], Field(examples=[{"supplement": {"elemental_mg": 200}}]), CuratorMade("judged")
    ]
    """The request to the safety check."""
    expected: Annotated[Expected, CuratorMade("judged")]
    """What the rules and the reference files say it must answer, worked out by hand."""
