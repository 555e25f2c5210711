"""A registry entry as drafts of a source and a trial."""

from copy import deepcopy
from json import loads
from pathlib import Path
from typing import Any

import pytest

from app.drafting.clinical_trials import blinded, study_design, study_drafts
from app.drafting.draft import Draft

STUDY = loads((Path(__file__).parent / "files" / "study.json").read_text())


@pytest.fixture
def drafts() -> list[Draft]:
    return study_drafts(STUDY)


def test_a_registry_entry_becomes_a_source(drafts: list[Draft]) -> None:
    entry, _ = drafts
    expected = {
        "name": "Registry entry NCT99000001",
        "kind": "registry_entry",
        "read": "record",
        "title": "Invented Magnesium Study in Fibromyalgia",
        "registration": "NCT99000001",
        "address": "https://clinicaltrials.gov/study/NCT99000001",
        "version": "2030-03-01",
        "authors": None,
    }
    assert (entry.collection, entry.slug) == ("sources", "nct99000001")
    assert {name: entry.values[name] for name in expected} == expected
    assert entry.values["absent"]["doi"] == "not_applicable"


def test_the_trial_has_what_the_entry_states_in_fields(drafts: list[Draft]) -> None:
    _, trial = drafts
    expected = {
        "name": "INVENT",
        "design": "randomised_parallel",
        "design_reported": "randomized, parallel, masking double",
        "publications": ["nct99000001"],
        "registration": "NCT99000001",
        "question": None,
        "intervention": "Magnesium citrate",
        "comparator": "Placebo tablet",
        "measured": ["Pain intensity (primary)", "Sleep quality (secondary)"],
        "randomised": True,
        "blinded": True,
        "placebo_controlled": True,
        "single_agent": None,
        "year": None,
        "funding": "Sponsor by the registry entry: Hospital of Nowhere",
        "outcomes": [],
    }
    assert {name: trial.values[name] for name in expected} == expected
    assert trial.values["provenance"] == [
        {"fields": ["*"], "verification": "primary", "sources": ["nct99000001"]}
    ]
    assert trial.values["absent"] == {
        "year": "not_reported_in_source",
        "single_agent": "not_read",
        "adverse_events": "not_read",
        "conflicts_of_interest": "not_reported_in_source",
    }


def test_planned_people_are_no_participants(drafts: list[Draft]) -> None:
    _, trial = drafts
    population = trial.values["population"]
    assert population["participants_enrolled"] is None
    assert population["absent"]["participants_enrolled"] == "not_read"
    assert any("60 participants were planned" in each for each in trial.to_read)
    counted = deepcopy(STUDY)
    counted["protocolSection"]["designModule"]["enrollmentInfo"]["type"] = "ACTUAL"
    _, trial = study_drafts(counted)
    assert trial.values["population"]["participants_enrolled"] == 60


def test_an_arm_without_magnesium_has_no_dose_and_the_other_waits_for_a_reader(drafts: list[Draft]) -> None:
    magnesium, placebo = drafts[1].values["arms"]
    assert (magnesium["role"], placebo["role"]) == ("magnesium", "placebo")
    assert (magnesium["name"], placebo["name"]) == ("magnesium", "placebo-tablet")
    assert magnesium["absent"]["elemental_mg_per_day"] == "not_read"
    assert placebo["absent"]["elemental_mg_per_day"] == "not_applicable"
    assert placebo["dose_basis"] == "not_applicable"


def test_no_text_of_the_protocol_is_copied(drafts: list[Draft]) -> None:
    written = "".join(draft.as_yaml() for draft in drafts)
    assert "Everyone else" not in written
    assert "no such study" not in written


def test_it_says_what_to_read(drafts: list[Draft]) -> None:
    told = " ".join(drafts[1].to_read)
    assert "no results" in told
    assert "PMID 99000001" in told
    _, trial = study_drafts({**STUDY, "hasResults": True})
    assert "Read the results in the entry" in " ".join(trial.to_read)


@pytest.mark.parametrize(
    ("allocation", "model", "expected"),
    [
        ("RANDOMIZED", "PARALLEL", "randomised_parallel"),
        ("RANDOMIZED", "CROSSOVER", "randomised_crossover"),
        ("RANDOMIZED", "FACTORIAL", None),
        ("NON_RANDOMIZED", "PARALLEL", "controlled_not_randomised"),
        ("NA", "SINGLE_GROUP", "single_arm"),
        (None, None, None),
    ],
)
def test_a_design_is_a_word_or_open(allocation: str | None, model: str | None, expected: str | None) -> None:
    assert study_design({"allocation": allocation, "interventionModel": model}) == expected


@pytest.mark.parametrize(
    ("masking", "expected"),
    [
        ({"masking": "NONE"}, False),
        ({"masking": "QUADRUPLE", "whoMasked": ["PARTICIPANT", "INVESTIGATOR"]}, True),
        ({"masking": "SINGLE", "whoMasked": ["OUTCOMES_ASSESSOR"]}, None),
        ({"masking": "DOUBLE"}, None),
        ({}, None),
    ],
)
def test_blinded_means_participants_and_raters(masking: dict[str, Any], expected: bool | None) -> None:
    assert blinded({"maskingInfo": masking}) is expected
