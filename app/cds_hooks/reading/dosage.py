"""Read the dosage of an order or statement: route, clock times, and the highest amount on one day.

What must stay true: an amount in milligrams is returned only when every step of its calculation was written
down in the record.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from app.cds_hooks.reading.administration_routes import RATE, Routes, read_routes
from app.cds_hooks.reading.fhir import (
    Resource,
    clean_text,
    code_word,
    coded_name,
    first_object,
    objects,
    quantity_words,
    to_float,
    translations,
    value_at,
)
from app.cds_hooks.reading.instruction_text import DoseInWords, names_more, read_dose_in_words
from app.cds_hooks.reading.timing import (
    DAYS_PER_UNIT,
    MAX_CLOCK_TIMES,
    Bounds,
    clock_times,
    highest_times_a_day,
    read_bounds,
)
from app.cds_hooks.reading.units import Quantity, UnitKind, read_quantity
from app.safety.dose import MG_PER_MMOL

DOSE_KEYS = ("doseQuantity", "doseSimpleQuantity", "quantity", "quantityQuantity", "dose")
STRENGTH_KEYS = ("strength", "strengthRatio", "strengthQuantity", "amount")
RANGE_KEYS = ("doseRange", "quantityRange")
RATE_KEYS = ("rateRatio", "rateQuantity", "rateSimpleQuantity", "rateRange")

MOST_TOLD_DOSES = 3
"""Doses of an instruction that a card shows where they cannot be used."""

SHORTEST_PERIOD_DAYS = 1 / 1440


@dataclass(frozen=True)
class MilligramsADay:
    """An amount a day in milligrams."""

    value: float
    elemental: bool
    """Whether it is magnesium for certain, because it was stated in moles or equivalents."""


@dataclass(frozen=True)
class ProductContent:
    """Milligrams of an ingredient in one piece or one millilitre of a product; None where not stated."""

    per_piece: float | None = None
    per_ml: float | None = None

    def of(self, kind: UnitKind) -> float | None:
        """Return the milligrams in one unit of a kind that is counted."""
        return self.per_ml if kind is UnitKind.volume else self.per_piece


NO_CONTENT = ProductContent()

COUNTED_KINDS = frozenset({UnitKind.piece, UnitKind.volume})
"""Kinds of units that count pieces or volume; the content of one is in the name of the product."""


@dataclass(frozen=True)
class Instruction:
    """One instruction of a dosage."""

    daily: Quantity | None
    """Highest amount on one day; None when a step of its calculation was not stated."""
    bounds: Bounds
    sequence: float | None

    def milligrams(self, content: ProductContent) -> MilligramsADay | None:
        """Return the highest amount of an ingredient on one day, from its content in one unit."""
        if self.daily is None:
            return None
        unit = self.daily.unit
        if unit.kind not in COUNTED_KINDS:
            return MilligramsADay(self.daily.value * unit.milligrams, unit.kind is UnitKind.magnesium)
        milligrams = content.of(unit.kind)
        return MilligramsADay(self.daily.value * milligrams, False) if milligrams else None


@dataclass(frozen=True)
class Dosage:
    """How one medicine is taken."""

    routes: Routes = field(default_factory=Routes)
    clock_times: tuple[str, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    as_needed: bool = False
    contradicted: str = ""
    """Words of its only instruction that tell another dose than its elements; the higher one counts."""
    unread: str = ""
    """Words of an instruction that name more than its elements and are not understood."""
    texts: tuple[str, ...] = ()
    """Words of its instructions."""
    methods: tuple[str, ...] = ()
    """Words of how it is given, such as `Infuse`, and its rates."""

    @property
    def is_counted(self) -> bool:
        """Return whether every amount counts tablets or the like, or millilitres."""
        return all(each.daily and each.daily.unit.kind in COUNTED_KINDS for each in self.instructions)

    def milligrams_a_day(self, content: ProductContent) -> MilligramsADay | None:
        """Return the highest amount on one day; None when a step is missing."""
        amounts = [each.milligrams(content) for each in self.instructions]
        known = [each for each in amounts if each is not None]
        if not known or len(known) < len(amounts):
            return None
        values = [each.value for each in known]
        return MilligramsADay(highest_day(self.instructions, values), all(each.elemental for each in known))


def highest_day(instructions: Iterable[Instruction], values: list[float]) -> float:
    """Return the highest sum of what is taken on one day.

    Instructions with different sequence numbers follow each other when all but the last have an end. Those
    with days as bounds are added only where the days meet. All others are added.
    """
    parts = list(zip(instructions, values, strict=True))
    numbers = [part.sequence for part, _ in parts if part.sequence is not None]
    if len(numbers) == len(parts) and len(set(numbers)) > 1:
        last = max(numbers)
        if all(part.bounds.ends for part, _ in parts if part.sequence != last):
            sums: dict[float, float] = dict.fromkeys(numbers, 0.0)
            for part, value in parts:
                sums[part.sequence or 0.0] += value
            return max(sums.values())
    changes: dict[date, float] = {}
    for part, value in parts:
        first, end = part.bounds.first_day or date.min, part.bounds.last_day
        changes[first] = changes.get(first, 0.0) + value
        if end is not None and end >= first and end < date.max:
            after = date.fromordinal(end.toordinal() + 1)
            changes[after] = changes.get(after, 0.0) - value
    highest = running = 0.0
    for day in sorted(changes):
        running += changes[day]
        highest = max(highest, running)
    return round(highest, 6)


def read_dosage(resource: Resource) -> Dosage:
    """Return the dosage of an order or statement."""
    given = objects(resource.get("dosageInstruction")) or objects(resource.get("dosage"))
    times: dict[str, None] = {}
    for each in given:
        times.update(dict.fromkeys(clock_times(value_at(each, "timing", "repeat", "timeOfDay"))))
    instructions, contradicted = tuple(map(read_instruction, given)), ""
    texts = tuple(dict.fromkeys(text for each in given for text in instruction_texts(each)))
    if len(given) == 1 and (other := other_dose_in_words(given[0], texts, instructions[0].daily)):
        contradicted, higher = other
        instructions = (replace(instructions[0], daily=higher),)
    return Dosage(
        read_routes(given),
        tuple(sorted(times)[:MAX_CLOCK_TIMES]),
        instructions,
        any(is_as_needed(each) for each in given),
        contradicted,
        "" if contradicted else unread_amounts(given, instructions),
        texts,
        tuple(dict.fromkeys(text for each in given for text in method_texts(each))),
    )


def stated_doses(resource: Resource) -> Iterator[str]:
    """Yield the doses of an order or statement as they were stated, also those that cannot be used."""
    for instruction in objects(resource.get("dosageInstruction")) or objects(resource.get("dosage")):
        parts = (*objects(instruction.get("doseAndRate")), instruction)
        for each in [one for part in parts for one in dose_quantities(part)][:MOST_TOLD_DOSES]:
            if words := quantity_words(each):
                yield words


def instruction_texts(instruction: Resource) -> Iterator[str]:
    """Yield the words of an instruction, for professionals and for the patient, in every language."""
    for key in ("text", "patientInstruction"):
        if text := clean_text(instruction.get(key)):
            yield text
        if (beside := f"_{key}") in instruction:
            yield from translations(instruction[beside])


def method_texts(instruction: Resource) -> Iterator[str]:
    """Yield the words of the method of an instruction, and its rates as `rate 2 g / 1 h`."""
    if "method" in instruction:
        yield from coded_name(instruction["method"]).texts
    for part in (*objects(instruction.get("doseAndRate")), instruction):
        for key in RATE_KEYS:
            for rate in objects(part[key]) if key in part else ():
                ends = (first_object(rate.get(each)) for each in ("high", "numerator", "denominator"))
                told = (quantity_words(each) for each in (rate, *ends))
                if words := [each for each in told if each]:
                    yield f"{RATE} {' / '.join(words)}"


def read_instruction(instruction: Resource) -> Instruction:
    """Return one instruction with its highest amount on one day.

    What is taken as needed is counted up to the maximum that the instruction allows. Its words complete what
    its elements leave out, where the two do not disagree.
    """
    dose, often = dose_amount(instruction), highest_times_a_day(instruction)
    if told := dose_by_its_words(instruction, dose, often):
        dose, often = told.dose, told.times
    scheduled = Quantity(dose.value * often, dose.unit) if dose and often else None
    most = maximum_a_day(instruction)
    if is_as_needed(instruction):
        daily = None if has_unread_maximum(instruction) else most or scheduled
    else:
        daily = scheduled or most
    return Instruction(daily, read_bounds(instruction), to_float(instruction.get("sequence")))


def dose_by_its_words(
    instruction: Resource, dose: Quantity | None, often: float | None
) -> DoseInWords | None:
    """Return the dose in the words of an instruction that leaves out a dose or how often.

    None where the instruction gives a dose that cannot be read, or one that its words contradict.
    """
    if (dose and often) or (dose is None and any(stated_doses({"dosage": instruction}))):
        return None
    told = read_dose_in_words(clean_text(instruction.get("text")) or "")
    if told is None or (dose and dose != told.dose) or (often and often != told.times):
        return None
    return told


def other_dose_in_words(
    instruction: Resource, texts: Iterable[str], daily: Quantity | None
) -> tuple[str, Quantity] | None:
    """Return words that tell another amount a day than the elements of an instruction, and the higher amount.

    None where the units differ, and for what is taken as needed.
    """
    for text in texts:
        told = read_dose_in_words(text) if daily else None
        if told and daily and told.dose.unit == daily.unit and not is_as_needed(instruction):
            said = round(told.dose.value * told.times, 6)
            if said != round(daily.value, 6):
                return text, Quantity(max(said, daily.value), daily.unit)
    return None


def unread_amounts(given: list[Resource], instructions: Iterable[Instruction]) -> str:
    """Return the first words of an instruction that name more than it gives on a day; empty when none do."""
    for each, instruction in zip(given, instructions, strict=True):
        if (daily := instruction.daily) is None:
            continue
        for text in (*instruction_texts(each), *additional_texts(each)):
            if names_more(text, daily):
                return text
    return ""


def additional_texts(instruction: Resource) -> Iterator[str]:
    """Yield the additional words of an instruction, of any release."""
    for key in ("additionalInstruction", "additionalInstructions"):
        if key in instruction:
            yield from coded_name(instruction[key]).texts


def is_as_needed(instruction: Resource) -> bool:
    """Return whether a medicine is taken as needed, in the words of any release."""
    if instruction.get("asNeeded") is True or instruction.get("asNeededBoolean") is True:
        return True
    return bool(instruction.get("asNeededCodeableConcept") or instruction.get("asNeededFor"))


def dose_amount(instruction: Resource) -> Quantity | None:
    """Return one dose, the highest of a range; None when it is not stated or in units that differ in kind.

    Doses of several types, ordered and calculated, are one dose stated in several ways: that in mass counts.
    """
    ways = objects(instruction.get("doseAndRate"))
    if len(ways) > 1 and all(each.get("type") for each in ways):
        told = [each for each in (highest_amount(dose_quantities(way)) for way in ways) if each]
        return highest_of([each for each in told if each.unit.kind not in COUNTED_KINDS] or told)
    quantities = [each for part in (*ways, instruction) for each in dose_quantities(part)]
    return highest_amount(quantities or objects(value_at(instruction, "maxDosePerAdministration")))


def dose_quantities(part: Resource) -> list[Resource]:
    """Return the quantities of a dose in an instruction or a part of it, of a range the highest."""
    single = [each for key in DOSE_KEYS for each in objects(part.get(key))]
    return single + [each for key in RANGE_KEYS for each in objects(value_at(part, key, "high"))]


def highest_amount(quantities: list[Resource]) -> Quantity | None:
    """Return the highest of several quantities; None when one of them cannot be read."""
    amounts = [read_quantity(each) for each in quantities]
    known = [each for each in amounts if each is not None]
    return highest_of(known) if len(known) == len(amounts) else None


def highest_of(amounts: list[Quantity]) -> Quantity | None:
    """Return the highest of several amounts; None without any, and when their units differ."""
    if len({each.unit for each in amounts}) != 1:
        return None
    return max(amounts, key=lambda each: each.value)


def strength_of_piece(ingredient: Resource) -> str | None:
    """Return what one piece holds of an ingredient, as `40 mg` or `12 mmol`; None when it is not stated.

    It is a Ratio to one piece, or a Quantity (R5).
    """
    for key in STRENGTH_KEYS:
        for told in objects(ingredient.get(key)):
            amount = read_quantity(first_object(told.get("numerator") or told))
            pieces = read_quantity(first_object(told.get("denominator") or {"value": 1}))
            if amount and pieces and pieces.unit.kind is UnitKind.piece and amount.unit.milligrams:
                value = amount.value * amount.unit.milligrams / pieces.value
                if amount.unit.kind is UnitKind.magnesium:
                    return f"{value / MG_PER_MMOL:g} mmol"
                return f"{value:g} mg"
    return None


def has_unread_maximum(instruction: Resource) -> bool:
    """Return whether `maxDosePerPeriod` has an amount that cannot be read."""
    given = objects(instruction.get("maxDosePerPeriod"))
    return any(read_quantity(first_object(each.get("numerator"))) is None for each in given)


def maximum_a_day(instruction: Resource) -> Quantity | None:
    """Return the most that `maxDosePerPeriod` allows on one day; None when it speaks of longer periods."""
    for ratio in objects(instruction.get("maxDosePerPeriod")):
        most = read_quantity(first_object(ratio.get("numerator")))
        period = first_object(ratio.get("denominator"))
        length = to_float(period.get("value"))
        days = (length or 0.0) * DAYS_PER_UNIT.get(code_word(period.get("code") or period.get("unit")), 0.0)
        if most and SHORTEST_PERIOD_DAYS <= days <= 1:
            return Quantity(most.value / days, most.unit)
    return None
