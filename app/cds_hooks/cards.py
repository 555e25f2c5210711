"""Write findings as CDS Hooks cards.

What must stay true: every alert above `info` has a card. When something was not checked, a card says so. Text
of a record is never interpreted as markdown. The same content has the same `uuid`.
"""

import re
from html import escape
from uuid import NAMESPACE_URL, uuid5

from app.cds_hooks.findings import RecordAlert, RecordFindings
from app.cds_hooks.schemas import (
    INDICATORS,
    MAX_SUMMARY_LENGTH,
    Card,
    CardExtension,
    CardOrigin,
    Cards,
    CardSource,
    Coding,
    Indicator,
    Link,
    OverrideReason,
)
from app.models import DatasetStamp
from app.models.base import canonical
from app.models.rule import RuleKind, Separation, Severity
from app.safety.check import NOT_CHECKED, NOTICE
from app.safety.schemas import Alert

SERVICE_LABEL = "fibromag: evidence on magnesium"

SEVERITY_ADVICE = {
    Severity.contraindicated: "a source says not to, without a specialist",
    Severity.avoid: "better not, unless a prescriber agrees",
    Severity.separate: "keep them hours apart",
    Severity.monitor: "have something checked",
    Severity.caution: "take care",
    Severity.info: "worth knowing",
}
"""Severity → advice in a few words, for summaries."""

MARKDOWN_CHARACTER = re.compile(r"([\\`*_\[\]#|~!:@{}])")
WEB_ADDRESS = re.compile(r"\bwww\.", re.IGNORECASE)

MAX_POINTS = 40
"""Open points listed on their own card; the rest are counted."""

MAX_POINTS_ON_ALERTS = 6
"""Open points listed on the card of an alert."""

OPEN_POINTS_TOPIC = Coding(system="-", code="not-checked", display="What was not checked")


def write_cards(findings: RecordFindings, base: str, stamp: DatasetStamp) -> Cards:
    """Return all cards, most severe first; `base` is the public address of this service."""
    strongest: dict[tuple[str, str], RecordAlert] = {}
    for each in findings.alerts:
        strongest.setdefault((each.alert.rule, each.alert.subject), each)
    ordered = sorted(
        strongest.values(), key=lambda each: (each.alert.severity.rank, each.alert.rule, each.alert.subject)
    )
    written = [
        alert_card(each, findings, base, stamp)
        for each in ordered
        if each.alert.severity is not Severity.info
    ]
    if findings.open_points:
        notes = [each for each in ordered if each.alert.severity is Severity.info]
        written.append(open_points_card(findings, notes, base, stamp))
    return Cards(cards=written)


def alert_card(finding: RecordAlert, findings: RecordFindings, base: str, stamp: DatasetStamp) -> Card:
    """Return the card of one alert."""
    alert = finding.alert
    parts = [
        f"**About:** {escape_markdown(finding.magnesium)}"
        + (f"; {escape_markdown(findings.kidneys)}" if findings.kidneys else ""),
        f"**Why:** {escape_markdown(alert.effect)} Mechanism: {escape_markdown(alert.mechanism)}",
        f"**What to do:** {escape_markdown(alert.action)}" + interval_sentence(alert.separation),
        f"**What made it speak:** {escape_markdown('; '.join(finding.because))}",
        *(conflict_lines(alert)),
        f"**Evidence:** {escape_markdown(alert.evidence.meaning)} Review: {alert.review.value}. "
        f"[The rule]({base}/v1/safety/rules/{alert.rule}); sources: "
        + ", ".join(f"[{escape_markdown(each)}]({base}/v1/sources/{each})" for each in alert.sources),
        *([f"**Sources differ:** {escape_markdown(alert.disagreement)}"] if alert.disagreement else []),
        "**Not checked:** "
        + escape_markdown(
            "; ".join([*first_points(findings.open_points, MAX_POINTS_ON_ALERTS), *NOT_CHECKED])
        ),
        escape_markdown(NOTICE),
    ]
    return build_card(
        alert_summary(alert),
        parts,
        INDICATORS[alert.severity],
        rule_topic(alert.kind, base),
        [
            absolute_link("The rule and its evidence", f"{base}/v1/safety/rules/{alert.rule}"),
            rules_link(base),
        ],
        CardOrigin(
            rule=alert.rule,
            severity=alert.severity,
            evidence=alert.evidence,
            recognised=[finding.magnesium],
            dataset=stamp,
        ),
        base,
    )


def open_points_card(
    findings: RecordFindings, notes: list[RecordAlert], base: str, stamp: DatasetStamp
) -> Card:
    """Return the card about what was not checked, with the alerts of severity `info`."""
    magnesium = ", ".join(dict.fromkeys(findings.magnesium))
    parts = [
        f"**About:** {escape_markdown(magnesium)}"
        + (f"; {escape_markdown(findings.kidneys)}" if findings.kidneys else "")
        if magnesium
        else "**About:** no magnesium was recognised among what is ordered and taken.",
        "**Not checked or not decided:**\n"
        + "\n".join(f"- {escape_markdown(each)}" for each in first_points(findings.open_points, MAX_POINTS)),
        *(["**Also recorded:**\n" + "\n".join(note_line(each, base) for each in notes)] if notes else []),
        "**Never checked:** " + escape_markdown("; ".join(NOT_CHECKED)),
        escape_markdown(NOTICE),
    ]
    return build_card(
        shortened(f"Magnesium: not everything could be checked ({'; '.join(findings.open_points)})"),
        parts,
        Indicator.info,
        OPEN_POINTS_TOPIC.model_copy(
            update={"system": f"{base}/v1/vocabularies/disposition", "code": "incomplete"}
        ),
        [rules_link(base)],
        CardOrigin(recognised=list(dict.fromkeys(findings.magnesium)) or None, dataset=stamp),
        base,
    )


def build_card(
    summary: str,
    parts: list[str],
    indicator: Indicator,
    topic: Coding,
    links: list[Link],
    origin: CardOrigin,
    base: str,
) -> Card:
    """Return a card; its `uuid` depends on its content, not on the address of this service."""
    detail = "\n\n".join(parts)
    content = canonical([summary, detail.replace(base, ""), indicator, origin.model_dump(mode="json")])
    reasons = f"{base}/v1/vocabularies/{OverrideReason.address()}"
    return Card(
        uuid=str(uuid5(NAMESPACE_URL, content)),
        summary=summary,
        detail=detail,
        indicator=indicator,
        source=CardSource(label=SERVICE_LABEL, url=f"{base}/", topic=topic),
        overrideReasons=[
            Coding(system=reasons, code=each.value, display=each.meaning) for each in OverrideReason
        ],
        links=links,
        extension=CardExtension(fibromag=origin),
    )


def alert_summary(alert: Alert) -> str:
    """Return one sentence for an alert."""
    advice = SEVERITY_ADVICE[alert.severity]
    if alert.kind is RuleKind.interaction:
        return shortened(f"Magnesium and {alert.subject}: {advice}{interval_note(alert.separation)}")
    if alert.subject != "magnesium":
        return shortened(f"Magnesium and {alert.subject}: {advice}")
    return shortened(f"Magnesium: {advice} ({'; '.join(alert.because) or alert.rule})")


def interval_note(separation: Separation | None) -> str:
    """Return a note such as ` (take it 2 h before or 6 h after magnesium)`; empty without an interval."""
    told = interval_words(separation)
    return f" (take it {' or '.join(told)} magnesium)" if told else ""


def interval_sentence(separation: Separation | None) -> str:
    """Return the interval as a sentence; empty without an interval."""
    told = interval_words(separation)
    return f" Interval: the medicine {' or '.join(told)} magnesium." if told else ""


def interval_words(separation: Separation | None) -> list[str]:
    """Return parts such as `2 h before` and `6 h after`."""
    if separation is None:
        return []
    before, after = separation.medicine_before_magnesium_hours, separation.medicine_after_magnesium_hours
    return [f"{each:g} h {when}" for each, when in ((before, "before"), (after, "after")) if each is not None]


def conflict_lines(alert: Alert) -> list[str]:
    """Return a line with the clock times that are too close."""
    if not alert.conflicts:
        return []
    lines = (
        f"{each.medicine_time} and magnesium {each.magnesium_time}: {each.hours_apart:g} h, "
        f"{each.hours_needed:g} h needed"
        for each in alert.conflicts
    )
    return ["**Times too close:** " + escape_markdown("; ".join(lines))]


def note_line(finding: RecordAlert, base: str) -> str:
    """Return an alert of severity `info` as one line."""
    alert = finding.alert
    link = f"[{escape_markdown(alert.rule)}]({base}/v1/safety/rules/{alert.rule})"
    return f"- {escape_markdown(alert.effect)} {link}"


def rule_topic(kind: RuleKind, base: str) -> Coding:
    """Return the kind of a rule as the topic of a card."""
    return Coding(
        system=f"{base}/v1/vocabularies/{RuleKind.address()}", code=kind.value, display=kind.meaning
    )


def absolute_link(label: str, url: str) -> Link:
    """Return a link with an absolute address."""
    return Link(label=label, url=url, type="absolute")


def rules_link(base: str) -> Link:
    """Return the link to all rules."""
    return absolute_link("All rules of the check", f"{base}/v1/safety/rules")


def first_points(points: list[str], most: int) -> list[str]:
    """Return the first points, and the number of the others."""
    rest = len(points) - most
    return points if rest <= 0 else [*points[:most], f"and {rest} more"]


def escape_markdown(text: str) -> str:
    """Return a text that markdown shows unchanged, without links, images or markup."""
    shown = MARKDOWN_CHARACTER.sub(r"\\\1", escape(text, quote=False))
    return WEB_ADDRESS.sub(lambda found: found[0].replace(".", "\\."), shown)


def shortened(text: str) -> str:
    """Return a text cut after a word to the length of a summary."""
    if len(text) <= MAX_SUMMARY_LENGTH:
        return text
    return text[: MAX_SUMMARY_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;:(") + "…"
