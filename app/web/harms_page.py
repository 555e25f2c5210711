"""The page of unwanted effects: what was counted in studies, who left them, and what labels say.

What must stay true: every result of the domain is a row; a count without a comparison is called one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import Request, Response

from app.api.dependencies import Db, Summaries
from app.api.routing import Router
from app.db import queries
from app.db.errors import NotFoundError
from app.evidence.figures import direction_figure
from app.evidence.findings import HARMS
from app.evidence.labels import AGAINST, label, quantity
from app.evidence.schemas import DomainSummary, ResultGroup
from app.models import Source
from app.models.outcome import CONTROLLED, TidyOutcome
from app.web.templating import render_page

router = Router(include_in_schema=False)

WITHDRAWALS = "withdrawals"
"""Name of the result of a study that counts the people who left it."""


@dataclass(frozen=True)
class HarmsRow:
    """One result, with the words of its group."""

    outcome: TidyOutcome
    taken: str
    """What was taken."""
    compared: str
    """What it was compared with."""
    controlled: bool


@router.get("/harms")
def harms(request: Request, db: Db, published: Summaries) -> Response:
    """Show unwanted effects and withdrawals, with what labels and public bodies say."""
    summary = published.summaries.get(HARMS)
    if summary is None:
        raise NotFoundError("this dataset has no domain of unwanted effects")
    with db.connect() as connection:
        sources = {source.slug: source for source in queries.documents(connection, Source)}
    rows = list(harms_rows(summary))
    return render_page(
        request,
        "harms.html",
        alternate=f"/v1/domains/{HARMS}/summary",
        summary=summary,
        counted=counted_sentence(summary.groups),
        effects=[row for row in rows if row.outcome.name != WITHDRAWALS],
        withdrawals=[row for row in rows if row.outcome.name == WITHDRAWALS],
        figure=direction_figure(summary),
        names={slug: source.name for slug, source in sources.items()},
        sources=[sources[slug] for slug in sources_of_harms(summary)],
    )


def harms_rows(summary: DomainSummary) -> Iterator[HarmsRow]:
    """Yield every result that a study reports, controlled comparisons first."""
    for group in summary.groups:
        for result in group.results:
            yield HarmsRow(
                result.outcome,
                label(group.given).wording,
                label(group.comparison).wording,
                group.comparison in CONTROLLED,
            )


def counted_sentence(groups: Sequence[ResultGroup]) -> str:
    """Return how many results were read, how many compare, and what those that compare found."""
    compared = [group for group in groups if group.comparison in CONTROLLED]
    total = sum(group.counts.results for group in groups)
    if not total:
        return "No study in this dataset reports unwanted effects."
    number = sum(group.counts.results for group in compared)
    trials = {trial for group in groups for trial in group.counts.trials}
    studies = quantity(len(trials), "study", "studies")
    read = f"We read {quantity(total, 'result')} on unwanted effects and withdrawals, from {studies}."
    if not number:
        return f"{read} None of them tests magnesium {AGAINST}."
    found = ", ".join(
        f"{label(direction).wording} in {counted}"
        for direction in compared[0].counts.by_direction
        if (counted := sum(group.counts.by_direction[direction] for group in compared))
    )
    verb = "tests" if number == 1 else "test"
    return f"{read} Of these, {number} {verb} magnesium, alone or with something else, {AGAINST}: {found}."


def sources_of_harms(summary: DomainSummary) -> list[str]:
    """Return the sources of the results and of the facts from labels, each once, in order of appearance."""
    found = [result.outcome.sources for group in summary.groups for result in group.results]
    found += [fact.sources for fact in summary.label_facts]
    return list(dict.fromkeys(slug for slugs in found for slug in slugs))
