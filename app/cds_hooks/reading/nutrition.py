"""Read nutrition orders: the supplements and additives in them are medicines; the diet is free text.

What must stay true: every product of an order is read, in the words of any release. Formulas are read too,
because they may hold magnesium. An amount is that of the only product.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.cds_hooks.reading.dosage import Dosage, read_dosage
from app.cds_hooks.reading.fhir import (
    CodedName,
    Resource,
    clean_text,
    concept_name,
    display_name,
    objects,
    value_at,
)

NUTRITION_ORDER = "NutritionOrder"

ELEMENTS_OF_PRODUCTS = ("supplement", "enteralFormula")
"""Elements that hold products."""

WORDS_OF_PRODUCTS = frozenset({"instruction", "administrationInstruction"})
"""Elements of a product that hold free text."""


@dataclass(frozen=True)
class NutritionProduct:
    """One product of a nutrition order."""

    name: CodedName
    reference: Resource
    """The reference to what it is (R5); empty when there is none."""
    instructions: tuple[Resource, ...]
    """How it is taken, each as an instruction of a dosage."""


def nutrition_products(order: Resource) -> list[NutritionProduct]:
    """Return the supplements, formulas and additives of an order; none of an order of food alone."""
    products = [product(each, "type", "productName") for each in objects(order.get("supplement"))]
    for formula in objects(order.get("enteralFormula")):
        products.append(product(formula, "baseFormulaType", "baseFormulaProductName"))
        products.append(product(formula, "additiveType", "additiveProductName"))
        products += [product(each, "type", "productName") for each in objects(formula.get("additive"))]
    return [each for each in products if each.name or each.reference]


def product(part: Resource, kind: str, name: str) -> NutritionProduct:
    """Return a product by the elements that hold its kind and its name."""
    text = clean_text(part.get(name))
    reference = value_at(part.get(kind), "reference")
    return NutritionProduct(
        CodedName((text,) if text else ()) | concept_name(part.get(kind)) | display_name(reference),
        reference if isinstance(reference, dict) else {},
        tuple(instructions(part)),
    )


def beside_products(order: Resource) -> Resource:
    """Return an order without what its products are: its diet, its notes, and how each product is given."""
    told = {key: each for key, each in order.items() if key not in ELEMENTS_OF_PRODUCTS}
    given = [
        {key: each[key] for key in WORDS_OF_PRODUCTS & each.keys()}
        for kind in ELEMENTS_OF_PRODUCTS
        for each in objects(order.get(kind))
    ]
    return told | {"instructions": given}


def instructions(part: Resource) -> Iterator[Resource]:
    """Yield the schedule of a product as instructions of a dosage, of any release."""
    schedules = objects(part.get("schedule"))
    timings = [timing for each in schedules for timing in objects(each.get("timing")) or [each]]
    as_needed: Resource = {key: each.get(key) for each in schedules for key in ("asNeeded", "asNeededFor")}
    for timing in timings or [{}]:
        yield as_needed | {"timing": timing, "doseQuantity": part.get("quantity")}


def nutrition_dosage(products: list[NutritionProduct]) -> Dosage:
    """Return how the only product of an order is taken; nothing is known of one of several."""
    if len(products) != 1:
        return Dosage()
    (only,) = products
    return read_dosage({"dosageInstruction": list(only.instructions)})
