"""Find the magnesium products of a record, each once, with the amount a day.

What must stay true: a product that is recorded twice is one product. An amount is known only when every step
of its calculation was stated.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from app.cds_hooks.reading.dosage import MilligramsADay
from app.cds_hooks.reading.medications import EntryKind, MedicineEntry
from app.cds_hooks.record_medicines import BARE, MagnesiumPart, RecordMedicine
from app.medicines.names import fold, plain

MAX_MILLIGRAMS = 20_000
"""Highest amount a day that is passed to the check."""

ELEMENTAL = re.compile(r"\belement(al|ar|are|ares|aire)\b|\bélément\b", re.IGNORECASE)
"""Words of a product's name that give its magnesium, not its salt."""

MAGNESIUM_WORD = re.compile(r"\b(magne[sz]\w*|mag|(?<!\d)(?<!\d )mg)\b")
"""Words for magnesium in plain letters; after a number, `mg` is a unit."""

GIVING = re.compile(
    r"\b(replac\w*|replet\w*|supplement\w*|\w*substitu\w*|reposicion|apport|infus\w*|perfus\w*"
    r"|drip|bolus|load(ing)?|therapy|protocol\w*|protokoll|administ\w*|give|gabe)\b"
)
"""Words of an order of a service by which magnesium is given and not measured; our own choice."""


@dataclass(frozen=True, eq=False)
class RecordMagnesium:
    """One magnesium ingredient of a medicine, and the medicine."""

    medicine: RecordMedicine
    part: MagnesiumPart
    milligrams: MilligramsADay | None
    """Amount a day; None when it is not stated."""

    @property
    def entry(self) -> MedicineEntry:
        """Return the medicine as the record names it."""
        return self.medicine.entry

    @property
    def doses(self) -> list[dict[str, float]]:
        """Return the possible amounts as fields of an input, the lower one first."""
        if self.milligrams is None:
            return [{}]
        mg = round(self.milligrams.value, 3)
        elemental = self.milligrams.elemental or any(map(ELEMENTAL.search, self.entry.texts))
        return [{"elemental_mg": mg}] if elemental else [{"compound_mg": mg}, {"elemental_mg": mg}]

    def dose_at(self, end: int) -> dict[str, Any]:
        """Return the amount at an end of its range: 0 the lower, 1 the higher."""
        return self.doses[min(end, len(self.doses) - 1)]


def magnesium_products(medicines: Iterable[RecordMedicine]) -> list[RecordMagnesium]:
    """Return every magnesium product of some medicines; one that is recorded twice is one product.

    A statement or dispense of a product that is also ordered is that product, with the higher amount.
    """
    orders: list[RecordMagnesium] = []
    statements: dict[object, RecordMagnesium] = {}
    for medicine in medicines:
        for part in medicine.recognised.magnesium:
            each = RecordMagnesium(medicine, part, amount_of(medicine, part))
            if medicine.entry.entry_kind is not EntryKind.statement:
                orders.append(each)
            elif (known := statements.get(key := product_key(each))) is None or amount(known) < amount(each):
                statements[key] = each
    merged: list[RecordMagnesium] = []
    for each in orders:
        told = None
        if each.entry.entry_kind is EntryKind.order:
            told = statements.pop(product_key(each), None)
        higher = told.milligrams if told is not None and amount(told) > amount(each) else each.milligrams
        merged.append(replace(each, milligrams=higher))
    return [*merged, *statements.values()]


def orders_magnesium(service: RecordMedicine) -> bool:
    """Return whether an order of a service gives magnesium: it names a salt, an amount or a way of giving it.

    The bare word is a blood test.
    """
    routes = service.routes.possible
    return gives_magnesium(service.entry.texts) or any(
        fold(each.name) != BARE or each.content.per_piece is not None or bool(routes)
        for each in service.recognised.magnesium
    )


def gives_magnesium(names: Iterable[str]) -> bool:
    """Return whether a name has a word for magnesium beside one for giving it: `magnesium replacement`."""
    return any(MAGNESIUM_WORD.search(each) and GIVING.search(each) for each in map(plain, names))


def product_key(magnesium: RecordMagnesium) -> object:
    """Return what two mentions of the same product share: form or name, strength, and route."""
    part = magnesium.part
    return part.form or fold(part.name), part.content, magnesium.medicine.routes.checked


def amount(magnesium: RecordMagnesium) -> float:
    """Return milligrams a day; 0 when they are not stated."""
    return magnesium.milligrams.value if magnesium.milligrams else 0.0


def amount_of(medicine: RecordMedicine, part: MagnesiumPart) -> MilligramsADay | None:
    """Return the amount a day of an ingredient; None when a step of its calculation was not stated.

    A dose in units of mass is of the whole product: it says nothing of one of several ingredients.
    """
    dosage = medicine.entry.dosage
    found = dosage.milligrams_a_day(part.content)
    if found is None or not 0 < found.value <= MAX_MILLIGRAMS:
        return None
    if dosage.is_counted:
        return MilligramsADay(found.value, part.elemental)
    return found if medicine.recognised.substances == 1 else None
