"""Test vectors: requests to the safety check with the expected answers."""

from typing import Annotated, Any

from pydantic import Field

from app.models.base import Component, CuratorMade, Document, Name, RuleRef, Slug
from app.models.rule import Severity


class ExpectedAlert(Component):
    """An alert that the answer must contain."""

    rule: RuleRef
    """The rule that must fire."""
    subject: str
    """What it is about."""
    severity: Severity
    separation: list[float | None] | None = None
    """Hours before and hours after; null when the alert has no separation."""


class Expected(Component):
    """Expected content of the answer."""

    disposition: str
    """The expected disposition."""
    complete: bool
    """Whether the answer must be complete."""
    alerts: list[ExpectedAlert]
    """All alerts above `info`, strongest first; no others are allowed."""
    info: list[RuleRef] = []
    """Rules that must fire with severity `info`; others may too."""
    undecided: list[RuleRef] = []
    """Rules that must be undecided; others may be too."""
    statuses: list[str] = []
    """Status of each input, in order."""


class CheckVector(Document):
    """A request to the safety check with the expected answer."""

    slug: Slug
    name: Name
    """What it shows, as a sentence."""
    request: Annotated[
        dict[str, Any], Field(examples=[{"supplement": {"elemental_mg": 200}}]), CuratorMade("judged")
    ]
    """The request to the safety check."""
    expected: Annotated[Expected, CuratorMade("judged")]
    """The expected answer, derived by hand from the rules and the reference files."""
