"""From what is written for a medicine, or its code, to substances and the medicines of classes they are.

What must stay true: a medicine is checked only if everything that was written is understood, and if a rule
names it or sources that were read list nothing of it. What a name and a code say is compared.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Self

from app.medicines.class_members import GROUP_LENGTH, ClassMembers
from app.medicines.concepts import CHECKED, Match, MedicineConcept
from app.medicines.known_medicines import KnownMedicines, MedicineVocabulary
from app.medicines.looked_up import LookUp, nothing_listed, only_listed_elsewhere
from app.medicines.parser import MedicineReading, read_medicine
from app.medicines.parsing.routes import routes_of
from app.medicines.parsing.salts import without_content
from app.medicines.schemas import InputStatus, MatchedBy, MedicineCode, MedicineReference, MedicineSystem
from app.medicines.vocabulary import NameKind
from app.models import MedicineClass

SUBSTANCE = re.compile(r"[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}")
"""An ATC code that names a substance; its first five characters name the group."""

CLASS_ASSUMED = "whether it is of this class, which its code suggests"
"""Stands for what is not checked of a substance that is not listed."""

NOT_READ = "ingredients not read"
"""Stands for the ingredients of a product that are not on record."""

MATCHED_BY = {
    NameKind.inn: MatchedBy.exact,
    NameKind.national_name: MatchedBy.exact,
    NameKind.brand: MatchedBy.brand,
    NameKind.magnesium_product: MatchedBy.brand,
    NameKind.combination: MatchedBy.combination,
}
"""Kind of a name → how an answer says it; every other kind is a synonym."""


@dataclass(frozen=True, slots=True)
class FoundSubstances:
    """The substances that a name or a code stands for."""

    substances: tuple[str, ...]
    """Slugs, sorted."""
    by: MatchedBy
    concepts: tuple[MedicineConcept, ...] = ()
    """Medicines of classes that the code itself names."""
    not_checked: tuple[str, ...] = ()


class MedicineRecogniser:
    """Reads what is written for a medicine, or its code, and finds what it stands for."""

    def __init__(
        self,
        classes: Iterable[MedicineClass],
        vocabulary: MedicineVocabulary,
        has_rule: Callable[[MedicineConcept], bool],
    ) -> None:
        classes = list(classes)
        self.known = KnownMedicines(classes, vocabulary)
        self.members = ClassMembers(classes)
        self.has_rule = has_rule
        """Whether a rule names a medicine or its class."""
        self.readings: dict[str, MedicineReading] | None = None
        """Texts that were read; None, as texts of requests are not kept, except in a copy for one call."""

    def read(self, text: str) -> MedicineReading:
        """Return what a text says of a medicine."""
        if self.readings is None:
            return read_medicine(text, self.known, self.known.words)
        if (known := self.readings.get(text)) is None:
            known = self.readings[text] = read_medicine(text, self.known, self.known.words)
        return known

    def for_one_call(self) -> Self:
        """Return a copy that reads the same text once; it goes with the call that it is made for."""
        own = copy(self)
        own.readings = {}
        return own

    def medicine(self, given: MedicineReference) -> Match:
        """Return what the name and the code of a medicine stand for, and how it is usually taken."""
        text = given.readable_text
        reading = self.read(text) if text else None
        match = self._match_of_input(given, reading)
        named = [each.name for each in reading.components] if reading else []
        if given.code:
            named.append(given.code.value)
        match.usual_routes = self.members.usual_routes(match.medicines, named)
        return match

    def _match_of_input(self, given: MedicineReference, reading: MedicineReading | None) -> Match:
        """Return what a name that was read and the code beside it stand for."""
        coded = self._substances_of_code(given.code) if given.code else None
        if reading is None:
            return self._match_of_code(given.code, coded)
        if coded is not None:
            return self._match_of_both(reading, coded)
        return self._match_of_text(reading)

    def _match_of_text(self, reading: MedicineReading) -> Match:
        """Return what a text by itself stands for."""
        if not reading.components:
            return Match(InputStatus.not_recognised, not_understood=reading.not_understood)
        found = [self._substances_of_text(reading, meaning) for meaning in reading.meanings]
        if len(found) > 1 and not reading.doubts and self._alike(found):
            substances = sorted({slug for each in found for slug in each.substances})
            found = [self._substances_of_text(reading, tuple(substances))]
        elif reading.ambiguous:
            concepts = dict.fromkeys(concept for each in found for concept in self._concepts(each))
            return self._match(InputStatus.ambiguous, found, tuple(concepts), reading)
        if reading.contradicts_itself:
            return self._match_with_status(found[0], reading, InputStatus.conflicting)
        if reading.not_understood:
            return self._match_with_status(found[0], reading, InputStatus.not_recognised)
        return self._match_with_status(found[0], reading)

    def _match_of_both(self, reading: MedicineReading, coded: FoundSubstances) -> Match:
        """Return what a code stands for together with the text beside it."""
        meanings = [set(meaning) for meaning in reading.meanings]
        own = set(coded.substances)
        union = set().union(own, *meanings)
        both = FoundSubstances(tuple(sorted(union)), coded.by, coded.concepts, coded.not_checked)
        if reading.doubts:
            return self._match_with_status(coded, reading, InputStatus.ambiguous)
        if meanings and not any(agree(own, meaning) for meaning in meanings):
            return self._match_with_status(both, reading, InputStatus.conflicting)
        return self._match_with_status(both if len(meanings) == 1 else coded, reading)

    def _match_of_code(self, code: MedicineCode | None, coded: FoundSubstances | None) -> Match:
        """Return what a code by itself stands for."""
        if coded is not None:
            return self._match_with_status(coded, None)
        if code is None or code.system is not MedicineSystem.atc:
            return Match(InputStatus.not_recognised)
        value = code.value.upper()
        if SUBSTANCE.fullmatch(value):
            assumed = self._ruled_class(value)
            return match_of_assumed_class(assumed) if assumed else Match(InputStatus.not_recognised)
        members = self.members.below(value)
        return Match(InputStatus.ambiguous, None, members) if members else Match(InputStatus.not_recognised)

    def _substances_of_code(self, code: MedicineCode) -> FoundSubstances | None:
        """Return the substances of a code; None when it is not known."""
        concepts = self.members.with_code(code.system, code.value)
        listed = self.known.find_code(code.system, code.value) or ()
        substances = listed or [slug for concept in concepts for slug in self.known.meaning(concept)]
        if not substances:
            return None
        not_read = (NOT_READ,) if self.members.lacks_ingredients(concepts) else ()
        return FoundSubstances(tuple(sorted(set(substances))), MatchedBy.code, tuple(concepts), not_read)

    def _substances_of_text(self, reading: MedicineReading, substances: tuple[str, ...]) -> FoundSubstances:
        """Return the substances of a text."""
        kinds = {each.found.kind for each in reading.components}
        by = MATCHED_BY.get(kinds.pop(), MatchedBy.synonym) if len(kinds) == 1 else MatchedBy.synonym
        return FoundSubstances(
            substances,
            MatchedBy.combination if len(substances) > 1 and by is MatchedBy.exact else by,
            not_checked=() if reading.complete else (NOT_READ,),
        )

    def _alike(self, found: Sequence[FoundSubstances]) -> bool:
        """Return whether the several meanings are one group of the ATC.

        `vitamin D` is colecalciferol or ergocalciferol: both are checked. `MTX` is two different medicines.
        """
        common = set(found[0].substances).intersection(*(each.substances for each in found[1:]))
        own = [[slug for slug in each.substances if slug not in common] for each in found]
        if any(len(slugs) != 1 for slugs in own):
            return False
        groups = [{code[:GROUP_LENGTH] for code in self.known.substance(slugs[0]).atc} for slugs in own]
        return bool(set.intersection(*groups))

    def _concepts(self, found: FoundSubstances) -> Iterator[MedicineConcept]:
        """Yield the medicines of classes that substances are, together and each by itself."""
        yield from found.concepts
        yield from self.known.combinations(found.substances)
        for slug in found.substances:
            yield from self.known.concepts(slug)

    def _match_with_status(
        self, found: FoundSubstances, reading: MedicineReading | None, status: InputStatus | None = None
    ) -> Match:
        """Return what follows for substances: the status of each, and what was not checked."""
        concepts = tuple(dict.fromkeys(self._concepts(found)))
        statuses = {slug: self._status(slug) for slug in found.substances}
        whole = (*found.concepts, *self.known.combinations(found.substances))
        together = any(map(self.has_rule, whole))
        status = status or worst_of(statuses.values(), together)
        if status is InputStatus.outside_coverage and (assumed := self._assumed_class(found)):
            concepts, status, found = (*concepts, assumed), InputStatus.matched, with_assumed_class(found)
        elif len(statuses) > 1 or together:
            not_checked = [slug for slug, each in statuses.items() if each not in CHECKED]
            names = tuple(self.known.substance(slug).name for slug in not_checked)
            found = FoundSubstances(found.substances, found.by, found.concepts, (*names, *found.not_checked))
        return self._match(status, [found], concepts, reading)

    def _match(
        self,
        status: InputStatus,
        found: Sequence[FoundSubstances],
        concepts: tuple[MedicineConcept, ...],
        reading: MedicineReading | None,
    ) -> Match:
        """Return a match with everything that an answer says of it."""
        if len(found) == 1:
            substances, not_checked = found[0].substances, found[0].not_checked
        else:
            substances = tuple(dict.fromkeys(slug for each in found for slug in each.substances))
            not_checked = tuple(dict.fromkeys(text for each in found for text in each.not_checked))
        return Match(
            status,
            found[0].by if len(found) == 1 and status is not InputStatus.ambiguous else None,
            concepts,
            not_checked=not_checked,
            substances=tuple(map(self.known.substance, substances)),
            not_understood=reading.not_understood if reading else (),
            looked_up=tuple(fact for slug in substances for fact in self._look_ups_that_decide(slug)),
            routes=routes_of(reading.routes) if reading else (),
        )

    def _look_ups_that_decide(self, slug: str) -> Sequence[LookUp]:
        """Return the look-ups of a substance; none when a rule names it."""
        return () if self.is_named_by_a_rule(slug) else self.known.looked_up(slug)

    def is_named_by_a_rule(self, slug: str) -> bool:
        """Return whether a rule names a substance."""
        return any(map(self.has_rule, self.known.concepts(slug)))

    def _status(self, slug: str) -> InputStatus:
        """Return the status of one substance by itself: whether a rule names it, else what sources list."""
        if self.is_named_by_a_rule(slug):
            return InputStatus.matched
        facts = self.known.looked_up(slug)
        if nothing_listed(facts):
            return InputStatus.not_listed
        return InputStatus.listed_elsewhere if only_listed_elsewhere(facts) else InputStatus.outside_coverage

    def _assumed_class(self, found: FoundSubstances) -> MedicineConcept | None:
        """Return the class of a single substance that its ATC code suggests, if a rule names that class."""
        if len(found.substances) == 1:
            classes = map(self._ruled_class, self.known.substance(found.substances[0]).atc)
            return next(filter(None, classes), None)
        return None

    def _ruled_class(self, code: str) -> MedicineConcept | None:
        """Return the class that an ATC code suggests, if a rule names that class."""
        concept = self.members.class_suggested_by(code)
        return concept if concept and self.has_rule(concept) else None


def agree(one: set[str], other: set[str]) -> bool:
    """Return whether one of two sets of substances holds the other; a metal is the content of its salt."""
    return without_content(one | other) in (one, other) or one <= other or other <= one


def match_of_assumed_class(concept: MedicineConcept) -> Match:
    """Return a match with a class that a code suggests."""
    return Match(InputStatus.matched, MatchedBy.code_group, (concept,), not_checked=(CLASS_ASSUMED,))


WORST_FIRST = (InputStatus.outside_coverage, InputStatus.listed_elsewhere, InputStatus.not_listed)


def worst_of(statuses: Iterable[InputStatus], together: bool) -> InputStatus:
    """Return the status of substances together: matched if a rule names one of them or all together."""
    found = list(statuses)
    if together or InputStatus.matched in found:
        return InputStatus.matched
    return next(status for status in WORST_FIRST if status in found)


def with_assumed_class(found: FoundSubstances) -> FoundSubstances:
    """Return a substance that is taken for one of the class that its code suggests."""
    return FoundSubstances(
        found.substances, MatchedBy.code_group, found.concepts, (CLASS_ASSUMED, *found.not_checked)
    )
