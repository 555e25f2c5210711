"""Build the summary of findings of one comparison from its answered questions. Pure.

What must stay true: every question of the comparison is a row; unwanted effects have the last row.
"""

from collections.abc import Iterable, Mapping, Sequence

from app.evidence.appraisal_schemas import FindingsRow, SummaryOfFindings
from app.evidence.labels import uncapitalised
from app.models import DatasetStamp, EvidenceProfile, TidyQuestion
from app.models.certainty import LOWERING, Concern
from app.models.evidence_profile import Importance
from app.models.provenance import Remark

HARMS = "adverse-events"
"""The domain of unwanted effects."""

IMPORTANCE_ORDER = tuple(Importance)

LOWERS = (Concern.serious, Concern.very_serious)


def summary_of_findings(
    profile: EvidenceProfile,
    questions: Iterable[TidyQuestion],
    domains: Mapping[str, str],
    preparation: str,
    label_facts: Sequence[Remark],
    stamp: DatasetStamp,
) -> SummaryOfFindings:
    """Return the summary of findings of a comparison.

    `domains` are the names of the domains by slug; `preparation` is the name of what is given.
    """
    rows = [findings_of(question, domains[question.domain]) for question in questions]
    rows.sort(key=lambda row: (row.harm, IMPORTANCE_ORDER.index(row.importance), row.outcome))
    route = f", {uncapitalised(profile.route.meaning.rstrip('.'))}" if profile.route is not None else ""
    return SummaryOfFindings(
        profile=f"evidence-profiles/{profile.slug}",
        name=profile.name,
        population=profile.population,
        intervention=f"{preparation}{route}",
        comparator=profile.comparator,
        comparator_detail=profile.comparator_detail,
        rows=rows,
        label_facts=list(label_facts),
        dataset=stamp,
    )


def findings_of(question: TidyQuestion, outcome: str) -> FindingsRow:
    """Return the row of one question."""
    lowering = [judgement for judgement in question.judgements if judgement.reason in LOWERING]
    return FindingsRow(
        question=question.id,
        domain=question.domain,
        outcome=outcome,
        harm=question.domain == HARMS,
        importance=question.importance,
        studies=question.studies,
        participants=question.participants,
        participants_reported=question.participants_reported,
        effect=question.effect,
        absolute_effect=question.absolute_effect,
        minimal_important_difference=question.minimal_important_difference,
        certainty=question.certainty,
        lowered_for=[each for each in lowering if each.concern in LOWERS],
        unclear=[each for each in lowering if each.concern is Concern.unclear],
        note=question.note,
        results=question.results,
    )
