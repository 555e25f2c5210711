"""Summaries of findings: every question is a row, harms are among them, page and endpoint say the same."""

from collections.abc import Callable

from app.models.certainty import Concern
from app.seeds.library import Library
from tests.conftest import walk
from tests.evidence.drawn import Get
from tests.web.conftest import show
from tests.web.html import text_of

__all__ = ["show"]


def test_every_comparison_has_a_row_for_each_of_its_questions_with_harms_last(
    get: Get, library: Library
) -> None:
    questions = {question["id"]: question for question in walk(get, "/v1/questions?limit=200")}
    rows = 0
    for profile in library.records["evidence-profiles"]:
        found = get(f"/v1/evidence-profiles/{profile}/summary-of-findings")
        for row in found["rows"]:
            question = questions.pop(row["question"])
            assert question["profile"] == profile
            for name in ("effect", "certainty", "studies", "participants", "results", "note"):
                assert row[name] == question[name]
            assert all(
                each["concern"] in (Concern.serious, Concern.very_serious) for each in row["lowered_for"]
            )
            assert all(each["concern"] == Concern.unclear for each in row["unclear"])
        harms = [row["harm"] for row in found["rows"]]
        assert harms == sorted(harms)
        assert harms[-1]
        assert found["label_facts"]
        rows += len(harms)
    assert questions == {}
    assert rows > 150


def test_a_rating_is_lowered_by_the_judgements_that_are_shown(get: Get, library: Library) -> None:
    weights = {"serious": 1, "very_serious": 2}
    for profile in library.records["evidence-profiles"]:
        for row in get(f"/v1/evidence-profiles/{profile}/summary-of-findings")["rows"]:
            question = get(f"/v1/questions/{row['question']}")
            assert sum(weights[each["concern"]] for each in row["lowered_for"]) == question["lowered"]


def test_the_page_of_a_comparison_shows_every_row(get: Get, show: Callable[[str], str]) -> None:
    slug = "oral-magnesium-against-placebo"
    page = text_of(show(f"/comparisons/{slug}"))
    found = get(f"/v1/evidence-profiles/{slug}/summary-of-findings")
    for row in found["rows"]:
        assert row["outcome"] in page
        assert row["effect"][1:] in page
        for each in (*row["lowered_for"], *row["unclear"]):
            assert each["why"] in page
    assert all(fact["text"] in page for fact in found["label_facts"])


def test_every_comparison_is_linked(library: Library, show: Callable[[str], str]) -> None:
    page = show("/comparisons")
    for slug in library.records["evidence-profiles"]:
        assert f'href="/comparisons/{slug}"' in page


def test_unwanted_effects_show_what_was_counted(get: Get, show: Callable[[str], str]) -> None:
    """In the figure, on the page and among the gaps: counts, not means."""
    figure = get("/v1/figures/domains/adverse-events")
    page = text_of(show("/domains/adverse-events"))
    for said in ("16 of 40 people", "35 events", "3 of 23 people"):
        assert said in figure["alternative"]
        assert said in page
    gaps = [gap["text"] for gap in get("/v1/domains/adverse-events/summary")["gaps"]]
    assert any(text.startswith("Counts of people in both arms were not read for") for text in gaps)
    assert not any("standard deviations" in text for text in gaps)
    assert any("standard deviations" in gap["text"] for gap in get("/v1/domains/pain/summary")["gaps"])
