"""What names and codes stand for: medicines, conditions and forms of the dataset."""

from dataclasses import dataclass
from functools import cached_property

from pydantic_core import to_json

from .shapes import Concept, ConceptCollection, InputStatus, MatchedBy


@dataclass(frozen=True)
class MedicineConcept:
    """A medicine; `medicine` is None for a member of the class that is not listed."""

    slug: str
    medicine: str | None
    """Name in its class."""

    @cached_property
    def reference(self) -> str:
        """As rules refer to it: `class/medicine`, or the class alone."""
        return self.slug if self.medicine is None else f"{self.slug}/{self.medicine}"


@dataclass(frozen=True)
class ConditionConcept:
    """A condition of a group."""

    slug: str
    condition: str

    @cached_property
    def reference(self) -> str:
        """As rules refer to it: `group/condition`."""
        return f"{self.slug}/{self.condition}"


@dataclass(frozen=True)
class FormConcept:
    """A form of magnesium."""

    slug: str

    @property
    def reference(self) -> str:
        """As rules refer to it."""
        return self.slug


AnyConcept = MedicineConcept | ConditionConcept | FormConcept


@dataclass(frozen=True)
class Match:
    """What a name or code stands for."""

    status: InputStatus
    by: MatchedBy | None = None
    concepts: tuple[AnyConcept, ...] = ()
    suggestions: tuple[str, ...] = ()
    not_checked: tuple[str, ...] = ()
    covered: bool = True
    """Whether a rule looks at it in particular."""

    @cached_property
    def shown_status(self) -> InputStatus:
        """The status as an answer shows it."""
        if self.status is InputStatus.matched and not self.covered:
            return InputStatus.outside_coverage
        return self.status

    @cached_property
    def wholly_checked(self) -> bool:
        """Whether rules look at it, and at every ingredient of it."""
        return self.shown_status is InputStatus.matched and not self.not_checked

    @cached_property
    def medicines(self) -> list[MedicineConcept]:
        """The concepts that are medicines."""
        return [concept for concept in self.concepts if isinstance(concept, MedicineConcept)]

    @cached_property
    def shown_concepts(self) -> list[Concept]:
        """The concepts as an answer shows them."""
        return [shown_concept(concept) for concept in self.concepts]

    @cached_property
    def written(self) -> bytes:
        """The part of an input in an answer that is the same whenever this is matched, as JSON."""
        return b'"status":"%b","matched_by":%b,"concepts":%b,"suggestions":%b,"not_checked":%b' % (
            self.shown_status.encode(),
            to_json(self.by),
            to_json(self.shown_concepts),
            to_json(self.suggestions),
            to_json(self.not_checked),
        )


def shown_concept(concept: AnyConcept) -> Concept:
    """A concept as an answer shows it."""
    match concept:
        case MedicineConcept():
            return Concept(
                collection=ConceptCollection.medicine_classes, slug=concept.slug, medicine=concept.medicine
            )
        case ConditionConcept():
            return Concept(
                collection=ConceptCollection.conditions, slug=concept.slug, condition=concept.condition
            )
        case FormConcept():
            return Concept(collection=ConceptCollection.forms, slug=concept.slug)
