"""Read how far a pregnancy is: the gestational age in an observation.

What must stay true: a gestational age counts until the pregnancy must be over; one at a birth never counts.
"""

import re
from datetime import date, timedelta

from app.cds_hooks.reading.code_systems import LOINC_SYSTEMS
from app.cds_hooks.reading.dates import days_of
from app.cds_hooks.reading.fhir import (
    CodedName,
    Resource,
    clean_text,
    first_object,
    to_float,
)
from app.medicines.names import plain

GESTATION_CODES = frozenset({"18185-9", "49051-6", "49052-4", "11884-4", "11885-1"})
"""LOINC codes of the gestational age: at all, in weeks, in days, estimated, by the last menstruation."""

IN_DAYS = "49052-4"

GESTATION = re.compile(
    r"\bgestational age\b|\bweeks? (?:of )?gestation\b|\bgestation weeks?\b|\bschwangerschaftswoche\b|\bssw\b"
    r"|\bage gestationnel\b|\bedad gestacional\b|\beta gestazionale\b|\bidade gestacional\b"
    r"|\bzwangerschapsduur\b"
)
"""Names of the gestational age in plain letters."""

AT_BIRTH = re.compile(r"birth|born|deliver|neonat|geburt|naissance|nacimiento|nacer|nascita|nasc|geboorte")
"""Words of a gestational age at which a pregnancy ended."""

LONGEST_PREGNANCY = timedelta(days=300)
"""How long a pregnancy lasts at most; our own choice."""

WEEKS_AND_DAYS = re.compile(
    r"(?P<weeks>\d{1,2}) ?(?:w(?:ee)?ks?|w|ssw|sa)?"
    r"(?:(?: ?\+ ?| |, ?|(?<=[a-z]))(?P<days>[0-6])(?:/7)? ?(?:d(?:ays?)?)?)?"
)
"""A gestational age in words: `24w3d`, `24+3`, `24 weeks 3 days`."""

UNITS_OF_DAYS = frozenset({"d", "day", "days", "tage", "jours", "dias", "giorni", "dagen"})
UNITS_OF_WEEKS = frozenset(
    {"wk", "week", "weeks", "wks", "w", "wochen", "semaines", "semanas", "settimane", "weken"}
)


def is_gestation(name: CodedName) -> bool:
    """Return whether a name or code is that of the gestational age of a pregnancy."""
    texts = [plain(each) for each in name.texts]
    if any(map(AT_BIRTH.search, texts)):
        return False
    coded = any(
        system.rstrip("/").lower() in LOINC_SYSTEMS and code in GESTATION_CODES for system, code in name.codes
    )
    return coded or any(map(GESTATION.search, texts))


def is_on_the_way(observation: Resource, name: CodedName, today: date) -> bool:
    """Return whether a pregnancy of that gestational age is not over; without a day, it is not."""
    age = gestational_age(observation, in_days=any(code == IN_DAYS for _, code in name.codes))
    first_day, _ = days_of(observation, today)
    if age is None or not timedelta() < age <= LONGEST_PREGNANCY:
        return False
    return first_day == date.min or today - first_day <= LONGEST_PREGNANCY - age


def gestational_age(observation: Resource, in_days: bool) -> timedelta | None:
    """Return the gestational age in an observation; None without one that can be read.

    A number without a unit counts weeks, unless the name counts days.
    """
    if quantity := first_object(observation.get("valueQuantity")):
        value = to_float(quantity.get("value"))
        units = {plain(told) for key in ("code", "unit") if (told := clean_text(quantity.get(key)))}
        days = bool(units & UNITS_OF_DAYS) or (in_days and not units)
        if value is None or (units and units.isdisjoint(UNITS_OF_DAYS | UNITS_OF_WEEKS)):
            return None
        return timedelta(days=value) if days else timedelta(weeks=value)
    number = to_float(observation.get("valueInteger"))
    if number is not None:
        return timedelta(days=number) if in_days else timedelta(weeks=number)
    found = WEEKS_AND_DAYS.fullmatch(plain(clean_text(observation.get("valueString")) or ""))
    return timedelta(weeks=int(found["weeks"]), days=int(found["days"] or 0)) if found else None
