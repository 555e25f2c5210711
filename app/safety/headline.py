"""Write the headline of an answer, and choose its disposition.

What must stay true: the headline never hides that an answer is incomplete.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from app.models.rule import Severity
from app.safety.actions import ADVICE
from app.safety.alerts import Fired
from app.safety.answers import ActionRow, Disposition, Headline
from app.safety.engine import Evaluation, unique

NOTHING_ABOVE_INFO = (
    "nothing above information is recorded in the sources read; no record here is no proof that nothing can "
    "happen"
)

NAMES_IN_A_HEADLINE = 4
"""Names that a headline lists; the others are counted."""


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


def disposition(evaluations: Iterable[Evaluation], complete: bool) -> Disposition:
    """Return the disposition: an alert above `info` decides, else whether the answer is complete."""
    if any(each.fires and each.compiled.above_info for each in evaluations):
        return Disposition.issues_found
    return Disposition.none_recorded if complete else Disposition.incomplete
