"""Records to summarise, and changes to them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from app.evidence.schemas import DomainSummary, GapRule
from app.evidence.summary import Evidence, summarise
from app.models import TidyOutcome
from app.models.certainty import LOWERING, Concern
from app.models.domain import Domain
from app.models.outcome import Direction
from app.models.provenance import Verification

Get = Callable[[str], Any]


WHOLE = "macian-2022/stress-whole-sample"


MILD = "macian-2022/stress-mild-moderate-subgroup"


SEVERE = "macian-2022/stress-severe-subgroup"


UNREAD: dict[str, Any] = {
    "verification": Verification.unverified,
    "direction": Direction.not_reported,
    "groups": [],
    "p_value": None,
}
"""What makes a result one that nobody read."""


def domain_of(evidence: Evidence, slug: str) -> Domain:
    return next(each for each in evidence.domains if each.slug == slug)


def summary_of(evidence: Evidence, slug: str) -> DomainSummary:
    return summarise(domain_of(evidence, slug), evidence)


def only(evidence: Evidence, *outcomes: TidyOutcome) -> Evidence:
    """The same records with other results."""
    return replace(evidence, outcomes=outcomes)


def without_concerns(evidence: Evidence) -> Evidence:
    """The same records, judged to have no concern at all in the profile that leads."""
    profiles = []
    for profile in evidence.profiles:
        if profile.leads:
            judgements = [
                each.model_copy(
                    update={
                        "concern": Concern.not_serious if each.reason in LOWERING else Concern.not_present
                    }
                )
                for each in profile.judgements
            ]
            questions = [each.model_copy(update={"judgements": []}) for each in profile.questions]
            profile = profile.model_copy(update={"judgements": judgements, "questions": questions})
        profiles.append(profile)
    return replace(evidence, profiles=profiles)


def ids_in(summary: DomainSummary) -> Iterator[str]:
    """Every outcome a summary shows, as often as it shows it."""
    results = [
        *summary.reviews,
        *(each for group in summary.groups for each in [*group.results, *group.article_results]),
    ]
    for result in results:
        yield from (result.outcome.id, *result.also_reported_as)
    yield from (question.outcome for question in summary.open_questions)


def named(stress: TidyOutcome, name: str, same_as: str | None = None, **change: Any) -> TidyOutcome:
    """A result under another name."""
    change = {"id": f"macian-2022/{name}", "name": name, "same_result_as": same_as, **change}
    return stress.model_copy(update=change)


def people(outcome: TidyOutcome, magnesium: int | None, placebo: int | None) -> TidyOutcome:
    """A result with people in its arms."""
    known = {"magnesium": magnesium, "placebo": placebo}
    groups = [group.model_copy(update={"participants": known[group.arm]}) for group in outcome.groups]
    return outcome.model_copy(update={"groups": groups})


def rules(summary: DomainSummary) -> set[GapRule]:
    return {gap.rule for gap in summary.gaps}
