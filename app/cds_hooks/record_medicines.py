"""Read what each medicine of a record stands for, by all its names, codes and ingredients.

What must stay true: names and codes are read by the one reader of `app.medicines`. Everything that names a
medicine is read; what says something else is read too, and the disagreement is reported.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from app.cds_hooks.reading.administration_routes import (
    Routes,
    routes_of_instructions,
    routes_of_methods,
    routes_of_names,
)
from app.cds_hooks.reading.code_systems import medicine_codes
from app.cds_hooks.reading.dosage import NO_CONTENT, ProductContent
from app.cds_hooks.reading.fhir import CodedName
from app.cds_hooks.reading.medications import MedicineEntry
from app.cds_hooks.reading.outcomes import OpenReason
from app.cds_hooks.reading.units import UnitKind, unit_of
from app.medicines.concepts import MAGNESIUM_SALTS, Match
from app.medicines.names import fold
from app.medicines.parser import MedicineReading
from app.medicines.schemas import InputStatus, MedicineCode
from app.medicines.terminology import Terminology
from app.medicines.vocabulary import LONGEST_TEXT, SubstanceCodes
from app.safety.request import MedicineInput

NOT_SUPPLEMENTS = ("magnesium salicylate", "magnesium stearate")
"""Magnesium compounds that are not taken for their magnesium."""

REASONS = (InputStatus.conflicting, InputStatus.ambiguous, InputStatus.not_recognised)
"""Statuses of a name or code that is not understood."""

MAX_CHARACTERS_OF_INSTRUCTIONS = 20_000
"""Characters of the instructions for magnesium in a call that are read; further ones tell no route."""

BARE = "magnesium"
"""Slug of magnesium without its salt."""


@dataclass(frozen=True)
class MagnesiumPart:
    """A magnesium compound in a medicine."""

    name: str
    """Name of the substance."""
    form: str | None
    """Slug of the form; None when it is not known."""
    content: ProductContent = NO_CONTENT
    """Milligrams of it in one piece, or in one millilitre."""
    elemental: bool = False
    """Whether the content is of magnesium, because it is stated in moles or equivalents."""


@dataclass(frozen=True)
class MedicinePart:
    """A part of a medicine as an input of the check."""

    given: MedicineInput
    substances: frozenset[str]
    """What it stands for; inputs with the same substances are the same."""


@dataclass(frozen=True)
class RecognisedMedicine:
    """What the names and codes of an entry stand for."""

    inputs: tuple[MedicinePart, ...] = ()
    """Inputs of the check, without magnesium."""
    magnesium: tuple[MagnesiumPart, ...] = ()
    substances: int = 0
    """Number of substances."""
    reason: OpenReason | None = None
    """Why it could not be checked, or not in full."""


@dataclass(frozen=True, eq=False)
class RecordMedicine:
    """An entry of a record, what it stands for, and how it may be taken."""

    entry: MedicineEntry
    recognised: RecognisedMedicine
    routes: Routes
    """How it may be taken; of magnesium also by the words of its names and instructions."""

    @property
    def reason(self) -> OpenReason | None:
        """Return why it could not be checked, or not in full."""
        return self.entry.problem or self.recognised.reason

    @property
    def is_medicine(self) -> bool:
        """Return whether its names are those of a medicine or of magnesium."""
        return bool(self.recognised.inputs or self.recognised.magnesium)


@dataclass(frozen=True)
class CheckedName:
    """One name or code of a medicine, with what it stands for."""

    given: MedicineInput
    match: Match
    whole: bool
    """Whether all of the text was read."""

    @property
    def substances(self) -> frozenset[str]:
        """Return the slugs of its substances."""
        return frozenset(each.slug for each in self.match.substances)

    @property
    def understood(self) -> bool:
        """Return whether all of it is understood."""
        return self.whole and not self.match.not_understood and self.match.status not in REASONS


class RecordMedicineReader:
    """Reader of the medicines of a record; the same names are read once."""

    def __init__(self, names: Terminology) -> None:
        self._names = names
        self._known: dict[tuple[CodedName, ...], RecognisedMedicine] = {}
        self._routes: dict[tuple[str, ...], Routes] = {}
        """Names and dose forms of a product → the routes that they say."""
        self._room = MAX_CHARACTERS_OF_INSTRUCTIONS

    def read(self, entry: MedicineEntry) -> RecordMedicine:
        """Return a medicine with what its names, codes and ingredients stand for."""
        if entry.names not in self._known:
            self._known[entry.names] = self._read_names(entry.names)
        recognised = self._known[entry.names]
        routes = self._routes_of_magnesium(entry) if recognised.magnesium else self._routes_of_medicine(entry)
        return RecordMedicine(entry, recognised, routes)

    def _routes_of_medicine(self, entry: MedicineEntry) -> Routes:
        """Return how a medicine is taken: by the route that is stated, else by its names and dose form."""
        by_element = entry.dosage.routes
        return by_element if by_element.possible or by_element.unclear else self._routes_of_names(entry)

    def _routes_of_magnesium(self, entry: MedicineEntry) -> Routes:
        """Return how magnesium may be taken: by the element of the route, or else in words.

        The words of that element come first, then its instructions, its names and dose form, its method.
        """
        by_element = entry.dosage.routes
        if by_element.from_element:
            return by_element
        unclear = by_element.unclear
        self._room -= sum(map(len, entry.dosage.texts))
        for texts in ((unclear,) if unclear else (), entry.dosage.texts if self._room >= 0 else ()):
            if texts and (routes := routes_of_instructions(self._read(texts))).possible:
                return routes
        by_name = self._routes_of_names(entry)
        if not by_name.possible and not unclear:
            return routes_of_methods(entry.dosage.methods)
        return replace(by_name, unclear=unclear) if unclear else by_name

    def _routes_of_names(self, entry: MedicineEntry) -> Routes:
        """Return the routes that the names and dose forms of a product say."""
        named = entry.names_and_forms
        if named not in self._routes:
            self._routes[named] = routes_of_names(self._read(named))
        return self._routes[named]

    def _read(self, texts: Iterable[str]) -> list[MedicineReading]:
        """Return what the reader of medicines reads in texts."""
        return [self._names.medicines.read(each) for each in texts]

    def _read_names(self, names: tuple[CodedName, ...]) -> RecognisedMedicine:
        groups = [list(self._checked(each)) for each in names]
        found = sorted((each for group in groups for each in group), key=lambda each: -len(each.substances))
        return RecognisedMedicine(
            inputs=tuple(self._inputs(found)),
            magnesium=merge_parts([part for each in found for part in self._magnesium(each)]),
            substances=len(frozenset().union(*(each.substances for each in found))),
            reason=reason_of(groups),
        )

    def _checked(self, name: CodedName) -> Iterator[CheckedName]:
        """Yield what each text and code of a name stands for, the first text with the first code."""
        codes = [MedicineCode(system=system, value=code) for system, code in medicine_codes(name)]
        for text, code in zip_longest(name.texts, codes):
            given = MedicineInput(text=text and text[:LONGEST_TEXT], code=code)
            yield CheckedName(given, self._names.medicine(given), len(text or "") <= LONGEST_TEXT)
        if name and not name.texts and not codes:
            yield CheckedName(NO_CODE, Match(InputStatus.not_recognised), True)

    def _inputs(self, found: Iterable[CheckedName]) -> Iterator[MedicinePart]:
        """Yield inputs for everything but magnesium, each substance once."""
        covered: set[str] = set()
        for each in found:
            if not each.match.evaluated or (each.substances and each.substances <= covered):
                continue
            covered |= each.substances
            others = [one for one in each.match.substances if not self._is_magnesium(one)]
            if len(others) == len(each.match.substances) and not each.match.magnesium:
                yield MedicinePart(each.given, each.substances or frozenset(map(str, each.match.concepts)))
            else:
                for one in others:
                    yield MedicinePart(MedicineInput(text=one.name[:LONGEST_TEXT]), frozenset({one.slug}))

    def _magnesium(self, name: CheckedName) -> Iterator[MagnesiumPart]:
        """Yield the magnesium compounds of a name."""
        match = name.match
        if fold(name.given.text or "").startswith(NOT_SUPPLEMENTS):
            return
        if match.magnesium and not match.substances:
            yield MagnesiumPart(name.given.text or "magnesium", None)
        reading = None
        for each in match.substances:
            if not self._is_magnesium(each):
                continue
            form = self._names.form(each.name)
            slug = form.concepts[0].slug if form.status is InputStatus.matched else None
            reading = reading or self._names.medicines.read(name.given.text or "")
            yield replace(strength_of(each.slug, reading), name=each.name, form=slug)

    def _is_magnesium(self, substance: SubstanceCodes) -> bool:
        """Return whether a substance is taken for its magnesium."""
        if substance.name.lower() in NOT_SUPPLEMENTS:
            return False
        concepts = self._names.medicines.known.concepts(substance.slug)
        listed = any(each.slug == MAGNESIUM_SALTS for each in concepts)
        return listed or fold(substance.name).split()[:1] == ["magnesium"]


NO_CODE = MedicineInput(text="a code that is not read")
"""Stands for a medicine that has codes of systems that are not known, and no name."""


def strength_of(slug: str, reading: MedicineReading) -> MagnesiumPart:
    """Return the content of a substance in one piece, or in one millilitre, as a text tells it."""
    told = {
        strength
        for component in reading.components
        if (slug,) in component.found.meanings
        for strength in component.strengths
    }
    strengths = {each for each in told if each.per_unit is None} or told
    if len(strengths) != 1:
        return MagnesiumPart("", None)
    (only,) = strengths
    unit = unit_of(only.unit)
    if only.amount is None or unit is None or not unit.milligrams:
        return MagnesiumPart("", None)
    milligrams, is_elemental = only.amount * unit.milligrams, unit.kind is UnitKind.magnesium
    if only.per_unit is None:
        return MagnesiumPart("", None, ProductContent(per_piece=milligrams), is_elemental)
    per = unit_of(only.per_unit)
    if per is None or per.kind is not UnitKind.volume or only.per_amount == 0:
        return MagnesiumPart("", None)
    content = ProductContent(per_ml=milligrams / (only.per_amount or 1.0))
    return MagnesiumPart("", None, content, is_elemental)


def merge_parts(parts: list[MagnesiumPart]) -> tuple[MagnesiumPart, ...]:
    """Return each compound once, the one with a strength; a bare `magnesium` is the only other one."""
    found: dict[str, MagnesiumPart] = {}
    for each in parts:
        known = found.get(each.name)
        if known is None or known.content == NO_CONTENT:
            found[each.name] = each
    salts = {name for name in found if fold(name) != BARE}
    if len(salts) == 1:
        (salt,) = salts
        bare = next((part for name, part in found.items() if name not in salts), None)
        if bare is not None and found[salt].content == NO_CONTENT:
            found[salt] = replace(bare, name=salt, form=found[salt].form)
        return (found[salt],)
    return tuple(found.values())


def reason_of(groups: list[list[CheckedName]]) -> OpenReason | None:
    """Return why a medicine could not be checked, or not in full.

    The groups are the names of the order, of its Medication, and of each ingredient.
    """
    found = [each for group in groups for each in group]
    if not found:
        return None
    if disagree(groups) or any(each.match.status is InputStatus.conflicting for each in found):
        return OpenReason.conflicting
    if any(each.match.status is InputStatus.ambiguous for each in found):
        return OpenReason.ambiguous
    if not any(each.substances or each.match.concepts for each in found):
        return OpenReason.not_recognised
    in_part = any(map(understood_in_part, groups))
    return OpenReason.partly_recognised if in_part else None


def understood_in_part(group: list[CheckedName]) -> bool:
    """Return whether something of the names of one thing is not understood.

    A further display that stands for nothing, beside a name that is understood, adds nothing: it may be in
    another language.
    """
    understood = any(each.understood for each in group)
    return any(
        not each.understood and (bool(each.substances) or not understood or number == 0)
        for number, each in enumerate(group)
    )


def disagree(groups: list[list[CheckedName]]) -> bool:
    """Return whether names or codes stand for different substances, none of them a part of the other."""
    named = [each.substances for group in groups[:2] for each in group if each.match.evaluated]
    parts = frozenset().union(*(each.substances for group in groups[2:] for each in group))
    sets = [each for each in (*named, parts) if each]
    if any(BARE in each for each in sets):
        sets = [frozenset(BARE if slug.startswith(f"{BARE}-") else slug for slug in each) for each in sets]
    largest = max(sets, key=len, default=frozenset())
    return any(not each <= largest for each in sets)
