"""Every value has a source, every null a reason, every sentence of the article its place."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.models import Claim, Provenance
from app.publishing.verify import audited, salts
from app.seeds.annotations import values
from app.seeds.provenance import gaps
from app.seeds.reader import Library, SeedFile, every
from tests.conftest import SEEDS

ARTICLE = Path(os.environ.get("FIBROMAG_ARTICLE", "not given"))
needs_article = pytest.mark.skipif(
    not ARTICLE.is_file(), reason="the article's text is not ours to ship: set FIBROMAG_ARTICLE to its file"
)


def test_every_value_of_every_record_has_a_source_or_a_named_derivation(library: Library) -> None:
    visited = 0
    without = []
    for collection, slug, record in every(library.records):
        visited += sum(found.value is not None for found in values(record))
        without += [(collection, slug, place, problem) for place, problem in gaps(record)]
    print(f"{visited} values, {len(without)} without a source")
    assert without == []
    assert visited > 10_000


def test_the_check_sees_a_value_without_a_source(library: Library) -> None:
    record = library.records["trials"]["macian-2022"].model_copy(deep=True)
    record.provenance = [Provenance(fields=["title"], verification="primary", sources=["macian-2022"])]
    assert ("year",) in [place for place, _ in gaps(record)]


def test_all_42_sentences_are_accounted_for(get: Callable[[str], Any]) -> None:
    coverage = get("/v1/claims/coverage")
    assert (coverage["sentences"], coverage["accounted_for"]) == (42, 42)
    assert sum(coverage["by_verdict"].values()) == 42
    assert all(item["records"] or item["verdict"] == "no_claim" for item in coverage["items"])
    assert all(len(item["reason"]) > 20 for item in coverage["items"])


def test_claims_that_were_judged_name_what_they_were_judged_by(library: Library) -> None:
    claims: dict[str, Claim] = library.records["claims"]
    for slug, claim in claims.items():
        assert claim.sources or claim.verdict in ("no_claim", "not_assessed"), slug


@needs_article
def test_the_hash_of_every_sentence_is_that_of_the_article(library: Library) -> None:
    finding = audited(library, ARTICLE)
    assert finding.passed
    assert finding.text == "42 of 42 sentence hashes equal"


@needs_article
def test_no_wording_of_the_article_is_in_the_dataset() -> None:
    """Restated means restated: no run of six words is shared."""
    theirs = set(shingles(ARTICLE.read_text("utf-8")))
    shared = {
        (path.name, run)
        for path in sorted(SEEDS.rglob("*.yaml"))
        for text in texts(SeedFile(path).load())
        for run in theirs.intersection(shingles(text))
    } - {("article.yaml", run) for run in shingles(ARTICLE.read_text("utf-8").splitlines()[0])}
    headings = {
        run
        for block in ARTICLE.read_text("utf-8").split("\n\n")
        if "." not in block
        for run in shingles(block)
    }
    assert {(name, run) for name, run in shared if run not in headings} == set()


def shingles(text: str, length: int = 6) -> Iterator[str]:
    """Every run of so many words."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return (" ".join(words[n : n + length]) for n in range(len(words) - length + 1))


def texts(content: Any) -> Iterator[str]:
    """Every text in plain values."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for value in content.values():
            yield from texts(value)
    elif isinstance(content, list):
        for value in content:
            yield from texts(value)


def test_salts_agree_with_their_formulae(library: Library) -> None:
    assert salts(library).passed


def test_salts_agree_with_an_independent_library(library: Library) -> None:
    from molmass import Formula

    checked = 0
    for form in library.records["forms"].values():
        for hydrate in form.hydrates:
            formula = Formula(written_out(hydrate.formula))
            composition = formula.composition()
            assert abs(formula.mass - hydrate.molar_mass_g_mol) < 0.02, hydrate.name
            assert abs(100 * composition["Mg"].fraction - hydrate.elemental_percent) < 0.01, hydrate.name
            checked += 1
    assert checked == 26


def written_out(formula: str) -> str:
    """`MgCl2.6H2O` as `(MgCl2)1(H2O)6`, which every library reads alike."""
    parts = re.findall(r"(\d*)([^.]+)", formula)
    return "".join(f"({part}){times or 1}" for times, part in parts)


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
