"""Figures as data: table, marks and words say the same."""

from collections import Counter

from app.evidence.figures import DIRECTION_COLUMNS
from app.evidence.labels import DIRECTIONS
from app.models.outcome import Direction
from tests.evidence.drawn import Get, every_figure, every_summary


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
