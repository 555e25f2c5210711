"""From names and codes to medicines, conditions and forms. It never guesses.

A name matches when its words and numbers are the same, whatever their case, accents and punctuation.
Nothing is corrected or taken for something near; near names are offered, unchecked.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from app.medicines.concepts import AnyConcept, ConditionConcept, FormConcept, Match, MedicineConcept
from app.medicines.names import fold
from app.models import Condition, Form, MedicineClass
from app.models.condition import HealthCondition
from app.models.medicine_class import Medicine
from app.safety.schemas import (
    ConditionInput,
    ConditionSystem,
    InputStatus,
    MatchedBy,
    MedicineInput,
    MedicineSystem,
)

MOST_SUGGESTIONS = 5
NEAR_ENOUGH = 78
"""Similarity, of 100, from which a name is offered as a suggestion."""
SHORTEST_SHARE = NEAR_ENOUGH / (200 - NEAR_ENOUGH)
"""How long the shorter of two names is at least, as a share of the longer, when they are so similar."""

SUBSTANCE = re.compile(r"[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}")
"""An ATC code that names a substance; its first five characters name the group."""

CLASS_ASSUMED = "whether it is of this class, which its code suggests"
"""Stands for what is not checked of a substance that is not listed."""

NOT_READ = "ingredients not read"
"""Stands for the ingredients of a combination that are not on record."""


@dataclass
class Index:
    """Names and codes of one kind of thing."""

    names: dict[str, dict[AnyConcept, MatchedBy]] = field(default_factory=dict)
    codes: dict[tuple[str, str], list[AnyConcept]] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    """Folded name → the name as it is written, for suggestions."""
    settled: dict[str | tuple[str, str], Match] = field(default_factory=dict)
    """Folded name or code → what it stands for, once all were added."""
    by_length: list[str] = field(default_factory=list)
    """Folded names, the short ones first."""

    def add_name(self, name: str, concept: AnyConcept, by: MatchedBy) -> None:
        """Let a name stand for a concept."""
        folded = fold(name)
        self.names.setdefault(folded, {}).setdefault(concept, by)
        self.shown.setdefault(folded, name)

    def add_code(self, system: str, value: str, concept: AnyConcept) -> None:
        """Let a code stand for a concept; several concepts may share one."""
        found = self.codes.setdefault((system, value.upper()), [])
        if concept not in found:
            found.append(concept)

    def settle(self, whole: Callable[[Match], Match]) -> None:
        """Work out what each name and each code stands for, now that all have been added."""
        for folded, found in self.names.items():
            if len(found) == 1:
                ((concept, by),) = found.items()
                self.settled[folded] = whole(Match(InputStatus.matched, by, (concept,)))
            else:
                self.settled[folded] = Match(InputStatus.ambiguous, None, tuple(found))
        for code, concepts in self.codes.items():
            self.settled[code] = whole(Match(InputStatus.matched, MatchedBy.code, tuple(concepts)))
        # Copies, made in this order, lie side by side in memory: looking through them takes half the time.
        self.by_length = ["".join([name, ""]) for name in sorted(self.shown, key=len)]

    def by_name(self, text: str) -> Match:
        """What a name stands for."""
        if found := self.settled.get(text) or self.settled.get(fold(text)):
            return found
        return Match(InputStatus.not_recognised, suggestions=tuple(self.near(text)))

    def by_code(self, system: str, value: str) -> Match:
        """What a code stands for: everything it is listed for."""
        return self.settled.get((system, value.upper())) or Match(InputStatus.not_recognised)

    def near(self, text: str) -> Iterator[str]:
        """Names that look alike, which none does that is much longer or shorter."""
        folded = fold(text)
        first = bisect_left(self.by_length, len(folded) * SHORTEST_SHARE, key=len)
        last = bisect_left(self.by_length, len(folded) / SHORTEST_SHARE + 1, key=len)
        found = process.extract(
            folded,
            self.by_length[first:last],
            scorer=fuzz.ratio,
            score_cutoff=NEAR_ENOUGH,
            limit=MOST_SUGGESTIONS,
        )
        return (self.shown[name] for name, _, _ in found)

    def below(self, system: str, prefix: str) -> list[AnyConcept]:
        """Everything listed under the codes that begin so."""
        found: dict[AnyConcept, None] = {}
        for (each, value), concepts in self.codes.items():
            if each == system and value.startswith(prefix):
                found.update(dict.fromkeys(concepts))
        return list(found)


class Names:
    """Everything that can be recognised."""

    def __init__(
        self, classes: Iterable[MedicineClass], conditions: Iterable[Condition], forms: Iterable[Form]
    ) -> None:
        self.medicines, self.conditions, self.forms = Index(), Index(), Index()
        self.parts: dict[MedicineConcept, tuple[MedicineConcept, ...]] = {}
        self.unlisted: dict[MedicineConcept, tuple[str, ...]] = {}
        members = [(each.slug, medicine) for each in classes for medicine in each.medicines]
        listed = {
            fold(name): MedicineConcept(slug, medicine.name)
            for slug, medicine in members
            if not medicine.ingredients
            for name in (medicine.name, *medicine.synonyms)
        }
        for slug, medicine in members:
            self._add_medicine(MedicineConcept(slug, medicine.name), medicine, listed)
        for group in conditions:
            for member in group.members:
                self._add_condition(ConditionConcept(group.slug, member.name), member)
        for form in forms:
            concept = FormConcept(form.slug)
            self.forms.add_name(form.slug, concept, MatchedBy.exact)
            self.forms.add_name(form.name, concept, MatchedBy.exact)
            for synonym in form.synonyms:
                self.forms.add_name(synonym, concept, MatchedBy.synonym)

    def settle(self, speaks_of: Callable[[AnyConcept], bool]) -> None:
        """Work out what each name stands for, and whether a rule speaks of it; before anything is asked."""
        self.speaks_of = speaks_of
        self.medicines.settle(self.whole)
        self.conditions.settle(self.whole)
        self.forms.settle(lambda match: match)

    def _add_medicine(
        self, concept: MedicineConcept, medicine: Medicine, listed: dict[str, MedicineConcept]
    ) -> None:
        by = MatchedBy.combination if medicine.ingredients else MatchedBy.exact
        self.medicines.add_name(medicine.name, concept, by)
        for synonym in medicine.synonyms:
            self.medicines.add_name(synonym, concept, MatchedBy.synonym)
        for brand in medicine.brands:
            self.medicines.add_name(brand.name, concept, MatchedBy.brand)
            if brand.rxcui:
                self.medicines.add_code(MedicineSystem.rxnorm, brand.rxcui, concept)
        for system, codes in (
            (MedicineSystem.rxnorm, medicine.rxcui),
            (MedicineSystem.atc, [*medicine.atc, *medicine.atc_former]),
            (MedicineSystem.unii, [medicine.unii] if medicine.unii else []),
        ):
            for code in codes:
                self.medicines.add_code(system, code, concept)
        found = {name: listed.get(fold(name)) for name in medicine.ingredients}
        self.parts[concept] = tuple(part for part in found.values() if part is not None)
        unknown = [name for name, part in found.items() if part is None]
        self.unlisted[concept] = (*unknown, *([] if medicine.ingredients_complete else [NOT_READ]))

    def _add_condition(self, concept: ConditionConcept, member: HealthCondition) -> None:
        self.conditions.add_name(member.name, concept, MatchedBy.exact)
        self.conditions.add_name(member.label, concept, MatchedBy.exact)
        for synonym in member.synonyms:
            self.conditions.add_name(synonym, concept, MatchedBy.synonym)
        for code in member.snomed_ct:
            self.conditions.add_code(ConditionSystem.snomed, code, concept)
        for code in member.icd10cm:
            self.conditions.add_code(ConditionSystem.icd10cm, code, concept)

    def medicine(self, given: MedicineInput) -> Match:
        """What a medicine's name or code stands for; a combination by itself and by each component."""
        if given.code is None:
            return self.medicines.by_name(given.text or "")
        match = self.medicines.by_code(given.code.system, given.code.value)
        if given.code.system is MedicineSystem.atc and match.status is InputStatus.not_recognised:
            return self.whole(self.atc_group(given.code.value.upper()))
        return match

    def whole(self, match: Match) -> Match:
        """A match with the components of every combination in it, and of which of them no rule speaks."""
        if match.status is not InputStatus.matched:
            return match
        parts = [part for concept in match.medicines for part in self.parts.get(concept) or (concept,)]
        unlisted = [name for concept in match.medicines for name in self.unlisted.get(concept, ())]
        concepts = tuple(dict.fromkeys((*match.concepts, *parts)))
        covered = any(map(self.speaks_of, concepts))
        silent = [part.medicine or part.slug for part in parts if covered and not self.speaks_of(part)]
        return Match(
            InputStatus.matched,
            match.by,
            concepts,
            not_checked=tuple(dict.fromkeys((*match.not_checked, *silent, *unlisted))),
            covered=covered,
        )

    def atc_group(self, value: str) -> Match:
        """A substance that is not listed is taken for one of the class of its group, if that is one class;
        a group that is asked for as such may be any of its members."""
        if not SUBSTANCE.fullmatch(value):
            members = self.medicines.below(MedicineSystem.atc, value)
            return Match(InputStatus.ambiguous, None, tuple(members)) if members else Match(NOT_RECOGNISED)
        group = self.medicines.below(MedicineSystem.atc, value[:5])
        slugs = {each.slug for each in group}
        if len(slugs) != 1 or slugs == {COMBINATIONS}:
            return Match(NOT_RECOGNISED)
        member = MedicineConcept(slugs.pop(), None)
        return Match(InputStatus.matched, MatchedBy.code_group, (member,), not_checked=(CLASS_ASSUMED,))

    def condition(self, given: ConditionInput) -> Match:
        """What a condition's name or code stands for; an ICD-10 code stands for those below it."""
        if given.code is None:
            return self.conditions.by_name(given.text or "")
        return self.condition_by_code(given.code.system, given.code.value.upper())

    def condition_by_code(self, system: ConditionSystem, value: str) -> Match:
        """What a code stands for, itself or by the codes below and above it."""
        match = self.conditions.by_code(system, value)
        if system is not ConditionSystem.icd10cm or match.status is InputStatus.matched:
            return match
        if members := self.conditions.below(ConditionSystem.icd10cm, value):
            return Match(InputStatus.ambiguous, None, tuple(members))
        for length in range(len(value) - 1, SHORTEST_ICD - 1, -1):
            above = self.conditions.by_code(ConditionSystem.icd10cm, value[:length].rstrip("."))
            if above.status is InputStatus.matched:
                return self.whole(Match(InputStatus.matched, MatchedBy.code_group, above.concepts))
        return match

    def form(self, text: str) -> Match:
        """What a form's name stands for."""
        return self.forms.by_name(text)


NOT_RECOGNISED = InputStatus.not_recognised
COMBINATIONS = "combination-products"
"""The class of combinations; it says nothing about what a further member would be."""

SHORTEST_ICD = 3
"""Length of an ICD-10 category."""
