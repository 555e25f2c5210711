"""Write findings as CDS Hooks cards: few, short, one for each subject.

What must stay true: every alert above `info` is on a card. When something was not checked, one card says so.
No summary is cut or stands twice. Text of a record is never interpreted as markdown. The same content has the
same `uuid`.
"""

from collections.abc import Iterable, Iterator
from uuid import NAMESPACE_URL, uuid5

from app.cds_hooks.card_texts import (
    MAX_DETAIL_WORDS,
    alert_parts,
    alert_summaries,
    point_lines,
    within_words,
)
from app.cds_hooks.findings import PointKind, RecordFindings
from app.cds_hooks.reading.outcomes import count_outcomes
from app.cds_hooks.schemas import (
    INDICATORS,
    MAX_SUMMARY_LENGTH,
    AnswerExtension,
    AnswerOrigin,
    Card,
    CardExtension,
    CardOrigin,
    Cards,
    CardSource,
    Coding,
    Indicator,
    Link,
    OverrideReason,
    ResourceCount,
    Suggestion,
)
from app.cds_hooks.subjects import SubjectAlerts, by_subject
from app.cds_hooks.suggestions import blood_test, removals
from app.models import DatasetStamp
from app.models.base import canonical
from app.models.rule import RuleKind, Severity
from app.safety.check import PURPOSE

SERVICE_LABEL = "fibromag: evidence on magnesium"

POINT_WORDS = {
    PointKind.undecided_medicine: "a medicine that has a rule",
    PointKind.medicine: "a medicine could not be read",
    PointKind.another_patient: "something is about another patient",
    PointKind.list_not_sent: "not all medicines were sent",
    PointKind.kidneys: "kidney function",
    PointKind.condition: "a condition",
    PointKind.amount: "the amount of magnesium",
    PointKind.person: "age, pregnancy or breastfeeding",
    PointKind.not_covered: "a medicine that no rule names",
    PointKind.other: "something in the record",
}
"""Kind of an open point → words for a summary when its own are too long."""

OPEN_POINTS_TOPIC = Coding(system="-", code="not-checked", display="What was not checked")


class CardWriter:
    """Writer of the cards of one answer."""

    def __init__(self, findings: RecordFindings, base: str, stamp: DatasetStamp) -> None:
        self.findings = findings
        self.base = base
        """Public address of this service."""
        self.stamp = stamp
        self._summaries: set[str] = set()
        self._test_suggested = False

    @property
    def magnesium(self) -> list[str] | None:
        """Return the magnesium that was checked in the record's own words; None when there is none."""
        return list(dict.fromkeys(each.label for each in self.findings.magnesium)) or None

    def write(self) -> Cards:
        """Return all cards, most severe first."""
        groups = by_subject(self.findings.alerts, self.findings.rules)
        cards = [self.alert_card(each) for each in groups if each.severity is not Severity.info]
        if self.findings.points:
            cards.append(self.open_points_card())
        notes = {each.alert.rule for each in self.findings.alerts if each.alert.severity is Severity.info}
        return Cards(cards=cards, extension=AnswerExtension(fibromag=self.answer_origin(sorted(notes))))

    def answer_origin(self, notes: list[str]) -> AnswerOrigin:
        """Return what the answer was made from."""
        used, not_relevant, open_resources = count_outcomes(self.findings.accounted)
        resources = ResourceCount(
            used=used,
            not_relevant=not_relevant.total(),
            open=open_resources.total(),
            not_relevant_reasons=dict(sorted(not_relevant.items())) or None,
            open_reasons=dict(sorted(open_resources.items())) or None,
        )
        return AnswerOrigin(
            resources=resources, also_recorded=notes or None, dataset=self.stamp, notice=PURPOSE
        )

    def alert_card(self, group: SubjectAlerts) -> Card:
        """Return the card of one subject."""
        leading = group.leading.alert
        rules = list(dict.fromkeys(each.alert.rule for each in group.alerts))
        summary = self.unused_summary(alert_summaries(group, self.findings))
        return self.build_card(
            summary,
            "\n\n".join(within_words(alert_parts(group, self.findings, summary), MAX_DETAIL_WORDS)),
            INDICATORS[group.severity],
            rule_topic(leading.kind, self.base),
            [self.rule_link(each) for each in rules],
            CardOrigin(
                rule=leading.rule,
                rules=rules,
                severity=group.severity,
                evidence=leading.evidence,
                recognised=self.magnesium,
                dataset=self.stamp,
            ),
            list(self.suggestions(group)),
        )

    def suggestions(self, group: SubjectAlerts) -> Iterator[Suggestion]:
        """Yield what a card suggests; the blood test only on the first card that asks for it."""
        yield from removals(group, self.findings.ordered)
        if not self._test_suggested and (test := blood_test(group, self.findings.patient_id)):
            self._test_suggested = True
            yield test

    def open_points_card(self) -> Card:
        """Return the card about what was not checked."""
        points = self.findings.ordered_points
        first = points[0]
        rest = f"; {len(points) - 1} more" if len(points) > 1 else ""
        opening = "Magnesium: not everything could be checked"
        summary = self.unused_summary(
            f"{opening} ({words}{rest})"
            for words in (first.text, first.short, POINT_WORDS[first.kind])
            if words
        )
        return self.build_card(
            summary,
            "**Not checked or not decided:**\n" + "\n".join(point_lines(points)),
            Indicator.info,
            OPEN_POINTS_TOPIC.model_copy(
                update={"system": f"{self.base}/v1/vocabularies/disposition", "code": "incomplete"}
            ),
            [absolute_link("All rules of the check", f"{self.base}/rules")],
            CardOrigin(recognised=self.magnesium, dataset=self.stamp),
            [],
        )

    def unused_summary(self, candidates: Iterable[str]) -> str:
        """Return the first summary that is short enough and on no other card."""
        for each in candidates:
            if len(each) <= MAX_SUMMARY_LENGTH and each not in self._summaries:
                self._summaries.add(each)
                return each
        raise ValueError("the last candidate has to be short and its own")

    def build_card(
        self,
        summary: str,
        detail: str,
        indicator: Indicator,
        topic: Coding,
        links: list[Link],
        origin: CardOrigin,
        suggestions: list[Suggestion],
    ) -> Card:
        """Return a card; its `uuid` depends on its content, not on the address of this service."""
        content = [summary, detail.replace(self.base, ""), indicator, origin.model_dump(mode="json")]
        content += [each.uuid for each in suggestions]
        reasons = f"{self.base}/v1/vocabularies/{OverrideReason.address()}"
        return Card(
            uuid=str(uuid5(NAMESPACE_URL, canonical(content))),
            summary=summary,
            detail=detail,
            indicator=indicator,
            source=CardSource(label=SERVICE_LABEL, url=f"{self.base}/", topic=topic),
            suggestions=suggestions or None,
            selectionBehavior="any" if suggestions else None,
            overrideReasons=[
                Coding(system=reasons, code=each.value, display=each.meaning) for each in OverrideReason
            ],
            links=links,
            extension=CardExtension(fibromag=origin),
        )

    def rule_link(self, rule: str) -> Link:
        """Return the link to a rule, with its sources, and where they differ."""
        name = self.findings.rules[rule].name
        return absolute_link(f"{name}: evidence, sources, disagreement", f"{self.base}/rules/{rule}")


def write_cards(findings: RecordFindings, base: str, stamp: DatasetStamp) -> Cards:
    """Return all cards, most severe first; `base` is the public address of this service."""
    return CardWriter(findings, base, stamp).write()


def rule_topic(kind: RuleKind, base: str) -> Coding:
    """Return the kind of a rule as the topic of a card."""
    return Coding(
        system=f"{base}/v1/vocabularies/{RuleKind.address()}", code=kind.value, display=kind.meaning
    )


def absolute_link(label: str, url: str) -> Link:
    """Return a link with an absolute address."""
    return Link(label=label, url=url, type="absolute")
