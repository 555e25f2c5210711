"""What records write around the name of a condition: codes, measurements, years and numbers of a list.

What must stay true: a measurement that says more than the name, or another thing, is left to be reported.
"""

import re
from collections.abc import Iterable

CODE_IN_A_TEXT = re.compile(
    r"(?:\bICD[- ]?10(?:[- ]?CM)?(?: code)?\b[: ]*)?"
    r"(?<![A-Za-z0-9.])([A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?)(?![A-Za-z0-9.])"
)
"""An ICD-10-CM code in a text, in capitals."""

YEAR_OF_A_REMARK = re.compile(r"\b(?:(?:since|in|from|diagnosed|dx)[ :]*)?\(?(?:19|20)\d\d\)?(?![\d.])")
DURATION = re.compile(
    r"\b(?:(?:for|over|x|of) )?\d{1,2}\+? ?(?:years?|yrs?|months?|weeks?|wks?)\b(?! ago)"
    r"|\b\d ?x? ?(?:/|per|a|times a|times per) ?week\b"
)
NUMBER_OF_A_LIST = re.compile(r"^\s*(?:\d{1,2}[.)]\s|[-•*]\s)")
MEASUREMENT = re.compile(
    r"\b(?:hba1c|a1c)\b[ :=]*(?:of )?\d+(?:[.,]\d+)? ?(?:%|mmol/mol)?"
    r"|\bbmi\b[ :=]*(?:of )?\d+(?:[.,]\d+)?(?: ?- ?\d+)?"
    r"|\bt[- ]score\b[ :=]*(?:of )?-?\d+(?:[.,]\d+)?"
    r"|\bnyha(?: class| stage)? ?(?:iv|i{1,3}|[1-4])\b"
)
"""Measurements that no rule asks for."""

EGFR = re.compile(
    r"\be?gfr\b[ :=~]*(?:of |is )?(\d{1,3})(?:[.,]\d+)?(?: ?ml ?/ ?min(?: ?/ ?1[.,]73 ?m ?(?:2|\^2)?)?)?"
)
"""Estimated glomerular filtration rate, in mL/min/1.73 m²."""

KIDNEY_STAGE = re.compile(r"renal/(?:ckd-stage-(\d)|end-stage|dialysis|haemodialysis|peritoneal)")
LOW, VERY_LOW = 60, 30
"""The rates, in mL/min/1.73 m², below which rules ask for care and for none."""


def without_surroundings(text: str) -> str:
    """Return a folded text without the years, durations, measurements and list numbers around a name."""
    for pattern in (NUMBER_OF_A_LIST, MEASUREMENT, DURATION, YEAR_OF_A_REMARK):
        text = pattern.sub(" ", text)
    return text


def rate_and_rest(text: str) -> tuple[int | None, str]:
    """Return the filtration rate that a folded text tells, and the text without it."""
    found = EGFR.search(text)
    return (int(found[1]), EGFR.sub(" ", text, count=1)) if found else (None, text)


def stage_says(rate: int, targets: Iterable[str]) -> bool:
    """Return whether a kidney stage is told that a filtration rate agrees with, and adds nothing to."""
    stages = [found[1] for target in targets if (found := KIDNEY_STAGE.match(target))]
    return bool(stages) and all(
        band_of(int(stage or 5)) == (rate < LOW) + (rate < VERY_LOW) for stage in stages
    )


def band_of(stage: int) -> int:
    """Return 0 for the stages at 60 and above, 1 for stage 3 and 2 for those below 30."""
    return (stage > 2) + (stage > 3)
