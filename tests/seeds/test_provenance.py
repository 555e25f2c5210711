"""Every value of the real records has a source, and every null a reason."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from app.models import Claim, CuratorMade, MayBeAbsent, Provenance, Reference
from app.models.provenance import AbsentReason, Verification
from app.seeds.annotations import annotated_values
from app.seeds.library import Library, each_record
from app.seeds.provenance import covers, provenance_problems


def test_every_value_of_every_record_has_a_source_or_a_named_derivation(library: Library) -> None:
    visited = 0
    without = []
    for collection, slug, record in each_record(library.records):
        visited += sum(found.value is not None for found in annotated_values(record))
        without += [
            (collection, slug, location, problem) for location, problem in provenance_problems(record)
        ]
    print(f"{visited} values, {len(without)} without a source")
    assert without == []
    assert visited > 10_000


def test_the_check_sees_a_value_without_a_source(library: Library) -> None:
    record = library.records["trials"]["macian-2022"].model_copy(deep=True)
    record.provenance = [
        Provenance(fields=["title"], verification=Verification.primary, sources=["macian-2022"])
    ]
    assert ("year",) in [location for location, _ in provenance_problems(record)]


def test_a_record_without_provenance_fails(library: Library) -> None:
    record = library.records["domains"]["sleep"].model_copy(update={"provenance": []})
    assert (("definition",), "no entry of `provenance` covers it") in list(provenance_problems(record))


@pytest.mark.parametrize(
    ("collection", "slug", "part", "field"),
    [
        ("trials", "macian-2022", (), "randomised"),
        ("limits", "us-upper-limit-31-years-and-over", (), "elemental_mg_per_day"),
        ("sources", "macian-2022", (), "year"),
        ("trials", "macian-2022", ("arms", 0), "elemental_mg_per_day"),
        ("trials", "macian-2022", ("outcomes", 0), "p_value"),
    ],
)
def test_a_null_needs_a_reason(
    library: Library, collection: str, slug: str, part: tuple[str | int, ...], field: str
) -> None:
    record = library.records[collection][slug].model_copy(deep=True)
    holder: Any = record
    for step in part:
        holder = holder[step] if isinstance(step, int) else getattr(holder, step)
    setattr(holder, field, None)
    holder.absent = {name: reason for name, reason in holder.absent.items() if name != field}
    problem = f"null without a reason: name `{field}` in `absent`"
    assert ((*part, field), problem) in list(provenance_problems(record))
    holder.absent = {**holder.absent, field: AbsentReason.not_read}
    assert ((*part, field), problem) not in list(provenance_problems(record))


def test_an_entry_covers_its_field_and_everything_below_it() -> None:
    assert covers("arms", "arms.magnesium.n")
    assert covers("*", "year")
    assert not covers("arm", "arms.magnesium.n")


class Group(BaseModel):
    name: str
    size: int | None = 1


class Cited(BaseModel):
    """A part that names its own sources."""

    value: int = 1
    verification: Verification = Verification.primary
    sources: list[str] = []
    derivation: str | None = None


class Record(BaseModel):
    title: str = "t"
    tags: list[str] = []
    source: Annotated[str, Reference("sources")] = "a"
    wording: Annotated[str, CuratorMade("wording")] = "w"
    year: Annotated[int | None, MayBeAbsent()] = 1
    note: str | None = None
    groups: list[Group] = []
    cited: Cited | None = None
    absent: dict[str, AbsentReason] = {}
    provenance: list[Provenance] = []


def entry(*fields: str, **change: Any) -> Provenance:
    given = {
        "fields": list(fields),
        "verification": Verification.primary,
        "sources": ["a"],
        "derivation": None,
    }
    return Provenance.model_construct(**{**given, **change})


def problems(*entries: Provenance, **fields: Any) -> dict[str, str]:
    """The problems of a record with some entries, by place."""
    record = Record.model_construct(**{**Record().__dict__, **fields, "provenance": list(entries)})
    return {".".join(map(str, location)): problem for location, problem in provenance_problems(record)}


UNCOVERED = "no entry of `provenance` covers it"


def test_references_wording_of_the_curators_and_empty_lists_need_no_source() -> None:
    assert problems() == {"title": UNCOVERED, "year": UNCOVERED}
    assert problems(entry("*")) == {}
    assert problems(entry("title", "year")) == {}


def test_an_entry_needs_a_source_or_a_derivation_to_cover_a_value() -> None:
    nothing = entry("year", sources=[])
    assert problems(entry("title"), nothing) == {"year": UNCOVERED}
    assert problems(entry("title"), entry("year", sources=[], derivation="judged")) == {}
    assert problems(entry("*"), nothing) == {}, "one of two entries is enough"


def test_a_part_that_names_its_sources_needs_no_entry() -> None:
    assert problems(entry("*"), cited=Cited()) == {}
    only = (entry("title", "year"),)
    assert problems(*only, cited=Cited()) == {"cited.value": UNCOVERED}
    assert (
        problems(*only, cited=Cited(sources=["a"])) == problems(*only, cited=Cited(derivation="judged")) == {}
    )


def test_an_item_of_a_list_goes_by_its_name() -> None:
    groups = [Group(name="one"), Group(name="two")]
    found = problems(entry("title", "year", "groups.one"), groups=groups)
    assert found == {"groups.1.name": UNCOVERED, "groups.1.size": UNCOVERED}
    assert problems(entry("title", "year", "groups"), groups=groups) == {}


def test_an_entry_that_names_no_value_is_a_problem() -> None:
    found = problems(entry("*", "colour"), entry("note"), entry("groups.two"), groups=[Group(name="one")])
    assert found == {
        "provenance.0.fields": "`colour` names no value of this record",
        "provenance.1.fields": "`note` names no value of this record",
        "provenance.2.fields": "`groups.two` names no value of this record",
    }


def test_an_entry_may_name_a_value_that_needs_none() -> None:
    assert problems(entry("title", "year", "wording", "source")) == {}


def test_a_null_needs_a_reason_only_where_a_report_may_lack_it() -> None:
    assert problems(entry("*"), year=None) == {"year": "null without a reason: name `year` in `absent`"}
    assert problems(entry("*"), year=None, absent={"year": AbsentReason.not_read}) == {}


def test_a_reason_for_a_field_that_is_not_there_or_not_null_is_a_problem() -> None:
    reasons = dict.fromkeys(("year", "note", "colour"), AbsentReason.not_read)
    assert problems(entry("*"), absent=reasons) == {
        "absent.year": "`year` is not null",
        "absent.colour": "there is no field `colour`",
    }


def test_claims_that_were_judged_name_what_they_were_judged_by(library: Library) -> None:
    claims: dict[str, Claim] = library.records["claims"]
    for slug, claim in claims.items():
        assert claim.sources or claim.verdict in ("no_claim", "not_assessed"), slug


def test_contrary_findings_are_there(library: Library) -> None:
    """Null and negative results have the same rank as the others."""
    levels = {slug: record.level for slug, record in library.records["biomarkers"].items()}
    assert {"lower", "higher", "no_difference"} <= {level.value for level in levels.values()}
    assert levels["bazzichi-2008-platelet"] == "higher"
    for mechanism in library.records["mechanisms"].values():
        assert {entry.stance.value for entry in mechanism.evidence} - {"supports"}, mechanism.slug


def test_the_primary_endpoint_of_2022_stands_beside_its_subgroup(library: Library) -> None:
    outcomes = {outcome.name: outcome for outcome in library.records["trials"]["macian-2022"].outcomes}
    stress = [
        outcome for outcome in outcomes.values() if outcome.domain == "stress" and outcome.basis == "primary"
    ]
    primary = next(outcome for outcome in stress if outcome.role == "primary")
    assert (primary.direction, primary.p_value, primary.p_reported) == ("no_clear_difference", 0.93, "0.930")
    doubts = [
        measure.doubt
        for outcome in stress
        for group in outcome.groups
        for measure in (group.baseline, group.endpoint)
        if measure and measure.doubt
    ]
    assert [(doubt.field, doubt.other_value) for doubt in doubts] == [("sd", 2.3)]
    assert library.records["trials"].keys() >= {"russell-1995-blinded", "russell-1995-open"}
