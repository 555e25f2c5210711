"""Turn evaluations into alerts in their order, undecided rules, and the disposition.

What must stay true: every rule that fires has its alert, and every undecided rule is named.
"""

from collections.abc import Iterable, Mapping, Sequence

from app.models import Limit, Rule
from app.safety.engine import CompiledRule, Evaluation
from app.safety.predicates import figure_of
from app.safety.schedule import conflicts, intervals_of
from app.safety.schemas import Alert, Disposition, Undecided


class AlertTexts:
    """The alert of each rule, without what depends on a request."""

    def __init__(self, rules: Iterable[Rule], limits: Mapping[str, Limit], labels: Mapping[str, str]) -> None:
        self.labels = labels
        """Condition → its label."""
        self.by_rule = {rule.slug: alert_of(rule, limits) for rule in rules}

    def alerts(self, evaluations: Iterable[Evaluation], magnesium_times: Sequence[str] | None) -> list[Alert]:
        """Return the alerts of all rules that fire, most severe first, then by subject."""
        named = [
            (each.compiled.order, self.labels.get(each.subject, each.subject), each)
            for each in evaluations
            if each.fires
        ]
        return [
            self.by_rule[each.compiled.slug].model_copy(
                update={
                    "subject": subject,
                    "because": list(each.because),
                    "conflicts": [
                        conflict
                        for interval in (intervals_of(each) if magnesium_times else ())
                        for conflict in conflicts(interval, magnesium_times or ())
                    ],
                }
            )
            for _, subject, each in sorted(named, key=lambda item: item[:2])
        ]


def alert_of(rule: Rule, limits: Mapping[str, Limit]) -> Alert:
    """Return the alert of a rule without subject and reasons."""
    limit = limits[rule.when.above_limit] if rule.when.above_limit else None
    return Alert(
        rule=rule.slug,
        kind=rule.kind,
        severity=rule.severity,
        subject="",
        effect=rule.effect,
        mechanism=rule.mechanism,
        action=rule.action,
        separation=rule.separation,
        jurisdiction=rule.jurisdiction,
        limit_mg=figure_of(limit) if limit else None,
        conflicts=[],
        because=[],
        evidence=rule.evidence,
        disagreement=rule.disagreement,
        sources=list(dict.fromkeys(source for entry in rule.provenance for source in entry.sources)),
        review=rule.review,
    )


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
