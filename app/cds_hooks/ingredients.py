"""Find the ingredients of each medicine of a record, by all its names and codes.

What must stay true: a medicine always has ingredients. One that is not known is kept under its own name, so
that it can be reported.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.cds_hooks.code_systems import has_rxnorm_code, medicine_codes
from app.cds_hooks.fhir import CodedName
from app.cds_hooks.medications import Medication
from app.cds_hooks.product_names import Ingredient, Product, ProductNames
from app.cds_hooks.resources import OpenReason
from app.medicines.names import fold
from app.safety.schemas import MedicineSystem


@dataclass(frozen=True, eq=False)
class RecordMedicine:
    """One medicine of a record with its ingredients."""

    medication: Medication
    ingredients: tuple[Ingredient, ...]
    """All that were read; none when its name cannot be read."""
    reason: OpenReason | None
    """Why it could not be checked, or not in full."""

    @property
    def magnesium(self) -> list[Ingredient]:
        """Return the ingredients that are magnesium."""
        return [each for each in self.ingredients if each.magnesium]


def can_be_checked(ingredient: Ingredient) -> bool:
    """Return whether the check knows an ingredient, or it is magnesium of an unknown form."""
    return ingredient.known or ingredient.magnesium


class IngredientReader:
    """Reader of ingredients; the same names are read once."""

    def __init__(self, products: ProductNames) -> None:
        self._products = products
        self._known: dict[tuple[CodedName, ...], tuple[tuple[Ingredient, ...], OpenReason | None]] = {}

    def read(self, medication: Medication) -> RecordMedicine:
        """Return a medicine with the ingredients that its names and codes stand for."""
        if medication.names not in self._known:
            self._known[medication.names] = self._read_names(medication.names)
        ingredients, reason = self._known[medication.names]
        return RecordMedicine(medication, ingredients, medication.problem or reason)

    def _read_names(self, names: tuple[CodedName, ...]) -> tuple[tuple[Ingredient, ...], OpenReason | None]:
        known: list[Product] = []
        unknown: list[Product] = []
        for name in names:
            candidates = list(product_candidates(name, self._products))
            recognised = [each for each in candidates if each.recognised]
            known += recognised
            certain = any(is_certain(each, name) for each in recognised)
            if not certain:
                unknown += sorted(candidates, key=lambda each: -len(each.ingredients))[:1]
        parts = merge_ingredients([part for each in (*known, *unknown) for part in each.ingredients])
        if not known:
            return parts, OpenReason.not_recognised if any(names) else None
        return parts, OpenReason.partly_recognised if unknown else None


def is_certain(product: Product, name: CodedName) -> bool:
    """Return whether the ingredients of a name are all known, or spelled out as RxNorm does."""
    spelled_out = product.spelled_out and has_rxnorm_code(name)
    return spelled_out or all(can_be_checked(part) for part in product.ingredients)


def product_candidates(name: CodedName, products: ProductNames) -> Iterator[Product]:
    """Yield a product for each code that is known and for each text."""
    for system, code in medicine_codes(name):
        found = products.by_code(system, code)
        if found is None and system is MedicineSystem.rxnorm:
            found = products.by_rxcui(code)
        if found is not None:
            yield found
    for text in name.texts:
        yield products.by_text(text)


def merge_ingredients(parts: list[Ingredient]) -> tuple[Ingredient, ...]:
    """Return each ingredient once; of the same magnesium, the one with form and strength."""
    found: dict[object, Ingredient] = {}
    forms = {part.form for part in parts if part.magnesium and part.form}
    for part in parts:
        form = part.form or (next(iter(forms)) if len(forms) == 1 else None)
        key = ("magnesium", form) if part.magnesium else fold(part.text)
        kept = found.get(key)
        if kept is None or (kept.form is None, kept.strength_mg is None) > (
            part.form is None,
            part.strength_mg is None,
        ):
            found[key] = part
    return tuple(found.values())
