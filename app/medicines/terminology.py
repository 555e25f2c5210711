"""From names and codes to medicines, conditions and forms. It never guesses.

Medicines are read (`app.medicines.parser`); the name of a condition or form matches when its words and
numbers are the same, whatever their case, accents and punctuation. Nothing is corrected or taken for
something near; near names are offered, unchecked.
"""

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Self

from app.medicines.concepts import AnyConcept, ConditionConcept, FormConcept, Match, MedicineConcept
from app.medicines.condition_codes import ConditionReading, Found, RecognitionStatus
from app.medicines.conditions import ConditionReader, ConditionVocabulary
from app.medicines.known import MedicineVocabulary
from app.medicines.names import fold
from app.medicines.parser import MedicineReading
from app.medicines.recognition import MedicineNames
from app.medicines.schemas import ConditionInput, ConditionSystem, InputStatus, MatchedBy, MedicineReference
from app.models import Condition, Form, MedicineClass
from app.models.condition import HealthCondition
from app.suggestions import NamesByLength, by_length, near_names

METAL = (("magnesium",),)
"""What a text means that names magnesium and no form of it."""

NO_FORM = "the text names magnesium, not the form of it"


@dataclass
class Index:
    """Names and codes of one kind of thing."""

    names: dict[str, dict[AnyConcept, MatchedBy]] = field(default_factory=dict)
    codes: dict[tuple[str, str], list[AnyConcept]] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    """Folded name → the name as it is written, for suggestions."""
    settled: dict[str | tuple[str, str], Match] = field(default_factory=dict)
    """Folded name or code → what it stands for, once all were added."""
    by_length: NamesByLength = field(default_factory=dict)

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
        self.by_length = by_length(self.shown)

    def by_name(self, text: str) -> Match:
        """Return what a name stands for; suggestions when it is not known."""
        if found := self.settled.get(text) or self.settled.get(fold(text)):
            return found
        return Match(InputStatus.not_recognised, suggestions=tuple(self.near(text)))

    def by_code(self, system: str, value: str) -> Match:
        """Return everything that a code is listed for."""
        return self.settled.get((system, value.upper())) or Match(InputStatus.not_recognised)

    def near(self, text: str) -> Iterator[str]:
        """Yield the names, of one thing, that an unknown one is nearly."""
        concepts = lambda name: self.settled[name].concepts  # noqa: E731
        return (self.shown[name] for name in near_names(fold(text), self.by_length, concepts))


class Names:
    """Everything that can be recognised."""

    def __init__(
        self,
        classes: Iterable[MedicineClass],
        conditions: Iterable[Condition],
        forms: Iterable[Form],
        vocabulary: MedicineVocabulary,
        condition_vocabulary: ConditionVocabulary,
    ) -> None:
        self.medicines = MedicineNames(classes, vocabulary)
        self.conditions, self.forms = Index(), Index()
        conditions = list(conditions)
        self.condition_reader = ConditionReader(conditions, condition_vocabulary)
        for each in conditions:
            for member in each.members:
                self._add_condition(ConditionConcept(each.slug, member.name), member)
        for form in forms:
            concept = FormConcept(form.slug)
            self.forms.add_name(form.slug, concept, MatchedBy.exact)
            self.forms.add_name(form.name, concept, MatchedBy.exact)
            for synonym in form.synonyms:
                self.forms.add_name(synonym, concept, MatchedBy.synonym)

    @property
    def parts(self) -> dict[MedicineConcept, tuple[MedicineConcept, ...]]:
        """Return every medicine of a class with its components, if it is a combination."""
        return self.medicines.parts

    def for_one_call(self) -> Self:
        """Return a copy that reads the same text of a medicine once; it goes with the call."""
        own = copy(self)
        own.medicines = self.medicines.for_one_call()
        return own

    def settle(self, speaks_of: Callable[[AnyConcept], bool]) -> None:
        """Work out what each name stands for, and whether a rule speaks of it; before anything is asked."""
        self.speaks_of = speaks_of
        self.medicines.settle(speaks_of)
        self.conditions.settle(lambda match: match)
        self.forms.settle(lambda match: match)

    def _add_condition(self, concept: ConditionConcept, member: HealthCondition) -> None:
        self.conditions.add_name(member.name, concept, MatchedBy.exact)
        self.conditions.add_name(member.label, concept, MatchedBy.exact)
        for synonym in member.synonyms:
            self.conditions.add_name(synonym, concept, MatchedBy.synonym)
        for code in member.snomed_ct:
            self.conditions.add_code(ConditionSystem.snomed, code, concept)
        for code in member.icd10cm:
            self.conditions.add_code(ConditionSystem.icd10cm, code, concept)

    def medicine(self, given: MedicineReference) -> Match:
        """Return what a medicine's name and code stand for, with names that look alike if it is not known."""
        match = self.medicines.medicine(given)
        if why := given.unreadable:
            return replace(match, status=InputStatus.unreadable, not_checked=(*why, *match.not_checked))
        if given.text and match.status is InputStatus.not_recognised and not match.substances:
            match.suggestions = tuple(self.medicines.known.vocabulary.near(fold(given.text)))
        return match

    def condition(self, given: ConditionInput) -> Match:
        """Return what a condition's name or code stands for.

        One that no rule names was still held against every rule on conditions, so it counts as checked.
        """
        if why := given.unreadable:
            return Match(InputStatus.unreadable, not_checked=tuple(why))
        if given.code is not None:
            reading = self.condition_reader.code(given.code.system, given.code.value)
            return self._condition_match(reading, MatchedBy.code)
        text = given.text or ""
        known = self.conditions.settled.get(fold(text))
        reading = self.condition_reader.read(text)
        if reading.recognition is RecognitionStatus.unknown:
            return Match(InputStatus.not_recognised, suggestions=tuple(self.condition_reader.near(text)))
        return self._condition_match(reading, (known and known.by) or MatchedBy.synonym)

    def _condition_match(self, reading: ConditionReading, by: MatchedBy) -> Match:
        """Return what a reading stands for in an answer."""
        concepts = tuple(ConditionConcept(*each.split("/", 1)) for each in reading.conditions)
        if reading.recognition is RecognitionStatus.unknown:
            return Match(InputStatus.not_recognised)
        if reading.recognition is RecognitionStatus.ambiguous:
            return Match(InputStatus.ambiguous, None, concepts)
        if any(map(self.speaks_of, concepts)):
            status = InputStatus.matched
        else:
            status = InputStatus.outside_coverage if reading.no_source else InputStatus.not_listed
        how = MatchedBy.code_group if reading.found is Found.code_group else by
        return Match(status, how, concepts, not_understood=reading.not_understood)

    def form(self, text: str) -> Match:
        """Return what a form's name stands for: `magnesium citrate`, `citrate`, `buffered mag glycinate`."""
        match = self.forms.by_name(text)
        if match.status is not InputStatus.not_recognised:
            return match
        for written in (text, f"magnesium {text}"):
            reading = self.medicines.read(written)
            if reading.understood and len(reading.meanings) == 1 and not reading.doubts:
                for name in form_names(reading):
                    if found := self.forms.settled.get(name):
                        return Match(found.status, MatchedBy.synonym, found.concepts)
                if reading.meanings == METAL:
                    return Match(InputStatus.ambiguous, not_checked=(NO_FORM,))
        return match


def form_names(reading: MedicineReading) -> Iterator[str]:
    """Yield the names that the one magnesium compound of a text goes by, the longest first."""
    compounds = [each.name for each in reading.components if each.name.startswith("magnesium ")]
    if len(set(compounds)) == 1 and len(reading.meanings[0]) == 1:
        words = compounds[0].split()
        yield from (" ".join(words[:length]) for length in range(len(words), 1, -1))
        yield fold(reading.meanings[0][0])
