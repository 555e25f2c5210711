"""Figures as data: table, marks and words say the same."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from app.evidence.evidence_map import evidence_map
from app.evidence.figures import (
    DIRECTION_COLUMNS,
    direction_figure,
    legend_entries,
    map_figure,
    row_label,
)
from app.evidence.labels import DIRECTIONS, label
from app.evidence.map_schemas import EvidenceMap
from app.evidence.summary import Evidence
from app.models import TidyOutcome
from app.models.outcome import AnalysisSet, Direction, Role
from tests.evidence.drawn import Get, every_figure, every_summary
from tests.evidence.records import UNREAD, domain_of, named, only, summary_of


def test_the_table_says_what_the_marks_say(get: Get) -> None:
    for figure in every_figure(get):
        for row in figure.rows:
            assert len(row.cells) == len(figure.columns)
        for mark in figure.marks:
            assert figure.rows[mark.row].cells[mark.column]
            assert len(mark.outcomes) == mark.results
            assert mark.letter == DIRECTIONS[mark.direction].letter
        assert [each.direction for each in figure.legend] == [
            direction for direction in DIRECTIONS if any(mark.direction is direction for mark in figure.marks)
        ]


def test_the_words_name_every_result(get: Get) -> None:
    for summary in every_summary(get):
        figure = get(f"/v1/figures/domains/{summary['domain']}")
        assert (
            figure["rows"] or not summary["accounting"]["outcomes"] - summary["accounting"]["open_questions"]
        )
        for row in figure["rows"]:
            assert row["cells"][0] in figure["alternative"]
            assert row["heading"] in figure["alternative"]


def test_a_domain_has_one_mark_per_result(get: Get) -> None:
    for summary in every_summary(get):
        figure = get(f"/v1/figures/domains/{summary['domain']}")
        shown = [id for mark in figure["marks"] for id in mark["outcomes"]]
        accounting = summary["accounting"]
        assert (
            len(shown)
            == len(set(shown))
            == accounting["counted"] + accounting["article"] + accounting["reviews"]
        )
        assert len(figure["notes"]) == accounting["open_questions"]
        assert [mark["row"] for mark in figure["marks"]] == list(range(len(figure["rows"])))


def test_the_map_shows_every_result_of_the_map(get: Get) -> None:
    cells = [cell for row in get("/v1/evidence-map")["rows"] for cell in row["cells"]]
    expected = Counter(id for cell in cells for tally in cell["tallies"] for id in tally["outcomes"])
    assert len(expected) > 50
    figure = get("/v1/figures/evidence-map")
    assert Counter(id for mark in figure["marks"] for id in mark["outcomes"]) == expected
    said = " ".join([*(row["heading"] for row in figure["rows"]), *figure["notes"]]).lower()
    forms = get("/v1/forms?limit=200")["items"]
    assert len(forms) > 10
    for form in forms:
        assert form["name"].lower() in said


def test_the_map_names_every_symptom_for_everything_that_was_tried(get: Get) -> None:
    """Measured with its result, measured and not read, or not known to be measured."""
    names = {domain["name"].lower() for domain in get("/v1/evidence-map")["domains"]}
    figure = get("/v1/figures/evidence-map")
    said: dict[str, str] = {}
    for row in figure["rows"]:
        said[row["heading"]] = f"{said.get(row['heading'], '')} {row['cells'][0]}".lower()
        assert any(row["cells"][1:]) is not row["cells"][0].startswith("Not known to be measured: ")
    assert len(said) > 5
    for text in said.values():
        assert [name for name in names if name not in text] == []


def test_every_direction_has_a_column_a_letter_and_a_tone() -> None:
    assert set(DIRECTIONS) == set(Direction)
    assert {each.tone for each in DIRECTIONS.values()} == set(DIRECTION_COLUMNS)
    assert len({each.letter for each in DIRECTIONS.values()}) == len(DIRECTIONS)


def test_a_mark_stands_in_the_column_of_its_tone(get: Get) -> None:
    for figure in every_figure(get):
        for mark in figure.marks:
            tone = DIRECTIONS[mark.direction].tone
            assert figure.columns[mark.column] == DIRECTION_COLUMNS[tone]


# A small map --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(evidence: Evidence, stress: TidyOutcome) -> EvidenceMap:
    """A map of two symptoms with three results of one form, and of one form that was not tried."""
    results = [
        stress,
        named(stress, "better", direction=Direction.favours_magnesium),
        named(stress, "again", direction=Direction.favours_magnesium),
    ]
    forms = [each for each in evidence.forms if each.slug in ("magnesium-chloride", "magnesium-oxide")]
    domains = [domain_of(evidence, slug) for slug in ("sleep", "stress")]
    records = replace(only(evidence, *results), forms=forms, domains=domains, preparations=[])
    return evidence_map(replace(records, trials={"macian-2022": evidence.trials["macian-2022"]}))


def test_a_row_of_the_map_has_its_results_in_the_columns_of_their_tones(small: EvidenceMap) -> None:
    figure = map_figure(small)
    assert figure.columns == ["Symptom", "Worse", "No clear difference", "Better", "Mixed or not read"]
    better, level = (label(each).wording for each in (Direction.favours_magnesium, stress_direction(small)))
    first, second = figure.rows
    assert first.heading == second.heading == "Magnesium chloride, alone"
    assert first.cells[0] == "Stress"
    assert first.cells[1] == first.cells[4] == ""
    assert first.cells[2].startswith(f"1 {level} (")
    assert first.cells[3].startswith(f"2 {better} (")
    assert second.cells == ["Not known to be measured: sleep", "", "", "", ""]
    assert [(mark.row, mark.column, mark.results) for mark in figure.marks] == [(0, 3, 2), (0, 2, 1)]


def stress_direction(small: EvidenceMap) -> Direction:
    """The direction of the result that was not changed."""
    found = {tally.direction for row in small.rows for cell in row.cells for tally in cell.tallies}
    (direction,) = found - {Direction.favours_magnesium}
    return direction


def test_the_map_in_sentences_names_what_was_tried_and_what_was_not(small: EvidenceMap) -> None:
    figure = map_figure(small)
    (text,) = [cell.text for row in small.rows for cell in row.cells if cell.tallies]
    assert figure.alternative == (
        f"Magnesium chloride, alone: stress, {text}. Not known to be measured: sleep. "
        "Magnesium alone, no trial found for any symptom: magnesium oxide."
    )
    assert figure.notes == [
        "Magnesium alone, no trial found for any symptom: magnesium oxide.",
        small.left_out,
    ]


def test_a_result_that_was_not_read_stands_as_such_in_the_last_column(
    evidence: Evidence, stress: TidyOutcome
) -> None:
    unread = only(evidence, stress.model_copy(update=UNREAD))
    figure = map_figure(evidence_map(unread))
    (row,) = [row for row in figure.rows if row.cells[0] == "Stress"]
    assert row.cells[1:] == ["", "", "", "result not read"]
    assert figure.marks == []
    assert figure.legend == []


def test_the_legend_has_the_marks_that_occur_in_the_order_of_the_labels(small: EvidenceMap) -> None:
    used = {mark.direction for mark in map_figure(small).marks}
    assert [each.direction for each in legend_entries(map_figure(small).marks)] == [
        each for each in DIRECTIONS if each in used
    ]
    assert len(used) == 2


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        ({"role": Role.primary}, " (primary endpoint)"),
        ({"role": Role.secondary, "analysis_set": AnalysisSet.subgroup}, " (subgroup)"),
        ({"role": Role.subgroup, "analysis_set": AnalysisSet.whole_sample}, " (subgroup)"),
        ({"role": Role.secondary, "analysis_set": AnalysisSet.whole_sample}, None),
    ],
)
def test_a_row_says_whether_its_result_is_primary_or_of_a_subgroup(
    evidence: Evidence, stress: TidyOutcome, change: dict[str, Any], ends: str | None
) -> None:
    outcome = stress.model_copy(update={"count": None, **change})
    (group,) = summary_of(only(evidence, outcome), "stress").groups
    (result,) = group.results
    assert row_label(result) == f"{outcome.trial_name}: {outcome.label}{ends or ''}"


def test_a_direction_plot_has_the_trials_then_the_article(evidence: Evidence) -> None:
    figure = direction_figure(summary_of(evidence, "stress"))
    as_told = [row.heading.startswith("As the article has it: ") for row in figure.rows]
    assert as_told == sorted(as_told)
    assert set(as_told) == {True, False}
    assert figure.alternative.startswith(f"{len(figure.rows)} results. {figure.rows[0].heading}: ")
    for row, mark in zip(figure.rows, figure.marks, strict=True):
        told = [cell for cell in row.cells[1:] if cell]
        assert told == [f"{mark.letter}: {label(mark.direction).wording}"] == [row.cells[mark.column]]
        assert f"{row.cells[0]}, {label(mark.direction).wording}" in figure.alternative
