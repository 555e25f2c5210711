"""Read whether somebody is pregnant or breastfeeding: by observations, sex and age.

What must stay true: what the record tells counts before what sex and age suggest. An old status decides
nothing. LOINC and SNOMED CT codes are those of the International Patient Summary.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.cds_hooks.reading.age import AgeRange
from app.cds_hooks.reading.code_systems import LOINC_SYSTEMS
from app.cds_hooks.reading.dates import date_range, days_of
from app.cds_hooks.reading.fhir import CodedName, FoundResource, Resource, code_word, coded_name
from app.cds_hooks.reading.gestation import is_gestation, is_on_the_way
from app.medicines.names import plain
from app.safety.predicates import OLDEST_ASKED, YOUNGEST_ASKED

PREGNANCY_STATUS = "82810-3"
BREASTFEEDING_STATUS = "63895-7"

STATE_BY_LOINC = {PREGNANCY_STATUS: "pregnant", BREASTFEEDING_STATUS: "breastfeeding"}
"""LOINC code of an observation → field of the person that it tells."""

YES_CODES = frozenset({"LA15173-0", "77386006", "LA33-6", "Y"})
NO_CODES = frozenset({"LA26683-5", "60001007", "LA32-8", "N"})

PREGNANCY_FINDINGS = {"77386006": True, "60001007": False}
"""SNOMED CT code of an observation that says by itself whether somebody is pregnant."""

STATE_NAMES = {
    "pregnancy status": "pregnant",
    "pregnant": "pregnant",
    "pregnancy": "pregnant",
    "breastfeeding status": "breastfeeding",
    "breastfeeding": "breastfeeding",
    "lactating": "breastfeeding",
    **dict.fromkeys(("schwanger", "schwangerschaft", "schwangerschaftsstatus", "zwanger"), "pregnant"),
    **dict.fromkeys(("grossesse", "enceinte", "embarazo", "embarazada", "gravidanza"), "pregnant"),
    **dict.fromkeys(("stillend", "stillzeit", "allaitement", "borstvoeding", "lactancia"), "breastfeeding"),
}
"""Name of an observation without a known code → field of the person that it tells."""

DUE_DATE_CODES = frozenset({"11778-8", "11779-6", "11780-4", "11781-2", "53692-0", "53694-6"})
"""LOINC codes of the day on which a birth is expected."""

DUE_DATE = re.compile(
    r"\b(estimated|expected) (date of )?(delivery|due|confinement)\b|\bdelivery date estimated\b|\bdue date\b"
)
"""Names of the day on which a birth is expected."""

LONGEST_WAIT = timedelta(days=300)
"""Longest time to a birth that is expected; our own choice."""

YES_WORDS = frozenset(
    {"yes", "true", "ja", "oui", "si", "pregnant", "currently pregnant", "patient is pregnant", "pregnancy"}
    | {"schwanger", "enceinte", "zwanger", "embarazada"}
    | {"breastfeeding", "currently breastfeeding", "stillend"}
)
NO_WORDS = frozenset(
    {"no", "false", "nein", "nee", "non", "not pregnant", "not currently pregnant", "currently not pregnant"}
    | {"not breastfeeding", "nicht schwanger", "niet zwanger", "non enceinte"}
)
"""Values in plain letters; any other decides nothing."""

MAX_AGE_OF_YES = timedelta(days=280)
"""How long a status of `pregnant` counts; our own choice."""

MAX_AGE_OF_NO = timedelta(days=28)
"""How long a status of `not pregnant` counts; our own choice."""


@dataclass(frozen=True, eq=False)
class StateReading:
    """What one observation says of pregnancy or breastfeeding."""

    found: FoundResource
    state: str
    """`pregnant` or `breastfeeding`."""
    value: bool | None
    """None when it says `unknown`, is too old, or could not be read."""
    last_day: date
    of_a_child: bool = False
    """Whether the record of a child may hold it too, as the gestational age at which it was born."""


def read_state(found: FoundResource, today: date) -> StateReading | None:
    """Return what an observation says of pregnancy or breastfeeding; None when it is of something else."""
    name = coded_name(found.resource.get("code"))
    _, last_day = days_of(found.resource, today)
    if tells_due_date(name):
        due = date_range(found.resource.get("valueDateTime"))
        waiting = due is not None and timedelta() <= due[1] - today <= LONGEST_WAIT
        return StateReading(found, "pregnant", True, last_day) if waiting else None
    if (state := state_of(name)) is None:
        if is_gestation(name) and is_on_the_way(found.resource, name, today):
            return StateReading(found, "pregnant", True, last_day, of_a_child=True)
        return None
    value = yes_or_no(found.resource)
    if (finding := finding_of(name)) is not None:
        value = value_of_finding(found.resource, finding, value)
    return StateReading(found, state, None if is_outdated(value, last_day, today) else value, last_day)


def tells_due_date(name: CodedName) -> bool:
    """Return whether a name or code is that of the day on which a birth is expected."""
    return any(code in DUE_DATE_CODES for _, code in name.codes) or any(
        DUE_DATE.search(plain(each)) for each in name.texts
    )


def finding_of(name: CodedName) -> bool | None:
    """Return whether a code says that somebody is pregnant, or is not; None when it says neither."""
    return next((PREGNANCY_FINDINGS[code] for _, code in name.codes if code in PREGNANCY_FINDINGS), None)


def state_of(name: CodedName) -> str | None:
    """Return what an observation of that name is about: `pregnant`, `breastfeeding`, or None.

    A name counts where there is no LOINC code.
    """
    if finding_of(name) is not None:
        return "pregnant"
    loinc = [code for system, code in name.codes if system.rstrip("/").lower() in LOINC_SYSTEMS]
    if loinc:
        return next((STATE_BY_LOINC[code] for code in loinc if code in STATE_BY_LOINC), None)
    names = map(plain, name.texts)
    return next((STATE_NAMES[each] for each in names if each in STATE_NAMES), None)


def is_outdated(value: bool | None, last_day: date, today: date) -> bool:
    """Return whether a status is too old to count; without a date, only a `yes` counts."""
    if last_day == date.max:
        return value is False
    return today - last_day > (MAX_AGE_OF_YES if value else MAX_AGE_OF_NO)


def yes_or_no(observation: Resource) -> bool | None:
    """Return the value of an observation as yes or no; None when it is neither."""
    if isinstance(given := observation.get("valueBoolean"), bool):
        return given
    concept = observation.get("valueCodeableConcept", observation.get("valueString"))
    name = coded_name(concept)
    words = {plain(text) for text in name.texts} | {code for _, code in name.codes}
    yes, no = words & (YES_CODES | YES_WORDS), words & (NO_CODES | NO_WORDS)
    return None if bool(yes) == bool(no) else bool(yes)


def value_of_finding(observation: Resource, finding: bool, value: bool | None) -> bool | None:
    """Return whether a finding that is in the code is there: it is when it has no value, or yes.

    The denial of `not pregnant` says nothing for certain.
    """
    if value is None:
        has_value = any(key.startswith("value") for key in observation) or "dataAbsentReason" in observation
        return None if has_value else finding
    return value if finding else (False if value else None)


def newest_states(readings: Iterable[StateReading], may_be_a_child: bool) -> dict[str, StateReading]:
    """Return the newest reading of each state; of one day, one that says yes.

    What the record of a child may hold says nothing of somebody who cannot be pregnant.
    """
    newest: dict[str, StateReading] = {}
    for each in sorted(readings, key=lambda one: (one.last_day, one.value is True)):
        if not (each.of_a_child and may_be_a_child):
            newest[each.state] = each
    return newest


def sex_of(patient: Resource) -> str:
    """Return `gender` of a patient in lower case; empty when it is not stated."""
    return code_word(patient.get("gender"))


def cannot_be_pregnant(sex: str, age: AgeRange | None) -> bool:
    """Return whether sex or age say that somebody is neither pregnant nor breastfeeding."""
    by_age = age is not None and (age.high < YOUNGEST_ASKED or age.low > OLDEST_ASKED)
    return sex == "male" or by_age
