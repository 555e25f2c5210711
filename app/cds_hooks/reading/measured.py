"""Read magnesium in the blood and measures of the kidneys that no rule reads.

What must stay true: no threshold is ours. A magnesium that the laboratory calls high counts as high magnesium
in the blood. What no rule of the check reads is said with its value.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.cds_hooks.reading.clearance import CLEARANCE, CLEARANCE_CODES
from app.cds_hooks.reading.code_systems import LOINC_SYSTEMS
from app.cds_hooks.reading.dates import days_of
from app.cds_hooks.reading.fhir import (
    CodedName,
    FoundResource,
    Resource,
    clean_text,
    code_word,
    coded_name,
    first_object,
    first_words,
    objects,
    quantity_words,
    to_float,
    value_at,
)
from app.medicines.names import plain

MAGNESIUM, KIDNEYS = "magnesium", "kidneys"

LOINC_CODES = {
    "19123-9": MAGNESIUM,
    "2601-3": MAGNESIUM,
    "2160-0": KIDNEYS,
    "14682-9": KIDNEYS,
    **dict.fromkeys(CLEARANCE_CODES, KIDNEYS),
}
"""LOINC code in serum or plasma → what it measures."""

NAMES_OF_MEASURES = (
    (MAGNESIUM, re.compile(r"\bmagne[sz](i|y)?\w*")),
    (KIDNEYS, re.compile(r"\b[ck]reatinin\w*|\bcystatin\b")),
)
"""Names in plain letters, in several languages."""

NOT_IN_BLOOD = re.compile(
    r"\b(urin\w*|harn|orina|24 ?h\w*|rbc|erythro\w*|red (blood )?cells?|intake|diet\w*|csf|stool|hair|"
    r"ratio|quotient|supplement\w*)\b"
)

IS_HIGH = frozenset({"h", "hh", "hu", ">", "high", "critical-high", "critically-high", "significantly-high"})
NORMAL = frozenset({"n", "normal"})

NUMBERS_OF_VALUES = (
    ((("valueQuantity",),), ""),
    ((("valueRange", "low"), ("valueRange", "high")), "to"),
    ((("valueRatio", "numerator"), ("valueRatio", "denominator")), "/"),
)
"""Where an observation has a number, or both ends of one, and the word between them."""

CALLED_HIGH = "hypermagnesaemia"
"""The condition for which a magnesium that is called high counts."""

MAX_AGE_OF_HIGH = timedelta(days=90)
"""How long a magnesium that is called high counts; our own choice."""


@dataclass(frozen=True, eq=False)
class MeasuredReading:
    """A magnesium in the blood, or a measure of the kidneys that no rule reads."""

    found: FoundResource
    what: str
    """`magnesium` or `kidneys`."""
    text: str
    """Its name, value and day, as they were reported."""
    high: bool
    """Whether the laboratory calls it high, and it is not too old to count."""
    normal: bool
    first_day: date


def read_measured(found: FoundResource, today: date) -> MeasuredReading | None:
    """Return what an observation measures, if it is magnesium in the blood or a measure of the kidneys."""
    observation = found.resource
    name = coded_name(observation.get("code"))
    what = measure_of(name)
    value = value_words(observation)
    if what is None or value is None:
        return None
    first_day, _ = days_of(observation, today)
    judged = judgement(observation)
    recent = first_day == date.min or today - first_day <= MAX_AGE_OF_HIGH
    day = "" if first_day == date.min else f", {first_day.isoformat()}"
    shown = f"“{first_words(label_of(name))}” {value}{f' ({judged})' if judged else ''}{day}"
    word = judged.lower().replace(" ", "-")
    return MeasuredReading(found, what, shown, word in IS_HIGH and recent, word in NORMAL, first_day)


def label_of(name: CodedName) -> str:
    """Return the name of a measure, or else its code."""
    return next(iter((*name.texts, *(code for _, code in name.codes))), "")


def measure_of(name: CodedName) -> str | None:
    """Return what a name or code measures in the blood; None when it is something else."""
    for system, code in name.codes:
        if system.rstrip("/").lower() in LOINC_SYSTEMS and code in LOINC_CODES:
            return LOINC_CODES[code]
    texts = " / ".join(map(plain, name.texts))
    if NOT_IN_BLOOD.search(texts) and not CLEARANCE.search(texts):
        return None
    return next((what for what, pattern in NAMES_OF_MEASURES if pattern.search(texts)), None)


def value_words(observation: Resource) -> str | None:
    """Return the value of an observation as it was reported, of any type of number; None without one."""
    for key in ("valueInteger", "valueDecimal"):
        if (number := to_float(observation.get(key))) is not None:
            return f"{number:g}"
    for keys, sign in NUMBERS_OF_VALUES:
        parts = [first_object(value_at(observation, *key)) for key in keys]
        if words := [told for each in parts if (told := quantity_words(each))]:
            return f" {sign} ".join(words)
    given: Any = observation.get("valueString")
    told = clean_text(given) or next(iter(coded_name(observation.get("valueCodeableConcept")).texts), None)
    return first_words(told) if told else None


def judgement(observation: Resource) -> str:
    """Return what the laboratory says of a value, in its words, or else what its only range says."""
    for each in objects(observation.get("interpretation")):
        word = code_word(each)
        if word in IS_HIGH | NORMAL:
            return "high" if word in IS_HIGH else "normal"
        if word:
            return next(iter(coded_name(each).texts), word)
    ranges = objects(observation.get("referenceRange"))
    quantity = first_object(observation.get("valueQuantity"))
    value = to_float(quantity.get("value"))
    if len(ranges) != 1 or value is None or quantity.get("comparator"):
        return ""
    low, high = (first_object(ranges[0].get(end)) for end in ("low", "high"))
    top, bottom = to_float(high.get("value")), to_float(low.get("value"))
    if top is None or high.get("unit", quantity.get("unit")) != quantity.get("unit"):
        return ""
    if value > top:
        return "high"
    return "normal" if bottom is not None and value >= bottom else ""


def newest_measured(readings: Iterable[MeasuredReading]) -> dict[str, MeasuredReading]:
    """Return the newest reading of each measure; of one day, one that is called high."""
    ordered = sorted(readings, key=lambda each: (each.first_day, each.high))
    return {each.what: each for each in ordered}
