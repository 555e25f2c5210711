"""From a record to the question the check is asked, and from its answers to what is found.

What must stay true: the check alone decides. Where a record leaves a value open, the check is asked at both
ends of it; what it says at both is found, what it says at one of them could not be decided.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Self, TypeVar

from pydantic import model_validator

from app.cds_hooks.failures import NOT_ENOUGH, FailedError
from app.cds_hooks.fhir import Named
from app.cds_hooks.prefetch import Medication, Record
from app.cds_hooks.product_names import LONGEST_NAME, Ingredient, Product, ProductNames
from app.medicines.concepts import ConditionConcept
from app.medicines.terminology import fold
from app.models.rule import MedicineRoute, RuleKind, Severity
from app.safety.check import Checker
from app.safety.schemas import (
    MOST_ITEMS,
    Alert,
    CheckAnswer,
    CheckedInput,
    CheckRequest,
    ConditionCode,
    ConditionInput,
    ConditionSystem,
    InputStatus,
    MedicineInput,
    MedicineSystem,
    Person,
    Supplement,
)
from app.web.safety_form import wanted, with_names

T = TypeVar("T")

MOST_ASKED_ABOUT = 6
"""Magnesium products of one record that the check is asked about, each beside everything else."""

CODE = re.compile(r"[A-Za-z0-9.]{1,20}")

SYSTEMS: tuple[tuple[MedicineSystem, re.Pattern[str]], ...] = (
    (MedicineSystem.rxnorm, re.compile(r"rxnorm|2\.16\.840\.1\.113883\.6\.88$", re.IGNORECASE)),
    (MedicineSystem.atc, re.compile(r"\batc\b|2\.16\.840\.1\.113883\.6\.73$", re.IGNORECASE)),
    (MedicineSystem.unii, re.compile(r"unii|fdasis|2\.16\.840\.1\.113883\.4\.9$", re.IGNORECASE)),
)
"""Code systems of medicines, by what stands in their addresses."""

CONDITION_SYSTEMS: tuple[tuple[ConditionSystem, re.Pattern[str]], ...] = (
    (ConditionSystem.snomed, re.compile(r"snomed|2\.16\.840\.1\.113883\.6\.96$", re.IGNORECASE)),
    (
        ConditionSystem.icd10cm,
        re.compile(r"icd-?10|2\.16\.840\.1\.113883\.6\.(90|3)$", re.IGNORECASE),
    ),
)
"""Code systems of conditions, by what stands in their addresses."""

ELEMENTAL = re.compile(r"\belemental\b", re.IGNORECASE)

STATES = {
    "pregnancy": "pregnant",
    "high-risk-pregnancy": "pregnant",
    "breastfeeding": "breastfeeding",
}
"""Condition → what it says of a person."""

SALT_OR_ELEMENTAL = (
    "dose basis unknown: whether the {mg:g} mg a day are of the salt or of magnesium is not said"
)
NO_AMOUNT = "how much magnesium a day it is, is not said"


class Magnesium(Supplement):
    """The magnesium of a record, of which the amount may not be known."""

    @model_validator(mode="after")
    def one_dose(self) -> Self:
        if self.elemental_mg is not None and self.compound_mg is not None:
            raise ValueError("give at most one of `elemental_mg` and `compound_mg`")
        return self


class Question(CheckRequest):
    """A question to the check about a record."""

    supplement: Magnesium


@dataclass(frozen=True)
class Medicine:
    """One medicine of a record, with what it holds."""

    told: Medication
    ingredients: tuple[Ingredient, ...]
    closed: bool
    """Whether it is known that there is no other ingredient in it than these, and none is magnesium."""

    @property
    def magnesium(self) -> list[Ingredient]:
        """What of it is magnesium."""
        return [each for each in self.ingredients if each.magnesium]

    def asked(self, part: Ingredient) -> bool:
        """Whether the check knows an ingredient, or it is magnesium of a kind that it does not know."""
        return part.known or part.magnesium


@dataclass(frozen=True)
class Focus:
    """The magnesium that a question is about."""

    medicine: Medicine
    part: Ingredient


@dataclass
class Finding:
    """An alert of the check, and what made it speak, in the record's own names."""

    alert: Alert
    because: list[str]
    about: str
    """The magnesium it is about, as the record calls it."""


@dataclass
class Findings:
    """What the check found for a record, and what it could not."""

    found: list[Finding] = field(default_factory=list)
    open_points: list[str] = field(default_factory=list)
    """What was not told, not recognised or not decided, in words; empty when everything was checked."""
    about: list[str] = field(default_factory=list)
    """The magnesium that was recognised, as the record calls it."""
    kidneys: str = ""
    """The kidney function that was used, as it was reported."""


class Questions:
    """Asks the check about records."""

    def __init__(self, checker: Checker) -> None:
        self.checker = checker
        self.products = ProductNames(checker.names)

    def findings(self, record: Record, about_orders: bool) -> Findings:
        """What there is to say about a record; `about_orders`: about its selected drafts."""
        refuse_unusable(record, about_orders)
        selected, drafted, taken = (
            [self.understood(each) for each in group if not each.unresolved]
            for group in (record.selected, record.drafted, record.taken)
        )
        everything = [*selected, *drafted, *taken]
        if about_orders and not selected:
            return Findings(
                open_points=[each for each in record.doubts if each.startswith("an order refers")]
            )
        chosen = focuses(selected) or focuses([*drafted, *taken])
        if not chosen:
            return self.without_magnesium(record, selected, [*drafted, *taken], about_orders)
        result = Findings(kidneys=record.kidneys.told)
        conditions = self.conditions(record, result)
        for focus in at_most(chosen, "magnesium products", result, MOST_ASKED_ABOUT):
            self.ask(focus, everything, record, conditions, result)
        result.open_points += [
            f"“{part.text}”: not recognised"
            for each in everything
            for part in each.ingredients
            if not each.asked(part)
        ]
        result.open_points = list(dict.fromkeys([*result.open_points, *record.doubts]))
        return result

    def without_magnesium(
        self, record: Record, selected: list[Medicine], others: list[Medicine], about_orders: bool
    ) -> Findings:
        """No magnesium was recognised: whether that is certain, and whether it would matter."""
        result = Findings()
        unknown = [each for each in (*selected, *others) if not each.closed]
        told = record.medicines_told and not any("not all medication" in each for each in record.doubts)
        if told and not unknown:
            return result
        if about_orders and all(each.closed for each in selected) and not self.would_matter(selected):
            return result
        result.open_points += [
            f"“{each.told.shown}” is not recognised: it may hold magnesium, or interact with it"
            for each in unknown
        ]
        if not told:
            result.open_points.append("whether magnesium is taken is not known")
        result.open_points += [each for each in record.doubts if "medic" in each]
        return result

    def would_matter(self, selected: list[Medicine]) -> bool:
        """Whether the check has anything to say about these medicines with magnesium, if it were taken."""
        inputs = [each for medicine in selected for each in self.inputs(medicine)]
        answer = self.checker.check(
            Question(supplement=Magnesium(), medicines=inputs[:MOST_ITEMS], conditions=[])
        )
        speaking = any(
            alert.kind is RuleKind.interaction and alert.severity is not Severity.info
            for alert in answer.alerts
        )
        return speaking or not all(
            medicine.asked(part) for medicine in selected for part in medicine.ingredients
        )

    def understood(self, told: Medication) -> Medicine:
        """A medicine with its ingredients: by every name and code it has, which may complete each other."""
        products = list(self.products_of(told.names))
        known = [each for each in products if each.recognised]
        if not known and told.ingredients:
            parts = [list(self.products_of(each)) for each in told.ingredients]
            best = [next((each for each in found if each.recognised), found[0]) for found in parts if found]
            known = [Product(tuple(part for each in best for part in each.ingredients), False)]
        used = known or sorted(products, key=lambda each: -len(each.ingredients))[:1]
        ingredients = united([part for each in used for part in each.ingredients])
        by_rxnorm = any(SYSTEMS[0][1].search(system) for system, _ in told.names.codes)
        closed = (
            bool(ingredients)
            and not any(each.magnesium for each in ingredients)
            and any(
                (each.spelled_out and by_rxnorm) or all(part.known for part in each.ingredients)
                for each in used
            )
        )
        if not ingredients:
            ingredients = (Ingredient(told.shown, False),)
        return Medicine(told, ingredients, closed)

    def products_of(self, names: Named) -> Iterator[Product]:
        """What each code and each name stands for."""
        for system, value in names.codes:
            for known, address in SYSTEMS:
                if address.search(system) and CODE.fullmatch(value):
                    found = self.products.by_code(known, value)
                    if found is None and known is MedicineSystem.rxnorm:
                        found = self.products.by_rxcui(value)
                    if found is not None:
                        yield found
        for text in names.texts:
            yield self.products.by_text(text)

    def ask(
        self,
        focus: Focus,
        everything: list[Medicine],
        record: Record,
        conditions: list[ConditionInput] | None,
        result: Findings,
    ) -> None:
        """Ask the check about one magnesium product beside everything else, and add what it says."""
        others = [each for medicine in everything for each in self.inputs(medicine, focus)]
        medicines = self.distinct(others, result)
        told = medicines or record.told & {"medicationRequests", "medicationStatements"}
        amounts, basis = doses(focus)
        result.open_points += basis
        result.about.append(focus.medicine.told.shown)
        states = self.states(conditions or [])
        answers = [
            self.checker.check(
                Question(
                    supplement=Magnesium(
                        form=(focus.part.form or "")[:LONGEST_NAME] or None,
                        route=focus.medicine.told.taking.route or MedicineRoute.oral,
                        times=list(focus.medicine.told.taking.times) or None,
                        **amount,
                    ),
                    person=Person(age=age, egfr=egfr, **states),
                    medicines=medicines if told else None,
                    conditions=conditions,
                )
            )
            for amount, age, egfr in product(amounts, ages(record), rates(record))
        ]
        merge(answers, focus.medicine.told.shown, result)

    def inputs(self, medicine: Medicine, focus: Focus | None = None) -> Iterator[MedicineInput]:
        """A medicine as the check takes it, ingredient by ingredient, without the magnesium asked about."""
        taking = medicine.told.taking
        for part in medicine.ingredients:
            if not medicine.asked(part) or (
                focus is not None and medicine is focus.medicine and part is focus.part
            ):
                continue
            given = part.input
            given.route = taking.route or MedicineRoute.oral
            given.times = list(taking.times) or None
            yield given

    def distinct(self, given: list[MedicineInput], result: Findings) -> list[MedicineInput]:
        """Each medicine once, no more than the check takes."""
        found: dict[object, MedicineInput] = {}
        for each in given:
            what = self.checker.names.medicine(each).concepts or fold(each.text or "")
            found.setdefault((what, each.route, tuple(each.times or ())), each)
        return at_most(list(found.values()), "medicines", result)

    def conditions(self, record: Record, result: Findings) -> list[ConditionInput] | None:
        """Conditions as the check takes them, by every code and name that it knows; None: not told."""
        found: dict[object, ConditionInput] = {}
        for _, names in record.conditions:
            ways = [(self.checker.names.condition(each), each) for each in self.condition_inputs(names)]
            for wanted_status in (InputStatus.matched, InputStatus.ambiguous):
                if best := [pair for pair in ways if pair[0].status is wanted_status]:
                    found.update((match.concepts, each) for match, each in best)
                    break
            else:
                shown = next(iter(names.texts or tuple(code for _, code in names.codes)), "a condition")
                result.open_points.append(f"condition “{shown}”: not recognised")
        if not record.conditions and "conditions" not in record.told:
            return None
        return at_most(list(found.values()), "conditions", result)

    def condition_inputs(self, names: Named) -> Iterator[ConditionInput]:
        """Ways to say one condition: each code, and the names that the check knows."""
        for system, value in names.codes:
            for known, address in CONDITION_SYSTEMS:
                if address.search(system) and CODE.fullmatch(value):
                    yield ConditionInput(code=ConditionCode(system=known, value=value))
        for text in names.texts:
            if fold(text) in self.checker.names.conditions.names:
                yield ConditionInput(text=text)

    def states(self, conditions: list[ConditionInput]) -> dict[str, bool]:
        """What the conditions say of a person."""
        concepts = [
            concept
            for each in conditions
            for concept in self.checker.names.condition(each).concepts
            if isinstance(concept, ConditionConcept)
        ]
        return {STATES[each.condition]: True for each in concepts if each.condition in STATES}


def refuse_unusable(record: Record, about_orders: bool) -> None:
    """Refuse a request that lacks what nothing can be said without."""
    named = [*record.selected, *record.drafted]
    if about_orders and named and all(each.unresolved for each in named):
        raise FailedError(
            NOT_ENOUGH,
            "The order refers to a medication that was neither contained nor prefetched, and does not "
            "name it.",
        )
    if not about_orders and record.no_medicines_at_all:
        raise FailedError(
            NOT_ENOUGH,
            "Neither `medicationRequests` nor `medicationStatements` was prefetched, so that it is not known "
            "whether magnesium is taken.",
        )


def focuses(medicines: list[Medicine]) -> list[Focus]:
    """Every magnesium there is in some medicines."""
    return [Focus(each, part) for each in medicines for part in each.magnesium]


def united(parts: list[Ingredient]) -> tuple[Ingredient, ...]:
    """Ingredients once each; of the same magnesium, the one that says most."""
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


def at_most(given: list[T], words: str, result: Findings, most: int = MOST_ITEMS) -> list[T]:
    """As many as the check takes; what is left is said."""
    if len(given) > most:
        result.open_points.append(f"{len(given) - most} further {words}")
    return given[:most]


def doses(focus: Focus) -> tuple[list[dict[str, float]], list[str]]:
    """The amounts a day that it may be, and what is not known about them."""
    taking = focus.medicine.told.taking
    mg = taking.milligrams_a_day(focus.part.strength_mg)
    if mg is None or not 0 < mg <= 20_000:
        return [{}], [NO_AMOUNT]
    if any(ELEMENTAL.search(text) for text in focus.medicine.told.names.texts):
        return [{"elemental_mg": mg}], []
    return [{"elemental_mg": mg}, {"compound_mg": mg}], [SALT_OR_ELEMENTAL.format(mg=mg)]


def ages(record: Record) -> list[float | None]:
    """The ages it may be."""
    return [None] if record.age is None else [*sorted({float(record.age.least), float(record.age.most)})]


def rates(record: Record) -> list[float | None]:
    """The kidney functions it may be: the ends of what is known."""
    known = record.kidneys.range
    return [None] if known is None else [*sorted(set(known))]


def merge(answers: list[CheckAnswer], about: str, result: Findings) -> None:
    """What all answers say is found; what only some say is open."""
    speaking = [{(alert.rule, alert.subject): alert for alert in answer.alerts} for answer in answers]
    mildest = answers[-1]
    certain = {key: alert for key, alert in speaking[-1].items() if all(key in each for each in speaking)}
    for alert in certain.values():
        result.found.append(Finding(alert, [with_names(reason, mildest) for reason in alert.because], about))
    fired = {rule for rule, _ in certain}
    if possible := {rule for each in speaking for rule, _ in each} - fired:
        result.open_points.append(f"whether these rules speak: {', '.join(sorted(possible))}")
    needs = Counter(
        wanted(need, answer)[1] for answer in answers for each in answer.undecided for need in each.needs
    )
    result.open_points += [f"not told: {words}" for words, _ in needs.most_common()]
    result.open_points += [f"“{each.given}”: {why}" for each in mildest.inputs for why in left_open(each)]


def left_open(given: CheckedInput) -> Iterator[str]:
    """Why one input was not checked, or not wholly."""
    if given.status is InputStatus.outside_coverage:
        yield "no rule speaks of it"
    elif given.status is not InputStatus.matched:
        yield given.status.value.replace("_", " ")
    yield from given.not_checked
