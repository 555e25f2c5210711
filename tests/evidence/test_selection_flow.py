"""The selection: every record considered stands in it once, and the flow adds up."""

from typing import Any
from xml.etree import ElementTree

from starlette.testclient import TestClient

from app.evidence.selection_flow import selection_flow
from app.models import Biomarker, DatasetStamp, ScreenedRecord, Source, Trial
from app.models.screened_record import Decision, ExclusionReason, ScreenedKind
from app.models.source import ReadDepth, SourceKind
from app.seeds.library import Library
from tests.conftest import walk
from tests.evidence.drawn import Get, texts_of


def test_every_study_review_and_guideline_was_considered(library: Library) -> None:
    screened: dict[str, ScreenedRecord] = library.records["selection"]
    trials: dict[str, Trial] = library.records["trials"]
    biomarkers: dict[str, Biomarker] = library.records["biomarkers"]
    sources: dict[str, Source] = library.records["sources"]
    made = [record for each in screened.values() for record in each.records]
    assert len(made) == len(set(made))
    expected = {f"trials/{slug}" for slug, trial in trials.items() if trial.identification == "identified"}
    expected |= {f"biomarkers/{slug}" for slug in biomarkers if slug != "muscle-not-found"}
    assert set(made) == expected
    guidelines = {slug for slug, source in sources.items() if source.kind is SourceKind.guideline}
    left_out = {each.source for each in screened.values() if each.reason is ExclusionReason.nothing_read}
    assert left_out == guidelines


def test_how_much_was_read_is_what_the_source_says(library: Library) -> None:
    sources: dict[str, Source] = library.records["sources"]
    for each in library.records["selection"].values():
        if each.source is not None:
            assert each.read is sources[each.source].read
        if each.decision is Decision.included:
            assert each.read is not ReadDepth.full_text


def test_the_flow_adds_up_and_the_picture_says_it(get: Get, client: TestClient) -> None:
    flow = get("/v1/figures/selection")
    records = list(walk(get, "/v1/selection?limit=200"))
    grouped = [record for group in flow["groups"] for record in group["records"]]
    assert sorted(grouped) == sorted(f"selection/{record['slug']}" for record in records)
    assert flow["considered"] == len(records)
    drawn = set(texts_of(ElementTree.fromstring(client.get(flow["svg"]).content)).split())
    for group in flow["groups"]:
        assert group["text"].startswith(f"{len(group['records'])}: ")
        assert set(group["text"].split()) <= drawn
        assert group["text"] in flow["alternative"]


def test_what_nobody_noted_of_a_search_is_null_with_its_reason(library: Library) -> None:
    searches = library.records["searches"].values()
    assert len(searches) > 3
    for each in searches:
        for name in ("words", "searched_on", "hits"):
            assert (getattr(each, name) is None) is (name in each.absent)


def test_each_decision_has_its_groups_the_largest_first() -> None:
    def screened(slug: str, decision: Decision, **more: Any) -> Any:
        given = {"slug": slug, "decision": decision, "kind": ScreenedKind.trial, "reason": None}
        return ScreenedRecord.model_construct(**{**given, **more})

    nothing, other = ExclusionReason.nothing_read, ExclusionReason.contradicts_its_study
    flow = selection_flow(
        [
            screened("c", Decision.included),
            screened("e", Decision.excluded, reason=nothing),
            screened("w", Decision.awaiting, kind=ScreenedKind.review),
            screened("b", Decision.excluded, reason=other),
            screened("a", Decision.excluded, reason=other),
        ],
        DatasetStamp(version="1", digest="0" * 64),
    )
    assert [(each.decision, each.kind, each.records) for each in flow.groups] == [
        (Decision.excluded, None, ["selection/a", "selection/b"]),
        (Decision.excluded, None, ["selection/e"]),
        (Decision.awaiting, None, ["selection/w"]),
        (Decision.included, ScreenedKind.trial, ["selection/c"]),
    ]
    two, one, awaiting, included = (group.text for group in flow.groups)
    assert flow.alternative == (
        f"5 records considered. 3 left out: {two}; {one}. 1 that may belong in the dataset: {awaiting}. "
        f"1 in the dataset: {included}."
    )
    assert (awaiting, two.partition(": ")[0]) == ("1", "2")
    assert not two.endswith(".")
