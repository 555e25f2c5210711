"""Write the actions of an answer: one row for each subject of the rules that fire.

What must stay true: every rule above `info` that fires stands in an action.
"""

from collections.abc import Hashable, Iterable, Sequence

from app.models.limit import Jurisdiction
from app.models.rule import Hours, RuleKind, Severity
from app.safety.alerts import AlertWriter, Fired
from app.safety.answers import ActionHours, ActionRow, Alert
from app.safety.engine import MAGNESIUM, unique
from app.safety.predicates import digits

ADVICE = {
    Severity.contraindicated: "do not take magnesium without a specialist",
    Severity.avoid: "better not, unless a prescriber agrees",
    Severity.separate: "keep hours apart",
    Severity.monitor: "monitoring is advised",
    Severity.caution: "take care",
    Severity.info: "worth knowing",
}
"""Severity → advice in a few words."""


class ActionWriter:
    """Writes what to do about the rules of some alerts."""

    def __init__(self, alerts: AlertWriter) -> None:
        self.alerts = alerts

    def actions(self, fired: Iterable[Fired], whole: bool) -> list[ActionRow]:
        """Return one row for each subject of rules above `info`, most severe first.

        Subjects share a row when the same rules fire about them, when only the general advice on spacing
        does, or when severity and advice are the same, as for pregnancy that is given twice. With `whole`, a
        row has all that its rules advise; else a few words, because the alerts of the answer say the rest.
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
        if any(each.rule in self.alerts.figures for each in alerts):
            return None
        hours = hours_of(alerts)
        return (
            *dict.fromkeys((each.severity, each.action) for each in alerts),
            None if hours is None else (hours.before, hours.after),
        )

    def row_of(self, fired: Fired) -> Hashable:
        """Return what actions are grouped by: the medicine, the condition, the amount, else the rule."""
        if fired.alert.rule in self.alerts.figures:
            return RuleKind.dose
        return fired.alert.rule if fired.subject == MAGNESIUM else fired.subject

    def action(self, row: Sequence[Fired], whole: bool) -> ActionRow:
        """Return what to do about one subject."""
        worst = self.alerts.strictest(row).alert
        alerts = list({each.alert.rule: each.alert for each in row}.values())
        subjects = unique(
            self.name_of(each.alert) if each.subject == MAGNESIUM else each.subject for each in row
        )
        figures = self.figures_in_words(alerts)
        advised = [worst] if figures else alerts
        hours = hours_of(alerts)
        advice = [each.action for each in advised] if whole else self.in_few_words(advised, hours)
        return ActionRow(
            for_=", ".join(subjects),
            severity=worst.severity,
            severity_rank=worst.severity.rank,
            do=" ".join(unique([*figures, *advice, *conflicts_in_words(row)])),
            hours=hours,
            rules=[each.rule for each in alerts],
        )

    def in_few_words(self, alerts: Sequence[Alert], hours: ActionHours | None) -> list[str]:
        """Return what alerts about one subject advise: their severities and the hours, a sentence each."""
        spacing = hours_in_words(hours, self.alerts.usual) if hours else []
        said_by_hours = (Severity.separate, Severity.info) if spacing else ()
        severities = [each.severity for each in alerts if each.severity not in said_by_hours]
        return [*(f"{ADVICE[each].capitalize()}." for each in severities), *spacing]

    def name_of(self, alert: Alert) -> str:
        """Return the subject of an action about the amount or the person."""
        return MAGNESIUM if alert.rule in self.alerts.figures else self.alerts.rule_names[alert.rule]

    def figures_in_words(self, row: Iterable[Alert]) -> list[str]:
        """Return the dose figures that the amount is above, as a sentence."""
        whose: dict[float, list[str]] = {}
        names: dict[float, str] = {}
        for alert in row:
            if (figure := self.alerts.figures.get(alert.rule)) is not None:
                named = alert.jurisdiction and alert.jurisdiction is not Jurisdiction.none
                whose.setdefault(figure, []).extend([str(alert.jurisdiction)] if named else [])
                names[figure] = self.alerts.rule_names[alert.rule].removeprefix("Above ")
        parts = [
            f"{digits(figure)} mg ({', '.join(unique(whose[figure])) or names[figure]})"
            for figure in sorted(whose)
        ]
        return [f"The amount a day is above {', '.join(parts)}."] if parts else []


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


def hours_in_words(hours: ActionHours, usual: Hours) -> list[str]:
    """Return how far apart to take a medicine and magnesium, as a sentence; empty when no hours are given.

    A direction without hours gets the usual ones, which the schedule keeps too.
    """
    before, after = (None if each is None else number_of_hours(each) for each in (hours.before, hours.after))
    if before and before == after:
        return [f"Keep at least {before} apart from magnesium."]
    if before and after:
        return [f"Take at least {before} before magnesium, or at least {after} after."]
    if before:
        return [f"Take at least {before} before magnesium{usual_hours_in_words('after', usual[1])}."]
    if after:
        return [f"Take at least {after} after magnesium{usual_hours_in_words('before', usual[0])}."]
    return []


def usual_hours_in_words(direction: str, hours: float | None) -> str:
    """Return the spacing from any medicine, in a direction for which a source gives none."""
    if not hours:
        return ""
    return f", or at least {number_of_hours(hours)} {direction} it (general advice)"


def number_of_hours(hours: float) -> str:
    """Return hours as words: `30 minutes`, `1 hour`, `2 hours`."""
    if hours < 1:
        return f"{digits(hours * 60)} minutes"
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
