"""What is missing in a domain: one named rule for each kind of gap. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from app.evidence.aggregation import RANK, Entry, First, Names, Place
from app.evidence.effect_sizes import two_arms
from app.evidence.labels import lowered
from app.evidence.schemas import Gap, GapRule, MagnesiumGiven
from app.models import Form, Trial
from app.models.outcome import Comparison, TidyOutcome
from app.models.trial import Identification


class Known:
    """What was read of a domain, as far as gaps ask for it. A list of records keeps its first ones."""

    def __init__(self) -> None:
        self.read = 0
        """Results of any kind."""
        self.results = 0
        """Results of trials on magnesium, alone or not."""
        self.controlled = 0
        """Those that compare magnesium, alone or not, with a comparator."""
        self.alone: First[str] = First()
        """Those that compare magnesium alone with a comparator."""
        self.trials = Names()
        """The trials of these."""
        self.trial_name = ""
        """Name of the last of them."""
        self.longest: float | None = None
        """The latest week of these."""
        self.weeks_not_read = 0
        self.doses: set[float | None] = set()
        self.forms: set[str | None] = set()
        """Forms with a result."""
        self.people_not_read: First[str] = First()
        self.figures_not_read: First[str] = First()
        self.form_not_reported: First[str] = First()
        self.not_traced: First[str] = First()

    def add(self, entry: Entry) -> None:
        """Take in one more result."""
        if entry.place is Place.open_question:
            return
        outcome, record = entry.outcome, f"trials/{entry.outcome.id}"
        grouped = (RANK[outcome.comparison], RANK[entry.given], *entry.order)
        if entry.place is not Place.counted:
            self.read += 1
            if entry.trial.identification is Identification.unidentified:
                place = (
                    entry.place is Place.review,
                    grouped if entry.place is Place.article else entry.order,
                )
                self.not_traced.add(place, record)
        elif entry.given is not MagnesiumGiven.without:
            self.results += 1
            self.forms.add(outcome.form)
            if outcome.form is None:
                self.form_not_reported.add(grouped, record)
            if outcome.comparison is Comparison.between_arms:
                self._add_controlled(entry, grouped, record)

    def _add_controlled(self, entry: Entry, grouped: tuple[int | str, ...], record: str) -> None:
        outcome = entry.outcome
        self.controlled += 1
        if not people_known(outcome, entry.trial):
            self.people_not_read.add(grouped, record)
        if two_arms(outcome, entry.trial) is None:
            self.figures_not_read.add(grouped, record)
        if outcome.single_agent:
            self.alone.add(grouped, record)
            self.trials.note(outcome.trial)
            self.trial_name = entry.trial.name
            self.doses.add(outcome.elemental_mg_per_day)
            if outcome.timepoint_weeks is None:
                self.weeks_not_read += 1
            elif self.longest is None or outcome.timepoint_weeks > self.longest:
                self.longest = outcome.timepoint_weeks

    def merge(self, other: "Known") -> None:
        """Take in what was read of other trials."""
        self.read += other.read
        self.results += other.results
        self.controlled += other.controlled
        self.alone.merge(other.alone)
        self.trials.merge(other.trials)
        self.trial_name = other.trial_name or self.trial_name
        self.longest = max((each for each in (self.longest, other.longest) if each is not None), default=None)
        self.weeks_not_read += other.weeks_not_read
        self.doses |= other.doses
        self.forms |= other.forms
        self.people_not_read.merge(other.people_not_read)
        self.figures_not_read.merge(other.figures_not_read)
        self.form_not_reported.merge(other.form_not_reported)
        self.not_traced.merge(other.not_traced)


Found = tuple[str, Iterable[str]] | None
"""What is missing and the records it concerns; None where nothing is."""


def gaps(known: Known, forms: Sequence[Form]) -> list[Gap]:
    """Everything that is missing, rule by rule."""
    found = ((rule, look(known, forms)) for rule, look in RULES.items())
    return [Gap(text=gap[0], rule=rule, records=list(gap[1])) for rule, gap in found if gap]


def no_result(known: Known, _: Sequence[Form]) -> Found:
    """Nothing at all was read."""
    return None if known.results or known.read else ("No result was read.", ())


def no_controlled_result_alone(known: Known, _: Sequence[Form]) -> Found:
    """Magnesium alone was not compared with anything."""
    if known.alone.total:
        return None
    return "No result that was read compares magnesium alone with anything.", ()


def one_trial(known: Known, _: Sequence[Form]) -> Found:
    """Everything rests on one trial."""
    if known.trials.total != 1:
        return None
    (slug,) = known.trials
    text = f"Every controlled result of magnesium alone comes from one trial, {known.trial_name}."
    return text, [f"trials/{slug}"]


def duration(known: Known, _: Sequence[Form]) -> Found:
    """The longest time anybody was followed."""
    if not known.alone.total:
        return None
    if known.longest is None:
        return "When the controlled results of magnesium alone were measured was not read.", known.alone
    rest = f"; of {known.weeks_not_read} the time was not read" if known.weeks_not_read else ""
    text = f"No controlled result of magnesium alone is from later than week {known.longest:g}{rest}."
    return text, known.alone


def dose(known: Known, _: Sequence[Form]) -> Found:
    """The doses that were compared, and no others."""
    if not known.alone.total:
        return None
    read = [f"{each:g} mg" for each in sorted(each for each in known.doses if each is not None)]
    given = ", ".join([*read, *(["not read"] if None in known.doses else [])])
    return f"Doses at which magnesium alone was compared, of magnesium a day: {given}.", known.alone


def participants_not_read(known: Known, _: Sequence[Form]) -> Found:
    """The number analysed in each arm is the first thing a reviewer needs."""
    missing = known.people_not_read
    text = f"How many people were analysed in each arm was not read for {part(missing, known)}."
    return (text, missing) if missing.total else None


def people_known(outcome: TidyOutcome, trial: Trial) -> bool:
    """Whether the number of people is known for every arm, from the result or from the trial."""
    analysed = {group.arm: group.participants for group in outcome.groups}
    for arm in trial.arms:
        if arm.participants is None and not analysed.get(arm.name):
            return False
    return bool(trial.arms)


def figures_not_read(known: Known, _: Sequence[Form]) -> Found:
    """Without figures there is no size of effect."""
    missing = known.figures_not_read
    text = f"Means with standard deviations in both arms were not read for {part(missing, known)}."
    return (text, missing) if missing.total else None


def form_not_reported(known: Known, _: Sequence[Form]) -> Found:
    """Results that cannot be said to be about any salt."""
    missing = known.form_not_reported
    share = f"{missing.total} of {known.results} results"
    text = f"Which form of magnesium was given is not known for {share}."
    return (text, missing) if missing.total else None


def forms_without_trial(known: Known, forms: Sequence[Form]) -> Found:
    """Forms people buy without a result behind them."""
    missing = [form for form in forms if form.slug not in known.forms]
    if not missing:
        return None
    names = ", ".join(lowered(form.name) for form in missing)
    text = f"No trial result was found for {len(missing)} of {len(forms)} forms: {names}."
    return text, [f"forms/{form.slug}" for form in missing]


def article_not_traced(known: Known, _: Sequence[Form]) -> Found:
    """What the article reports of studies nobody could find."""
    text = (
        "The article reports results of studies that it does not name; which they are could not be found out."
    )
    return (text, known.not_traced) if known.not_traced.total else None


def part(some: First[str], known: Known) -> str:
    """`2 of 3 controlled results`."""
    return f"{some.total} of {known.controlled} controlled results"


RULES: Mapping[GapRule, Callable[[Known, Sequence[Form]], Found]] = {
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
