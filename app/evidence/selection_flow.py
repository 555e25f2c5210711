"""Make the flow of the selection as data: considered, left out, awaiting, included. Pure.

What must stay true: every record considered is in one group, so the groups add up.
"""

from collections import defaultdict
from collections.abc import Iterable

from app.evidence.appraisal_schemas import FlowGroup, SelectionFlow
from app.evidence.labels import label
from app.models import DatasetStamp, ScreenedRecord
from app.models.screened_record import Decision, ExclusionReason, ScreenedKind

DECISION_ORDER = (Decision.excluded, Decision.awaiting, Decision.included)

DECISIONS = {
    Decision.excluded: "left out",
    Decision.awaiting: "that may belong in the dataset",
    Decision.included: "in the dataset",
}
"""Decisions in words."""

NO_STRATEGY = (
    "No database was searched with a strategy, and how many records a search found was not counted: the "
    "flow begins with the records that were considered."
)


def selection_flow(records: Iterable[ScreenedRecord], stamp: DatasetStamp) -> SelectionFlow:
    """Return the flow of the records considered."""
    found: defaultdict[tuple[Decision, ScreenedKind | None, ExclusionReason | None], list[str]]
    found = defaultdict(list)
    for record in records:
        kind = record.kind if record.decision is Decision.included else None
        found[record.decision, kind, record.reason].append(f"selection/{record.slug}")
    groups = [
        FlowGroup(
            decision=decision,
            kind=kind,
            reason=reason,
            text=group_in_words(kind, reason, len(slugs)),
            records=sorted(slugs),
        )
        for (decision, kind, reason), slugs in found.items()
    ]
    groups.sort(key=lambda group: (DECISION_ORDER.index(group.decision), -len(group.records), group.text))
    considered = sum(len(group.records) for group in groups)
    return SelectionFlow(
        name="selection",
        title="Records considered, left out and included",
        alternative=flow_in_words(considered, groups),
        svg="/v1/figures/selection.svg",
        considered=considered,
        groups=groups,
        notes=[NO_STRATEGY],
        dataset=stamp,
    )


def group_in_words(kind: ScreenedKind | None, reason: ExclusionReason | None, number: int) -> str:
    """Return a group in words: `7: No page could be read that says anything on magnesium`."""
    if reason is not None:
        return f"{number}: {reason.meaning.rstrip('.')}"
    return f"{number}: {label(kind).wording}" if kind is not None else str(number)


def flow_in_words(considered: int, groups: list[FlowGroup]) -> str:
    """Return the flow in sentences."""
    parts = [f"{considered} records considered."]
    for decision in DECISION_ORDER:
        own = [group for group in groups if group.decision is decision]
        number = sum(len(group.records) for group in own)
        if own:
            parts.append(f"{number} {DECISIONS[decision]}: {'; '.join(group.text for group in own)}.")
    return " ".join(parts)
