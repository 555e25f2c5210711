"""Read the dosage of an order or statement: route, clock times, times a day and amount.

What must stay true: an amount in milligrams is returned only when every step of its calculation was written
down in the record.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.cds_hooks.fhir import (
    Resource,
    as_list,
    clean_text,
    code_word,
    coded_name,
    first_object,
    objects,
    to_float,
    value_at,
)
from app.cds_hooks.product_names import MILLIGRAMS
from app.medicines.names import fold
from app.models.rule import MedicineRoute

PIECE_UNIT = re.compile(
    r"\{?(tbl|pill|tablets?|tabs?|capsules?|caps?|each|ea|piece|unit dose|1|dose)s?\}?", re.IGNORECASE
)
"""Units that count pieces; their strength is in the product's name."""

DAYS_PER_UNIT = {"s": 1 / 86400, "min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0, "mo": 30.0, "a": 365.0}
"""UCUM units of time, in days."""

TIMES_A_DAY = {
    "qd": 1,
    "am": 1,
    "pm": 1,
    "bed": 1,
    "bid": 2,
    "tid": 3,
    "qid": 4,
    "q4h": 6,
    "q6h": 4,
    "q8h": 3,
    "q12h": 2,
}
"""Abbreviations of HL7's `GTSAbbreviation`, as times a day."""

MAX_CLOCK_TIMES = 24

ROUTE_BY_SNOMED = {
    "26643006": MedicineRoute.oral,
    "47625008": MedicineRoute.intravenous,
    "78421000": MedicineRoute.intramuscular,
    "6064005": MedicineRoute.topical,
    "54485002": MedicineRoute.ophthalmic,
}
"""SNOMED CT concepts of FHIR's value set `route-codes`."""

ROUTE_WORDS = (
    (re.compile(r"\b(intravenous|iv|ivp|ivpb|intravenously)\b"), MedicineRoute.intravenous),
    (re.compile(r"\b(intramuscular|im|intramuscularly)\b"), MedicineRoute.intramuscular),
    (re.compile(r"\b(ophthalmic|ocular|eye|eyes|ophth)\b"), MedicineRoute.ophthalmic),
    (re.compile(r"\b(inhalation|inhaled|inhalant|respiratory|nebuli[sz]ed|inh)\b"), MedicineRoute.inhaled),
    (re.compile(r"\b(topical|topically|cutaneous|skin)\b"), MedicineRoute.topical),
    (re.compile(r"\b(oral|orally|po|mouth|per os|peroral)\b"), MedicineRoute.oral),
)
"""Words of an instruction that name a route, in the order in which they are tried."""

DOSE_FORM_ROUTES = (
    (re.compile(r"\bophthalmic\b"), MedicineRoute.ophthalmic),
    (
        re.compile(r"\b(topical (cream|gel|ointment|solution|lotion|foam)|cream|ointment)\b"),
        MedicineRoute.topical,
    ),
    (re.compile(r"\b(inhalation|inhaler|inhalant)\b"), MedicineRoute.inhaled),
    (re.compile(r"\b(oral|chewable|tablets?|capsules?|sublingual film)\b"), MedicineRoute.oral),
    (
        re.compile(
            r"\b(injection|injectable|infusion|prefilled syringe|transdermal|otic|rectal|vaginal|nasal)\b"
        ),
        MedicineRoute.other,
    ),
)
"""Words of a product's name that imply a route, in the order in which they are tried."""


@dataclass(frozen=True)
class Dosage:
    """How one medicine is taken."""

    route: MedicineRoute | None
    """None when the record names none, or in words that are not known."""
    clock_times: tuple[str, ...] = ()
    times_a_day: float | None = None
    """Highest number of times a day."""
    amount: tuple[float, str] | None = None
    """(number, unit) of one dose."""
    several: tuple["Dosage", ...] = ()
    """Each instruction, when there is more than one."""

    def milligrams_a_day(self, strength_mg: float | None) -> float | None:
        """Return the milligrams a day of what the dose or the strength counts; None when a step is missing.

        `strength_mg` is the content of one piece.
        """
        if self.several:
            each = [one.milligrams_a_day(strength_mg) for one in self.several]
            known = [one for one in each if one is not None]
            return sum(known) if len(known) == len(each) else None
        if self.amount is None or self.times_a_day is None:
            return None
        value, unit = self.amount
        if unit in MILLIGRAMS:
            return value * MILLIGRAMS[unit] * self.times_a_day
        if strength_mg and PIECE_UNIT.fullmatch(unit or "1"):
            return value * strength_mg * self.times_a_day
        return None


def read_dosage(resource: Resource, names: tuple[str, ...]) -> Dosage:
    """Return the dosage of an order or statement.

    `names` of the product give the route when no instruction names one.
    """
    instructions = objects(resource.get("dosageInstruction")) or objects(resource.get("dosage"))
    route = next((found for each in instructions if (found := route_of_instruction(each))), None)
    if route is None:
        given = any(each.get("route") for each in instructions)
        route = None if given else route_of_product(names)
    each = [read_instruction(instruction, route) for instruction in instructions]
    if len(each) == 1:
        return each[0]
    times = sorted({time for dosage in each for time in dosage.clock_times})[:MAX_CLOCK_TIMES]
    return Dosage(route, tuple(times), several=tuple(each))


def read_instruction(instruction: Resource, route: MedicineRoute | None) -> Dosage:
    """Return the dosage of one instruction."""
    repeat = first_object(value_at(instruction, "timing", "repeat"))
    times = tuple(dict.fromkeys(clock_times(repeat.get("timeOfDay"))))[:MAX_CLOCK_TIMES]
    often = times_a_day(repeat, instruction, len(times))
    return Dosage(route, times, often, dose_amount(instruction))


def route_of_instruction(instruction: Resource) -> MedicineRoute | None:
    """Return the route that an instruction names; None when it names none that is known."""
    name = coded_name(instruction.get("route"))
    for _, code in name.codes:
        if code in ROUTE_BY_SNOMED:
            return ROUTE_BY_SNOMED[code]
    words = " ".join(fold(each) for each in (*name.texts, *(code for _, code in name.codes)))
    for pattern, route in ROUTE_WORDS:
        if pattern.search(words):
            return route
    return None


def route_of_product(names: tuple[str, ...]) -> MedicineRoute | None:
    """Return the route that a product's name implies, such as `Oral Tablet`."""
    words = " ".join(fold(each) for each in names)
    for pattern, route in DOSE_FORM_ROUTES:
        if pattern.search(words):
            return route
    return None


def clock_times(times: Any) -> Iterator[str]:
    """Yield `08:00` for `08:00:00`; skip what is no time of day."""
    for each in as_list(times):
        if isinstance(each, str) and (found := re.match(r"([01]\d|2[0-3]):([0-5]\d)", each)):
            yield found[0]


def times_a_day(repeat: Resource, instruction: Resource, clock_time_count: int) -> float | None:
    """Return the highest number of times on a day of use; None when unknown."""
    period = to_float(repeat.get("period"))
    unit = code_word(repeat.get("periodUnit") or repeat.get("periodUnits") or repeat.get("unit"))
    often = max((to_float(repeat.get(key)) or 0 for key in ("frequency", "frequencyMax")), default=0)
    if clock_time_count:
        return float(max(clock_time_count, often))
    if period and period > 0 and unit in DAYS_PER_UNIT:
        days = period * DAYS_PER_UNIT[unit]
        return (often or 1) * max(1.0, 1 / days)
    code = code_word(value_at(instruction, "timing", "code"))
    return float(TIMES_A_DAY[code]) if code in TIMES_A_DAY else None


def dose_amount(instruction: Resource) -> tuple[float, str] | None:
    """Return (number, unit in lower case) of one dose, the highest of a range; None when unclear."""
    rates = objects(instruction.get("doseAndRate"))
    quantities = []
    for each in (*rates, instruction):
        for key in ("doseQuantity", "doseSimpleQuantity", "quantity"):
            quantities += objects(each.get(key))
        quantities += objects(value_at(each, "doseRange", "high"))
    known = [
        (value, (clean_text(each.get("code")) or clean_text(each.get("unit")) or "").lower())
        for each in quantities
        if (value := to_float(each.get("value"))) is not None and value > 0
    ]
    return known[0] if len({*known}) == 1 else None
