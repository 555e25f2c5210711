"""Sort results by kind, remove duplicate reports, and count them. Pure.

What must stay true: every outcome belongs to exactly one `ResultKind`; a result that several entries report
is counted once; counts cover all results, lists show the first `LIST_LIMIT` of them in a fixed order; the
order of the input changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from app.evidence.schemas import Counts, MagnesiumGiven
from app.models import TidyOutcome, Trial
from app.models.design import Design
from app.models.outcome import AnalysisSet, Comparison, Direction, Role
from app.models.provenance import Basis, Verification
from app.models.trial import ArmRole

LIST_LIMIT = 25
"""Maximum length of a list in a summary; the total is given beside each list."""

REVIEW_DESIGNS = (Design.systematic_review, Design.narrative_review)

COMPARISON_ORDER = (
    Comparison.between_arms,
    Comparison.crossover_periods,
    Comparison.withdrawal,
    Comparison.sequential_periods,
    Comparison.within_arm,
    Comparison.not_stated,
)
"""Comparisons that can show an effect first, uncontrolled ones last."""

ROLE_ORDER = (Role.primary, Role.secondary, Role.subgroup, Role.not_reported)
"""Primary endpoints first, subgroups after the endpoints of the whole sample."""

SortKey = tuple[int, str]


class ResultKind(Enum):
    """Section of a summary in which an outcome is shown."""

    trial_result = "result of a trial"
    article_report = "reported by the article"
    review_finding = "finding of a review"
    open_question = "not read"


@dataclass(frozen=True)
class UniqueResult:
    """One result of a trial, with the ids of other entries that report the same result."""

    outcome: TidyOutcome
    duplicates: Sequence[str]
    trial: Trial
    kind: ResultKind
    given: MagnesiumGiven

    @property
    def sort_key(self) -> SortKey:
        """Return the position inside a list: by role, then by id."""
        return ROLE_ORDER.index(self.outcome.role), self.outcome.id

    @property
    def group_sort_key(self) -> tuple[int, int, SortKey]:
        """Return the position among all groups: by comparison, by what was given, then as in a list."""
        comparison = COMPARISON_ORDER.index(self.outcome.comparison)
        return comparison, list(MagnesiumGiven).index(self.given), self.sort_key

    @property
    def record(self) -> str:
        """Return the reference to the outcome, as in `RecordRef`."""
        return f"trials/{self.outcome.id}"


def result_kind(outcome: TidyOutcome) -> ResultKind:
    """Return the section of a summary in which an outcome is shown."""
    if outcome.verification is Verification.unverified:
        return ResultKind.open_question
    if outcome.design in REVIEW_DESIGNS:
        return ResultKind.review_finding
    return ResultKind.article_report if outcome.basis is Basis.article else ResultKind.trial_result


def magnesium_given(outcome: TidyOutcome, trial: Trial) -> MagnesiumGiven:
    """Return whether an outcome is about magnesium alone, in combination, or about a comparison arm."""
    if any(arm.name == outcome.arm and arm.role is not ArmRole.magnesium for arm in trial.arms):
        return MagnesiumGiven.without
    if outcome.single_agent is None:
        return MagnesiumGiven.not_stated
    return MagnesiumGiven.alone if outcome.single_agent else MagnesiumGiven.combined


def is_subgroup(outcome: TidyOutcome) -> bool:
    """Return whether an outcome is about a part of the participants only."""
    return outcome.role is Role.subgroup or outcome.analysis_set is AnalysisSet.subgroup


def unique_results(trial: Trial, outcomes: Iterable[TidyOutcome]) -> Iterator[UniqueResult]:
    """Yield the results of one trial, each once per symptom domain."""
    by_domain: dict[str, list[TidyOutcome]] = {}
    for outcome in outcomes:
        by_domain.setdefault(outcome.domain, []).append(outcome)
    for in_domain in by_domain.values():
        for counted, *others in deduplicate_results(in_domain):
            ids = [each.id for each in others]
            yield UniqueResult(counted, ids, trial, result_kind(counted), magnesium_given(counted, trial))


def deduplicate_results(outcomes: Iterable[TidyOutcome]) -> list[list[TidyOutcome]]:
    """Group outcomes that report the same result; the first of each group is the one to count.

    An entry that was read comes before one that was not.
    """
    by_id = {outcome.id: outcome for outcome in outcomes}
    groups: dict[str, list[TidyOutcome]] = {}
    for outcome in by_id.values():
        groups.setdefault(representative_id(outcome, by_id), []).append(outcome)
    for entries in groups.values():
        entries.sort(
            key=lambda each: (
                result_kind(each) is ResultKind.open_question,
                bool(each.same_result_as),
                each.id,
            )
        )
    return list(groups.values())


def representative_id(outcome: TidyOutcome, by_id: Mapping[str, TidyOutcome]) -> str:
    """Follow `same_result_as` and return the last id; for a cycle, the smallest id in it."""
    path = [outcome.id]
    while named := by_id[path[-1]].same_result_as:
        following = f"{outcome.trial}/{named}"
        if following in path:
            return min(path[path.index(following) :])
        path.append(following)
        if following not in by_id:
            break
    return path[-1]


class ResultSet:
    """Results of one kind in a fixed order, with their counts."""

    def __init__(self, results: Iterable[UniqueResult] = ()) -> None:
        self.results = sorted(results, key=lambda result: result.sort_key)

    def __len__(self) -> int:
        return len(self.results)

    @property
    def listed(self) -> list[UniqueResult]:
        """Return the results that a summary lists."""
        return self.results[:LIST_LIMIT]

    @property
    def trials(self) -> list[str]:
        """Return the slugs of the trials, each once, in alphabetical order."""
        return sorted({result.outcome.trial for result in self.results})

    @property
    def in_subgroups(self) -> int:
        """Return how many results are about a part of the participants only."""
        return sum(is_subgroup(result.outcome) for result in self.results)

    @property
    def whole_sample_directions(self) -> set[Direction]:
        """Return the directions of the results outside subgroups."""
        return {result.outcome.direction for result in self.results if not is_subgroup(result.outcome)}

    @property
    def records(self) -> list[str]:
        """Return references to the listed results and to the entries that repeat them."""
        return [f"trials/{id}" for result in self.listed for id in (result.outcome.id, *result.duplicates)]

    @property
    def counts(self) -> Counts:
        """Return the number of results and trials, by direction and by verification."""
        directions = Counter(result.outcome.direction for result in self.results)
        verifications = Counter(result.outcome.verification for result in self.results)
        trials = self.trials
        return Counts(
            results=len(self),
            number_of_trials=len(trials),
            trials=trials[:LIST_LIMIT],
            in_subgroups=self.in_subgroups,
            by_direction={direction: directions[direction] for direction in Direction},
            by_verification={word: verifications[word] for word in Verification},
        )
