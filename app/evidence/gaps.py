"""Find what is missing in a domain: one rule for each kind of gap. Pure.

What must stay true: every word of `GapRule` has one rule here; a gap names the records it concerns.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.evidence.aggregation import LIST_LIMIT, ResultKind, UniqueResult
from app.evidence.effect_sizes import two_arms
from app.evidence.findings import HARMS
from app.evidence.labels import uncapitalised
from app.evidence.schemas import Gap, GapRule, MagnesiumGiven
from app.models import Form, Preparation, Trial
from app.models.outcome import CONTROLLED, TidyOutcome
from app.models.trial import Identification


@dataclass(frozen=True)
class GapStats:
    """Results of one domain, selected for the rules that look for gaps."""

    secondhand: Sequence[UniqueResult]
    """Results reported by the article or by reviews."""
    on_magnesium: Sequence[UniqueResult]
    """Results of trials, magnesium alone or not; comparison arms without magnesium are left out."""
    forms: Sequence[Form]
    """Every form that people buy."""
    preparations: Sequence[Preparation] = ()
    """Every preparation."""

    @property
    def controlled(self) -> list[UniqueResult]:
        """Return the results that compare magnesium, alone or not, with a comparator."""
        return [each for each in self.on_magnesium if each.outcome.comparison in CONTROLLED]

    @property
    def alone(self) -> list[UniqueResult]:
        """Return the results that compare magnesium alone with a comparator."""
        return [each for each in self.controlled if each.outcome.single_agent]


def gap_stats(
    results: Iterable[UniqueResult], forms: Sequence[Form], preparations: Sequence[Preparation]
) -> GapStats:
    """Select the results of a domain, in the order in which gaps list their records."""
    ordered = sorted(results, key=lambda result: result.group_sort_key)
    article = [each for each in ordered if each.kind is ResultKind.article_report]
    reviews = [each for each in ordered if each.kind is ResultKind.review_finding]
    return GapStats(
        secondhand=[*article, *sorted(reviews, key=lambda result: result.sort_key)],
        on_magnesium=[
            each
            for each in ordered
            if each.kind is ResultKind.trial_result and each.given is not MagnesiumGiven.without
        ],
        forms=forms,
        preparations=preparations,
    )


def find_gaps(
    results: Iterable[UniqueResult], forms: Sequence[Form], preparations: Sequence[Preparation]
) -> list[Gap]:
    """Return every gap of a domain, in the order of `GAP_FINDERS`."""
    stats = gap_stats(results, forms, preparations)
    found = ((rule, find(stats)) for rule, find in GAP_FINDERS.items())
    return [Gap(text=gap[0], rule=rule, records=gap[1]) for rule, gap in found if gap]


FoundGap = tuple[str, list[str]] | None
"""Sentence and records of a gap; None where nothing is missing."""


def listed_records(results: Iterable[UniqueResult]) -> list[str]:
    """Return references to the first results."""
    return [result.record for result in results][:LIST_LIMIT]


def no_result(stats: GapStats) -> FoundGap:
    """Find a domain of which no result was read."""
    return None if stats.on_magnesium or stats.secondhand else ("No result was read.", [])


def no_controlled_result_alone(stats: GapStats) -> FoundGap:
    """Find a domain without a controlled result of magnesium alone."""
    if stats.alone:
        return None
    return "No result that was read compares magnesium alone with anything.", []


def single_trial(stats: GapStats) -> FoundGap:
    """Find a domain whose controlled results of magnesium alone come from one trial."""
    trials = {result.trial.slug: result.trial for result in stats.alone}
    if len(trials) != 1:
        return None
    ((slug, trial),) = trials.items()
    text = f"Every controlled result of magnesium alone comes from one trial, {trial.name}."
    return text, [f"trials/{slug}"]


def longest_follow_up(stats: GapStats) -> FoundGap:
    """Return the latest time at which magnesium alone was compared."""
    results = stats.alone
    if not results:
        return None
    weeks = [each.outcome.timepoint_weeks for each in results if each.outcome.timepoint_weeks is not None]
    if not weeks:
        text = "When the controlled results of magnesium alone were measured was not read."
        return text, listed_records(results)
    not_read = len(results) - len(weeks)
    rest = f"; of {not_read} the time was not read" if not_read else ""
    text = f"No controlled result of magnesium alone is from later than week {max(weeks):g}{rest}."
    return text, listed_records(results)


def compared_doses(stats: GapStats) -> FoundGap:
    """Return the doses at which magnesium alone was compared."""
    results = stats.alone
    if not results:
        return None
    doses = {each.outcome.elemental_mg_per_day for each in results}
    read = [f"{each:g} mg" for each in sorted(each for each in doses if each is not None)]
    given = ", ".join([*read, *(["not read"] if None in doses else [])])
    text = f"Doses at which magnesium alone was compared, of magnesium a day: {given}."
    return text, listed_records(results)


def participants_not_read(stats: GapStats) -> FoundGap:
    """Find controlled results without the number of people analysed in each arm."""
    missing = [each for each in stats.controlled if not participants_known(each.outcome, each.trial)]
    text = f"How many people were analysed in each arm was not read for {share(missing, stats)}."
    return (text, listed_records(missing)) if missing else None


def participants_known(outcome: TidyOutcome, trial: Trial) -> bool:
    """Return whether the number of people is known for every arm, from the result or from the trial."""
    analysed = {group.arm: group.participants for group in outcome.groups}
    known = [arm.participants is not None or bool(analysed.get(arm.name)) for arm in trial.arms]
    return bool(known) and all(known)


def figures_not_read(stats: GapStats) -> FoundGap:
    """Find controlled results without means and standard deviations, or without counts, in both arms."""
    missing = [each for each in stats.controlled if two_arms(each.outcome, each.trial) is None]
    harms = all(each.outcome.domain == HARMS for each in missing)
    figures = "Counts of people" if harms else "Means with standard deviations"
    text = f"{figures} in both arms were not read for {share(missing, stats)}."
    return (text, listed_records(missing)) if missing else None


def share(missing: Sequence[UniqueResult], stats: GapStats) -> str:
    """Return a part of the controlled results in words: `2 of 3 controlled results`."""
    return f"{len(missing)} of {len(stats.controlled)} controlled results"


def form_not_reported(stats: GapStats) -> FoundGap:
    """Find results that do not name a form of magnesium."""
    missing = [each for each in stats.on_magnesium if each.outcome.form is None]
    text = (
        f"Which form of magnesium was given is not known for {len(missing)} of "
        f"{len(stats.on_magnesium)} results."
    )
    return (text, listed_records(missing)) if missing else None


def forms_without_trial(stats: GapStats) -> FoundGap:
    """Find forms on sale without a trial result of the form or of a preparation that stands for it."""
    given = {each.outcome.preparation for each in stats.on_magnesium}
    tried = {each.outcome.form for each in stats.on_magnesium}
    tried |= {form for each in stats.preparations if each.slug in given for form in each.stands_for}
    missing = [form for form in stats.forms if form.slug not in tried]
    if not missing:
        return None
    names = ", ".join(uncapitalised(form.name).removeprefix("magnesium ") for form in missing)
    text = f"No trial result was found for {len(missing)} of {len(stats.forms)} forms of magnesium: {names}."
    return text, [f"forms/{form.slug}" for form in missing]


def article_not_traced(stats: GapStats) -> FoundGap:
    """Find results of studies that the article does not name and that were not found."""
    missing = [each for each in stats.secondhand if each.trial.identification is Identification.unidentified]
    text = (
        "The article reports results of studies that it does not name; which they are could not be found out."
    )
    return (text, listed_records(missing)) if missing else None


GAP_FINDERS: Mapping[GapRule, Callable[[GapStats], FoundGap]] = {
    GapRule.no_result: no_result,
    GapRule.no_controlled_result_alone: no_controlled_result_alone,
    GapRule.one_trial: single_trial,
    GapRule.duration: longest_follow_up,
    GapRule.dose: compared_doses,
    GapRule.participants_not_read: participants_not_read,
    GapRule.figures_not_read: figures_not_read,
    GapRule.form_not_reported: form_not_reported,
    GapRule.forms_without_trial: forms_without_trial,
    GapRule.article_not_traced: article_not_traced,
}
"""Every kind of gap and how it is found, in the order in which gaps are listed."""
