"""Turn evaluations into alerts, actions and a headline: grouped, in their order, in few words.

What must stay true: every rule that fires stands in an alert, and every one above `info` in an action; every
undecided rule is named. The headline never hides that an answer is incomplete.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from app.models import Limit, Rule
from app.models.limit import Jurisdiction
from app.models.rule import MedicineRoute, RuleKind, Severity
from app.safety.answers import (
    ActionHours,
    ActionRow,
    Alert,
    BriefAlert,
    Conflict,
    Disposition,
    Headline,
    PassedLimit,
    Undecided,
)
from app.safety.engine import CompiledRule, Evaluation, Hours, medicine_reason, unique
from app.safety.predicates import RouteBasis, digits, figure_of
from app.safety.schedule import conflicts, intervals_of

MAGNESIUM = "magnesium"
"""Subject of the rules about neither medicines nor conditions."""

ADVICE = {
    Severity.contraindicated: "do not take magnesium without a specialist",
    Severity.avoid: "better not, unless a prescriber agrees",
    Severity.separate: "keep hours apart",
    Severity.monitor: "monitoring is advised",
    Severity.caution: "take care",
    Severity.info: "worth knowing",
}
"""Severity → advice in a few words."""

NOTHING_ABOVE_INFO = (
    "nothing above information is recorded in the sources read; no record here is no proof that nothing can "
    "happen"
)

NAMES_IN_A_HEADLINE = 4
"""Names that a headline lists; the others are counted."""


class Fired(NamedTuple):
    """A rule that fires about one subject."""

    evaluation: Evaluation
    subject: str
    """As people call it."""
    alert: Alert
    """What the rule says whenever it fires."""
    conflicts: list[Conflict]
    """Clock times that are too close."""


class Advisor:
    """Writes what rules say; the texts of each rule are made once."""

    def __init__(
        self,
        rules: Iterable[Rule],
        limits: Mapping[str, Limit],
        labels: Mapping[str, str],
        usual: Hours,
    ) -> None:
        rules = list(rules)
        self.labels = labels
        """Condition → its label."""
        self.usual = usual
        """Spacing from any other medicine, for directions that a rule leaves open."""
        self.figures = {
            rule.slug: figure for rule in rules if (figure := figure_in(rule, limits)) is not None
        }
        """Dose rule → its figure, mg a day."""
        self.names = {rule.slug: rule.name for rule in rules}
        self.alert_by_rule = {rule.slug: self.alert_without_subject(rule) for rule in rules}

    def alert_without_subject(self, rule: Rule) -> Alert:
        """Return what a rule says whenever it fires."""
        figure = self.figures.get(rule.slug)
        return Alert(
            rule=rule.slug,
            kind=rule.kind,
            severity=rule.severity,
            subject="",
            subjects=[],
            effect=rule.effect,
            mechanism=rule.mechanism,
            action=rule.action,
            separation=rule.separation,
            jurisdiction=rule.jurisdiction,
            limit_mg=figure if rule.when.above_limit else None,
            limits=[],
            conflicts=[],
            because=[],
            evidence=rule.evidence,
            disagreement=rule.disagreement,
            sources=unique(source for entry in rule.provenance for source in entry.sources),
            review=rule.review,
        )

    # Alerts ---------------------------------------------------------------------------------------

    def fired(self, evaluations: Iterable[Evaluation], magnesium_times: Sequence[str]) -> list[Fired]:
        """Return every rule that fires, once for each subject: most severe first, then by subject."""
        found = [
            Fired(
                each,
                self.labels.get(each.subject, each.subject),
                self.alert_by_rule[each.compiled.slug],
                list(self.conflicts(each, magnesium_times)) if magnesium_times else [],
            )
            for each in evaluations
            if each.fires
        ]
        return sorted(found, key=lambda each: (each.evaluation.compiled.order, each.subject))

    def conflicts(self, evaluation: Evaluation, magnesium_times: Sequence[str]) -> Iterator[Conflict]:
        """Yield the clock times that are too close."""
        for interval in intervals_of(evaluation, self.usual):
            yield from conflicts(interval, magnesium_times)

    def alerts(self, fired: Iterable[Fired], grouped: bool) -> list[Alert]:
        """Return the alerts of all rules that fire, in their order.

        Grouped, a rule has one alert with all its subjects, and the dose figures have one together.
        """
        groups: dict[Hashable, list[Fired]] = {}
        for each in fired:
            rule = each.alert.rule
            key: Hashable = (rule, each.subject)
            if grouped:
                key = RuleKind.dose if rule in self.figures else rule
            groups.setdefault(key, []).append(each)
        return [self.alert(group) for group in groups.values()]

    def alert(self, group: Sequence[Fired]) -> Alert:
        """Return one alert for what fires of the same rule, or of dose figures."""
        strictest = self.strictest(group)
        subjects = unique(each.subject for each in group)
        changes: dict[str, Any] = {
            "subject": ", ".join(subjects),
            "subjects": subjects,
            "because": self.reasons(group, strictest),
            "conflicts": [conflict for each in group for conflict in each.conflicts],
        }
        if strictest.alert.rule in self.figures:
            limits = sorted(map(self.passed, group), key=lambda each: (each.limit_mg, each.rule))
            changes |= {
                "limits": limits,
                "limit_mg": limits[0].limit_mg,
                "jurisdiction": limits[0].jurisdiction,
            }
        return strictest.alert.model_copy(update=changes)

    def strictest(self, group: Sequence[Fired]) -> Fired:
        """Return what is most severe; of several dose figures, the lowest."""
        if len(group) == 1:
            return group[0]
        return min(group, key=lambda each: (each.alert.severity.rank, self.figures.get(each.alert.rule, 0)))

    def reasons(self, group: Sequence[Fired], strictest: Fired) -> list[str]:
        """Return why the rules of an alert fire; of several dose figures, `limits` has the others."""
        if len(group) == 1:
            return list(strictest.evaluation.because)
        others = [reason for each in group for reason in each.evaluation.because]
        if strictest.alert.rule in self.figures:
            others = [reason for reason in others if " mg a day " not in reason]
        return routes_together(unique([*strictest.evaluation.because, *others]), group)

    def passed(self, fired: Fired) -> PassedLimit:
        """Return the dose figure that the amount is above."""
        own = fired.alert.jurisdiction
        return PassedLimit(
            rule=fired.alert.rule,
            jurisdiction=None if own is Jurisdiction.none else own,
            limit_mg=self.figures[fired.alert.rule],
        )

    # Actions --------------------------------------------------------------------------------------

    def actions(self, fired: Iterable[Fired], whole: bool) -> list[ActionRow]:
        """Return one row for each subject of rules above `info`, most severe first.

        Medicines about which the same rules fire share a row, and so do those of general advice on spacing,
        and subjects of which one severity advises the same: pregnancy that is told twice.
        `whole`: with all that the rules advise; else in few words, for answers whose alerts say it.
        """
        by_subject: dict[Hashable, list[Fired]] = {}
        rows: dict[Hashable, list[Fired]] = {}
        for each in fired:
            if each.alert.severity is not Severity.info:
                by_subject.setdefault(self.row_of(each), []).append(each)
            elif each.alert.separation is not None:
                rows.setdefault(each.alert.rule, []).append(each)
        for row in by_subject.values():
            rows.setdefault(tuple(each.alert.rule for each in row), []).extend(row)
        alike: dict[Hashable, list[Fired]] = {}
        for key, row in rows.items():
            said = self.said_by(row)
            alike.setdefault(key if said is None else said, []).extend(row)
        actions = [self.action(row, whole) for row in alike.values()]
        return sorted(actions, key=lambda each: (each.severity_rank, each.for_))

    def said_by(self, row: Sequence[Fired]) -> Hashable | None:
        """Return what makes another row say the same; None for dose figures, whose figures differ."""
        alerts = [each.alert for each in row]
        if any(each.rule in self.figures for each in alerts):
            return None
        hours = hours_of(alerts)
        return (
            *dict.fromkeys((each.severity, each.action) for each in alerts),
            None if hours is None else (hours.before, hours.after),
        )

    def row_of(self, fired: Fired) -> Hashable:
        """Return what actions are grouped by: the medicine, the condition, the amount, else the rule."""
        if fired.alert.rule in self.figures:
            return RuleKind.dose
        return fired.alert.rule if fired.subject == MAGNESIUM else fired.subject

    def action(self, row: Sequence[Fired], whole: bool) -> ActionRow:
        """Return what to do about one subject."""
        worst = self.strictest(row).alert
        alerts = list({each.alert.rule: each.alert for each in row}.values())
        subjects = unique(
            self.name_of(each.alert) if each.subject == MAGNESIUM else each.subject for each in row
        )
        figures = self.figures_in_words(alerts)
        advised = [worst] if figures else alerts
        hours = hours_of(alerts)
        advice = [each.action for each in advised] if whole else in_few_words(advised, hours)
        return ActionRow(
            for_=", ".join(subjects),
            severity=worst.severity,
            severity_rank=worst.severity.rank,
            do=" ".join(unique([*figures, *advice, *conflicts_in_words(row)])),
            hours=hours,
            rules=[each.rule for each in alerts],
        )

    def name_of(self, alert: Alert) -> str:
        """Return the subject of an action about the amount or the person."""
        return MAGNESIUM if alert.rule in self.figures else self.names[alert.rule]

    def figures_in_words(self, row: Iterable[Alert]) -> list[str]:
        """Return the dose figures that the amount is above, as a sentence."""
        whose: dict[float, list[str]] = {}
        names: dict[float, str] = {}
        for alert in row:
            if (figure := self.figures.get(alert.rule)) is not None:
                named = alert.jurisdiction and alert.jurisdiction is not Jurisdiction.none
                whose.setdefault(figure, []).extend([str(alert.jurisdiction)] if named else [])
                names[figure] = self.names[alert.rule].removeprefix("Above ")
        parts = [
            f"{digits(figure)} mg ({', '.join(unique(whose[figure])) or names[figure]})"
            for figure in sorted(whose)
        ]
        return [f"The amount a day is above {', '.join(parts)}."] if parts else []


def routes_together(reasons: Sequence[str], group: Iterable[Fired]) -> list[str]:
    """Return reasons with one sentence for the medicines whose routes are the same, known the same way.

    Where the sentence names the medicines, it says what each of them is.
    """
    together: dict[tuple[RouteBasis, tuple[MedicineRoute, ...]], dict[str, str]] = {}
    subjects: dict[str, list[str]] = {}
    all_taken = [(taken, fired.evaluation.subject) for fired in group for taken in fired.evaluation.taken]
    for taken, subject in sorted(all_taken, key=lambda each: (len(each[0].place), each[0].place)):
        reason = taken.route_basis.reason([taken.place], taken.routes)
        if reason in reasons:
            together.setdefault((taken.route_basis, taken.routes), {})[taken.place] = reason
            if taken.place in reason:
                subjects.setdefault(taken.place, []).append(subject)
    shared = {reason for each in together.values() for reason in each.values()}
    shared |= {medicine_reason(place, each) for place, found in subjects.items() for each in found}
    named = {place: f"{place} ({', '.join(unique(found))})" for place, found in subjects.items()}
    return [
        *(reason for reason in reasons if reason not in shared),
        *(
            basis.reason([named.get(place, place) for place in places], routes)
            for (basis, routes), places in together.items()
        ),
    ]


def conflicts_in_words(row: Iterable[Fired]) -> list[str]:
    """Return the clock times that are too close, one sentence for each time of the magnesium."""
    too_close: dict[str, list[str]] = {}
    for fired in row:
        for each in fired.conflicts:
            too_close.setdefault(each.magnesium_time, []).append(f"{each.medicine} at {each.medicine_time}")
    return [
        f"Too close: {', '.join(unique(medicines))}, magnesium at {time}."
        for time, medicines in too_close.items()
    ]


def in_few_words(alerts: Iterable[Alert], hours: ActionHours | None) -> list[str]:
    """Return what some alerts about one subject advise: their severities and the hours, a sentence each."""
    spacing = hours_in_words(hours) if hours else []
    said_by_hours = (Severity.separate, Severity.info) if spacing else ()
    severities = [each.severity for each in alerts if each.severity not in said_by_hours]
    return [*(f"{ADVICE[each].capitalize()}." for each in severities), *spacing]


def hours_in_words(hours: ActionHours) -> list[str]:
    """Return how far apart to take a medicine and magnesium, as a sentence; empty when no hours are given."""
    before, after = (None if each is None else number_of_hours(each) for each in (hours.before, hours.after))
    if before and before == after:
        return [f"Keep at least {before} apart from magnesium."]
    if before and after:
        return [f"Take at least {before} before magnesium, or at least {after} after."]
    one = f"{before} before" if before else f"{after} after"
    return [f"Take at least {one} magnesium."] if before or after else []


def number_of_hours(hours: float) -> str:
    """Return hours as words: `1 hour`, `2 hours`."""
    return f"{digits(hours)} hour{'s' * (hours != 1)}"


def hours_of(row: Iterable[Alert]) -> ActionHours | None:
    """Return the longest hours of some alerts, by direction."""
    apart = [alert.separation for alert in row if alert.separation is not None]
    if not apart:
        return None
    before = [each.medicine_before_magnesium_hours for each in apart]
    after = [each.medicine_after_magnesium_hours for each in apart]
    return ActionHours(
        before=max((each for each in before if each is not None), default=None),
        after=max((each for each in after if each is not None), default=None),
    )


def headline(
    actions: Sequence[ActionRow],
    fired: Sequence[Fired],
    not_checked: Sequence[str],
    complete: bool,
    one_source: str | None = None,
) -> Headline:
    """Return the answer in one line: what is worst, what is open, and what rests on one source alone."""
    worst = fired[0].alert.severity if fired else None
    parts = [
        f"{ADVICE[severity]}: {some(unique(each.for_ for each in rows))}"
        for severity, rows in groupby(actions, key=lambda each: each.severity)
        if severity is not Severity.info
    ]
    text = "; ".join(parts) or NOTHING_ABOVE_INFO
    if not complete:
        text += f". Not everything could be checked: {some(not_checked)}"
    if one_source:
        text += f". {one_source}"
    return Headline(
        severity=worst,
        severity_rank=None if worst is None else worst.rank,
        complete=complete,
        not_checked=list(not_checked),
        text=f"{text[0].upper()}{text[1:]}.",
    )


def some(names: Sequence[str]) -> str:
    """Return the first names, and the number of the others."""
    rest = len(names) - NAMES_IN_A_HEADLINE
    return ", ".join(names if rest <= 1 else [*names[:NAMES_IN_A_HEADLINE], f"{rest} more"])


def figure_in(rule: Rule, limits: Mapping[str, Limit]) -> float | None:
    """Return the dose figure of a rule, mg a day."""
    if rule.kind is not RuleKind.dose:
        return None
    return figure_of(limits[rule.when.above_limit]) if rule.when.above_limit else rule.when.dose_above_mg


def remarks(alerts: Iterable[Alert]) -> list[BriefAlert]:
    """Return the alerts that have no row among the actions, without their background.

    Rules of one severity that advise the same have one entry.
    """
    groups: dict[tuple[Severity, str], list[Alert]] = {}
    for each in alerts:
        if each.severity is Severity.info and each.separation is None:
            groups.setdefault((each.severity, each.action), []).append(each)
    return [
        BriefAlert(
            rules=[each.rule for each in group],
            severity=severity,
            subject=", ".join(unique(subject for each in group for subject in each.subjects)),
            action=action,
        )
        for (severity, action), group in groups.items()
    ]


def undecided(evaluations: Iterable[Evaluation]) -> list[Undecided]:
    """Return the undecided rules by slug, each once with everything it needs."""
    needs: dict[str, dict[str, None]] = {}
    for each in evaluations:
        if not each.fires:
            needs.setdefault(each.compiled.slug, {}).update(dict.fromkeys(each.needs))
    return [Undecided(rule=rule, needs=list(needs[rule])) for rule in sorted(needs)]


def disposition(evaluations: Iterable[Evaluation], complete: bool) -> Disposition:
    """Return what the answer amounts to: an alert above `info` wins, then anything left open."""
    if any(each.fires and each.compiled.above_info for each in evaluations):
        return Disposition.issues_found
    return Disposition.none_recorded if complete else Disposition.incomplete


def interval_unknown(compiled: CompiledRule) -> bool:
    """Return whether an undecided rule leaves open how far apart to keep magnesium and its subject."""
    return compiled.not_solved_by_hours or compiled.scheduled
