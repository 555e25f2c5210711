"""From names and codes to medicines, conditions and forms. It never guesses.

Medicines are read (`app.medicines.parser`); the name of a condition or form matches when its words and
numbers are the same, whatever their case, accents and punctuation. Nothing is corrected or taken for
something near; near names are offered, unchecked.
"""

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Self

from app.medicines.concepts import AnyConcept, ConditionConcept, FormConcept, Match, Said
from app.medicines.conditions.codes import ConditionReading, Found, RecognitionStatus
from app.medicines.conditions.known_conditions import ConditionVocabulary
from app.medicines.conditions.reader import ConditionReader
from app.medicines.frequencies import doses_a_day
from app.medicines.known_medicines import MedicineVocabulary
from app.medicines.names import fold
from app.medicines.parser import MedicineReading
from app.medicines.parsing.headings import Heading
from app.medicines.recognition import MATCHED_BY, MedicineRecogniser
from app.medicines.schemas import ConditionInput, InputStatus, MatchedBy, MedicineReference
from app.models import Condition, Form, MedicineClass
from app.suggestions import by_length, near_names

METAL = (("magnesium",),)
"""What a text means that names magnesium and no form of it."""

NO_FORM = "the text names magnesium, not the form of it"

SEVERAL_FORMS = "the text names several forms of magnesium"


@dataclass
class NameTable:
    """Names of conditions, or of forms, with what each stands for."""

    names: dict[str, dict[AnyConcept, MatchedBy]] = field(default_factory=dict)
    """Folded name → everything that it stands for."""
    written: dict[str, str] = field(default_factory=dict)
    """Folded name → the name as it is written, for suggestions."""

    def add(self, name: str, concept: AnyConcept, by: MatchedBy) -> None:
        """Let a name stand for a concept."""
        folded = fold(name)
        self.names.setdefault(folded, {}).setdefault(concept, by)
        self.written.setdefault(folded, name)

    def find(self, folded: str) -> Match | None:
        """Return what a folded name stands for; None when it is not known."""
        found = self.names.get(folded)
        if found is None:
            return None
        if len(found) > 1:
            return Match(InputStatus.ambiguous, None, tuple(found))
        ((concept, by),) = found.items()
        return Match(InputStatus.matched, by, (concept,))

    def by_name(self, text: str) -> Match:
        """Return what a name stands for; suggestions when it is not known."""
        if found := self.find(fold(text)):
            return found
        return Match(InputStatus.not_recognised, suggestions=tuple(self.near(text)))

    def near(self, text: str) -> Iterator[str]:
        """Yield the names, of one thing, that an unknown one is nearly."""
        concepts = lambda name: tuple(self.names[name])  # noqa: E731
        return (self.written[name] for name in near_names(fold(text), by_length(self.written), concepts))


class Terminology:
    """What every name and code stands for: of medicines, conditions and forms."""

    def __init__(
        self,
        classes: Iterable[MedicineClass],
        conditions: Iterable[Condition],
        forms: Iterable[Form],
        vocabulary: MedicineVocabulary,
        condition_vocabulary: ConditionVocabulary,
        has_rule: Callable[[AnyConcept], bool],
    ) -> None:
        self.has_rule = has_rule
        """Whether a rule names a medicine, its class, or a condition."""
        self.medicines = MedicineRecogniser(classes, vocabulary, has_rule)
        self.conditions, self.forms = NameTable(), NameTable()
        conditions = list(conditions)
        self.condition_reader = ConditionReader(conditions, condition_vocabulary)
        for each in conditions:
            for member in each.members:
                concept = ConditionConcept(each.slug, member.name)
                add_names(self.conditions, concept, (member.name, member.label), member.synonyms)
        for form in forms:
            add_names(self.forms, FormConcept(form.slug), (form.slug, form.name), form.synonyms)

    def for_one_call(self) -> Self:
        """Return a copy that reads the same text of a medicine once; it goes with the call."""
        own = copy(self)
        own.medicines = self.medicines.for_one_call()
        return own

    def medicine(self, given: MedicineReference) -> Match:
        """Return what a medicine's name and code stand for, with names that look alike if it is not known."""
        match = self.medicines.medicine(given)
        if why := given.unreadable:
            return replace(match, status=InputStatus.unreadable, not_checked=(*why, *match.not_checked))
        if given.text and match.status is InputStatus.not_recognised and not match.substances:
            match.suggestions = tuple(self.medicines.known.name_index.near(fold(given.text)))
        return match

    def is_frequency(self, text: str) -> bool:
        """Return whether a text tells how often something is taken, and nothing that is not understood."""
        return doses_a_day(text, by_itself=True) is not None or self.medicines.read(text).says_nothing

    def said_of_medicine(self, text: str) -> Said:
        """Return whether a text names a medicine, and whether it is understood."""
        reading = self.medicines.read(text)
        named, understood = bool(reading.components), not reading.not_understood
        return Said(named, understood, bool(reading.doubts), reading.heading)

    def said_of_condition(self, text: str) -> Said:
        """Return whether a text names a condition, and whether it is understood."""
        reading = self.condition_reader.read(text)
        if reading.recognition is RecognitionStatus.unknown:
            heading = self.condition_reader.heading(text)
            return Said(named=False, understood=True, doubted=heading is not Heading.of_list, heading=heading)
        doubted = reading.recognition is RecognitionStatus.ambiguous
        return Said(named=True, understood=not reading.not_understood, doubted=doubted)

    def condition(self, given: ConditionInput) -> Match:
        """Return what a condition's name or code stands for.

        One that no rule names was still compared with every rule on conditions, so it counts as checked.
        """
        if why := given.unreadable:
            return Match(InputStatus.unreadable, not_checked=tuple(why))
        if given.code is not None:
            reading = self.condition_reader.code(given.code.system, given.code.value)
            return self._condition_match(reading, MatchedBy.code)
        text = given.text or ""
        known = self.conditions.find(fold(text))
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
        if any(map(self.has_rule, concepts)):
            status = InputStatus.matched
        else:
            status = InputStatus.outside_coverage if reading.no_source else InputStatus.not_listed
        how = MatchedBy.code_group if reading.found is Found.code_group else by
        return Match(status, how, concepts, not_understood=reading.not_understood)

    def form(self, text: str) -> Match:
        """Return what a form's name stands for: `magnesium citrate`, `citrate`, `Mag-Ox 400`."""
        match = self.forms.by_name(text)
        if match.status is not InputStatus.not_recognised:
            return match
        reading = self._clear_reading(text)
        if reading and (found := self._named_form(reading) or self._form_of_product(reading)):
            return found
        salt = self._clear_reading(f"magnesium {text}")
        return (self._named_form(salt) if salt and salt.meanings != METAL else None) or match

    def _named_form(self, reading: MedicineReading) -> Match | None:
        """Return the form of the one magnesium compound that a text names."""
        for name in form_names(reading):
            if found := self.forms.find(name):
                return Match(found.status, MatchedBy.synonym, found.concepts)
        if reading.meanings == METAL:
            return Match(InputStatus.ambiguous, not_checked=(NO_FORM,))
        return None

    def _form_of_product(self, reading: MedicineReading) -> Match | None:
        """Return the form of a product with magnesium, by its brand or its ingredients.

        Its other ingredients are named as not checked.
        """
        salts = [slug for slug in reading.meanings[0] if slug.split("-")[0] == METAL[0][0]]
        if not salts:
            return None
        others = [slug for slug in reading.meanings[0] if slug not in salts]
        not_checked = tuple(self.medicines.known.substance(slug).name for slug in others)
        found = [form for slug in salts if (form := self.forms.find(fold(slug)))]
        concepts = tuple(concept for form in found for concept in form.concepts)
        if len(salts) > 1 or METAL[0][0] in salts:
            why = NO_FORM if METAL[0][0] in salts else SEVERAL_FORMS
            return Match(InputStatus.ambiguous, None, concepts, not_checked=(why, *not_checked))
        if not found:
            return Match(InputStatus.outside_coverage, not_checked=not_checked)
        by = MATCHED_BY.get(reading.components[0].found.kind, MatchedBy.synonym)
        return Match(InputStatus.matched, by, concepts, not_checked=not_checked)

    def _clear_reading(self, text: str) -> MedicineReading | None:
        """Return the reading of a text that is wholly understood and has one meaning; None for any other."""
        reading = self.medicines.read(text)
        clear = reading.understood and len(reading.meanings) == 1 and not reading.doubts
        return reading if clear else None


def add_names(table: NameTable, concept: AnyConcept, names: Iterable[str], synonyms: Iterable[str]) -> None:
    """Let its own names and its synonyms stand for a concept."""
    for name in names:
        table.add(name, concept, MatchedBy.exact)
    for synonym in synonyms:
        table.add(synonym, concept, MatchedBy.synonym)


def form_names(reading: MedicineReading) -> Iterator[str]:
    """Yield the names that the one magnesium compound of a text goes by, the longest first."""
    compounds = [each.name for each in reading.components if each.name.startswith("magnesium ")]
    if len(set(compounds)) == 1 and len(reading.meanings[0]) == 1:
        words = compounds[0].split()
        yield from (" ".join(words[:length]) for length in range(len(words), 1, -1))
        yield fold(reading.meanings[0][0])
