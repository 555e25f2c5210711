"""Read the age of a patient as a range, because a date of birth may be a month or a year."""

from dataclasses import dataclass
from datetime import date

from app.cds_hooks.reading.dates import date_range
from app.cds_hooks.reading.fhir import Resource

MAX_AGE_YEARS = 130


@dataclass(frozen=True)
class AgeRange:
    """Lowest and highest possible age, in completed years."""

    low: int
    high: int


def age_range(patient: Resource | None, today: date) -> AgeRange | None:
    """Return the age of a patient; None when the date of birth is missing or impossible."""
    born = date_range((patient or {}).get("birthDate"))
    if born is None or born[0] > today:
        return None
    low, high = (completed_years(each, today) for each in (min(born[1], today), born[0]))
    return AgeRange(low, high) if high <= MAX_AGE_YEARS else None


def completed_years(born: date, today: date) -> int:
    """Return the number of completed years between two days."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
