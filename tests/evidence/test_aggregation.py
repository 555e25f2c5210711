"""Sorting by kind, removing duplicate reports, counting."""

from collections import Counter
from typing import Any

import pytest

from app.evidence.aggregation import LIST_LIMIT, ResultKind, deduplicate_results, magnesium_given, result_kind
from app.evidence.schemas import DomainSummary, MagnesiumGiven
from app.evidence.summary import Evidence
from app.models import TidyOutcome, Trial
from app.models.design import Design
from app.models.outcome import Direction, Role
from app.models.provenance import Basis, Verification
from app.seeds.library import Library
from tests.conftest import walk
from tests.evidence.records import Get, ids_in, named, only, summary_of

KINDS = [
    ({}, ResultKind.trial_result),
    ({"verification": Verification.secondary}, ResultKind.trial_result),
    ({"verification": Verification.derived}, ResultKind.trial_result),
    ({"basis": Basis.article}, ResultKind.article_report),
    ({"design": Design.systematic_review}, ResultKind.review_finding),
    ({"design": Design.narrative_review}, ResultKind.review_finding),
    ({"design": Design.systematic_review, "basis": Basis.article}, ResultKind.review_finding),
    ({"design": Design.unspecified_group, "basis": Basis.article}, ResultKind.article_report),
    ({"verification": Verification.unverified}, ResultKind.open_question),
    ({"verification": Verification.unverified, "basis": Basis.article}, ResultKind.open_question),
    ({"verification": Verification.unverified, "design": Design.systematic_review}, ResultKind.open_question),
]


@pytest.mark.parametrize(("change", "kind"), KINDS)
def test_an_outcome_has_one_kind(stress: TidyOutcome, change: dict[str, Any], kind: ResultKind) -> None:
    assert result_kind(stress.model_copy(update=change)) is kind


GIVEN = [
    ({"single_agent": True}, MagnesiumGiven.alone),
    ({"single_agent": False}, MagnesiumGiven.combined),
    ({"single_agent": None}, MagnesiumGiven.not_stated),
    ({"single_agent": True, "arm": "magnesium"}, MagnesiumGiven.alone),
    ({"single_agent": False, "arm": "magnesium"}, MagnesiumGiven.combined),
    ({"single_agent": True, "arm": "placebo"}, MagnesiumGiven.without),
    ({"single_agent": None, "arm": "placebo"}, MagnesiumGiven.without),
]


@pytest.mark.parametrize(("change", "expected"), GIVEN)
def test_what_was_given_is_that_of_the_arm(
    stress: TidyOutcome, macian: Trial, change: dict[str, Any], expected: MagnesiumGiven
) -> None:
    assert magnesium_given(stress.model_copy(update=change), macian) is expected


SAME = [
    ({"a": None}, {("a",)}),
    ({"a": None, "b": None}, {("a",), ("b",)}),
    ({"a": "b", "b": None}, {("b", "a")}),
    ({"a": "b", "b": "c", "c": None}, {("c", "a", "b")}),
    ({"a": "c", "b": "c", "c": None}, {("c", "a", "b")}),
    ({"a": "b", "b": "a"}, {("a", "b")}),
    ({"a": "b", "b": "c", "c": "b"}, {("a", "b", "c")}),
    ({"a": "elsewhere", "b": "elsewhere"}, {("a", "b")}),
]


@pytest.mark.parametrize(("names", "expected"), SAME)
def test_entries_of_one_result_stand_together(
    stress: TidyOutcome, names: dict[str, str | None], expected: set[tuple[str, ...]]
) -> None:
    together = deduplicate_results([named(stress, name, same) for name, same in names.items()])
    assert {tuple(each.name for each in entries) for entries in together} == expected


def test_of_two_entries_of_one_result_the_one_that_was_read_counts(stress: TidyOutcome) -> None:
    unread = named(stress, "b", verification=Verification.unverified, direction=Direction.not_reported)
    ((first, second),) = deduplicate_results([unread, named(stress, "a", "b")])
    assert (first.name, second.name) == ("a", "b")


def test_every_outcome_of_the_flat_table_is_in_one_place(get: Get) -> None:
    flat = list(walk(get, "/v1/outcomes?limit=200"))
    summaries = get("/v1/summaries")["items"]
    shown = [id for each in summaries for id in ids_in(DomainSummary.model_validate(each))]
    assert sorted(shown) == sorted(each["id"] for each in flat)
    for summary in summaries:
        accounting = summary["accounting"]
        assert accounting.pop("outcomes") == sum(accounting.values())
        assert sum(accounting.values()) == sum(each["domain"] == summary["domain"] for each in flat)


def test_counts_are_those_of_the_flat_table(get: Get, library: Library) -> None:
    """Counted again, from the rows a caller can download."""
    expected: Counter[tuple[Any, ...]] = Counter()
    for row in walk(get, "/v1/outcomes?limit=200"):
        arms = {arm.name: arm.role for arm in library.records["trials"][row["trial"]].arms}
        if (
            row["verification"] != "unverified"
            and row["same_result_as"] is None
            and "review" not in row["design"]
        ):
            alone = {True: "alone", False: "combined", None: "not_stated"}[row["single_agent"]]
            given = "without" if arms.get(row["arm"], "magnesium") != "magnesium" else alone
            expected[row["domain"], row["comparison"], given, row["basis"], row["direction"]] += 1
    counted: Counter[tuple[Any, ...]] = Counter()
    for summary in get("/v1/summaries")["items"]:
        for group in summary["groups"]:
            for basis, counts in (("primary", group["counts"]), ("article", group["article_counts"])):
                assert (
                    sum(counts["by_direction"].values())
                    == sum(counts["by_verification"].values())
                    == counts["results"]
                )
                for direction, number in counts["by_direction"].items():
                    if number:
                        counted[summary["domain"], group["comparison"], group["given"], basis, direction] += (
                            number
                        )
    assert counted == expected


def test_roles_come_in_order_then_names(evidence: Evidence, stress: TidyOutcome) -> None:
    roles = [Role.not_reported, Role.subgroup, Role.secondary, Role.primary, Role.primary]
    outcomes = [named(stress, name, role=role) for name, role in zip("abced", roles, strict=True)]
    (group,) = summary_of(only(evidence, *outcomes), "stress").groups
    assert [each.outcome.name for each in group.results] == ["d", "e", "c", "b", "a"]


def test_pain_is_counted_once_though_two_entries_report_it(evidence: Evidence) -> None:
    group = summary_of(evidence, "pain").groups[0]
    (result,) = group.results
    assert result.outcome.id == "macian-2022/pain-abstract"
    assert result.also_reported_as == ["macian-2022/pain-mild-moderate-subgroup"]
    assert group.counts.results == 1


def test_lists_show_the_first_results_and_counts_cover_all(evidence: Evidence, stress: TidyOutcome) -> None:
    outcomes = [named(stress, f"r{number:02}") for number in range(LIST_LIMIT + 5)]
    (group,) = summary_of(only(evidence, *reversed(outcomes)), "stress").groups
    assert [each.outcome.id for each in group.results] == [each.id for each in outcomes[:LIST_LIMIT]]
    assert group.counts.results == LIST_LIMIT + 5
    assert group.counts.number_of_trials == 1
