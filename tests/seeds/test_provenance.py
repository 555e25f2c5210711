"""Every value of the real records has a source, and every null a reason."""

from typing import Any

import pytest

from app.models import Claim, Provenance
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
