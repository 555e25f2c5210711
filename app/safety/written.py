"""Answers as JSON, put together from what was written before. Pure.

What must stay true: it is what the models of `shapes.py` would write of the same answer, to the byte. What a
rule says whenever it fires is written when the rules are read; what it says of a medicine is written once
and kept with the verdict.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pydantic_core import to_json

from ..models import Limit, Rule
from .concepts import Match
from .index import strongest_first
from .lines import Taken, figure_of
from .rules import PLACE, Said, Verdict
from .schedule import Interval, conflicts
from .shapes import Alert

ANY_PLACE = PLACE.encode()


class Recognised(NamedTuple):
    """One input with what it was taken for."""

    place: str
    given: str
    match: Match


def inputs(recognised: Iterable[Recognised]) -> bytes:
    """A list of `CheckedInput`."""
    parts = [
        b'{"place":"%b","given":%b,%b}' % (place.encode(), to_json(given), match.written)
        for place, given, match in recognised
    ]
    return b"[%b]" % b",".join(parts)


class AlertWriter:
    """Writes what rules say."""

    def __init__(self, rules: Iterable[Rule], limits: Mapping[str, Limit], labels: Mapping[str, str]) -> None:
        self.limits = limits
        self.labels = labels
        ordered = enumerate(strongest_first(rules))
        self.cut = {rule.slug: (order, *self.cut_alert(rule)) for order, rule in ordered}
        """Rule → where it stands among the alerts, then its alert without subject, conflicts and reasons."""

    def cut_alert(self, rule: Rule) -> tuple[bytes, bytes, bytes]:
        """What a rule says whenever it fires, cut where a question has its say."""
        before, rest = to_json(self.unspoken(rule)).split(b'"subject":""')
        between, after = rest.split(b'"conflicts":[],"because":[]')
        return before + b'"subject":', between + b'"conflicts":', after

    def unspoken(self, rule: Rule) -> Alert:
        """What a rule says whenever it fires."""
        limit = self.limits[rule.when.above_limit] if rule.when.above_limit else None
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

    def alerts(self, firing: Iterable[Said], magnesium_times: Sequence[str] | None) -> bytes:
        """A list of `Alert`: the strongest rules first; what one rule says of several, by their names."""
        told: list[tuple[int, str, bytes]] = []
        for verdict, taken in firing:
            order, subject, before, after = verdict.written or self.write(verdict)
            clashes = b"[]"
            if taken:
                after = after.replace(ANY_PLACE, taken[0].place.encode())
                if magnesium_times and (taken[0].times or len(taken) > 1):
                    clashes = conflicting(verdict, taken, magnesium_times)
            told.append((order, subject, before + clashes + after))
        told.sort()
        return b"[%b]" % b",".join([alert for _, _, alert in told])

    def write(self, verdict: Verdict) -> tuple[int, str, bytes, bytes]:
        """One rule that fires: its place among the alerts, and its alert around the conflicts."""
        order, before, between, after = self.cut[verdict.of.rule.slug]
        subject = self.labels.get(verdict.subject, verdict.subject)
        because = b',"because":' + to_json(verdict.because)
        verdict.written = order, subject, before + to_json(subject) + between, because + after
        return verdict.written


def conflicting(verdict: Verdict, taken: Iterable[Taken], magnesium_times: Sequence[str]) -> bytes:
    """A list of `Conflict`."""
    found = (conflicts(interval, magnesium_times) for interval in intervals(verdict, taken))
    return to_json([conflict for each in found for conflict in each])


def intervals(verdict: Verdict, taken: Iterable[Taken]) -> list[Interval]:
    """The intervals one alert asks for, one for each time the medicine is given."""
    separation = verdict.of.rule.separation
    if separation is None:
        return []
    before, after = separation.medicine_before_magnesium_hours, separation.medicine_after_magnesium_hours
    return [Interval(verdict.subject, before, after, each.times) for each in taken]
