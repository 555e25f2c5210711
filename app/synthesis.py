"""What the evidence says by symptom domain, made from the published records. Pure: no web, no SQL.

What must stay true: every outcome of a domain is in exactly one place; null results rank with favourable
ones; nothing is pooled, and no direction is decided by counting significant results.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from .effects import effect_of
from .gaps import Known, gaps
from .models import DatasetStamp, Disagreement, Domain, Form, TidyOutcome, Trial
from .models.domain import Certainty
from .models.outcome import AnalysisSet, Comparison, Direction, Role
from .models.provenance import Basis, Verification
from .models.summary import (
    Accounting,
    Counts,
    DisagreementLink,
    DomainSummaries,
    DomainSummary,
    MagnesiumGiven,
    OpenQuestion,
    Result,
    ResultGroup,
    Statement,
    WordingRule,
)
from .models.trial import ArmRole, Design
from .wording import CANNOT_SHOW, COMPARED, EFFECT, GIVEN, SAID, lowered, several

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


@dataclass(frozen=True)
class Evidence:
    """The records that summaries are made from, all of one dataset."""

    dataset: DatasetStamp
    domains: Sequence[Domain]
    outcomes: Sequence[TidyOutcome]
    trials: Mapping[str, Trial]
    """By slug."""
    forms: Sequence[Form]
    disagreements: Sequence[Disagreement]


class Place(Enum):
    """Where an outcome goes."""

    counted = "result of a trial"
    article = "what the article reports"
    review = "finding of a review"
    open_question = "not read"


@dataclass
class Sorted:
    """The outcomes of a domain, each in one place; those that repeat another stand with it."""

    results: dict[Place, list[Result]] = field(default_factory=lambda: {place: [] for place in Place})
    repeated: int = 0


# Sorting ------------------------------------------------------------------------------------------


def place_of(outcome: TidyOutcome) -> Place:
    """The one place where an outcome is shown."""
    if outcome.verification is Verification.unverified:
        return Place.open_question
    if outcome.design in REVIEWS:
        return Place.review
    return Place.article if outcome.basis is Basis.article else Place.counted


def given_in(outcome: TidyOutcome, trial: Trial) -> MagnesiumGiven:
    """Whether an outcome is about magnesium alone, or about an arm that was given none."""
    if any(arm.name == outcome.arm and arm.role is not ArmRole.magnesium for arm in trial.arms):
        return MagnesiumGiven.without
    if outcome.single_agent is None:
        return MagnesiumGiven.not_stated
    return MagnesiumGiven.alone if outcome.single_agent else MagnesiumGiven.combined


def told_once(outcomes: Iterable[TidyOutcome]) -> list[list[TidyOutcome]]:
    """Outcomes that report the same result together, first the one that is counted: one that was read."""
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


def sort_out(outcomes: Iterable[TidyOutcome], trials: Mapping[str, Trial]) -> Sorted:
    """Every outcome in its place, in the order in which results are shown."""
    found = Sorted()
    for counted, *repeated in told_once(outcomes):
        result = Result(
            outcome=counted,
            also_reported_as=[each.id for each in repeated],
            effect=effect_of(counted, trials[counted.trial]),
        )
        found.results[place_of(counted)].append(result)
        found.repeated += len(repeated)
    for results in found.results.values():
        results.sort(key=lambda result: (ROLES.index(result.outcome.role), result.outcome.id))
    return found


# Summaries ----------------------------------------------------------------------------------------


def summarise(domain: Domain, evidence: Evidence) -> DomainSummary:
    """What the evidence says on one domain."""
    outcomes = [outcome for outcome in evidence.outcomes if outcome.domain == domain.slug]
    found = sort_out(outcomes, evidence.trials)
    groups = grouped(found, evidence.trials)
    return DomainSummary(
        domain=domain.slug,
        name=domain.name,
        definition=domain.definition,
        omeract_tier=domain.omeract_tier,
        conclusion=conclusion(domain, groups),
        certainty=domain.certainty,
        groups=groups,
        reviews=found.results[Place.review],
        open_questions=[open_question(result.outcome) for result in found.results[Place.open_question]],
        disagreements=[
            DisagreementLink(slug=each.slug, question=each.question, kind=each.kind)
            for each in evidence.disagreements
            if domain.slug in each.domains
        ],
        gaps=gaps(Known(groups, found.results[Place.review], evidence.trials, evidence.forms)),
        accounting=Accounting(
            outcomes=len(outcomes),
            counted=len(found.results[Place.counted]),
            article=len(found.results[Place.article]),
            reviews=len(found.results[Place.review]),
            repeated=found.repeated,
            open_questions=len(found.results[Place.open_question]),
        ),
        dataset=evidence.dataset,
    )


def summaries(evidence: Evidence) -> DomainSummaries:
    """What the evidence says on every domain."""
    items = [summarise(domain, evidence) for domain in evidence.domains]
    return DomainSummaries(items=items, dataset=evidence.dataset)


def grouped(found: Sorted, trials: Mapping[str, Trial]) -> list[ResultGroup]:
    """Results of trials, and what the article reports, by what was compared and what was given."""
    groups = []
    for comparison in COMPARISONS:
        for given in MagnesiumGiven:
            own, article = (
                [
                    result
                    for result in found.results[place]
                    if result.outcome.comparison is comparison
                    and given_in(result.outcome, trials[result.outcome.trial]) is given
                ]
                for place in (Place.counted, Place.article)
            )
            if own or article:
                groups.append(group(comparison, given, own, article))
    return groups


def group(
    comparison: Comparison, given: MagnesiumGiven, own: list[Result], article: list[Result]
) -> ResultGroup:
    """One group with its counts and its sentence."""
    counts, article_counts = counted(own), counted(article)
    title = f"{GIVEN[given]}, {COMPARED[comparison]}"
    parts = [f"{title}: no result of a trial was read."]
    if own:
        found = f"{several(counts.results, 'result')} of {several(len(counts.trials), 'trial')}"
        parts = [f"{title}: {found} ({pointing(counts)})."]
    if article:
        said = several(article_counts.results, "result")
        parts.append(f"The article reports {said} ({pointing(article_counts)}).")
    if given is MagnesiumGiven.without:
        parts.append("Shown beside what happened with magnesium; it says nothing of magnesium itself.")
    elif comparison in CANNOT_SHOW:
        parts.append(CANNOT_SHOW[comparison])
    return ResultGroup(
        comparison=comparison,
        given=given,
        uncontrolled=comparison in CANNOT_SHOW,
        statement=Statement(
            text=" ".join(parts), rule=WordingRule.results_by_direction, records=refs([*own, *article])
        ),
        results=own,
        counts=counts,
        article_results=article,
        article_counts=article_counts,
    )


def counted(results: Sequence[Result]) -> Counts:
    """How many results there are, of which trials, pointing which way."""
    outcomes = [result.outcome for result in results]
    return Counts(
        results=len(outcomes),
        trials=sorted({outcome.trial for outcome in outcomes}),
        in_subgroups=sum(is_subgroup(outcome) for outcome in outcomes),
        by_direction={word: sum(outcome.direction is word for outcome in outcomes) for word in Direction},
        by_verification={
            word: sum(outcome.verification is word for outcome in outcomes) for word in Verification
        },
    )


def pointing(counts: Counts) -> str:
    """Which way results point, in words: `1 no clear difference, 1 favours magnesium; 1 in a subgroup`."""
    ways = [f"{number} {SAID[word]}" for word, number in counts.by_direction.items() if number]
    apart = f"; {counts.in_subgroups} in a subgroup" if counts.in_subgroups else ""
    return f"{', '.join(ways)}{apart}"


def refs(results: Iterable[Result]) -> list[str]:
    """The records of results, those that repeat them included."""
    return [f"trials/{id}" for result in results for id in (result.outcome.id, *result.also_reported_as)]


def open_question(outcome: TidyOutcome) -> OpenQuestion:
    """A result nobody read, as a question."""
    return OpenQuestion(
        outcome=outcome.id,
        trial_name=outcome.trial_name,
        comparison=outcome.comparison,
        text=outcome.label,
    )


# The conclusion -----------------------------------------------------------------------------------


def conclusion(domain: Domain, groups: Sequence[ResultGroup]) -> Statement:
    """The domain in one sentence, worded by its certainty.

    After Santesso et al., GRADE guidelines 26 (2020), doi:10.1016/j.jclinepi.2019.10.014.
    """
    rated = [
        result
        for group in groups
        if group.comparison is Comparison.between_arms and group.given is MagnesiumGiven.alone
        for result in group.results
    ]
    about = f"{lowered(domain.name)} in fibromyalgia"
    rating = domain.certainty.rating
    if rating is Certainty.not_rated:
        reason = domain.certainty.note or "The reason is not given."
        text, rule = f"No rating: {lowered(reason)}", WordingRule.grade_not_rated
    elif rating is Certainty.very_low:
        text = f"The evidence is very uncertain about the effect of magnesium alone on {about}."
        rule = WordingRule.grade_very_low
    else:
        text, rule = stated(rating, about, directions(rated))
    return Statement(text=text, rule=rule, records=[f"domains/{domain.slug}", *refs(rated)])


def stated(rating: Certainty, about: str, ways: set[Direction]) -> tuple[str, WordingRule]:
    """The effect in a sentence, with the rule that made it; no effect where results differ."""
    way = next(iter(ways)) if len(ways) == 1 else None
    if way not in EFFECT:
        why = "results point different ways" if ways else "no result that says which way was read"
        text = f"Certainty on magnesium alone for {about} is rated {rating.value}, but {why}."
        return text, WordingRule.grade_without_direction
    plain, after_may = EFFECT[way]
    verbs = {
        Certainty.high: (plain, WordingRule.grade_high),
        Certainty.moderate: (f"probably {plain}", WordingRule.grade_moderate),
        Certainty.low: (f"may {after_may}", WordingRule.grade_low),
    }
    verb, rule = verbs[rating]
    return f"Magnesium alone {verb} {about}.", rule


def directions(results: Iterable[Result]) -> set[Direction]:
    """Which ways results point, subgroups and what was not read left out."""
    return {result.outcome.direction for result in results if not is_subgroup(result.outcome)} - {
        Direction.not_reported
    }


def is_subgroup(outcome: TidyOutcome) -> bool:
    """Whether it is about a part of the participants only."""
    return outcome.role is Role.subgroup or outcome.analysis_set is AnalysisSet.subgroup
