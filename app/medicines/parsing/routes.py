"""By which route a medicine is taken, as its text says.

A route that is not stated is taken to be by mouth. What must stay true: a word that can say something else
never hides an alert on what is swallowed: the capsule in French `1 gél`, a number `iv)`, the eyes in `for my
eyes`, the cream of another medicine in `doxycycline, desonide cream`.
"""

from collections.abc import Sequence

from app.medicines.parsing.compounds import KnownNames
from app.medicines.parsing.neighbours import PURPOSES, TIME_WORDS
from app.medicines.parsing.part_predicates import says_what_for
from app.medicines.parsing.parts import Part, PartKind
from app.medicines.parsing.separate_medicines import separate_medicines
from app.medicines.parsing.words import ListedWord, WordKind
from app.models.rule import MedicineRoute

ORAL = "oral"

SWALLOWED_FORMS = ("tablet", "capsule", "pill")
"""Ends of the dose forms that are swallowed."""

ROUTES_OF_SWALLOWED_FORMS = frozenset({ORAL, "enteral", "sublingual", "oromucosal", "vaginal", "rectal"})
"""Routes by which a tablet or capsule is taken; with any other, it may be swallowed as well."""

PARTS_OF_THE_BODY = frozenset({"ophthalmic", "otic", "nasal", "topical"})
"""Routes with words that may also name the aim of a medicine: `for my eyes`."""

NUMBERS_OF_A_LIST = frozenset({"iv"})
"""Routes that are also numbers of a list: `iv) bisoprolol`."""

NEVER_FIRST = frozenset({"im"})
"""Routes that are no route at the beginning: `Im taking ciprofloxacin`."""

ROUTE_BY_NAME = {route.value: route for route in MedicineRoute}
"""Route as words tell it → the route; any other is another way."""

INJECTED = (MedicineRoute.intravenous, MedicineRoute.intramuscular, MedicineRoute.subcutaneous)
"""Routes that `injection` may mean."""


def routes_of(written: Sequence[str]) -> tuple[MedicineRoute, ...]:
    """Return the routes that a text says; an injection, and nothing else, is by any route of injections."""
    if tuple(written) == ("injection",):
        return INJECTED
    return tuple(dict.fromkeys(ROUTE_BY_NAME.get(each, MedicineRoute.other) for each in written))


def written_routes(parts: list[Part], vocabulary: KnownNames) -> tuple[str, ...]:
    """Return the routes that a text tells of its medicines; none when it tells none.

    By mouth is among them when it tells a route of one medicine, and none of another.
    """
    routes = [routes_of_one_medicine(each) for each in separate_medicines(parts, vocabulary)]
    return tuple(dict.fromkeys(route for each in routes for route in each or (ORAL,))) if any(routes) else ()


def routes_of_one_medicine(parts: list[Part]) -> tuple[str, ...]:
    """Return the routes that are named, or else those that the dose forms imply.

    Beside a tablet, an injection leaves it open whether the medicine is swallowed.
    """
    named: dict[str, None] = {}
    implied: dict[str, None] = {}
    swallowed = False
    for index, part in enumerate(parts):
        routes = [word.meaning for word in part.words if word.kind is WordKind.route]
        forms = [word for word in part.words if word.kind is WordKind.dose_form]
        if forms and forms[0].meaning.endswith(SWALLOWED_FORMS):
            swallowed = True
        if (routes or forms) and tells_the_route(parts, index):
            named.update(dict.fromkeys(routes))
            implied.update(dict.fromkeys(implied_routes(forms)))
    found = tuple(named or implied)
    return found if not swallowed or ROUTES_OF_SWALLOWED_FORMS.issuperset(found) else (*found, ORAL)


def implied_routes(forms: list[ListedWord]) -> list[str]:
    """Return the routes that a dose form implies; none where one of its meanings implies none."""
    routes = [form.detail for form in forms]
    return routes if all(routes) else []


def tells_the_route(parts: list[Part], index: int) -> bool:
    """Return whether a word of a route or dose form says how the medicine is taken, and nothing else."""
    text, after = parts[index].text, parts[index + 1 : index + 2]
    if index and f" {parts[index - 1].text}".endswith(TIME_WORDS):
        return False
    if all(each.kind is PartKind.sign for each in parts[:index]):
        numbers_a_list = text in NUMBERS_OF_A_LIST and any(each.text in (")", ".") for each in after)
        return text not in NEVER_FIRST and not numbers_a_list
    if not any(w.kind is WordKind.route and w.meaning in PARTS_OF_THE_BODY for w in parts[index].words):
        return True
    return not any(map(says_what_for, after)) and not is_what_for(parts, index)


def is_what_for(parts: list[Part], index: int) -> bool:
    """Return whether a part of the body is what a medicine is for: `for my eyes`, `tinnitus, right ear`."""
    for at in range(index - 1, -1, -1):
        part = parts[at]
        if says_what_for(part):
            return True
        if not part.is_word(WordKind.noise, WordKind.pack) and part.text not in (",", "-"):
            return False
        if f"{part.text} " in PURPOSES:
            return True
    return False
