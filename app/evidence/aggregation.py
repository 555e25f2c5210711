"""Results gathered one trial after the other, so that a summary of a million needs no list of them. Pure.

What must stay true: everything is counted, and of each list the first `SHOWN` in its order are kept,
whatever they say; the order in which trials come changes nothing, nor does it matter whether they were
gathered in one go or in parts that are merged, as long as each trial is in one part.
"""

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from app.evidence.schemas import Counts, MagnesiumGiven
from app.models import TidyOutcome, Trial
from app.models.design import Design
from app.models.outcome import AnalysisSet, Comparison, Direction, Role
from app.models.provenance import Basis, Verification
from app.models.trial import ArmRole

SHOWN = 25
"""The most entries one list of a summary holds; how many there are in all is counted beside it."""

REVIEWS = (Design.systematic_review, Design.narrative_review)

COMPARISONS = (
    Comparison.between_arms,
    Comparison.withdrawal,
    Comparison.within_arm,
    Comparison.not_stated,
)
"""What was compared: from what can show an effect to what cannot."""

ROLES = (Role.primary, Role.secondary, Role.subgroup, Role.not_reported)
"""The order of results in a group: a primary endpoint never stands below a subgroup."""

RANK: Mapping[Enum, int] = {
    word: number for words in (COMPARISONS, ROLES, tuple(MagnesiumGiven)) for number, word in enumerate(words)
}

T = TypeVar("T")


class Place(Enum):
    """Where an outcome goes."""

    __hash__ = object.__hash__

    counted = "result of a trial"
    article = "what the article reports"
    review = "finding of a review"
    open_question = "not read"


class Entry(NamedTuple):
    """One result in its place, with the entries that repeat it."""

    outcome: TidyOutcome
    repeated: list[str]
    """The ids of those entries."""
    trial: Trial
    place: Place
    given: MagnesiumGiven
    order: tuple[int, str]
    """Where it stands in its list."""


def place_of(outcome: TidyOutcome) -> Place:
    """The one place where an outcome is shown."""
    if outcome.verification is Verification.unverified:
        return Place.open_question
    if outcome.design in REVIEWS:
        return Place.review
    return Place.article if outcome.basis is Basis.article else Place.counted


def given_in(outcome: TidyOutcome, trial: Trial) -> MagnesiumGiven:
    """Whether an outcome is about magnesium alone, or about an arm that was given none."""
    if outcome.arm is not None and any(
        arm.name == outcome.arm and arm.role is not ArmRole.magnesium for arm in trial.arms
    ):
        return MagnesiumGiven.without
    if outcome.single_agent is None:
        return MagnesiumGiven.not_stated
    return MagnesiumGiven.alone if outcome.single_agent else MagnesiumGiven.combined


def is_subgroup(outcome: TidyOutcome) -> bool:
    """Whether it is about a part of the participants only."""
    return outcome.role is Role.subgroup or outcome.analysis_set is AnalysisSet.subgroup


def told_once(outcomes: Iterable[TidyOutcome]) -> list[list[TidyOutcome]]:
    """Outcomes that report the same result together, first the one that is counted: one that was read."""
    outcomes = list(outcomes)
    if not any(outcome.same_result_as for outcome in outcomes):
        return [[outcome] for outcome in outcomes]
    known = {outcome.id: outcome for outcome in outcomes}
    together: dict[str, list[TidyOutcome]] = {}
    for outcome in known.values():
        together.setdefault(same_result(outcome, known), []).append(outcome)
    for entries in together.values():
        entries.sort(
            key=lambda each: (place_of(each) is Place.open_question, bool(each.same_result_as), each.id)
        )
    return list(together.values())


def same_result(outcome: TidyOutcome, known: Mapping[str, TidyOutcome]) -> str:
    """The id under which entries of one result meet: the last one named, or the first of a circle."""
    path = [outcome.id]
    while named := known[path[-1]].same_result_as:
        following = f"{outcome.trial}/{named}"
        if following in path:
            return min(path[path.index(following) :])
        path.append(following)
        if following not in known:
            break
    return path[-1]


def entries_of(trial: Trial, outcomes: Iterable[TidyOutcome]) -> Iterator[Entry]:
    """The results of one trial, each once in each domain it speaks of."""
    by_domain: dict[str, list[TidyOutcome]] = {}
    for outcome in outcomes:
        by_domain.setdefault(outcome.domain, []).append(outcome)
    for own in by_domain.values():
        for counted, *repeated in told_once(own):
            ids = [each.id for each in repeated] if repeated else []
            order = RANK[counted.role], counted.id
            yield Entry(counted, ids, trial, place_of(counted), given_in(counted, trial), order)


class First(Generic[T]):
    """How many there are, and the first `SHOWN` of them in the order of their keys."""

    def __init__(self) -> None:
        self.total = 0
        self._kept: list[tuple[Any, T]] = []
        self._last: Any = None
        """The last key there is room for; None as long as there is more."""

    def add(self, key: Any, thing: T) -> None:
        """Count one more; no two have the same key."""
        self.total += 1
        if self._last is None or key < self._last:
            insort(self._kept, (key, thing), key=itemgetter(0))
            self._cut()

    def _cut(self) -> None:
        del self._kept[SHOWN:]
        self._last = self._kept[-1][0] if len(self._kept) == SHOWN else None

    def merge(self, other: "First[T]") -> None:
        """Count what another one has; no key is in both."""
        self.total += other.total
        self._kept = sorted(self._kept + other._kept, key=itemgetter(0))
        self._cut()

    def __iter__(self) -> Iterator[T]:
        return (thing for _, thing in self._kept)


class Names(First[str]):
    """Different names; the same name comes again only while no other has come."""

    def __init__(self) -> None:
        super().__init__()
        self._latest: str | None = None

    def note(self, name: str) -> None:
        """Count a name, once."""
        if name != self._latest:
            self._latest = name
            self.add(name, name)


class Pile:
    """Results of one kind: all of them counted, the first ones kept."""

    def __init__(self) -> None:
        self.first: First[Entry] = First()
        self.trials = Names()
        self.in_subgroups = 0
        self.ways: set[Direction] = set()
        """Which ways results point, subgroups left out."""
        self._directions: Counter[Direction] = Counter()
        self._verifications: Counter[Verification] = Counter()

    def add(self, entry: Entry) -> None:
        """Put one more result on the pile."""
        outcome = entry.outcome
        self.first.add(entry.order, entry)
        self.trials.note(outcome.trial)
        self._directions[outcome.direction] += 1
        self._verifications[outcome.verification] += 1
        if is_subgroup(outcome):
            self.in_subgroups += 1
        else:
            self.ways.add(outcome.direction)

    def merge(self, other: "Pile") -> None:
        """Put the results of other trials on the pile."""
        self.first.merge(other.first)
        self.trials.merge(other.trials)
        self.in_subgroups += other.in_subgroups
        self.ways |= other.ways
        self._directions += other._directions
        self._verifications += other._verifications

    def __len__(self) -> int:
        return self.first.total

    @property
    def counts(self) -> Counts:
        """How many results there are, of which trials, pointing which way."""
        return Counts(
            results=len(self),
            number_of_trials=self.trials.total,
            trials=list(self.trials),
            in_subgroups=self.in_subgroups,
            by_direction={word: self._directions[word] for word in Direction},
            by_verification={word: self._verifications[word] for word in Verification},
        )
