"""The evidence in two sentences: what is known, and how sure it is. Pure.

What must stay true: every number is counted from the summaries; the wording follows the ratings.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from app.evidence.labels import Tone, label, quantity
from app.evidence.schemas import DomainSummary, MagnesiumGiven, ResultGroup
from app.models.certainty import Certainty
from app.models.outcome import CONTROLLED

UNCERTAIN = frozenset({Certainty.low, Certainty.very_low})
"""Ratings that leave open whether there is an effect."""

POINTED = {
    Tone.toward: "in favour of magnesium",
    Tone.level: "to no clear difference",
    Tone.away: "against magnesium",
}
"""Where results point, in words."""


def evidence_headline(summaries: Sequence[DomainSummary]) -> tuple[str, str]:
    """Return (how sure it is, what was compared) for all symptoms together."""
    return certainty_sentence(summaries), results_sentence(summaries)


def certainty_sentence(summaries: Sequence[DomainSummary]) -> str:
    """Return how sure the evidence is, over the symptoms that are rated."""
    ratings = Counter(each.certainty.rating for each in summaries)
    unrated = ratings.pop(Certainty.not_rated, 0)
    levels = " or ".join(label(level).wording for level in Certainty if ratings[level])
    if not levels:
        return "How sure the evidence is could not be rated for any symptom."
    rated = f"certainty is {levels} for the {ratings.total()} symptoms that could be rated"
    rest = f", and {unrated} could not be rated" if unrated else ""
    if ratings.keys() <= UNCERTAIN:
        return f"It is uncertain whether magnesium helps: {rated}{rest}."
    return f"How sure the evidence is differs by symptom: {rated}{rest}."


def results_sentence(summaries: Sequence[DomainSummary]) -> str:
    """Return how many results compare magnesium alone with something else, and where they point."""
    groups = list(compared_alone(summaries))
    trials = {trial for group in groups for trial in group.counts.trials}
    tones: Counter[Tone] = Counter()
    for group in groups:
        for direction, number in group.counts.by_direction.items():
            tones[label(direction).tone] += number
    if not trials:
        return "No study compared magnesium alone with something else."
    points = [f"{tones[tone]} point {words}" for tone, words in POINTED.items() if tones[tone]]
    other = tones.total() - sum(tones[tone] for tone in POINTED)
    points += [f"{other} to neither, or it was not read"] if other else []
    where = f"{', '.join(points[:-1])} and {points[-1]}" if len(points) > 1 else points[0]
    return (
        f"{quantity(len(trials), 'study', 'studies')} compared magnesium alone with something else; "
        f"of {tones.total()} results, {where}."
    )


def compared_alone(summaries: Iterable[DomainSummary]) -> Iterable[ResultGroup]:
    """Yield the groups of results in which magnesium alone is set against a comparator."""
    for summary in summaries:
        for group in summary.groups:
            if group.comparison in CONTROLLED and group.given is MagnesiumGiven.alone:
                yield group
