"""The page of unwanted effects: the answer first, every count, and nobody's count called an effect of magnesium."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from app.evidence.findings import HARMS
from app.evidence.schemas import DomainSummary
from app.web.harms_page import WITHDRAWALS, counted_sentence
from tests.web.html import texts


@pytest.fixture(scope="module")
def summary(get: Callable[[str], Any]) -> DomainSummary:
    """The published summary of unwanted effects."""
    return DomainSummary.model_validate(get(f"/v1/domains/{HARMS}/summary"))


def test_the_answer_comes_before_labels_counts_figure_and_sources(
    show: Callable[[str], str], summary: DomainSummary
) -> None:
    page = show("/harms")
    answer = page.index(summary.conclusion.text)
    places = [page.index(f'id="{name}"') for name in ("labels", "counts", "figure", "gaps", "sources")]
    assert answer < places[0]
    assert places == sorted(places)


def test_every_result_is_a_row_with_its_count_or_says_that_none_was_read(
    show: Callable[[str], str], summary: DomainSummary
) -> None:
    page = show("/harms")
    rows = texts(page, r"<tr><th scope=\"row\">.*?</tr>")
    outcomes = [result.outcome for group in summary.groups for result in group.results]
    assert len(rows) == len(outcomes) == summary.accounting.counted
    for outcome in outcomes:
        (row,) = (row for row in rows if outcome.trial_name in row and f"{outcome.label} " in row)
        if outcome.count is None:
            assert "number not read" in row
        elif outcome.count.people is not None:
            assert f"{outcome.count.people} of {outcome.count.of} people" in row


def test_a_count_without_a_comparison_is_never_called_an_effect(show: Callable[[str], str]) -> None:
    rows = texts(show("/harms"), r"<tr><th scope=\"row\">.*?</tr>")
    uncompared = [row for row in rows if "counted, not compared" in row]
    assert len(uncompared) == 7
    assert all("cannot show what magnesium causes" in row for row in uncompared)
    compared = [row for row in rows if row not in uncompared]
    assert not [row for row in compared if "cannot show" in row]


def test_people_who_left_stand_apart(show: Callable[[str], str], summary: DomainSummary) -> None:
    page = show("/harms")
    left = page[page.index("People who left a study") : page.index('id="figure"')]
    outcomes = [result.outcome for group in summary.groups for result in group.results]
    named = {outcome.label for outcome in outcomes if outcome.name == WITHDRAWALS}
    assert named == {
        each.label for each in outcomes if re.match("People who (left|did not finish)", each.label)
    }
    for outcome in outcomes:
        assert (outcome.label in left) == (outcome.label in named), outcome.id


def test_every_source_of_a_count_and_of_a_label_is_listed(
    show: Callable[[str], str], summary: DomainSummary
) -> None:
    listed = show("/harms").partition('id="sources"')[2]
    for remark in summary.label_facts:
        assert all(f'href="/sources/{slug}"' in listed for slug in remark.sources)
    for group in summary.groups:
        for result in group.results:
            assert all(f'href="/sources/{slug}"' in listed for slug in result.outcome.sources)


def test_the_answer_counts_results_studies_and_comparisons(summary: DomainSummary) -> None:
    assert counted_sentence(summary.groups) == (
        "We read 9 results on unwanted effects and withdrawals, from 6 studies. "
        "Of these, 2 test magnesium, alone or with something else, against a comparator: no clear difference in 2."
    )
    uncontrolled = [group for group in summary.groups if group.uncontrolled]
    assert counted_sentence(uncontrolled).endswith("None of them tests magnesium against a comparator.")
    assert counted_sentence(summary.groups[:1]).startswith("We read 1 result on ")
    assert "from 1 study. Of these, 1 tests " in counted_sentence(summary.groups[:1])
    assert counted_sentence([]) == "No study in this dataset reports unwanted effects."
