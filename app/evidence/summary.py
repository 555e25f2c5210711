"""Summarise the evidence by symptom domain, from the published records. Pure.

What must stay true: every outcome of a domain is in exactly one section; null results rank with favourable
ones; nothing is pooled, and no direction is decided by counting significant results.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.evidence.aggregation import (
    COMPARISON_ORDER,
    ResultKind,
    ResultSet,
    UniqueResult,
    unique_results,
)
from app.evidence.effect_sizes import effect_of
from app.evidence.gaps import find_gaps
from app.evidence.labels import (
    EFFECT_VERBS,
    UNCONTROLLED,
    group_title,
    label,
    no_effect_shown,
    quantity,
    uncapitalised,
)
from app.evidence.questions import tidy_questions
from app.evidence.schemas import (
    Accounting,
    DisagreementLink,
    DomainSummaries,
    DomainSummary,
    Grading,
    MagnesiumGiven,
    OpenQuestion,
    Result,
    ResultGroup,
    Statement,
    WordingRule,
)
from app.models import (
    DatasetStamp,
    Disagreement,
    Domain,
    EvidenceProfile,
    Form,
    Preparation,
    TidyOutcome,
    TidyQuestion,
    Trial,
)
from app.models.certainty import Certainty
from app.models.outcome import CONTROLLED, Comparison, Direction


@dataclass(frozen=True)
class Evidence:
    """Records of one dataset from which summaries and the evidence map are made."""

    dataset: DatasetStamp
    domains: Sequence[Domain]
    outcomes: Sequence[TidyOutcome]
    trials: Mapping[str, Trial]
    """By slug."""
    forms: Sequence[Form]
    preparations: Sequence[Preparation]
    disagreements: Sequence[Disagreement]
    profiles: Sequence[EvidenceProfile] = ()

    @cached_property
    def results(self) -> list[UniqueResult]:
        """Return every result, each once per symptom domain."""
        by_trial: defaultdict[str, list[TidyOutcome]] = defaultdict(list)
        for outcome in self.outcomes:
            by_trial[outcome.trial].append(outcome)
        return [
            result
            for slug, outcomes in by_trial.items()
            for result in unique_results(self.trials[slug], outcomes)
        ]

    @cached_property
    def results_by_domain(self) -> Mapping[str, list[UniqueResult]]:
        """Return every result by the slug of its domain."""
        by_domain: defaultdict[str, list[UniqueResult]] = defaultdict(list)
        for result in self.results:
            by_domain[result.outcome.domain].append(result)
        return by_domain

    @cached_property
    def questions(self) -> list[TidyQuestion]:
        """Return the questions of all profiles with their answers, in the order of their ids."""
        names = {domain.slug: domain.name for domain in self.domains}
        return tidy_questions(self.profiles, self.results, self.trials, names)

    @cached_property
    def leading_questions(self) -> Mapping[str, TidyQuestion]:
        """Return the questions that give the certainty of the domains, by domain."""
        leading = {profile.slug for profile in self.profiles if profile.leads}
        return {each.domain: each for each in self.questions if each.profile in leading}


def summaries(evidence: Evidence) -> DomainSummaries:
    """Summarise every domain."""
    items = [summarise(domain, evidence) for domain in evidence.domains]
    return DomainSummaries(items=items, dataset=evidence.dataset)


def summarise(domain: Domain, evidence: Evidence) -> DomainSummary:
    """Summarise one domain."""
    results = evidence.results_by_domain.get(domain.slug, [])
    groups = group_results(results)
    reviews, open_questions = (
        ResultSet(result for result in results if result.kind is kind)
        for kind in (ResultKind.review_finding, ResultKind.open_question)
    )
    deciding = ResultSet(
        result
        for comparison in CONTROLLED
        for result in groups.get(
            (ResultKind.trial_result, comparison, MagnesiumGiven.alone), ResultSet()
        ).results
    )
    certainty = grading(evidence.leading_questions.get(domain.slug))
    return DomainSummary(
        domain=domain.slug,
        name=domain.name,
        definition=domain.definition,
        omeract_tier=domain.omeract_tier,
        conclusion=conclusion(domain, certainty, deciding),
        certainty=certainty,
        groups=list_groups(groups),
        reviews=list_results(reviews),
        open_questions=[open_question(result.outcome) for result in open_questions.listed],
        disagreements=[
            DisagreementLink(slug=each.slug, question=each.question, kind=each.kind)
            for each in evidence.disagreements
            if domain.slug in each.domains
        ],
        gaps=find_gaps(results, evidence.forms, evidence.preparations),
        label_facts=domain.label_facts,
        accounting=account_for(results),
        dataset=evidence.dataset,
    )


def grading(question: TidyQuestion | None) -> Grading:
    """Return the certainty of a question; not rated when none was asked."""
    if question is None:
        note = "No question was asked about it."
        return Grading(rating=Certainty.not_rated, question="None", asked_in=None, judgements=[], note=note)
    return Grading(
        rating=question.certainty,
        question=question.question,
        asked_in=f"evidence-profiles/{question.id}",
        judgements=question.judgements,
        note=question.note,
    )


def account_for(results: Sequence[UniqueResult]) -> Accounting:
    """Count the outcomes of a domain by the section that shows them."""
    kinds = [result.kind for result in results]
    repeated = sum(len(result.duplicates) for result in results)
    return Accounting(
        outcomes=len(results) + repeated,
        counted=kinds.count(ResultKind.trial_result),
        article=kinds.count(ResultKind.article_report),
        reviews=kinds.count(ResultKind.review_finding),
        repeated=repeated,
        open_questions=kinds.count(ResultKind.open_question),
    )


# Groups -------------------------------------------------------------------------------------------

GroupKey = tuple[ResultKind, Comparison, MagnesiumGiven]


def group_results(results: Sequence[UniqueResult]) -> dict[GroupKey, ResultSet]:
    """Group results by kind, comparison and what was given."""
    groups: defaultdict[GroupKey, list[UniqueResult]] = defaultdict(list)
    for result in results:
        groups[result.kind, result.outcome.comparison, result.given].append(result)
    return {key: ResultSet(members) for key, members in groups.items()}


def list_groups(groups: Mapping[GroupKey, ResultSet]) -> list[ResultGroup]:
    """Return the groups of trial results, each with what the article reports, in their order."""
    listed = []
    for comparison in COMPARISON_ORDER:
        for given in MagnesiumGiven:
            own, article = (
                groups.get((kind, comparison, given), ResultSet())
                for kind in (ResultKind.trial_result, ResultKind.article_report)
            )
            if own or article:
                listed.append(result_group(comparison, given, own, article))
    return listed


def result_group(
    comparison: Comparison, given: MagnesiumGiven, own: ResultSet, article: ResultSet
) -> ResultGroup:
    """Return one group with its counts and its statement."""
    return ResultGroup(
        comparison=comparison,
        given=given,
        uncontrolled=comparison in UNCONTROLLED,
        statement=group_statement(comparison, given, own, article),
        results=list_results(own),
        counts=own.counts,
        article_results=list_results(article),
        article_counts=article.counts,
    )


def group_statement(
    comparison: Comparison, given: MagnesiumGiven, own: ResultSet, article: ResultSet
) -> Statement:
    """Say how many results of a group point which way, and whether they can show an effect."""
    title = group_title(given, comparison)
    parts = [f"{title}: no result of a trial was read."]
    if own:
        number = f"{quantity(len(own), 'result')} of {quantity(len(own.trials), 'trial')}"
        parts = [f"{title}: {number} ({directions_text(own)})."]
    if article:
        parts.append(f"The article reports {quantity(len(article), 'result')} ({directions_text(article)}).")
    if reason := no_effect_shown(given, comparison):
        parts.append(reason)
    return Statement(
        text=" ".join(parts),
        rule=WordingRule.results_by_direction,
        records=[*own.records, *article.records],
    )


def directions_text(results: ResultSet) -> str:
    """Return counts by direction: `1 no clear difference, 1 favours magnesium; 1 in a subgroup`."""
    counts = results.counts
    directions = [
        f"{number} {label(direction).wording}" for direction, number in counts.by_direction.items() if number
    ]
    subgroups = f"; {counts.in_subgroups} in a subgroup" if counts.in_subgroups else ""
    return f"{', '.join(directions)}{subgroups}"


def list_results(results: ResultSet) -> list[Result]:
    """Return the listed results with their duplicates and effect sizes."""
    return [
        Result(
            outcome=result.outcome,
            also_reported_as=list(result.duplicates),
            effect=effect_of(result.outcome, result.trial),
        )
        for result in results.listed
    ]


def open_question(outcome: TidyOutcome) -> OpenQuestion:
    """Return a result that was not read as an open question."""
    return OpenQuestion(
        outcome=outcome.id,
        trial_name=outcome.trial_name,
        comparison=outcome.comparison,
        text=outcome.label,
    )


# The conclusion -----------------------------------------------------------------------------------


def conclusion(domain: Domain, certainty: Grading, deciding: ResultSet) -> Statement:
    """Return the evidence on a domain in one sentence, worded by its certainty.

    After Santesso et al., GRADE guidelines 26 (2020), doi:10.1016/j.jclinepi.2019.10.014.
    """
    subject = f"{uncapitalised(domain.name)} in fibromyalgia"
    rating = certainty.rating
    if rating is Certainty.not_rated:
        reason = certainty.note or "The reason is not given."
        text, rule = f"No rating: {uncapitalised(reason)}", WordingRule.grade_not_rated
    elif rating is Certainty.very_low:
        text = f"The evidence is very uncertain about the effect of magnesium alone on {subject}."
        rule = WordingRule.grade_very_low
    else:
        directions = deciding.whole_sample_directions - {Direction.not_reported}
        text, rule = effect_sentence(rating, subject, directions)
    asked = [certainty.asked_in] if certainty.asked_in else []
    return Statement(text=text, rule=rule, records=[f"domains/{domain.slug}", *asked, *deciding.records])


def effect_sentence(rating: Certainty, subject: str, directions: set[Direction]) -> tuple[str, WordingRule]:
    """State the effect, or say that the results do not agree on one; return the sentence and its rule."""
    direction = next(iter(directions)) if len(directions) == 1 else None
    if direction not in EFFECT_VERBS:
        reason = "results point different ways" if directions else "no result that says which way was read"
        text = f"Certainty on magnesium alone for {subject} is rated {rating.value}, but {reason}."
        return text, WordingRule.grade_without_direction
    indicative, after_may = EFFECT_VERBS[direction]
    verbs = {
        Certainty.high: (indicative, WordingRule.grade_high),
        Certainty.moderate: (f"probably {indicative}", WordingRule.grade_moderate),
        Certainty.low: (f"may {after_may}", WordingRule.grade_low),
    }
    verb, rule = verbs[rating]
    return f"Magnesium alone {verb} {subject}.", rule
