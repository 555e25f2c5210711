"""Read whether a condition is present, by its status, its end, and what ICD-10-GM says beside the code.

What must stay true: a condition counts as present unless the record says otherwise. One that is suspected
counts, and its doubt is shown.
"""

from collections.abc import Iterator
from datetime import date

from app.cds_hooks.reading.dates import date_range
from app.cds_hooks.reading.fhir import Resource, code_word, objects, value_at
from app.cds_hooks.reading.outcomes import NotRelevantReason

PAST_CLINICAL_STATUSES = frozenset({"inactive", "resolved", "remission"})

DOUBTS = frozenset({"unconfirmed", "provisional", "differential"})
"""Verification statuses of a condition that may be present."""

CERTAINTY_OF_ICD_10_GM = "icd-10-gm-diagnosesicherheit"
"""End of the address of an extension of a Coding: `G` certain, `V` suspected, `A` excluded, `Z` past."""

ABATEMENTS_IN_WORDS = ("abatementString", "abatementAge", "abatementRange")


def reason_not_present(condition: Resource, today: date) -> NotRelevantReason | None:
    """Return why a condition is not present; None when it is, or may be."""
    verification = code_word(condition.get("verificationStatus"))
    if verification == "entered-in-error":
        return NotRelevantReason.entered_in_error
    status = code_word(condition.get("clinicalStatus"))
    past = status in PAST_CLINICAL_STATUSES or (not status and has_abated(condition, today))
    excluded = verification == "refuted" or not {"a", "z"}.isdisjoint(certainties(condition))
    return NotRelevantReason.not_current if past or excluded else None


def has_abated(condition: Resource, today: date) -> bool:
    """Return whether a condition has an end that is not to come."""
    if condition.get("abatementBoolean") is True or any(map(condition.get, ABATEMENTS_IN_WORDS)):
        return True
    ends = (condition.get("abatementDateTime"), value_at(condition, "abatementPeriod", "end"))
    return any(days[1] <= today for days in map(date_range, ends) if days)


def doubt_of(condition: Resource, today: date) -> str:
    """Return words for a condition that is not certain, or not of today; empty when nothing is stated."""
    verification = code_word(condition.get("verificationStatus"))
    words = [verification] if verification in DOUBTS else []
    if not words and "v" in certainties(condition):
        words = ["suspected"]
    onset = condition.get("onsetDateTime") or value_at(condition, "onsetPeriod", "start")
    if (begins := date_range(onset)) and begins[0] > today:
        words.append(f"from {begins[0].isoformat()}")
    elif has_abated(condition, today):
        words.append("abated")
    return "; ".join(words)


def certainties(condition: Resource) -> Iterator[str]:
    """Yield what ICD-10-GM says of the certainty of each code, in lower case."""
    for coding in objects(value_at(condition, "code", "coding")):
        for each in objects(coding.get("extension")):
            if str(each.get("url") or "").endswith(CERTAINTY_OF_ICD_10_GM):
                yield code_word(each.get("valueCoding"))
