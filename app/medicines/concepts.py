"""What names and codes stand for: medicines, conditions and forms of the dataset."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from app.medicines.looked_up import LookUp
from app.medicines.parsing.headings import Heading
from app.medicines.schemas import Concept, ConceptCollection, InputStatus, MatchedBy
from app.medicines.vocabulary import SubstanceCodes
from app.models.rule import MedicineRoute

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

    @property
    def name(self) -> str:
        """Return what people call it: for a medicine that is not listed, the name of its class."""
        return self.medicine or self.slug.replace("-", " ")


@dataclass(frozen=True)
class ConditionConcept:
    """A condition of a group."""

    slug: str
    condition: str

    @cached_property
    def reference(self) -> str:
        """Return the concept as rules refer to it: `group/condition`."""
        return f"{self.slug}/{self.condition}"


@dataclass(frozen=True)
class FormConcept:
    """A form of magnesium."""

    slug: str

    @property
    def reference(self) -> str:
        """Return the concept as rules refer to it: the slug of the form."""
        return self.slug


AnyConcept = MedicineConcept | ConditionConcept | FormConcept


@dataclass(eq=False)
class Match:
    """What a name or code stands for, and how far it was checked."""

    status: InputStatus
    by: MatchedBy | None = None
    concepts: tuple[AnyConcept, ...] = ()
    suggestions: tuple[str, ...] = ()
    not_checked: tuple[str, ...] = ()
    substances: tuple[SubstanceCodes, ...] = ()
    """The substances of a medicine."""
    not_understood: tuple[str, ...] = ()
    """What is written and not understood."""
    looked_up: tuple[LookUp, ...] = ()
    """The look-ups of its substances that no rule names."""
    routes: tuple[MedicineRoute, ...] = ()
    """Routes that its name says; empty: none."""
    usual_routes: tuple[MedicineRoute, ...] = ()
    """Routes of a medicine that is never swallowed; empty: it is, or that is not known."""

    medicines: list[MedicineConcept] = field(init=False)
    """The concepts that are medicines."""

    def __post_init__(self) -> None:
        self.medicines = [concept for concept in self.concepts if isinstance(concept, MedicineConcept)]

    @property
    def magnesium(self) -> bool:
        """Return whether one of them is magnesium itself."""
        return any(concept.slug == MAGNESIUM_SALTS for concept in self.medicines)

    @property
    def evaluated(self) -> bool:
        """Return whether rules are evaluated on it: all of it, or at least a part, is known."""
        partly = self.status in READ_IN_PART and bool(self.substances)
        return self.status in RECOGNISED or partly

    @property
    def ruled(self) -> bool:
        """Return whether a rule names it."""
        return self.status is InputStatus.matched

    @property
    def checked(self) -> bool:
        """Return whether all of it was checked."""
        return self.status in CHECKED and not self.not_checked and not self.not_understood

    @property
    def shown_concepts(self) -> list[Concept]:
        """Return the concepts as an answer shows them."""
        return [shown_concept(concept) for concept in self.concepts]


RECOGNISED = frozenset(
    {
        InputStatus.matched,
        InputStatus.not_listed,
        InputStatus.listed_elsewhere,
        InputStatus.outside_coverage,
        InputStatus.conflicting,
    }
)
"""Statuses of what is known to be taken."""

READ_IN_PART = (InputStatus.not_recognised, InputStatus.unreadable)
"""Statuses of what is checked as far as it is known."""

CHECKED = (InputStatus.matched, InputStatus.not_listed)
"""Statuses of what was checked."""


def shown_concept(concept: AnyConcept) -> Concept:
    """Return a concept as an answer shows it."""
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


class Said(NamedTuple):
    """What a text says, read as a medicine or as a condition."""

    named: bool
    """Whether it names one."""
    understood: bool
    """Whether nothing in it is unknown."""
    doubted: bool
    """Whether it may tell of negation, history or doubt."""
    heading: Heading = Heading.none
    """What it is as a heading of a list."""

    @property
    def nothing(self) -> bool:
        """Return whether it names nothing, hides nothing and casts no doubt: `Take 1 tablet daily`."""
        return not self.named and self.understood and not self.doubted
