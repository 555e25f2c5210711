"""Read orders, statements, dispenses and administrations: which medicine, of what, and how it is taken.

What must stay true: everything that names a medicine is read: its concept, the display of a reference, the
Medication that it refers to, and each ingredient of that. What cannot be read is kept with the reason.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.cds_hooks.failures import TOO_LARGE, FailedError
from app.cds_hooks.reading.code_systems import shown_code
from app.cds_hooks.reading.dosage import Dosage, read_dosage, strength_of_piece
from app.cds_hooks.reading.fhir import (
    CodedName,
    FoundResource,
    ReferenceIndex,
    Resource,
    as_list,
    coded_name,
    concept_name,
    display_name,
    first_words,
    objects,
    value_at,
)
from app.cds_hooks.reading.medicine_status import STATEMENT_TYPES, SUPPLIED_WORDS
from app.cds_hooks.reading.nutrition import (
    NUTRITION_ORDER,
    NutritionProduct,
    nutrition_dosage,
    nutrition_products,
)
from app.cds_hooks.reading.outcomes import OpenReason

ORDER_TYPES = frozenset({"MedicationRequest", "MedicationOrder", "MedicationPrescription", NUTRITION_ORDER})
SERVICE_TYPES = frozenset({"ServiceRequest", "ProcedureRequest"})
"""Orders of services: nearly all of magnesium are blood tests, but an infusion may be one too."""
MEDICATION_TYPES = ORDER_TYPES | STATEMENT_TYPES | SUPPLIED_WORDS.keys()

DETAIL_TYPES = frozenset({"Medication", "MedicationKnowledge", "NutritionProduct", "Substance"})
"""Resources that hold the names and ingredients of what is ordered or taken."""

MEDICINE_ELEMENTS = ("medicationCodeableConcept", "medicationReference", "medication", "contained")

MAX_INGREDIENTS = 100
"""Ingredients of one Medication; more are refused with 413."""

MAX_DEPTH = 5
"""Medications that are read inside each other, as ingredients of ingredients."""

MAX_NAMES = 50
"""Names and codes of one medicine; more are refused with 413."""

MOST_FORMS = 5
"""Words for the dose form of a Medication that are read."""

MAX_NAMES_OF_ALL = 2_000
"""Different names and codes of all medicines of a call; more are refused with 413."""

MAX_CHARACTERS_OF_ALL = 40_000
"""Characters of the different names of all medicines of a call; more are refused with 413."""


class EntryKind(StrEnum):
    """Kinds of entries of a record that name a medicine."""

    draft = "draft"
    """An order that is being written."""
    order = "order"
    statement = "statement"
    """A statement, dispense or administration."""


@dataclass(frozen=True, eq=False)
class MedicationDetails:
    """A Medication resource: its names, and the names of its ingredients."""

    name: CodedName
    ingredients: tuple[CodedName, ...] = ()
    missing: bool = False
    """Whether an ingredient could not be read, or was not sent."""
    forms: tuple[str, ...] = ()
    """Words of its dose form, such as `Solution for injection`."""


@dataclass(frozen=True, eq=False)
class MedicineEntry:
    """An entry of a record: one medicine that is ordered or taken, as the record names it."""

    found: FoundResource
    entry_kind: EntryKind
    name: CodedName
    """Names of the order or statement itself."""
    details: MedicationDetails | None
    """The Medication that it refers to; None when there is none."""
    dosage: Dosage
    problem: OpenReason | None
    """Why its name could not be read, or not in full."""
    remark: str = ""
    """What its status, dates and notes say, such as `until 2018-01-01`; empty when they say nothing."""

    @property
    def names(self) -> tuple[CodedName, ...]:
        """Return its names, those of the Medication and those of each ingredient."""
        details = self.details
        return (self.name,) if details is None else (self.name, details.name, *details.ingredients)

    @property
    def texts(self) -> tuple[str, ...]:
        """Return all texts that name it."""
        return tuple(dict.fromkeys(text for each in self.names for text in each.texts))

    @property
    def names_and_forms(self) -> tuple[str, ...]:
        """Return all texts that name it, and its dose forms."""
        return self.texts if self.details is None else (*self.texts, *self.details.forms)

    @property
    def label(self) -> str:
        """Return the words of the record: its first text, those of its ingredients, or else its codes."""
        named = (self.name,) if self.details is None else (self.name, self.details.name)
        if texts := [text for each in named for text in each.texts]:
            return texts[0]
        if self.details and (texts := [text for each in self.details.ingredients for text in each.texts[:1]]):
            return " / ".join(dict.fromkeys(texts))
        codes = [shown_code(system, code) for each in self.names for system, code in each.codes]
        return codes[0] if codes else self.found.identity or self.found.place

    @property
    def shown(self) -> str:
        """Return the first words of its label, with its remark in brackets."""
        words = first_words(self.label)
        return f"{words} ({self.remark})" if self.remark else words


class MedicineEntryReader:
    """Reader of medicines; each Medication resource is read once."""

    def __init__(self, index: ReferenceIndex) -> None:
        self._index = index
        self._details: dict[int, MedicationDetails] = {}
        self._inside: list[int] = []
        """`id()` of the Medications that are being read: each is an ingredient of the one before it."""
        self._names: set[object] = set()
        self._characters = 0
        self.referenced: set[int] = set()
        """`id()` of the Medication resources that a medicine refers to."""

    def read_nutrition(self, found: FoundResource, entry_kind: EntryKind) -> MedicineEntry | None:
        """Return what a nutrition order holds beside food as one medicine; None when there is nothing."""
        products = nutrition_products(found.resource)
        if not products:
            return None
        if len(products) > MAX_INGREDIENTS:
            raise FailedError(TOO_LARGE, f"A nutrition order may have at most {MAX_INGREDIENTS} products.")
        read = [self._product_details(each, found.resource) for each in products]
        for each in read:
            self._count(each.name)
        if len(read) == 1:
            name, details = products[0].name, read[0]
        else:
            name = CodedName()
            parts = [part for each in read for part in (each.name, *each.ingredients) if part]
            details = MedicationDetails(name, tuple(parts), missing=any(each.missing for each in read))
        dosage = nutrition_dosage(products)
        problem = problem_of(name, details, missing=details.missing)
        return MedicineEntry(found, entry_kind, name, details, dosage, problem)

    def read_service(self, found: FoundResource) -> MedicineEntry:
        """Return a draft order of a service as a medicine; whether it is one, its name decides."""
        name = concept_name(found.resource.get("code"))
        self._count(name)
        dosage = read_dosage(found.resource)
        return MedicineEntry(found, EntryKind.draft, name, None, dosage, None)

    def read_item(self, found: FoundResource, given: Any) -> MedicineEntry:
        """Return a supplied item, by its concept or reference, as a medicine; its names decide if it is."""
        name, details = concept_name(given), None
        for each in objects(given):
            name |= display_name(each) or display_name(each.get("reference"))
            target = self._index.find(each, found.resource)
            if target is not None and target.kind in DETAIL_TYPES:
                details = self._read_details(target, found.resource)
        self._count(name)
        return MedicineEntry(found, EntryKind.statement, name, details, Dosage(), None)

    def read_allergy(self, found: FoundResource) -> MedicineEntry:
        """Return what an allergy or intolerance is to, as a medicine."""
        resource = found.resource
        substances = [each.get("substance") for each in objects(resource.get("reaction"))]
        name = CodedName()
        for each in (resource.get("code"), resource.get("substance"), *substances):
            name |= concept_name(each)
        self._count(name)
        return MedicineEntry(found, EntryKind.statement, name, None, Dosage(), None)

    def _product_details(self, product: NutritionProduct, order: Resource) -> MedicationDetails:
        """Return the names of a product with those of the resource that it refers to."""
        target = self._index.find(product.reference, order)
        if target is None or target.kind not in DETAIL_TYPES:
            missing = "reference" in product.reference and not display_name(product.reference)
            return MedicationDetails(product.name, missing=missing)
        details = self._read_details(target, order)
        return MedicationDetails(product.name | details.name, details.ingredients, details.missing)

    def read(self, found: FoundResource, entry_kind: EntryKind) -> MedicineEntry:
        """Return the medicine of an order or statement, named by a concept, a reference, or both (R5)."""
        resource = found.resource
        either = resource.get("medication")
        name = coded_name(resource.get("medicationCodeableConcept")) | concept_name(either)
        references = [
            each for given in (resource.get("medicationReference"), either) for each in objects(given)
        ]
        details, missing = None, False
        for each in references:
            name |= display_name(each) or display_name(each.get("reference"))
            target = self._index.find(each, resource)
            if target is not None and target.kind in DETAIL_TYPES:
                details = self._read_details(target, resource)
            elif each is not either or "concept" not in each:
                missing = missing or bool({"reference", "identifier"} & each.keys())
        if details is None:
            for target in self._index.contained_in(resource).values():
                if target.kind == "Medication":
                    details = self._read_details(target, resource)
        self._count(name)
        dosage = read_dosage(resource)
        problem = problem_of(name, details, missing)
        return MedicineEntry(found, entry_kind, name, details, dosage, problem)

    def _read_details(self, target: FoundResource, order: Resource) -> MedicationDetails:
        """Return the names in a Medication; references in it may also name what the order contains."""
        medication = target.resource
        self.referenced.add(id(medication))
        if (known := self._details.get(id(medication))) is not None:
            return known
        parts = objects(medication.get("ingredient")) + objects(value_at(medication, "product", "ingredient"))
        if len(parts) > MAX_INGREDIENTS:
            raise FailedError(TOO_LARGE, f"A Medication may have at most {MAX_INGREDIENTS} ingredients.")
        self._inside.append(id(medication))
        read = [self._read_ingredient(each, medication, order) for each in parts]
        self._inside.pop()
        names = [name for each in read for name in (each.name, *each.ingredients)]
        if len(names) > 2 * MAX_INGREDIENTS:
            raise FailedError(TOO_LARGE, f"A Medication may have at most {MAX_INGREDIENTS} ingredients.")
        code = concept_name(medication.get("code"))
        for each in (code, *names):
            self._count(each)
        details = MedicationDetails(
            code,
            tuple(each for each in names if each),
            missing=any(each.missing for each in read)
            or len(as_list(medication.get("ingredient"))) > len(parts),
            forms=form_texts(medication),
        )
        self._details[id(medication)] = details
        return details

    def _count(self, name: CodedName) -> None:
        """Raise `FailedError` (413) when there are more names than are read."""
        if len(name.texts) + len(name.codes) > MAX_NAMES:
            raise FailedError(TOO_LARGE, f"A medicine may have at most {MAX_NAMES} names and codes.")
        self._characters += sum(len(text) for text in name.texts if text not in self._names)
        self._names.update(name.texts, name.codes)
        if self._characters > MAX_CHARACTERS_OF_ALL:
            raise FailedError(
                TOO_LARGE, f"All names of medicines may have at most {MAX_CHARACTERS_OF_ALL} characters."
            )
        if len(self._names) > MAX_NAMES_OF_ALL:
            raise FailedError(
                TOO_LARGE, f"All medicines may have at most {MAX_NAMES_OF_ALL} different names and codes."
            )

    def _read_ingredient(
        self, ingredient: Resource, medication: Resource, order: Resource
    ) -> MedicationDetails:
        """Return the names of one ingredient, of any release, and of what that is made of itself."""
        item = ingredient.get("item")
        reference = ingredient.get("itemReference") or value_at(item, "reference")
        name = coded_name(ingredient.get("itemCodeableConcept")) | concept_name(item)
        for each in (ingredient.get("itemReference"), item):
            name |= display_name(each) or display_name(value_at(each, "reference"))
        found = (self._index.find(reference or item, container) for container in (medication, order))
        inner = MedicationDetails(name)
        if (target := next(filter(None, found), None)) is not None:
            nested = target.kind in DETAIL_TYPES and len(self._inside) < MAX_DEPTH
            if nested and id(target.resource) not in self._inside:
                inner = self._read_details(target, order)
                name |= inner.name
            else:
                name |= concept_name(target.resource.get("code"))
        strength = strength_of_piece(ingredient)
        shown = name if strength is None else with_strength(name, strength)
        return MedicationDetails(shown, inner.ingredients, inner.missing or not (name or inner.ingredients))


def names_in_medication(medication: Resource) -> list[CodedName]:
    """Return the names of a Medication and of the concepts that it is made of."""
    parts = objects(medication.get("ingredient"))
    names = [concept_name(each.get(key)) for each in parts for key in ("itemCodeableConcept", "item")]
    return [each for each in (concept_name(medication.get("code")), *names) if each]


def form_texts(medication: Resource) -> tuple[str, ...]:
    """Return the words of the dose form of a Medication, of any release."""
    given = (medication.get("form"), medication.get("doseForm"), value_at(medication, "product", "form"))
    return tuple(dict.fromkeys(text for each in given for text in coded_name(each).texts[:MOST_FORMS]))


def with_strength(name: CodedName, strength: str) -> CodedName:
    """Return the names of an ingredient with its strength, where they do not tell one themselves."""
    told = any(character.isdigit() for text in name.texts for character in text)
    return name if told else CodedName(tuple(f"{text} {strength}" for text in name.texts), name.codes)


def problem_of(name: CodedName, details: MedicationDetails | None, missing: bool) -> OpenReason | None:
    """Return why the name of a medicine could not be read, or not in full; None when it was."""
    named = bool(name) or (details is not None and bool(details.name or details.ingredients))
    if named:
        return OpenReason.partly_recognised if details is not None and details.missing else None
    if missing:
        return OpenReason.not_sent
    return OpenReason.no_name


def has_no_medicine(resource: Resource) -> bool:
    """Return whether an order has none of the elements that name a medicine, not even an empty one."""
    return all(resource.get(key) is None for key in MEDICINE_ELEMENTS)
