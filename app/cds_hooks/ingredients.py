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
from app.medicines.names import fold
from app.safety.schemas import MedicineSystem


@dataclass(frozen=True)
class RecordMedicine:
    """One medicine of a record with its ingredients."""

    medication: Medication
    ingredients: tuple[Ingredient, ...]
    surely_without_magnesium: bool
    """Whether all its ingredients are certain and none of them is magnesium."""

    @property
    def magnesium(self) -> list[Ingredient]:
        """Return the ingredients that are magnesium."""
        return [each for each in self.ingredients if each.magnesium]


def can_be_checked(ingredient: Ingredient) -> bool:
    """Return whether the check knows an ingredient, or it is magnesium of an unknown form."""
    return ingredient.known or ingredient.magnesium


def find_ingredients(medication: Medication, products: ProductNames) -> RecordMedicine:
    """Return a medicine with the ingredients that its names and codes stand for."""
    candidates = list(product_candidates(medication.name, products))
    known = [each for each in candidates if each.recognised]
    if not known and medication.ingredients:
        parts = [list(product_candidates(each, products)) for each in medication.ingredients]
        best = [next((each for each in found if each.recognised), found[0]) for found in parts if found]
        known = [Product(tuple(part for each in best for part in each.ingredients), False)]
    used = known or sorted(candidates, key=lambda each: -len(each.ingredients))[:1]
    ingredients = merge_ingredients([part for each in used for part in each.ingredients])
    by_rxnorm = has_rxnorm_code(medication.name)
    certain = any(
        (each.spelled_out and by_rxnorm) or all(part.known for part in each.ingredients) for each in used
    )
    without_magnesium = bool(ingredients) and not any(each.magnesium for each in ingredients)
    if not ingredients:
        ingredients = (Ingredient(medication.label, False),)
    return RecordMedicine(medication, ingredients, without_magnesium and certain)


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
