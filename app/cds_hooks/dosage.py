"""How a medicine is taken, as an order or a statement says it: how much a day, when, and in which way.

What must stay true: an amount is a number of milligrams only when every step to it was written down.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.cds_hooks.fhir import Resource, listed, member, named, number_of, objects, text_of, word_of
from app.cds_hooks.product_names import MILLIGRAMS
from app.medicines.terminology import fold
from app.models.rule import MedicineRoute

PIECES = re.compile(
    r"\{?(tbl|pill|tablets?|tabs?|capsules?|caps?|each|ea|piece|unit dose|1|dose)s?\}?", re.IGNORECASE
)
"""Units in which pieces are counted, whose strength is in the product's name."""

DAYS = {"s": 1 / 86400, "min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0, "mo": 30.0, "a": 365.0}
"""UCUM units of time, as days."""

A_DAY = {
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
"""Times a day, by the abbreviations of HL7's `GTSAbbreviation`."""

MOST_TIMES = 24

ROUTE_CODES = {
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
"""Words for a way of taking a medicine, in the order in which they are tried."""

FORM_WORDS = (
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
        None,
    ),
)
"""Words in a product's name for a way of taking it; None: not one of those the check tells apart."""


@dataclass(frozen=True)
class Taking:
    """How one medicine is taken."""

    route: MedicineRoute | None
    """None: not told, or not in words that are known."""
    times: tuple[str, ...] = ()
    """Clock times."""
    a_day: float | None = None
    """How often a day, at most."""
    amount: tuple[float, str] | None = None
    """(number, unit) at a time."""
    several: tuple["Taking", ...] = ()
    """The further instructions, when there are more than one."""

    def milligrams_a_day(self, strength_mg: float | None) -> float | None:
        """Milligrams a day of whatever the dose or the strength is said in; None when a step is missing."""
        if self.several:
            each = [one.milligrams_a_day(strength_mg) for one in self.several]
            known = [one for one in each if one is not None]
            return sum(known) if len(known) == len(each) else None
        if self.amount is None or self.a_day is None:
            return None
        value, unit = self.amount
        if unit in MILLIGRAMS:
            return value * MILLIGRAMS[unit] * self.a_day
        return value * strength_mg * self.a_day if strength_mg and PIECES.fullmatch(unit or "1") else None


def taking(resource: Resource, names: tuple[str, ...]) -> Taking:
    """How a medicine is taken; names of the product say it where the instructions do not."""
    instructions = objects(resource.get("dosageInstruction")) or objects(resource.get("dosage"))
    route = next((found for each in instructions if (found := route_of(each))), None)
    if route is None:
        given = any(each.get("route") for each in instructions)
        route = None if given else route_of_product(names)
    each = [one(instruction, route) for instruction in instructions]
    if len(each) == 1:
        return each[0]
    times = sorted({time for one_taking in each for time in one_taking.times})[:MOST_TIMES]
    return Taking(route, tuple(times), several=tuple(each))


def one(instruction: Resource, route: MedicineRoute | None) -> Taking:
    """One instruction."""
    repeat = next(iter(objects(member(instruction, "timing", "repeat"))), {})
    times = tuple(dict.fromkeys(clocks(repeat.get("timeOfDay"))))[:MOST_TIMES]
    return Taking(route, times, a_day(repeat, instruction, len(times)), amount(instruction))


def route_of(instruction: Resource) -> MedicineRoute | None:
    """The way an instruction names; None when it names none that is known."""
    told = named(instruction.get("route"))
    for _, code in told.codes:
        if code in ROUTE_CODES:
            return ROUTE_CODES[code]
    words = " ".join(fold(each) for each in (*told.texts, *(code for _, code in told.codes)))
    for word, route in ROUTE_WORDS:
        if word.search(words):
            return route
    return None


def route_of_product(names: tuple[str, ...]) -> MedicineRoute | None:
    """The way a product's name implies: `Oral Tablet`, `Ophthalmic Solution`."""
    words = " ".join(fold(each) for each in names)
    for word, route in FORM_WORDS:
        if word.search(words):
            return route or MedicineRoute.other
    return None


def clocks(times: Any) -> Iterator[str]:
    """`08:00:00` as `08:00`; what is no time of the day is left out."""
    for each in listed(times):
        if isinstance(each, str) and (found := re.match(r"([01]\d|2[0-3]):([0-5]\d)", each)):
            yield found[0]


def a_day(repeat: Resource, instruction: Resource, times: int) -> float | None:
    """How often a day, at most: a day on which it is taken, when that is not every day."""
    period = number_of(repeat.get("period"))
    unit = word_of(repeat.get("periodUnit") or repeat.get("periodUnits") or repeat.get("unit"))
    often = max((number_of(repeat.get(key)) or 0 for key in ("frequency", "frequencyMax")), default=0)
    if times:
        return float(max(times, often))
    if period and period > 0 and unit in DAYS:
        days = period * DAYS[unit]
        return (often or 1) * max(1.0, 1 / days)
    code = word_of(member(instruction, "timing", "code"))
    return float(A_DAY[code]) if code in A_DAY else None


def amount(instruction: Resource) -> tuple[float, str] | None:
    """How much at a time: the most it may be, with its unit in lower case."""
    rates = objects(instruction.get("doseAndRate"))
    found = []
    for each in (*rates, instruction):
        for key in ("doseQuantity", "doseSimpleQuantity", "quantity"):
            found += objects(each.get(key))
        found += objects(member(each, "doseRange", "high"))
    known = [
        (value, (text_of(each.get("code")) or text_of(each.get("unit")) or "").lower())
        for each in found
        if (value := number_of(each.get("value"))) is not None and value > 0
    ]
    return known[0] if len({*known}) == 1 else None
