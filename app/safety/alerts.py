"""Turn the rules that fire into alerts: grouped, most severe first.

What must stay true: every rule that fires stands in an alert.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from app.models import Limit, Rule
from app.models.limit import Jurisdiction
from app.models.rule import Hours, MedicineRoute, RuleKind, Severity
from app.safety.answers import Alert, BriefAlert, Conflict, PassedLimit
from app.safety.engine import Evaluation, input_reason, unique
from app.safety.predicates import RouteBasis, figure_of
from app.safety.reasons import Reason, ReasonKind
from app.safety.schedule import conflicts, intervals_of


class Fired(NamedTuple):
    """A rule that fires about one subject."""

    evaluation: Evaluation
    subject: str
    """As people call it."""
    alert: Alert
    """What the rule says whenever it fires."""
    conflicts: list[Conflict]
    """Clock times that are too close."""


class AlertWriter:
    """Writes alerts; what a rule says whenever it fires is made once."""

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
        self.rule_names = {rule.slug: rule.name for rule in rules}
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
        return min(group, key=lambda each: (each.alert.severity.rank, self.figures.get(each.alert.rule, 0)))

    def reasons(self, group: Sequence[Fired], strictest: Fired) -> list[Reason]:
        """Return why the rules of an alert fire; of dose figures, the strictest one's amount alone."""
        if len(group) == 1:
            return list(strictest.evaluation.because)
        others = [reason for each in group for reason in each.evaluation.because]
        if strictest.alert.rule in self.figures:
            others = [reason for reason in others if reason.kind is not ReasonKind.amount]
        return routes_together(unique([*strictest.evaluation.because, *others]), group)

    def passed(self, fired: Fired) -> PassedLimit:
        """Return the dose figure that the amount is above."""
        own = fired.alert.jurisdiction
        return PassedLimit(
            rule=fired.alert.rule,
            jurisdiction=None if own is Jurisdiction.none else own,
            limit_mg=self.figures[fired.alert.rule],
        )


def routes_together(reasons: Sequence[Reason], group: Iterable[Fired]) -> list[Reason]:
    """Return reasons with one sentence for the medicines whose routes are the same, known the same way.

    Where the sentence names the medicines, it says what each of them is.
    """
    together: dict[tuple[RouteBasis, tuple[MedicineRoute, ...]], dict[str, Reason]] = {}
    subjects: dict[str, list[str]] = {}
    all_taken = [(taken, fired.evaluation.subject) for fired in group for taken in fired.evaluation.taken]
    for taken, subject in sorted(all_taken, key=lambda each: (len(each[0].place), each[0].place)):
        reason = taken.route_basis.reason([taken.place], taken.routes)
        if reason in reasons:
            together.setdefault((taken.route_basis, taken.routes), {})[taken.place] = reason
            if taken.place in reason:
                subjects.setdefault(taken.place, []).append(subject)
    shared = {reason for each in together.values() for reason in each.values()}
    shared |= {input_reason(place, each) for place, found in subjects.items() for each in found}
    named = {place: f"{place} ({', '.join(unique(found))})" for place, found in subjects.items()}
    return [
        *(reason for reason in reasons if reason not in shared),
        *(
            basis.reason([named.get(place, place) for place in places], routes)
            for (basis, routes), places in together.items()
        ),
    ]


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


def figure_in(rule: Rule, limits: Mapping[str, Limit]) -> float | None:
    """Return the dose figure of a rule, mg a day."""
    if rule.kind is not RuleKind.dose:
        return None
    return figure_of(limits[rule.when.above_limit]) if rule.when.above_limit else rule.when.dose_above_mg
