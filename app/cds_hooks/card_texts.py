"""Write the summaries and details of cards.

What must stay true: cards speak to whoever prescribes, never to the patient. Text of a record is never
interpreted as markdown. An interval that the summary gives is not repeated.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape

from app.cds_hooks.findings import VALUE_NOT_STATED, OpenPoint, RecordAlert, RecordFindings, TotalAmount
from app.cds_hooks.reading.fhir import first_words
from app.cds_hooks.subjects import SubjectAlerts, SubjectKind
from app.models.rule import RuleEvidence, Separation, Severity
from app.safety.answers import Alert
from app.safety.reasons import ReasonKind

ADVICE_TO_PRESCRIBERS = {
    Severity.contraindicated: "not without a specialist",
    Severity.avoid: "better avoided, unless the prescriber decides otherwise",
    Severity.separate: "keep hours apart",
    Severity.monitor: "monitoring is advised",
    Severity.caution: "caution is advised",
    Severity.info: "worth knowing",
}
"""Severity → advice to a prescriber in a few words."""

BASIS = {
    RuleEvidence.study: "a study",
    RuleEvidence.label: "label or public text",
    RuleEvidence.case_report: "case reports",
    RuleEvidence.theoretical: "reasoning",
}
"""Kind of evidence → words for a card."""

MARKDOWN_CHARACTER = re.compile(r"([\\`*_\[\]#|~!@{}]|:(?=\S)|(?<=\])\()")
WEB_ADDRESS = re.compile(r"\bwww\.", re.IGNORECASE)
NEXT_SENTENCE = re.compile(r"(?<=[.?!]) (?=[A-Z])")

MAX_DETAIL_WORDS = 120


# Summaries ----------------------------------------------------------------------------------------


def alert_summaries(group: SubjectAlerts, findings: RecordFindings) -> Iterator[str]:
    """Yield summaries of a card, the best first; the last is short and names the rule."""
    leading = group.leading
    advice = ADVICE_TO_PRESCRIBERS[leading.alert.severity]
    reasons = "; ".join([*leading.named, *reasons_in_record(group, findings)])
    match group.subject.kind:
        case SubjectKind.dose:
            yield from dose_summaries(group, findings.amount, advice)
        case SubjectKind.medicine:
            interval = interval_note(separation_of(group))
            names = names_in_record(group)
            for each in (", ".join(names.values()), ", ".join(names)):
                yield f"Magnesium and {each}: {advice}{interval}"
            yield f"Magnesium and {group.subject.name}: {advice}"
            yield f"Magnesium and {next(iter(names))} and {len(names) - 1} more: {advice}"
        case SubjectKind.condition:
            yield f"Magnesium and {group.subject.name}: {advice}"
        case SubjectKind.kidneys:
            yield f"Magnesium and the kidneys: {advice} ({reasons})"
            yield f"Magnesium and the kidneys: {advice}"
        case SubjectKind.pregnancy:
            yield f"Magnesium and pregnancy or breastfeeding: {advice}"
        case _:
            if reasons:
                yield f"Magnesium: {advice} ({reasons})"
            yield f"Magnesium: {advice} ({findings.rules[leading.alert.rule].name})"
    yield f"Magnesium: {advice} ({leading.alert.rule})"


def names_in_record(group: SubjectAlerts) -> dict[str, str]:
    """Return each medicine with the record's own words for it; its own name where these were cut."""
    names: dict[str, str] = {}
    for each in group.alerts:
        whole = [name for name in each.named if "…" not in name]
        names.setdefault(each.alert.subject, whole[0] if whole else each.alert.subject)
    return names


def dose_summaries(group: SubjectAlerts, amount: TotalAmount | None, advice: str) -> Iterator[str]:
    """Yield summaries of the card about the amount."""
    told = f" {amount_words(amount)} a day" if amount and amount.least else ""
    if limits := limit_words(group):
        yield f"Magnesium{told}: {advice}; above the limits of {limits}"
        yield f"Magnesium{told}: {advice}; above {len(limits.split(', '))} limits"
    yield f"Magnesium{told or ' from several products'}: {advice}"


def amount_words(amount: TotalAmount) -> str:
    """Return an amount as `600 mg`, `240 to 400 mg`, or `at least 240 mg`."""
    if amount.most is None:
        return f"at least {amount.least:g} mg"
    if amount.most == amount.least:
        return f"{amount.least:g} mg"
    return f"{amount.least:g} to {amount.most:g} mg"


def limit_words(group: SubjectAlerts) -> str:
    """Return the limits that are passed, with their jurisdictions: `EU 250, US 350 mg`."""
    limits = {
        (each.alert.limit_mg, each.alert.jurisdiction.value)
        for each in group.alerts
        if each.alert.limit_mg is not None and each.alert.jurisdiction is not None
    }
    return ", ".join(f"{place} {mg:g}" for mg, place in sorted(limits)) + " mg" if limits else ""


def separation_of(group: SubjectAlerts) -> Separation | None:
    """Return the interval of the most severe alert above `info` that has one."""
    intervals = (each.alert.separation for each in group.alerts if is_above_info(each))
    return next((each for each in intervals if each), None)


def interval_note(separation: Separation | None) -> str:
    """Return a note such as ` (give 2 h before or 6 h after magnesium)`; empty without an interval."""
    told = interval_words(separation)
    return f" (give {' or '.join(told)} magnesium)" if told else ""


def interval_words(separation: Separation | None) -> list[str]:
    """Return parts such as `2 h before` and `6 h after`."""
    if separation is None:
        return []
    before, after = separation.hours
    return [f"{each:g} h {when}" for each, when in ((before, "before"), (after, "after")) if each is not None]


# Details ------------------------------------------------------------------------------------------


def alert_parts(group: SubjectAlerts, findings: RecordFindings, summary: str) -> Iterator[str]:
    """Yield the paragraphs of a card, what to do first; an interval in the summary is not repeated."""
    leading = group.leading
    actions = list(dict.fromkeys(each.alert.action for each in group.alerts if is_above_info(each)))
    separation = separation_of(group)
    interval = "" if interval_note(separation) in summary else interval_sentence(separation)
    yield f"**Advice:** {escape_markdown(actions[0])}{interval}"
    if conflicts := [line for each in group.alerts for line in conflict_lines(each.alert)]:
        yield "**Times too close:** " + escape_markdown("; ".join(dict.fromkeys(conflicts)))
    yield f"**Why:** {escape_markdown(NEXT_SENTENCE.split(leading.alert.effect)[0])}"
    yield f"**Found:** {escape_markdown('; '.join(found_words(group, findings)))}"
    if group.subject.kind not in (SubjectKind.dose, SubjectKind.kidneys):
        for each in actions[1:]:
            yield f"**Also:** {escape_markdown(each)}"
    yield f"**Basis:** {BASIS[leading.alert.evidence]}; {leading.alert.review.value}"


def found_words(group: SubjectAlerts, findings: RecordFindings) -> list[str]:
    """Return what made the rules fire, in the record's own words, each once."""
    names = [each.shown for each in findings.magnesium]
    names += [name for each in group.alerts for name in each.named]
    reasons = reasons_in_record(group, findings)
    if group.subject.kind is SubjectKind.kidneys and findings.kidneys:
        reasons = [*reasons, findings.kidneys]
    if group.subject.kind is SubjectKind.dose and limit_words(group):
        reasons = []
    return list(dict.fromkeys([*names, *map(first_words, reasons)]))


def reasons_in_record(group: SubjectAlerts, findings: RecordFindings) -> list[str]:
    """Return the reasons of the leading alert; a kidney function among them as it was reported."""
    return [
        findings.kidneys if each.kind is ReasonKind.kidney_function and findings.kidneys else each
        for each in group.leading.because
    ]


def is_above_info(finding: RecordAlert) -> bool:
    """Return whether an alert is more than worth knowing."""
    return finding.alert.severity is not Severity.info


def within_words(parts: Iterable[str], most: int) -> Iterator[str]:
    """Yield the first part, and each further one for which there is room."""
    room: int | None = None
    for each in parts:
        words = len(each.split())
        if room is None or words <= room:
            yield each
            room = (most if room is None else room) - words


def point_lines(points: list[OpenPoint]) -> list[str]:
    """Return open points as lines of a list, as many as there is room for, and the number of the others."""
    lines = [f"- {escape_markdown(each)}" for each in joined_texts(points)]
    shown = list(within_words(lines, MAX_DETAIL_WORDS - 12))
    rest = len(lines) - len(shown)
    return [*shown, f"- and {rest} more"] if rest else shown


def joined_texts(points: Iterable[OpenPoint]) -> Iterator[str]:
    """Yield the texts of open points, three of the values that were not stated in one text."""
    not_stated: list[str] = []
    for each in points:
        if each.needed:
            not_stated.append(each.needed)
        else:
            yield each.text
    for first in range(0, len(not_stated), 3):
        yield VALUE_NOT_STATED + "; ".join(not_stated[first : first + 3])


def interval_sentence(separation: Separation | None) -> str:
    """Return the interval as a sentence; empty without an interval."""
    told = interval_words(separation)
    return f" Interval: the medicine {' or '.join(told)} magnesium." if told else ""


def conflict_lines(alert: Alert) -> Iterator[str]:
    """Yield the clock times that are too close."""
    for each in alert.conflicts:
        yield (
            f"{each.medicine_time} and magnesium {each.magnesium_time}: {each.hours_apart:g} h, "
            f"{each.hours_needed:g} h needed"
        )


def escape_markdown(text: str) -> str:
    """Return a text that markdown shows unchanged, without links, images or markup."""
    shown = MARKDOWN_CHARACTER.sub(r"\\\1", escape(text, quote=False))
    return WEB_ADDRESS.sub(lambda found: found[0].replace(".", "\\."), shown)
