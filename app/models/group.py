"""Groups: what was measured or counted in one arm at one time, for one result."""

from typing import Annotated

from pydantic import Field

from app.models.base import (
    SLUG,
    Document,
    DomainRef,
    Indexed,
    Reference,
    SourceRef,
    TrialRef,
    Vocabulary,
)
from app.models.filters import DomainSlug, Filters, Several, TrialSlug
from app.models.provenance import Basis, Verification
from app.models.trial import ArmRole

OutcomeRef = Annotated[str, Field(examples=["macian-2022/stress-whole-sample"]), Reference("outcomes")]


class Moment(Vocabulary):
    """Point of a trial at which a group was measured."""

    baseline = "baseline", "Before treatment."
    endpoint = "endpoint", "At the time of the result."


class TidyGroup(Document):
    """The values of one arm at one time, for one result: one row of the flat table."""

    id: str = Field(examples=["macian-2022/stress-whole-sample/magnesium/endpoint"])
    """`{trial}/{outcome}/{arm}/{moment}`."""
    outcome: Indexed[OutcomeRef]
    """The result it belongs to: `{trial}/{name}`."""
    outcome_label: str
    """What was measured, in our words."""
    trial: Indexed[TrialRef]
    """The trial."""
    trial_name: str
    """Short name of the trial."""
    domain: Indexed[DomainRef]
    """The symptom domain."""
    instrument: str | None
    """Scale or measure, as the source names it; null when not reported."""
    arm: str | None = Field(pattern=SLUG)
    """Name of the arm in its trial; null for a count without an arm."""
    arm_label: str | None
    """What the arm was given, in our words."""
    arm_role: Indexed[ArmRole | None]
    moment: Indexed[Moment]
    """Before treatment, or at the time of the result."""
    timepoint_weeks: float | None
    """Weeks from the start: 0 before treatment; null when not reported."""
    participants: int | None
    """n: people measured or observed; null when not read."""
    mean: float | None
    """The mean; null for counts."""
    sd: float | None
    """Standard deviation; null when not given."""
    people_with_event: int | None
    """People with the event that was counted; null where nothing or only events were counted."""
    events: int | None
    """Events that were counted; null where people were counted."""
    reported: str | None
    """As printed; for a derived count, the arithmetic."""
    in_doubt: bool
    """Whether the printed value is in doubt: the result gives the other reading."""
    basis: Indexed[Basis]
    verification: Indexed[Verification]
    sources: list[SourceRef]
    """Sources that were read."""


class GroupFilters(Filters):
    """Filters of the groups. One row must match all of them."""

    trial: Several[TrialSlug] | None = None
    domain: Several[DomainSlug] | None = None
    arm_role: Several[ArmRole] | None = None
    """Only arms of this role."""
    moment: Several[Moment] | None = None
    """Only values before treatment, or at the time of the result."""
    basis: Several[Basis] | None = None
    """Only what the article reports, or only what the studies themselves report."""
    verification: Several[Verification] | None = None
    """Only records with this verification."""
