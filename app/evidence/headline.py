"""The evidence in a few sentences: what is known, and how sure it is. Pure.

What must stay true: every number is counted from the summaries; the wording follows the ratings; results in
the whole sample stand apart from those in a part of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.evidence.aggregation import is_subgroup
from app.evidence.labels import AGAINST, Tone, label, quantity
from app.evidence.schemas import DomainSummary, MagnesiumGiven, Result, ResultGroup
from app.models import Trial
from app.models.certainty import Certainty
from app.models.outcome import CONTROLLED, AnalysisSet, Role
from app.models.trial import ArmRole

UNCERTAIN = frozenset({Certainty.low, Certainty.very_low})
"""Ratings that leave open whether there is an effect."""

POINTED = {
    Tone.toward: "in favour of magnesium",
    Tone.level: "to no clear difference",
    Tone.away: "against magnesium",
}
"""Where results point, in words."""


WHOLE_SAMPLE = frozenset({AnalysisSet.whole_sample, AnalysisSet.intention_to_treat})
"""Results of everyone in a trial."""

PART_OF_THE_SAMPLE = {
    AnalysisSet.subgroup: "in a subgroup",
    AnalysisSet.per_protocol: "in those who completed",
    AnalysisSet.not_stated: "in people not stated",
}
"""All other results: in whom, in words."""


def evidence_headline(summaries: Sequence[DomainSummary], trials: Mapping[str, Trial]) -> tuple[str, str]:
    """Return (how sure it is, what was compared) for all symptoms together. `trials` are by slug."""
    return certainty_sentence(summaries), results_sentence(summaries, trials)


def certainty_sentence(summaries: Sequence[DomainSummary]) -> str:
    """Return how sure the evidence is, over the outcomes that are rated."""
    ratings = Counter(each.certainty.rating for each in summaries)
    unrated = ratings.pop(Certainty.not_rated, 0)
    levels = " or ".join(label(level).wording for level in Certainty if ratings[level])
    if not levels:
        return "How sure the evidence is could not be rated for any outcome."
    rated = f"certainty is {levels} for the {ratings.total()} outcomes that could be rated"
    rest = f", and {unrated} could not be rated" if unrated else ""
    if ratings.keys() <= UNCERTAIN:
        return f"It is uncertain whether magnesium helps: {rated}{rest}."
    return f"How sure the evidence is differs by outcome: {rated}{rest}."


def results_sentence(summaries: Sequence[DomainSummary], trials: Mapping[str, Trial]) -> str:
    """Return how many results test magnesium alone against a comparator, in whom, and where they point.

    `trials` are by slug.
    """
    groups = list(compared_alone(summaries))
    results = [result for group in groups for result in group.results]
    compared = {trial for group in groups for trial in group.counts.trials}
    total = sum(group.counts.results for group in groups)
    if not compared:
        return f"No study tested magnesium alone {AGAINST}."
    placebo = " (placebo)" if only_placebo(trials[slug] for slug in compared) else ""
    sentences = [
        f"{quantity(len(compared), 'study', 'studies')} tested magnesium alone {AGAINST}{placebo}, "
        f"with {quantity(total, 'result')}.",
        primary_sentence([each for each in results if each.outcome.role is Role.primary]),
        *sentences_by_people(results),
    ]
    if unlisted := total - len(results):
        sentences.append(f"{quantity(unlisted, 'more result')} can be read in the list of results.")
    return " ".join(sentences)


def only_placebo(trials: Iterable[Trial]) -> bool:
    """Return whether every arm beside magnesium was given a placebo."""
    others = {arm.role for trial in trials for arm in trial.arms} - {ArmRole.magnesium}
    return others == {ArmRole.placebo}


def primary_sentence(results: Sequence[Result]) -> str:
    """Return where primary endpoints point."""
    if not results:
        return "No result of a primary endpoint was read."
    if len(results) == 1:
        ((_, words),) = pointed(results)
        return f"The primary endpoint points {words}."
    return f"Of {len(results)} primary endpoints, {where_they_point(results)}."


def sentences_by_people(results: Sequence[Result]) -> Iterator[str]:
    """Yield where results in the whole sample point, and then where the others do."""
    whole = [each for each in results if people_analysed(each) in WHOLE_SAMPLE]
    rest = [each for each in results if people_analysed(each) not in WHOLE_SAMPLE]
    if whole:
        yield f"Of {quantity(len(whole), 'result')} in the whole sample, {where_they_point(whole)}."
    if rest:
        found = {people_analysed(each) for each in rest}
        people = " or ".join(words for analysed, words in PART_OF_THE_SAMPLE.items() if analysed in found)
        yield f"Of {quantity(len(rest), 'result')} {people}, {where_they_point(rest)}."


def people_analysed(result: Result) -> AnalysisSet:
    """Return who was analysed; a subgroup where either field says so."""
    return AnalysisSet.subgroup if is_subgroup(result.outcome) else result.outcome.analysis_set


def pointed(results: Iterable[Result]) -> list[tuple[int, str]]:
    """Return (number of results, where they point)."""
    tones = Counter(label(each.outcome.direction).tone for each in results)
    found = [(tones.pop(tone), words) for tone, words in POINTED.items() if tones[tone]]
    return [*found, (tones.total(), "to neither, or it was not read")] if tones.total() else found


def where_they_point(results: Iterable[Result]) -> str:
    """Return where results point in words: `2 point in favour of magnesium and 1 against magnesium`."""
    (number, words), *others = pointed(results)
    if not others and number > 1:
        return f"all point {words}"
    points = [f"{number} {'points' if number == 1 else 'point'} {words}"]
    points += [f"{number} {words}" for number, words in others]
    return f"{', '.join(points[:-1])} and {points[-1]}" if others else points[0]


def compared_alone(summaries: Iterable[DomainSummary]) -> Iterable[ResultGroup]:
    """Yield the groups of results in which magnesium alone is set against a comparator."""
    for summary in summaries:
        for group in summary.groups:
            if group.comparison in CONTROLLED and group.given is MagnesiumGiven.alone:
                yield group
