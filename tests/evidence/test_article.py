"""The overview of the article: made from its claims and its own results, each sentence in one topic."""

from dataclasses import replace
from typing import Any

import pytest

from app.evidence.article import ArticleRecords, article_overview, whole_records
from app.evidence.summary import Evidence
from app.models import Claim, TidyOutcome
from app.models.claim import ClaimKind, Verdict
from app.models.provenance import Basis
from app.publishing.summaries import article_records
from app.seeds.library import Library
from tests.evidence.records import WHOLE

REPORTED = "macian-2022/article-stress"
"""A result as the article reports it; `WHOLE` is from the same trial, as the trial reports it."""


@pytest.fixture(scope="module")
def records(library: Library, evidence: Evidence) -> ArticleRecords:
    """The real records."""
    return article_records(library, evidence)


@pytest.fixture(scope="module")
def claim(records: ArticleRecords) -> Claim:
    return records.claims[0]


def about(claim: Claim, slug: str, *named: str, kind: ClaimKind = ClaimKind.efficacy, **change: Any) -> Claim:
    """A claim that names some records."""
    return claim.model_copy(
        update={"slug": slug, "kind": kind, "records": list(named), "numbers": [], **change}
    )


def outcome(records: ArticleRecords, id: str) -> TidyOutcome:
    return next(each for each in records.outcomes if each.id == id)


def test_only_results_that_the_article_reports_are_in_it(records: ArticleRecords) -> None:
    overview = article_overview(records)
    shown = [result.outcome for symptom in overview.symptoms for result in symptom.results]
    reported = [each for each in records.outcomes if each.basis is Basis.article]
    assert sorted(shown) == sorted(each.id for each in reported)
    assert [each.trial for each in overview.trials] == list(dict.fromkeys(each.trial for each in reported))
    assert 0 < len(reported) < len(records.outcomes)


def test_a_symptom_without_a_reported_result_is_left_out(records: ArticleRecords, claim: Claim) -> None:
    both = [outcome(records, WHOLE), outcome(records, REPORTED)]
    overview = article_overview(replace(records, outcomes=both, claims=[claim]))
    (symptom,) = overview.symptoms
    assert (symptom.symptom, [each.outcome for each in symptom.results]) == ("stress", [REPORTED])
    (trial,) = overview.trials
    assert (trial.trial, trial.claims) == ("macian-2022", [])
    only = replace(records, outcomes=[outcome(records, WHOLE)], claims=[claim])
    assert (article_overview(only).symptoms, article_overview(only).trials) == ([], [])


def test_a_result_has_the_first_statement_that_names_it(records: ArticleRecords, claim: Claim) -> None:
    claims = [about(claim, slug, f"trials/{REPORTED}") for slug in ("s02", "s01")]
    for given, named in ((claims, "s02"), ([about(claim, "s03", "trials/macian-2022")], None)):
        overview = article_overview(replace(records, claims=given, outcomes=[outcome(records, REPORTED)]))
        (result,) = overview.symptoms[0].results
        assert result.claim == named


def test_a_claim_names_a_record_by_itself_or_by_a_part_of_it(records: ArticleRecords, claim: Claim) -> None:
    claims = [
        about(claim, "whole", "trials/macian-2022"),
        about(claim, "part", "limits/x", "trials/macian-2022/article-stress"),
        about(claim, "another", "trials/macian-2022-b", "sources/macian-2022"),
    ]
    found = replace(records, claims=claims).naming("trials/macian-2022")
    assert [each.slug for each in found] == ["whole", "part"]


def test_a_form_is_there_when_a_statement_about_forms_names_it(records: ArticleRecords, claim: Claim) -> None:
    claims = [
        about(claim, "s01", "forms/magnesium-oxide", kind=ClaimKind.safety),
        about(claim, "s02", "forms/magnesium-malate", kind=ClaimKind.formulation),
        about(claim, "s03", "forms/magnesium-malate", kind=ClaimKind.safety),
    ]
    (form,) = article_overview(replace(records, claims=claims)).forms
    assert (form.form, form.claims) == ("magnesium-malate", ["s02"])


def test_a_topic_has_its_statements_and_the_records_that_stand_nowhere_else(
    records: ArticleRecords, claim: Claim
) -> None:
    claims = [
        about(claim, "s02", "limits/a", "trials/macian-2022/x", "limits/a", verdict=Verdict.overstated),
        about(claim, "s01", "limits/b", "conditions/renal/x", verdict=Verdict.supported),
        about(claim, "s03", "limits/c", kind=ClaimKind.dosing, verdict=Verdict.overstated),
    ]
    overview = article_overview(replace(records, claims=claims, outcomes=[outcome(records, REPORTED)]))
    assert [
        (topic.topic, [each.claim for each in topic.statements], topic.records) for topic in overview.topics
    ] == [
        (ClaimKind.efficacy, ["s02", "s01"], ["limits/a", "limits/b", "conditions/renal"]),
        (ClaimKind.dosing, ["s03"], ["limits/c"]),
    ]
    assert (overview.sentences, overview.verdicts) == (3, {"supported": 1, "overstated": 2})


def test_a_number_has_its_claim_and_whole_records(records: ArticleRecords) -> None:
    stating = next(each for each in records.claims if each.numbers)
    named = stating.model_copy(update={"records": ["limits/a", "trials/b/c"]})
    overview = article_overview(replace(records, claims=[named]))
    assert [(each.of, each.claim, each.verdict, each.records) for each in overview.numbers] == [
        (number.of, stating.slug, stating.verdict, ["limits/a", "trials/b"]) for number in stating.numbers
    ]
    assert all(topic.records == [] for topic in overview.topics), "they stand beside the number"


def test_a_mechanism_names_its_claims_in_order(records: ArticleRecords) -> None:
    mechanism = records.mechanisms[0].model_copy(update={"claims": ["s09", "s02"]})
    (found,) = article_overview(replace(records, mechanisms=[mechanism])).mechanisms
    assert (found.mechanism, found.symptoms) == (mechanism.slug, mechanism.domains)
    assert found.claims == ["s02", "s09"]


def test_parts_of_a_record_are_the_record() -> None:
    found = whole_records(["trials/a/x", "limits/b", "trials/a", "conditions/c/d"])
    assert found == ["trials/a", "limits/b", "conditions/c"]
