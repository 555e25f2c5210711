"""The changes between two releases, in values small enough to read."""

from typing import Any

import pytest

from app.models import DatasetStamp
from app.publishing.changes import Change, ChangeKind, changes_between, release_changes

RULE = ("rules", "ciprofloxacin")
TRIAL = ("trials", "macian-2022")


def only(before: Any, after: Any, record: tuple[str, str] = TRIAL) -> Change:
    """Return the one change of one record."""
    (change,) = changes_between({record: before}, {record: after})
    return change


def test_equal_releases_have_no_changes() -> None:
    same = {TRIAL: {"year": 2022, "outcomes": [{"name": "pain", "direction": "no_difference"}]}}
    assert list(changes_between(same, same)) == []


def test_a_value_that_differs_is_a_correction_at_its_field() -> None:
    change = only({"year": 2021}, {"year": 2022})
    assert (change.kind, change.field, change.before, change.after) == ("correction", "year", 2021, 2022)


def test_parts_are_compared_by_name() -> None:
    """A part that moved is no change, and one that is new is no change of its neighbours."""
    pain, sleep = {"name": "pain", "weeks": 8}, {"name": "sleep", "weeks": 8}
    change = only({"outcomes": [pain, sleep]}, {"outcomes": [sleep, {"name": "pain", "weeks": 4}]})
    assert (change.field, change.before, change.after) == ("outcomes/pain/weeks", 8, 4)
    change = only({"outcomes": [pain]}, {"outcomes": [sleep, pain]})
    assert (change.kind, change.field, change.after) == ("value_added", "outcomes/sleep", sleep)


def test_a_list_without_names_is_one_value() -> None:
    change = only({"synonyms": ["a", "b"]}, {"synonyms": ["b", "a"]})
    assert (change.field, change.before) == ("synonyms", ["a", "b"])


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ({"note": None}, {"note": "read"}, ChangeKind.value_added),
        ({}, {"note": "read"}, ChangeKind.value_added),
        ({"note": "read"}, {"note": None}, ChangeKind.value_removed),
    ],
)
def test_a_value_is_added_removed_or_corrected(before: Any, after: Any, kind: ChangeKind) -> None:
    assert only(before, after).kind is kind


def test_a_record_is_added_or_removed() -> None:
    added, removed = list(changes_between({TRIAL: {"year": 1}}, {RULE: {"severity": "info"}}))
    assert (added.record, added.kind, added.field) == ("ciprofloxacin", "record_added", None)
    assert (removed.record, removed.kind, removed.before) == ("macian-2022", "record_removed", {"year": 1})


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("caution", "avoid", ChangeKind.severity_raised),
        ("separate", "monitor", ChangeKind.severity_lowered),
    ],
)
def test_the_severity_of_a_rule_goes_up_or_down(before: str, after: str, kind: ChangeKind) -> None:
    assert only({"severity": before}, {"severity": after}, RULE).kind is kind


def test_only_rules_have_a_severity_that_is_ranked() -> None:
    assert only({"severity": "mild"}, {"severity": "none"}, TRIAL).kind is ChangeKind.correction


def test_changes_are_counted_by_kind() -> None:
    first, second = (DatasetStamp(version=version, digest="0" * 64) for version in ("2026.1.0", "2026.2.0"))
    found = release_changes(first, {TRIAL: {"year": 1}}, second, {TRIAL: {"year": 2}})
    assert found.total == 1
    assert found.by_kind["correction"] == 1
    assert found.by_kind["record_added"] == 0
