"""Join the vocabulary of medicines with the classes of medicines that rules name.

A substance of the vocabulary is a medicine of a class when they share their name, or an RxNorm or UNII code;
failing these, an ATC code. A medicine of a class that the vocabulary does not have stands for itself, under
its reference.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from app.medicines.concepts import MedicineConcept
from app.medicines.looked_up import LookUp, facts_of
from app.medicines.names import fold
from app.medicines.parsing.salts import TAKEN_FOR_THE_METAL
from app.medicines.parsing.words import words_of
from app.medicines.vocabulary import (
    Meaning,
    NamedSubstances,
    NameIndex,
    NameKind,
    SubstanceCodes,
    VocabularyIndex,
)
from app.models import MedicineClass
from app.models.medicine_class import Medicine


class MedicineVocabulary:
    """What is on record beside the dataset: names and codes, words, and where substances were looked up."""

    def __init__(self, index: VocabularyIndex) -> None:
        self.names = NameIndex(index)
        self.words = words_of(index["words"])
        self.looked_up = facts_of(index["looked_up"])


class KnownMedicines:
    """Names and codes of the vocabulary and of the classes, and the medicines of classes they stand for."""

    def __init__(self, classes: Iterable[MedicineClass], vocabulary: MedicineVocabulary) -> None:
        self.name_index = vocabulary.names
        self.words = vocabulary.words
        self._looked_up = vocabulary.looked_up
        self._own_names: dict[str, NamedSubstances] = {}
        """Folded names of classes that the vocabulary does not have, or that mean more here."""
        self._own_substances: dict[str, SubstanceCodes] = {}
        self._read_substances: dict[str, SubstanceCodes] = {}
        """Substances of the vocabulary that were asked for."""
        self._concepts: dict[str, list[MedicineConcept]] = defaultdict(list)
        self._meanings: dict[MedicineConcept, Meaning] = {}
        self._combinations: dict[Meaning, list[MedicineConcept]] = defaultdict(list)
        members = [
            (MedicineConcept(each.slug, medicine.name), medicine)
            for each in classes
            for medicine in each.medicines
        ]
        singles = [(concept, medicine) for concept, medicine in members if not medicine.ingredients]
        for concept, medicine in singles:
            self._add_single(concept, medicine)
        for concept, medicine in singles:
            self._add_by_atc(concept, medicine)
        for metal in TAKEN_FOR_THE_METAL:
            self._add_metal(metal)
        for concept, medicine in members:
            if medicine.ingredients:
                self._add_combination(concept, medicine)
        for concept, medicine in members:
            self._add_names(concept, medicine)
        self._most_words = vocabulary.names.most_words_with(self._own_names)

    def find_name(self, folded: str) -> NamedSubstances | None:
        """Return what a folded name stands for; None when it is not known."""
        return self._own_names.get(folded) or self.name_index.find_name(folded)

    def most_words(self, first: str) -> int:
        """Return how many words the longest name has that begins with a word."""
        return self._most_words.get(first, 1)

    def is_product(self, substances: Meaning) -> bool:
        """Return whether there is a product with just these substances, which are sorted."""
        return substances in self._combinations or self.name_index.is_product(substances)

    def find_code(self, system: str, value: str) -> Meaning | None:
        """Return the substances of a code; None when the vocabulary does not have it."""
        return self.name_index.find_code(system, value)

    def substance(self, slug: str) -> SubstanceCodes:
        """Return the name and codes of a substance."""
        known = self._own_substances.get(slug) or self._read_substances.get(slug)
        if known is None:
            known = self._read_substances[slug] = self.name_index.substance(slug)
        return known

    def looked_up(self, slug: str) -> Sequence[LookUp]:
        """Return the sources in which a substance was looked up."""
        return self._looked_up.get(slug, ())

    def concepts(self, substance: str) -> Sequence[MedicineConcept]:
        """Return the medicines of classes that a substance is."""
        return self._concepts.get(substance, ())

    def combinations(self, substances: Meaning) -> Sequence[MedicineConcept]:
        """Return the combinations of classes that hold just these substances, which are sorted."""
        return self._combinations.get(substances, ())

    def meaning(self, concept: MedicineConcept) -> Meaning:
        """Return the substances of a medicine of a class, sorted."""
        return self._meanings.get(concept, ())

    def _add_single(self, concept: MedicineConcept, medicine: Medicine) -> None:
        found = list(dict.fromkeys(self._same(medicine)))
        if not found:
            found = [concept.reference]
            self._own_substances[concept.reference] = SubstanceCodes(concept.reference, medicine.name)
        self._meanings[concept] = (found[0],)
        for slug in found:
            self._concepts[slug].append(concept)

    def _same(self, medicine: Medicine) -> Iterator[str]:
        """Yield the substances with the name or a code of a medicine."""
        named = self.name_index.find_name(fold(medicine.name))
        if named and len(named.meanings) == 1 and len(named.meanings[0]) == 1:
            yield named.meanings[0][0]
        elif self._has(slug := fold(medicine.name).replace(" ", "-")):
            yield slug
        for system, value in (
            *(("rxnorm", code) for code in medicine.rxcui),
            *((("unii", medicine.unii),) if medicine.unii else ()),
        ):
            found = self.name_index.find_code(system, value)
            if found and len(found) == 1:
                yield found[0]

    def _has(self, slug: str) -> bool:
        """Return whether the vocabulary has a substance, though its name may be left to codes."""
        try:
            return bool(self.name_index.substance(slug))
        except KeyError:
            return False

    def _add_by_atc(self, concept: MedicineConcept, medicine: Medicine) -> None:
        """Let a substance that is no medicine of a class otherwise be the one that shares its ATC code."""
        for code in (*medicine.atc, *medicine.atc_former):
            found = self.name_index.find_code("atc", code)
            if found and len(found) == 1 and not self.concepts(found[0]):
                self._concepts[found[0]].append(concept)

    def _add_metal(self, metal: str) -> None:
        """Let a metal whose salt is not stated be of the class of its salts, if that is one class."""
        salts = [concepts for slug, concepts in self._concepts.items() if slug.startswith(f"{metal}-")]
        classes = {concept.slug for concepts in salts for concept in concepts}
        if len(classes) == 1 and not self.concepts(metal):
            self._concepts[metal].append(MedicineConcept(classes.pop(), None))

    def _add_combination(self, concept: MedicineConcept, medicine: Medicine) -> None:
        substances = self._listed(medicine) or self._ingredients(concept, medicine)
        self._meanings[concept] = tuple(sorted(substances))
        if medicine.ingredients_complete:
            self._combinations[self._meanings[concept]].append(concept)

    def _listed(self, medicine: Medicine) -> Meaning:
        """Return the substances of a combination that the vocabulary has by name or code."""
        named = self.name_index.find_name(fold(medicine.name))
        if named and len(named.meanings) == 1:
            return named.meanings[0]
        codes = (self.name_index.find_code("rxnorm", code) for code in medicine.rxcui)
        return next((found for found in codes if found), ())

    def _ingredients(self, concept: MedicineConcept, medicine: Medicine) -> Iterator[str]:
        """Yield the substances that the names of ingredients stand for."""
        for name in medicine.ingredients:
            found = self.find_name(fold(name))
            if found and len(found.meanings) == 1:
                yield from found.meanings[0]
            elif self._has(slug := fold(name).replace(" ", "-")):
                yield slug
            else:
                reference = f"{concept.reference}/{name}"
                self._own_substances[reference] = SubstanceCodes(reference, name)
                yield reference

    def _add_names(self, concept: MedicineConcept, medicine: Medicine) -> None:
        """Let every name of a medicine stand for it, beside what the vocabulary says."""
        kind = NameKind.combination if medicine.ingredients else NameKind.synonym
        names = dict.fromkeys((medicine.name, *medicine.synonyms), kind)
        names |= {brand.name: NameKind.brand for brand in medicine.brands}
        meaning = self._meanings[concept]
        for name, kind in names.items():
            folded = fold(name)
            known = self.find_name(folded)
            if known is None:
                self._own_names[folded] = NamedSubstances(
                    kind, (meaning,), complete=medicine.ingredients_complete
                )
            elif not any(self._is_of(concept, each) for each in known.meanings):
                self._own_names[folded] = NamedSubstances(
                    known.kind, (*known.meanings, meaning), known.whole_only, known.complete
                )

    def _is_of(self, concept: MedicineConcept, meaning: Meaning) -> bool:
        """Return whether a meaning is a medicine of a class, or shares a substance with it."""
        own = self._meanings[concept]
        return not set(own).isdisjoint(meaning) or any(concept in self.concepts(slug) for slug in meaning)
