"""The method as it is written down: its worked ratings are the computed ones, its numbers those of the data."""

import re
from collections import Counter

import pytest

from app.evidence.certainty import POINTS, WEIGHTS
from app.models import Source, Trial
from app.models.bias_assessment import DOMAINS_OF, BiasTool
from app.models.certainty import LOWERING, Certainty, CertaintyReason, Concern
from app.models.source import ReadDepth, SourceKind
from app.seeds.library import Library
from app.web.site_pages import depths_of_reports
from tests.conftest import ROOT
from tests.evidence.drawn import Get

METHOD = (ROOT / "docs" / "method.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")

WORKED = re.findall(r"\(`([a-z0-9/-]+)`\)\n\n((?:\|.*\n)+)", METHOD)
"""Question and table of each rating that is worked through."""


def test_two_ratings_are_worked_through() -> None:
    assert len(WORKED) == 2


@pytest.mark.parametrize(("question", "table"), WORKED, ids=[each[0] for each in WORKED])
def test_a_rating_worked_through_by_hand_is_the_computed_one(question: str, table: str, get: Get) -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    start, *reasons, total = rows
    computed = get(question)
    assert int(start[2]) == POINTS[Certainty[computed["start"]]]
    assert [each[0] for each in reasons] == list(CertaintyReason)
    assert [(each[0], each[1]) for each in reasons] == [
        (judgement["reason"], judgement["concern"]) for judgement in computed["judgements"]
    ]
    for reason, concern, level in reasons:
        sign = -1 if reason in LOWERING else 1
        assert int(level) == sign * WEIGHTS[Concern[concern]]
    assert int(start[2]) + sum(int(each[2]) for each in reasons) == int(total[2])
    assert total[1] == computed["certainty"]
    assert POINTS[Certainty[total[1]]] == int(total[2])


def test_no_trial_was_read_in_full_and_the_readme_says_how_they_were(library: Library) -> None:
    sources: dict[str, Source] = library.records["sources"]
    trials: dict[str, Trial] = library.records["trials"]
    depths = Counter(depths_of_reports(trials.values(), sources))
    entries = sum(source.kind is SourceKind.registry_entry for source in sources.values())
    assert depths[ReadDepth.full_text] == 0
    assert set(depths) == {ReadDepth.abstract, ReadDepth.excerpt}
    said = (
        f"No trial was read in full text. Of {depths.total()} reports of studies and reviews, "
        f"{depths[ReadDepth.abstract]} were read by their abstract and {depths[ReadDepth.excerpt]} in passages; "
        f"{entries} registry entries were read."
    )
    assert said in " ".join(README.split())


def test_the_method_names_every_tool_with_the_number_of_its_domains() -> None:
    assert len(DOMAINS_OF[BiasTool.rob_2]) == 6  # five, and carry-over
    assert len(DOMAINS_OF[BiasTool.robins_i]) == len(DOMAINS_OF[BiasTool.amstar_2]) == 7
    for said in ("five domains for each result; carry-over", "seven domains", "the seven critical items"):
        assert said in METHOD
