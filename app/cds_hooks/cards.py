"""Cards: what the check found, as a health record shows it.

What must stay true: every alert above `info` has its card; when something was not checked, a card says so;
no text of a record is read as markdown; the same content has the same `uuid`.
"""

import re
from html import escape
from uuid import NAMESPACE_URL, uuid5

from app.cds_hooks.adapter import Finding, Findings
from app.cds_hooks.schemas import (
    INDICATORS,
    LONGEST_SUMMARY,
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
from app.safety.check import NOTICE
from app.safety.schemas import Alert
from app.safety.written import NOT_CHECKED

LABEL = "fibromag: evidence on magnesium"

ADVICE = {
    Severity.contraindicated: "a source says not to, without a specialist",
    Severity.avoid: "better not, unless a prescriber agrees",
    Severity.separate: "keep them hours apart",
    Severity.monitor: "have something checked",
    Severity.caution: "take care",
    Severity.info: "worth knowing",
}
"""What a severity asks for, in a few words."""

SPECIAL = re.compile(r"([\\`*_\[\]#|~!:@{}])")
WEB = re.compile(r"\bwww\.", re.IGNORECASE)

MOST_POINTS = 40
"""Open points that a card lists; the rest are counted."""

SHOWN_ON_ALERTS = 6
"""Open points that the card of an alert lists."""

NOT_DECIDED = Coding(system="-", code="not-checked", display="What was not checked")


def cards(findings: Findings, base: str, stamp: DatasetStamp) -> Cards:
    """Everything there is to say, strongest first; `base` is the public address of this service."""
    strongest: dict[tuple[str, str], Finding] = {}
    for each in findings.found:
        strongest.setdefault((each.alert.rule, each.alert.subject), each)
    ordered = sorted(
        strongest.values(), key=lambda each: (each.alert.severity.rank, each.alert.rule, each.alert.subject)
    )
    said = [
        alert_card(each, findings, base, stamp)
        for each in ordered
        if each.alert.severity is not Severity.info
    ]
    if findings.open_points:
        notes = [each for each in ordered if each.alert.severity is Severity.info]
        said.append(open_card(findings, notes, base, stamp))
    return Cards(cards=said)


def alert_card(finding: Finding, findings: Findings, base: str, stamp: DatasetStamp) -> Card:
    """The card of one alert."""
    alert = finding.alert
    parts = [
        f"**About:** {plain(finding.about)}" + (f"; {plain(findings.kidneys)}" if findings.kidneys else ""),
        f"**Why:** {plain(alert.effect)} Mechanism: {plain(alert.mechanism)}",
        f"**What to do:** {plain(alert.action)}" + hours(alert.separation),
        f"**What made it speak:** {plain('; '.join(finding.because))}",
        *(conflict_lines(alert)),
        f"**Evidence:** {plain(alert.evidence.meaning)} Review: {alert.review.value}. "
        f"[The rule]({base}/v1/safety/rules/{alert.rule}); sources: "
        + ", ".join(f"[{plain(each)}]({base}/v1/sources/{each})" for each in alert.sources),
        *([f"**Sources differ:** {plain(alert.disagreement)}"] if alert.disagreement else []),
        "**Not checked:** " + plain("; ".join([*some(findings.open_points, SHOWN_ON_ALERTS), *NOT_CHECKED])),
        plain(NOTICE),
    ]
    return card(
        summary_of(alert),
        parts,
        INDICATORS[alert.severity],
        topic(alert.kind, base),
        [link("The rule and its evidence", f"{base}/v1/safety/rules/{alert.rule}"), about_the_check(base)],
        CardOrigin(
            rule=alert.rule,
            severity=alert.severity,
            evidence=alert.evidence,
            recognised=[finding.about],
            dataset=stamp,
        ),
        base,
    )


def open_card(findings: Findings, notes: list[Finding], base: str, stamp: DatasetStamp) -> Card:
    """The card that says what was not checked, and what raises no alarm."""
    named = ", ".join(dict.fromkeys(findings.about))
    parts = [
        f"**About:** {plain(named)}" + (f"; {plain(findings.kidneys)}" if findings.kidneys else "")
        if named
        else "**About:** no magnesium was recognised among what is ordered and taken.",
        "**Not checked or not decided:**\n"
        + "\n".join(f"- {plain(each)}" for each in some(findings.open_points, MOST_POINTS)),
        *(["**Also recorded:**\n" + "\n".join(note_line(each, base) for each in notes)] if notes else []),
        "**Never checked:** " + plain("; ".join(NOT_CHECKED)),
        plain(NOTICE),
    ]
    return card(
        shortened(f"Magnesium: not everything could be checked ({'; '.join(findings.open_points)})"),
        parts,
        Indicator.info,
        NOT_DECIDED.model_copy(
            update={"system": f"{base}/v1/vocabularies/disposition", "code": "incomplete"}
        ),
        [about_the_check(base)],
        CardOrigin(recognised=list(dict.fromkeys(findings.about)) or None, dataset=stamp),
        base,
    )


def card(
    summary: str,
    parts: list[str],
    indicator: Indicator,
    topic: Coding,
    links: list[Link],
    origin: CardOrigin,
    base: str,
) -> Card:
    """A card; its name is made from what it says, wherever it is said."""
    detail = "\n\n".join(parts)
    says = canonical([summary, detail.replace(base, ""), indicator, origin.model_dump(mode="json")])
    reasons = f"{base}/v1/vocabularies/{OverrideReason.address()}"
    return Card(
        uuid=str(uuid5(NAMESPACE_URL, says)),
        summary=summary,
        detail=detail,
        indicator=indicator,
        source=CardSource(label=LABEL, url=f"{base}/", topic=topic),
        overrideReasons=[
            Coding(system=reasons, code=each.value, display=each.meaning) for each in OverrideReason
        ],
        links=links,
        extension=CardExtension(fibromag=origin),
    )


def summary_of(alert: Alert) -> str:
    """One sentence for an alert."""
    advice = ADVICE[alert.severity]
    if alert.kind is RuleKind.interaction:
        return shortened(f"Magnesium and {alert.subject}: {advice}{spaced(alert.separation)}")
    if alert.subject != "magnesium":
        return shortened(f"Magnesium and {alert.subject}: {advice}")
    return shortened(f"Magnesium: {advice} ({'; '.join(alert.because) or alert.rule})")


def spaced(separation: Separation | None) -> str:
    """` (2 h before or 6 h after)`: when the medicine is taken."""
    told = interval_words(separation)
    return f" (take it {' or '.join(told)} magnesium)" if told else ""


def hours(separation: Separation | None) -> str:
    """The interval as a sentence."""
    told = interval_words(separation)
    return f" Interval: the medicine {' or '.join(told)} magnesium." if told else ""


def interval_words(separation: Separation | None) -> list[str]:
    """`2 h before`, `6 h after`."""
    if separation is None:
        return []
    before, after = separation.medicine_before_magnesium_hours, separation.medicine_after_magnesium_hours
    return [f"{each:g} h {when}" for each, when in ((before, "before"), (after, "after")) if each is not None]


def conflict_lines(alert: Alert) -> list[str]:
    """Clock times that are too close."""
    if not alert.conflicts:
        return []
    lines = (
        f"{each.medicine_time} and magnesium {each.magnesium_time}: {each.hours_apart:g} h, "
        f"{each.hours_needed:g} h needed"
        for each in alert.conflicts
    )
    return ["**Times too close:** " + plain("; ".join(lines))]


def note_line(finding: Finding, base: str) -> str:
    """An alert that raises no alarm, in a line."""
    alert = finding.alert
    return f"- {plain(alert.effect)} [{plain(alert.rule)}]({base}/v1/safety/rules/{alert.rule})"


def topic(kind: RuleKind, base: str) -> Coding:
    """What a card is about."""
    return Coding(
        system=f"{base}/v1/vocabularies/{RuleKind.address()}", code=kind.value, display=kind.meaning
    )


def link(label: str, url: str) -> Link:
    """A link that works by itself."""
    return Link(label=label, url=url, type="absolute")


def about_the_check(base: str) -> Link:
    """Where the rules of the check can be read."""
    return link("All rules of the check", f"{base}/v1/safety/rules")


def some(points: list[str], most: int) -> list[str]:
    """The first points, and how many more there are."""
    rest = len(points) - most
    return points if rest <= 0 else [*points[:most], f"and {rest} more"]


def plain(text: str) -> str:
    """A text that markdown shows as it is: nothing in it is a link, an image, or markup."""
    shown = SPECIAL.sub(r"\\\1", escape(text, quote=False))
    return WEB.sub(lambda found: found[0].replace(".", "\\."), shown)


def shortened(text: str) -> str:
    """A text of at most the length that a summary may have, cut after a word."""
    if len(text) <= LONGEST_SUMMARY:
        return text
    return text[: LONGEST_SUMMARY - 1].rsplit(" ", 1)[0].rstrip(" ,;:(") + "…"
