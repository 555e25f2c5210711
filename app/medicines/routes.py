"""Routes of medicines that are never swallowed, for requests that do not say how a medicine is taken."""

from collections.abc import Iterable

from app.medicines.concepts import Match
from app.medicines.names import fold
from app.medicines.schemas import MedicineReference
from app.models import MedicineClass
from app.models.rule import MedicineRoute

ROUTE_NOT_KNOWN = (MedicineRoute.other,)


class UsualRoutes:
    """Routes by medicine, and the brands whose products are not swallowed."""

    def __init__(self, classes: Iterable[MedicineClass]) -> None:
        self.by_medicine: dict[str, tuple[MedicineRoute, ...]] = {}
        self.brands: set[str] = set()
        """Folded names and RxNorm identifiers of brands of medicines that others swallow."""
        for group in classes:
            for medicine in group.medicines:
                if medicine.routes:
                    self.by_medicine[f"{group.slug}/{medicine.name}"] = tuple(medicine.routes)
                for brand in medicine.brands:
                    if brand.routes:
                        self.brands.update([fold(brand.name), *([brand.rxcui] if brand.rxcui else [])])

    def of(self, given: MedicineReference, match: Match) -> tuple[MedicineRoute, ...]:
        """Return the routes of a medicine that is never swallowed; empty when it is, or when not known.

        The products of a brand may differ by country, so that of a brand the route counts as unknown.
        """
        written = fold(given.text) if given.text else given.code.value if given.code else ""
        if written in self.brands:
            return ROUTE_NOT_KNOWN
        known = [self.by_medicine.get(concept.reference, ()) for concept in match.medicines]
        return tuple(dict.fromkeys(route for routes in known for route in routes)) if all(known) else ()
