"""Risk of bias: every study is judged, the whole follows from the domains, picture and words say the same."""

from collections import Counter
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from app.evidence.bias_figure import tool_address
from app.evidence.labels import label
from app.models import BiasAssessment, Trial
from app.models.bias_assessment import BiasJudgement, BiasTool, overall_judgement
from app.models.design import Design
from app.models.provenance import Derivation, ReviewState, Verification
from app.seeds.library import Library
from tests.evidence.drawn import Get, letters_of, marks_of, texts_of

TOOL_OF = {
    Design.randomised_parallel: BiasTool.rob_2,
    Design.randomised_crossover: BiasTool.rob_2,
    Design.controlled_not_randomised: BiasTool.robins_i,
    Design.single_arm: BiasTool.robins_i,
    Design.case_series: BiasTool.robins_i,
    Design.systematic_review: BiasTool.amstar_2,
}
"""Tool for each design; narrative reviews have none."""


@pytest.fixture(scope="module")
def assessments(library: Library) -> list[BiasAssessment]:
    return list(library.records["bias-assessments"].values())


@pytest.mark.parametrize(
    ("tool", "domains", "overall"),
    [
        ("rob_2", ["low", "low"], "low"),
        ("rob_2", ["low", "some_concerns", "not_applicable"], "some_concerns"),
        ("rob_2", ["low", "not_assessable"], "not_assessable"),
        ("rob_2", ["not_assessable", "high"], "high"),
        ("robins_i", ["moderate", "serious", "not_assessable"], "serious"),
        ("robins_i", ["critical", "serious"], "critical"),
        ("robins_i", ["moderate", "not_assessable"], "not_assessable"),
        ("robins_i", ["not_assessable"], "not_assessable"),
        ("amstar_2", ["met", "partly_met"], "high_confidence"),
        ("amstar_2", ["met", "not_met"], "low_confidence"),
        ("amstar_2", ["not_met", "not_assessable"], "not_assessable"),
        ("amstar_2", ["not_met", "not_met", "not_assessable"], "critically_low_confidence"),
    ],
)
def test_the_overall_judgement_follows_from_the_domains(tool: str, domains: list[str], overall: str) -> None:
    found = overall_judgement(BiasTool[tool], [BiasJudgement[each] for each in domains])
    assert found == overall


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"overall": "low"}, "`overall` is `not_assessable` by the rule of the tool"),
        ({"tool": "robins_i"}, "`robins_i` has the domains confounding"),
        ({"results": ["trials/ali-2009/pain"]}, "belongs to the study"),
    ],
)
def test_a_judgement_that_does_not_follow_its_tool_is_an_error(
    library: Library, change: dict[str, Any], problem: str
) -> None:
    whole = library.records["bias-assessments"]["macian-2022-stress"].model_dump()
    with pytest.raises(ValueError, match=problem):
        BiasAssessment.model_validate({**whole, **change})


def test_what_cannot_be_judged_names_what_is_missing(library: Library) -> None:
    whole = library.records["bias-assessments"]["macian-2022-stress"].model_dump()
    whole["domains"][3]["missing"] = []
    with pytest.raises(ValueError, match="names what is missing"):
        BiasAssessment.model_validate(whole)


def test_every_study_and_systematic_review_is_judged_with_the_tool_of_its_design(
    library: Library, assessments: list[BiasAssessment]
) -> None:
    trials: dict[str, Trial] = library.records["trials"]
    judged = {each.trial: each.tool for each in assessments}
    expected = {
        slug: TOOL_OF[trial.design]
        for slug, trial in trials.items()
        if trial.design in TOOL_OF and trial.identification == "identified"
    }
    assert judged == expected


def test_judgements_are_ours_unreviewed_and_rest_on_sources(assessments: list[BiasAssessment]) -> None:
    for each in assessments:
        assert each.review is ReviewState.unreviewed
        (entry,) = each.provenance
        assert (entry.verification, entry.derivation) == (Verification.derived, Derivation.judged)
        assert all(domain.sources for domain in each.domains)


def test_a_result_against_a_comparator_is_judged_once(
    library: Library, assessments: list[BiasAssessment]
) -> None:
    """Results of the article and second reports of a result are judged with the result itself."""
    counted = Counter(result for each in assessments for result in each.results)
    assert max(counted.values()) == 1
    for each in assessments:
        trial: Trial = library.records["trials"][each.trial]
        names = {f"trials/{each.trial}/{outcome.name}" for outcome in trial.outcomes}
        assert set(each.results) <= names


@pytest.mark.parametrize("tool", BiasTool)
def test_picture_table_and_words_say_the_same(tool: BiasTool, get: Get, client: TestClient) -> None:
    figure = get(f"/v1/figures/risk-of-bias/{tool_address(tool)}")
    picture = ElementTree.fromstring(client.get(figure["svg"]).content)
    said = [judgement for row in figure["rows"] for judgement in (*row["judgements"], row["overall"])]
    signs = [label(BiasJudgement[each]).letter for each in said]
    assert Counter(letters_of(picture)) == Counter(filter(None, signs))
    assert len(marks_of(picture)) == len([each for each in signs if each])
    drawn = texts_of(picture)
    words = [figure["title"], *figure["notes"], *(column["meaning"] for column in figure["columns"])]
    words += [row["name"] for row in figure["rows"]]
    words += [label(BiasJudgement[each]).wording for each in said]
    assert {word for text in words for word in text.split()} <= set(drawn.replace(".", "").split()) | set(
        drawn.split()
    )
    for row in figure["rows"]:
        assert len(row["judgements"]) == len(figure["columns"])
        assert f"{row['name']}: 1 " in figure["alternative"]


def test_shapes_differ_where_judgements_do() -> None:
    signs: dict[str, set[str]] = {}
    for judgement in BiasJudgement:
        its = label(judgement)
        if its.letter:
            signs.setdefault(its.symbol, set()).add(its.letter)
    assert len(signs) == 4
    letters = [letter for found in signs.values() for letter in found]
    assert len(letters) == len(set(letters))
