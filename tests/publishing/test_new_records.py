"""A new trial, a new domain and a changed verdict need files only and appear in the API."""

from pathlib import Path

from starlette.testclient import TestClient

from app.db.database import open_database
from app.main import create_app
from app.publishing.publish import publish
from app.seeds.reader import read_seeds

TRIAL = """\
name: Made up 2030
title: A trial made up for this test
year: 2030
design: randomised_parallel
identification: identified
publications: [macian-2022]
question: Does a made-up trial appear?
population:
  description: Nobody.
  absent: {criteria: not_read, sex: not_read, age: not_read, participants_enrolled: not_read,
           participants_randomised: not_read, participants_analysed: not_read, participants_completed: not_read}
intervention: Magnesium citrate
arms:
  - name: magnesium
    label: Magnesium citrate
    role: magnesium
    preparation: magnesium-alone
    form: magnesium-citrate
    form_reported: magnesium citrate
    route: oral
    elemental_mg_per_day: 200
    dose_basis: stated_elemental
    dose_reported: 200 mg
    duration_weeks: 4
    absent: {participants: not_read}
randomised: true
blinded: true
placebo_controlled: true
single_agent: true
outcomes:
  - name: itching
    label: Itching
    domain: itching
    basis: primary
    verification: primary
    sources: [macian-2022]
    role: primary
    comparison: between_arms
    analysis_set: whole_sample
    blinded: true
    timepoint_weeks: 4
    direction: favours_comparator
    significance: not_significant
    absent: {instrument: not_read, p_value: not_read, p_reported: not_read}
provenance:
  - {fields: ["*"], verification: primary, sources: [macian-2022]}
absent: {design_reported: not_read, registration: not_read, comparator: not_read, adverse_events: not_read,
         funding: not_read, conflicts_of_interest: not_read}
"""

DOMAIN = """\
name: Itching
definition: Itching of the skin, as reported by the person.
omeract_tier: none
provenance:
  - {fields: ["*"], verification: derived, sources: [], derivation: wording}
"""


def test_three_new_files_appear_in_the_api(own_seeds: Path, tmp_path: Path) -> None:
    (own_seeds / "trials" / "made-up-2030.yaml").write_text(TRIAL)
    (own_seeds / "domains" / "itching.yaml").write_text(DOMAIN)
    claim = own_seeds / "claims" / "s08.yaml"
    before = claim.read_text("utf-8")
    claim.write_text(before.replace("verdict: not_assessed", "verdict: contradicted"))
    assert claim.read_text("utf-8") != before
    address = f"sqlite:///{tmp_path / 'fibromag.db'}"
    publish(read_seeds(own_seeds), address)
    database = open_database(address)
    client = TestClient(create_app(database))

    assert client.get("/v1/trials/made-up-2030").json()["outcomes"][0]["direction"] == "favours_comparator"
    (outcome,) = client.get("/v1/outcomes?domain=itching").json()["items"]
    assert (outcome["id"], outcome["form"], outcome["single_agent"]) == (
        "made-up-2030/itching",
        "magnesium-citrate",
        True,
    )
    assert client.get("/v1/trials?domain=itching").json()["total"] == 1
    assert client.get("/v1/domains/itching").json()["name"] == "Itching"
    assert client.get("/v1/claims?verdict=contradicted").json()["items"][0]["slug"] == "s08"
    assert client.get("/v1/search?q=itching").json()["items"][0]["slug"] == "itching"
    database.close()
