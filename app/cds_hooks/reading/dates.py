"""Read the dates of FHIR: of an element, of an observation, of any other resource.

What must stay true: a date may be a day, a month or a year, and is read as the days that it can mean.
"""

import re
from datetime import date, timedelta
from typing import Any

from app.cds_hooks.reading.fhir import Resource, value_at

DAY_ELEMENTS = (
    *((key, end) for key in ("period", "actualPeriod") for end in ("end", "start")),
    *((f"{key}Period", end) for key in ("performed", "occurrence", "effective") for end in ("end", "start")),
    ("performedDateTime",),
    ("occurrenceDateTime",),
    ("effectiveDateTime",),
    ("date",),
    ("issued",),
)
"""Where a resource has its day, the first that is given counts."""

RECENT = timedelta(days=90)
"""Time for which what a resource says still counts as present; our own choice."""


def date_range(text: Any) -> tuple[date, date] | None:
    """Return the first and last day of a FHIR date, which may be a day, a month or a year."""
    found = re.match(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?![\d-])", text) if isinstance(text, str) else None
    if found is None:
        return None
    year, month, day = (None if part is None else int(part) for part in found.groups())
    try:
        if year is None:
            return None
        first = date(year, month or 1, day or 1)
        if day is not None:
            return first, first
        if month is not None:
            return first, date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return first, date(year, 12, 31)
    except ValueError:
        return None


def days_of(observation: Resource, today: date) -> tuple[date, date]:
    """Return the first and last possible day; any day when the date is missing or in the future."""
    for given in (
        observation.get("effectiveDateTime"),
        value_at(observation, "effectivePeriod", "end"),
        observation.get("effectiveInstant"),
        value_at(observation, "effectivePeriod", "start"),
        observation.get("issued"),
    ):
        if (found := date_range(given)) and found[0] <= today + timedelta(days=1):
            return found
    return date.min, date.max


def day_and_recency(resource: Resource, today: date) -> tuple[date | None, bool]:
    """Return the last day that the first date of a resource can mean, and whether it is recent."""
    days = [
        days
        for path in DAY_ELEMENTS
        if path[0] in resource and (days := date_range(value_at(resource, *path)))
    ]
    return (days[0][1], today - days[0][1] <= RECENT) if days else (None, False)
