"""Medicines of classes by their codes and ATC groups, with the routes by which they are taken."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.medicines.concepts import MedicineConcept
from app.medicines.names import fold
from app.medicines.schemas import MedicineSystem
from app.models import MedicineClass
from app.models.medicine_class import Brand, Medicine
from app.models.rule import MedicineRoute

GROUP_LENGTH = 5
"""Characters of an ATC code that name the chemical group."""

OF_OTHERS = "X"
"""Last letter of an ATC group that holds what is in no other group."""

SEVERAL = 3
"""Fewest medicines of one class that make an ATC group count as this class."""

COMBINATIONS = "combination-products"
"""The class of combinations; it says nothing about what a further member would be."""


class ClassMembers:
    """What all classes list of their medicines, beside names."""

    def __init__(self, classes: Iterable[MedicineClass]) -> None:
        self._codes: dict[tuple[str, str], list[MedicineConcept]] = {}
        self._incomplete: set[MedicineConcept] = set()
        """Combinations with an ingredient that is not on record."""
        self._routes: dict[MedicineConcept, tuple[MedicineRoute, ...]] = {}
        """Medicine → its routes, if it is never swallowed."""
        self._brands_not_swallowed: set[str] = set()
        """Folded names and RxNorm identifiers of brands whose products are not swallowed."""
        for group in classes:
            for medicine in group.medicines:
                concept = MedicineConcept(group.slug, medicine.name)
                for system, code in listed_codes(medicine):
                    self._codes.setdefault((system, code), []).append(concept)
                if not medicine.ingredients_complete:
                    self._incomplete.add(concept)
                self._routes[concept] = tuple(medicine.routes)
                for brand in medicine.brands:
                    if brand.routes:
                        self._brands_not_swallowed.update(names_of_the_brand_alone(brand, medicine.name))
        self._class_of_group = classes_by_group(self._codes)

    def with_code(self, system: str, value: str) -> Sequence[MedicineConcept]:
        """Return the medicines that have a code."""
        return self._codes.get((system, value.upper()), ())

    def below(self, prefix: str) -> tuple[MedicineConcept, ...]:
        """Return the medicines whose ATC codes begin so."""
        found: dict[MedicineConcept, None] = {}
        for (system, value), concepts in self._codes.items():
            if system == MedicineSystem.atc and value.startswith(prefix):
                found.update(dict.fromkeys(concepts))
        return tuple(found)

    def class_suggested_by(self, code: str) -> MedicineConcept | None:
        """Return the class of the group of an ATC code, if all that is listed of it is of one class."""
        return self._class_of_group.get(code[:GROUP_LENGTH])

    def lacks_ingredients(self, concepts: Iterable[MedicineConcept]) -> bool:
        """Return whether one of the medicines has ingredients that are not on record."""
        return not self._incomplete.isdisjoint(concepts)

    def usual_routes(
        self, medicines: Sequence[MedicineConcept], named: Iterable[str]
    ) -> tuple[MedicineRoute, ...]:
        """Return the routes of medicines that are never swallowed; empty when one is, or when not known.

        `named` are the folded names and codes they were given by. The products of a brand may differ by
        country, so that of a brand the route counts as unknown.
        """
        if not self._brands_not_swallowed.isdisjoint(named):
            return (MedicineRoute.other,)
        listed = [self._routes.get(concept, ()) for concept in medicines]
        if not all(listed):
            return ()
        return tuple(dict.fromkeys(route for routes in listed for route in routes))


def classes_by_group(
    codes: Mapping[tuple[str, str], Sequence[MedicineConcept]],
) -> dict[str, MedicineConcept]:
    """Return the class of each ATC group with several listed medicines, all of one class.

    A group of others, as `L01XX`, holds what is not alike, and one medicine may be there for another use.
    """
    listed: dict[str, set[MedicineConcept]] = {}
    for (system, value), concepts in codes.items():
        if system == MedicineSystem.atc and len(value) >= GROUP_LENGTH:
            listed.setdefault(value[:GROUP_LENGTH], set()).update(concepts)
    classes = {group: {each.slug for each in concepts} for group, concepts in listed.items()}
    return {
        group: MedicineConcept(next(iter(slugs)), None)
        for group, slugs in classes.items()
        if len(slugs) == 1
        and slugs != {COMBINATIONS}
        and len(listed[group]) >= SEVERAL
        and not group.endswith(OF_OTHERS)
    }


def listed_codes(medicine: Medicine) -> Iterator[tuple[MedicineSystem, str]]:
    """Yield the codes of a medicine and of its brands."""
    yield from ((MedicineSystem.rxnorm, code) for code in medicine.rxcui)
    yield from ((MedicineSystem.rxnorm, brand.rxcui) for brand in medicine.brands if brand.rxcui)
    yield from ((MedicineSystem.atc, code) for code in (*medicine.atc, *medicine.atc_former))
    if medicine.unii:
        yield MedicineSystem.unii, medicine.unii


def names_of_the_brand_alone(brand: Brand, medicine: str) -> set[str]:
    """Return what names a brand and no other product: its name, folded, and its RxNorm identifier.

    A name that begins the name of the medicine may be short for it: `doxy` for doxycycline capsules.
    """
    name = fold(brand.name)
    names = set() if fold(medicine).startswith(name) else {name}
    return names | {brand.rxcui} if brand.rxcui else names
