"""Answer the questions of the evidence profiles: results, people and certainty of each. Pure.

What must stay true: a result answers a question when its trial, preparation, domain and kind of comparison
are those of the question; certainty is computed from the recorded judgements alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.evidence.aggregation import ResultKind, ResultSet, UniqueResult
from app.evidence.certainty import Rating, rate, starting_level
from app.evidence.effect_sizes import effect_of
from app.evidence.labels import label, quantity, uncapitalised
from app.evidence.schemas import MagnesiumGiven
from app.models import EvidenceProfile, TidyQuestion, Trial
from app.models.certainty import Certainty
from app.models.evidence_profile import Comparator, ProfileQuestion
from app.models.outcome import Comparison, Direction
from app.models.trial import ArmRole

ANSWERING = {
    True: frozenset({Comparison.between_arms, Comparison.crossover_periods, Comparison.sequential_periods}),
    False: frozenset({Comparison.within_arm, Comparison.withdrawal, Comparison.not_stated}),
}
"""Comparisons that answer a question, by whether it has a comparator."""

COUNTS_OF_PEOPLE = ("analysed", "completed", "randomised", "enrolled")
"""Numbers of people that a trial may report, the most telling first."""


def tidy_questions(
    profiles: Iterable[EvidenceProfile],
    results: Sequence[UniqueResult],
    trials: Mapping[str, Trial],
    domains: Mapping[str, str],
) -> list[TidyQuestion]:
    """Return the questions of all profiles with their answers, in the order of their ids.

    `trials` are by slug; `domains` are the names of the domains by slug.
    """
    found = [
        question_summary(profile, question, results, trials, domains)
        for profile in profiles
        for question in profile.questions
    ]
    return sorted(found, key=lambda question: question.id)


def question_summary(
    profile: EvidenceProfile,
    question: ProfileQuestion,
    results: Sequence[UniqueResult],
    trials: Mapping[str, Trial],
    domains: Mapping[str, str],
) -> TidyQuestion:
    """Return one question with its answer."""
    answers = ResultSet(each for each in results if answers_question(each, profile, question))
    studies = [trials[slug] for slug in answers.trials]
    rating = rating_of(profile, question, trials)
    people = [people_in(trial, profile) for trial in studies]
    return TidyQuestion(
        id=f"{profile.slug}/{question.name}",
        profile=profile.slug,
        question=sentence(profile, domains[question.domain]),
        population=profile.population,
        preparation=profile.preparation,
        route=profile.route,
        comparator=profile.comparator,
        comparator_detail=profile.comparator_detail,
        domain=question.domain,
        importance=question.importance,
        certainty=rating.level if rating else Certainty.not_rated,
        start=rating.start if rating else None,
        lowered=rating.lowered if rating else 0,
        raised=rating.raised if rating else 0,
        judgements=profile.judgements_of(question) if rating else [],
        note=question.note,
        studies=answers.trials,
        participants=sum(number for number, _ in people if number) if all_known(people) else None,
        participants_reported="; ".join(words for _, words in people) or "no study",
        results=[result.record for result in answers.results],
        effect=effect_text(answers),
        minimal_important_difference=question.minimal_important_difference,
        absolute_effect=question.absolute_effect,
        absent=question.absent,
    )


def sentence(profile: EvidenceProfile, domain: str) -> str:
    """Return a question in one sentence: `Magnesium by mouth, against placebo, for sleep in adults …`."""
    return f"{profile.name}, for {uncapitalised(domain)} in {profile.population}"


def answers_question(result: UniqueResult, profile: EvidenceProfile, question: ProfileQuestion) -> bool:
    """Return whether a result of a trial or review answers a question."""
    outcome = result.outcome
    if (outcome.domain, outcome.preparation) != (question.domain, profile.preparation):
        return False
    if result.kind is ResultKind.review_finding:
        return not profile.trials and outcome.trial in profile.reviews
    controlled = profile.comparator is not Comparator.none
    return (
        result.kind is ResultKind.trial_result
        and result.given is not MagnesiumGiven.without
        and outcome.trial in profile.trials
        and outcome.comparison in ANSWERING[controlled]
    )


def rating_of(
    profile: EvidenceProfile, question: ProfileQuestion, trials: Mapping[str, Trial]
) -> Rating | None:
    """Return the computed rating of a question, or None when it is not rated."""
    if question.worked_out is None:
        return None
    controlled = profile.comparator is not Comparator.none
    start = starting_level((trials[slug].design for slug in profile.trials), controlled)
    return rate(start, profile.judgements_of(question))


# People -------------------------------------------------------------------------------------------

People = tuple[int | None, str]
"""Number of people in a trial, None when it was not read, and words about it."""


def people_in(trial: Trial, profile: EvidenceProfile) -> People:
    """Return the people of a trial: those of the arm where nothing is compared, else of the whole trial."""
    if profile.comparator is Comparator.none:
        for arm in trial.arms:
            if arm.role is ArmRole.magnesium and arm.preparation == profile.preparation and arm.participants:
                return arm.participants, f"{trial.name}: {arm.participants} given it"
    number, kind = people_counted(trial)
    return number, f"{trial.name}: {'not read' if number is None else f'{number} {kind}'}"


def people_counted(trial: Trial) -> People:
    """Return the people of a whole trial, and how they were counted: `analysed`, for example."""
    for kind in COUNTS_OF_PEOPLE:
        number: int | None = getattr(trial.population, f"participants_{kind}")
        if number is not None:
            return number, kind
    return None, "not read"


def all_known(people: Sequence[People]) -> bool:
    """Return whether there are studies, and the number of people is known for each."""
    return bool(people) and all(number is not None for number, _ in people)


# Effect -------------------------------------------------------------------------------------------


def effect_text(answers: ResultSet) -> str:
    """Return the results in words: directions with their numbers, then differences of means."""
    if not answers:
        return "no result was read"
    return "; ".join([*directions(answers), *mean_differences(answers)])


def directions(answers: ResultSet) -> Iterator[str]:
    """Yield the number of results in each direction, subgroups named."""
    counts = answers.counts
    for direction in Direction:
        if number := counts.by_direction[direction]:
            yield f"{quantity(number, 'result')}: {label(direction).wording}"
    if counts.in_subgroups:
        yield f"{counts.in_subgroups} of them in a subgroup"


def mean_differences(answers: ResultSet) -> Iterator[str]:
    """Yield the differences of printed means, magnesium minus comparator."""
    for result in answers.results:
        effect = effect_of(result.outcome, result.trial)
        if effect is not None and effect.mean_difference is not None:
            scale = f" on {effect.instrument}" if effect.instrument else ""
            where = f" ({uncapitalised(result.outcome.subgroup)})" if result.outcome.subgroup else ""
            yield f"difference of means {effect.mean_difference:g}{scale}{where}"
