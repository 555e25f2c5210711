"""What names and codes stand for: medicines, conditions and forms of the dataset."""

from dataclasses import dataclass, field
from functools import cached_property

from app.models.rule import MedicineRoute
from app.safety.schemas import Concept, ConceptCollection, InputStatus, MatchedBy

MAGNESIUM_SALTS = "magnesium-salt"
"""The class of medicines that are magnesium themselves."""


@dataclass(frozen=True)
class MedicineConcept:
    """A medicine; `medicine` is None for a member of the class that is not listed."""

    slug: str
    medicine: str | None
    """Name in its class."""
    reference: str = field(init=False, compare=False)
    """As rules refer to it: `class/medicine`, or the class alone."""

    def __post_init__(self) -> None:
        reference = self.slug if self.medicine is None else f"{self.slug}/{self.medicine}"
        object.__setattr__(self, "reference", reference)


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


@dataclass(eq=False)
class Match:
    """What a name or code stands for, and what follows from that in every answer."""

    status: InputStatus
    by: MatchedBy | None = None
    concepts: tuple[AnyConcept, ...] = ()
    suggestions: tuple[str, ...] = ()
    not_checked: tuple[str, ...] = ()
    covered: bool = True
    """Whether a rule looks at it in particular."""
    routes: tuple[MedicineRoute, ...] = ()
    """Routes that its name or the product says; empty: none."""
    medicines: list[MedicineConcept] = field(init=False)
    """The concepts that are medicines."""
    magnesium: bool = field(init=False)
    """Whether one of them is magnesium itself."""
    shown_status: InputStatus = field(init=False)
    """The status as an answer shows it."""
    looked_at: bool = field(init=False)
    """Whether rules look at it."""
    wholly_checked: bool = field(init=False)
    """Whether they look at every ingredient of it too."""

    def __post_init__(self) -> None:
        self.medicines = [concept for concept in self.concepts if isinstance(concept, MedicineConcept)]
        self.magnesium = any(concept.slug == MAGNESIUM_SALTS for concept in self.medicines)
        outside = self.status is InputStatus.matched and not self.covered
        self.shown_status = InputStatus.outside_coverage if outside else self.status
        self.looked_at = self.shown_status is InputStatus.matched
        self.wholly_checked = self.looked_at and not self.not_checked

    @cached_property
    def shown_concepts(self) -> list[Concept]:
        """Return the concepts as an answer shows them."""
        return [shown_concept(concept) for concept in self.concepts]


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
