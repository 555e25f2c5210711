"""Read by which routes a medicine is taken: by code, in the words of an instruction or of its names.

What must stay true: where several routes are named, none wins: all are checked, and the words are reported.
"""

import re
from dataclasses import dataclass

from app.cds_hooks.reading.fhir import Resource, coded_name
from app.medicines.names import plain
from app.medicines.parser import MedicineReading
from app.medicines.parsing.routes import INJECTED, routes_of
from app.models.rule import MedicineRoute

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
    (re.compile(r"\b(ophthalmic|ocular|eyes?|ophth)\b"), MedicineRoute.ophthalmic),
    (re.compile(r"\b(inhalation|inhaled|inhalant|respiratory|nebuli[sz]ed|inh)\b"), MedicineRoute.inhaled),
    (re.compile(r"\b(topical|topically|cutaneous|skin)\b"), MedicineRoute.topical),
    (re.compile(r"\b(oral|orally|po|mouth|per os|peroral)\b"), MedicineRoute.oral),
)
"""Words of an instruction that name a route."""

RATE = "rate"
"""Word before a rate, such as that of an infusion."""

INJECTING = re.compile(r"\b(inject\w*|infus\w*|push|drip|bolus)\b")
"""Words of a method by which a medicine is injected."""

DOUBT = re.compile(r"\b(not?|never|nor|or|then|switch(ed)?|chang(ed|e)|instead|stopped|from|unless)\b")
"""Words that deny a route or name a change of routes."""


@dataclass(frozen=True)
class Routes:
    """How one medicine may be taken."""

    possible: tuple[MedicineRoute, ...] = ()
    """Every route that was named; empty when none was, or none that is known."""
    from_element: bool = False
    """Whether the element `route` names one, and not the words of a text."""
    unclear: str = ""
    """The words of the record, when they are not known, contradict each other, or are in doubt."""

    @property
    def checked(self) -> tuple[MedicineRoute, ...]:
        """Return the routes to check; by mouth when none is known."""
        return self.possible or (MedicineRoute.oral,)


def read_routes(instructions: list[Resource]) -> Routes:
    """Return the routes that the elements of instructions name."""
    found: dict[MedicineRoute, None] = {}
    words: dict[str, None] = {}
    doubt = False
    for instruction in instructions:
        name = coded_name(instruction.get("route"))
        codes = [code for _, code in name.codes]
        here = [ROUTE_BY_SNOMED[code] for code in codes if code in ROUTE_BY_SNOMED]
        for text in (*name.texts, *(code for code in codes if code not in ROUTE_BY_SNOMED)):
            words[text] = None
            folded = plain(text)
            doubt = doubt or bool(DOUBT.search(folded))
            here += [route for pattern, route in ROUTE_WORDS if pattern.search(folded)]
        found.update(dict.fromkeys(here))
    unclear = doubt or len(found) != 1
    return Routes(tuple(found), bool(found), " / ".join(words) if unclear else "")


def routes_of_instructions(readings: list[MedicineReading]) -> Routes:
    """Return the routes that instructions say in words; none when they say none.

    A medicine in them, and words that are not understood, leave it open: `not on days with iron IV`.
    """
    is_open = any(each.components or each.not_understood or each.doubts for each in readings)
    return routes_in_words(readings, is_open)


def routes_of_names(readings: list[MedicineReading]) -> Routes:
    """Return the routes that names of a product say; none when they say none."""
    return routes_in_words(readings, any(each.doubts for each in readings))


def routes_of_methods(methods: tuple[str, ...]) -> Routes:
    """Return the routes that a method or a rate implies; a rate may be that of a tube, too."""
    if any(INJECTING.search(plain(each)) for each in methods):
        return Routes(INJECTED)
    rates = [each for each in methods if each.startswith(RATE)]
    return (
        Routes((MedicineRoute.intravenous, MedicineRoute.oral), unclear=" / ".join(rates))
        if rates
        else Routes()
    )


def routes_in_words(readings: list[MedicineReading], is_open: bool) -> Routes:
    """Return the routes that texts say. Where it is open, by mouth is possible too, and they are reported."""
    found = list(dict.fromkeys(route for each in readings for route in routes_of(each.routes)))
    if not found:
        return Routes()
    one_way = len(found) == 1 or tuple(found) == INJECTED
    if one_way and MedicineRoute.other not in found and not is_open:
        return Routes(tuple(found))
    possible = [*(route for route in found if route is not MedicineRoute.other), MedicineRoute.oral]
    return Routes(tuple(dict.fromkeys(possible)), unclear=" / ".join(each.text for each in readings))
