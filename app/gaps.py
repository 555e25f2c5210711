"""What is missing in a domain: one named rule for each kind of gap. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .models import Form, Trial
from .models.outcome import Comparison
from .models.summary import Gap, GapRule, MagnesiumGiven, Result, ResultGroup
from .models.trial import Identification
from .wording import lowered


@dataclass(frozen=True)
class Known:
    """What was read of a domain."""

    groups: Sequence[ResultGroup]
    reviews: Sequence[Result]
    trials: Mapping[str, Trial]
    """By slug."""
    forms: Sequence[Form]

    @property
    def results(self) -> list[Result]:
        """Results of trials on magnesium, alone or not."""
        return [
            result
            for group in self.groups
            if group.given is not MagnesiumGiven.without
            for result in group.results
        ]

    @property
    def controlled(self) -> list[Result]:
        """Those that compare magnesium, alone or not, with a comparator."""
        return [each for each in self.results if each.outcome.comparison is Comparison.between_arms]

    @property
    def controlled_alone(self) -> list[Result]:
        """Those that compare magnesium alone with a comparator."""
        return [each for each in self.controlled if each.outcome.single_agent]


Found = tuple[str, Sequence[str]] | None
"""What is missing and the records it concerns; None where nothing is."""


def gaps(known: Known) -> list[Gap]:
    """Everything that is missing, rule by rule."""
    found = ((rule, look(known)) for rule, look in RULES.items())
    return [Gap(text=gap[0], rule=rule, records=list(gap[1])) for rule, gap in found if gap]


def no_result(known: Known) -> Found:
    """Nothing at all was read."""
    if known.results or known.reviews or any(group.article_results for group in known.groups):
        return None
    return "No result was read.", ()


def no_controlled_result_alone(known: Known) -> Found:
    """Magnesium alone was not compared with anything."""
    if known.controlled_alone:
        return None
    return "No result that was read compares magnesium alone with anything.", ()


def one_trial(known: Known) -> Found:
    """Everything rests on one trial."""
    trials = {each.outcome.trial for each in known.controlled_alone}
    if len(trials) != 1:
        return None
    (slug,) = trials
    name = known.trials[slug].name
    return f"Every controlled result of magnesium alone comes from one trial, {name}.", [f"trials/{slug}"]


def duration(known: Known) -> Found:
    """The longest time anybody was followed."""
    weeks = [each.outcome.timepoint_weeks for each in known.controlled_alone]
    longest = max((each for each in weeks if each is not None), default=None)
    if not weeks:
        return None
    if longest is None:
        return "When the controlled results of magnesium alone were measured was not read.", records(
            known.controlled_alone
        )
    rest = f"; of {weeks.count(None)} the time was not read" if None in weeks else ""
    text = f"No controlled result of magnesium alone is from later than week {longest:g}{rest}."
    return text, records(known.controlled_alone)


def dose(known: Known) -> Found:
    """The doses that were compared, and no others."""
    doses = {each.outcome.elemental_mg_per_day for each in known.controlled_alone}
    if not doses:
        return None
    read = [f"{each:g} mg" for each in sorted(each for each in doses if each is not None)]
    given = ", ".join([*read, *(["not read"] if None in doses else [])])
    text = f"Doses at which magnesium alone was compared, of magnesium a day: {given}."
    return text, records(known.controlled_alone)


def participants_not_read(known: Known) -> Found:
    """The number analysed in each arm is the first thing a reviewer needs."""
    missing = [each for each in known.controlled if not people_known(each, known.trials)]
    text = f"How many people were analysed in each arm was not read for {part(missing, known.controlled)}."
    return (text, records(missing)) if missing else None


def people_known(result: Result, trials: Mapping[str, Trial]) -> bool:
    """Whether the number of people is known for every arm, from the result or from the trial."""
    analysed = {group.arm: group.participants for group in result.outcome.groups}
    arms = trials[result.outcome.trial].arms
    return bool(arms) and all((analysed.get(arm.name) or arm.participants) is not None for arm in arms)


def figures_not_read(known: Known) -> Found:
    """Without figures there is no size of effect."""
    missing = [each for each in known.controlled if each.effect is None]
    text = f"Means with standard deviations in both arms were not read for {part(missing, known.controlled)}."
    return (text, records(missing)) if missing else None


def form_not_reported(known: Known) -> Found:
    """Results that cannot be said to be about any salt."""
    missing = [each for each in known.results if each.outcome.form is None]
    share = f"{len(missing)} of {len(known.results)} results"
    return (
        (f"Which form of magnesium was given is not known for {share}.", records(missing))
        if missing
        else None
    )


def forms_without_trial(known: Known) -> Found:
    """Forms people buy without a result behind them."""
    studied = {each.outcome.form for each in known.results}
    missing = [form for form in known.forms if form.slug not in studied]
    if not missing:
        return None
    names = ", ".join(lowered(form.name) for form in missing)
    text = f"No trial result was found for {len(missing)} of {len(known.forms)} forms: {names}."
    return text, [f"forms/{form.slug}" for form in missing]


def article_not_traced(known: Known) -> Found:
    """What the article reports of studies nobody could find."""
    told = [*(each for group in known.groups for each in group.article_results), *known.reviews]
    missing = [
        each
        for each in told
        if known.trials[each.outcome.trial].identification is Identification.unidentified
    ]
    text = (
        "The article reports results of studies that it does not name; which they are could not be found out."
    )
    return (text, records(missing)) if missing else None


def part(some: Sequence[Result], every: Sequence[Result]) -> str:
    """`2 of 3 controlled results`."""
    return f"{len(some)} of {len(every)} controlled results"


def records(results: Sequence[Result]) -> list[str]:
    """The records of results."""
    return [f"trials/{each.outcome.id}" for each in results]


RULES: Mapping[GapRule, Callable[[Known], Found]] = {
    GapRule.no_result: no_result,
    GapRule.no_controlled_result_alone: no_controlled_result_alone,
    GapRule.one_trial: one_trial,
    GapRule.duration: duration,
    GapRule.dose: dose,
    GapRule.participants_not_read: participants_not_read,
    GapRule.figures_not_read: figures_not_read,
    GapRule.form_not_reported: form_not_reported,
    GapRule.forms_without_trial: forms_without_trial,
    GapRule.article_not_traced: article_not_traced,
}
"""Every kind of gap and how it is found, in the order in which gaps are listed."""
