"""A condition that an encounter, a flag, a report or a plan names counts; what is past or in doubt is said."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import (
    CIPRO,
    MAGNESIUM,
    TODAY,
    Json,
    bundle,
    cards_of,
    condition,
    hook_request,
    order,
    resources_of,
    rules_on,
)

ILL: Json = {"text": "Myasthenia gravis"}
LASTING: Json = {"coding": [{"system": "http://snomed.info/sct", "code": "431857002"}], "text": "CKD stage 4"}
RULE, LASTING_RULE = "myasthenia-gravis", "kidney-disease-severe"
IN_DOUBT = "not stated as present, so that it was not checked"


def resource(kind: str, status: str = "active", **more: Any) -> Json:
    return {"resourceType": kind, "id": "x", "status": status} | more


def encounter(status: str = "in-progress", ended_days_ago: int | None = None, **more: Any) -> Json:
    told = {"reasonCode": [ILL]} | more
    if ended_days_ago is not None:
        told["period"] = {"end": str(TODAY - timedelta(days=ended_days_ago))}
    return resource("Encounter", status, **told)


def outcome(client: TestClient, sent: Json, *conditions: Json) -> tuple[bool, bool]:
    """Return (whether the rule speaks, whether a card says that the condition is in doubt)."""
    call = hook_request(order(MAGNESIUM), others=bundle(sent), conditions=bundle(*conditions))
    cards = cards_of(client, call)
    in_doubt = any(IN_DOUBT in card["detail"] for card in cards)
    assert in_doubt is ("not_judged" in resources_of(client, call).get("open_reasons", {}))
    return bool({RULE, LASTING_RULE} & rules_on(cards)), in_doubt


NAMED = {"display": "Myasthenia gravis"}
NOT_SENT = {"reference": "Condition/9", **NAMED}

TELLING: list[Json] = [
    encounter(),
    encounter(reasonCode=ILL),
    encounter(reasonCode=None, reasonReference=[NOT_SENT]),
    encounter(reasonCode=None, reason=[{"value": [{"concept": ILL}]}]),
    encounter(reasonCode=None, reason=[{"value": [{"reference": NOT_SENT}]}]),
    encounter(reasonCode=None, diagnosis=[{"condition": NOT_SENT}]),
    encounter(reasonCode=None, diagnosis=[{"condition": [{"concept": ILL}]}]),
    encounter(reasonCode=None, indication=[NAMED]),
    encounter(reasonCode=None, type=[ILL]),
    encounter(reasonCode=None, serviceType=ILL),
    resource("EpisodeOfCare", type=[ILL]),
    resource("CareTeam", category=[ILL]),
    encounter("planned"),
    encounter("finished", 10),
    resource("EpisodeOfCare", diagnosis=[{"condition": NOT_SENT}]),
    resource("Flag", code=ILL),
    resource("Flag", code={"text": "MG", "coding": [{"display": "Myasthenia gravis"}]}),
    resource("DiagnosticReport", "final", conclusionCode=[ILL], effectiveDateTime=str(TODAY)),
    resource("DiagnosticReport", "final", codedDiagnosis=[ILL], issued=str(TODAY)),
    resource("ClinicalImpression", "completed", finding=[{"itemCodeableConcept": ILL}], date=str(TODAY)),
    resource("ClinicalImpression", "in-progress", problem=[NOT_SENT]),
    resource("CarePlan", addresses=[NOT_SENT]),
    resource("CarePlan", addresses=[{"concept": ILL}]),
    resource("CareTeam", reasonCode=[ILL]),
    {"resourceType": "Goal", "lifecycleStatus": "active", "addresses": [NOT_SENT]},
    resource("CarePlan", activity=[{"detail": {"code": ILL, "status": "in-progress"}}]),
    {**condition("Ptosis"), "evidence": [{"code": [ILL]}]},
    {**condition("Ptosis"), "evidence": [{"concept": ILL}]},
    {**condition("Ptosis"), "extension": [{"url": "x/condition-dueTo", "valueCodeableConcept": ILL}]},
]


@pytest.mark.parametrize("sent", TELLING, ids=lambda sent: sent["resourceType"])
def test_a_condition_that_a_resource_tells_counts(client: TestClient, sent: Json) -> None:
    assert outcome(client, sent) == (True, False)


@pytest.mark.parametrize(
    "sent",
    [
        encounter("finished", 400),
        encounter("finished"),
        encounter("unknown"),
        resource("Flag", code=ILL, period={"end": "2019-01-01"}),
        resource("DiagnosticReport", "final", conclusionCode=[ILL], effectiveDateTime="2019-01-01"),
        resource("Claim", diagnosis=[{"diagnosisCodeableConcept": ILL}]),
        resource("ExplanationOfBenefit", diagnosis=[{"diagnosisReference": NOT_SENT}]),
        resource("ServiceRequest", code={"text": "Antibodies"}, reasonCode=[ILL]),
        resource("Procedure", "completed", code={"text": "EMG"}, reasonReference=[NOT_SENT]),
        resource("Appointment", "booked", reasonCode=[ILL]),
        resource("Appointment", "booked", serviceType=[ILL]),
        resource("Task", "in-progress", code=ILL),
        resource("Coverage", type=ILL),
        resource("Procedure", "completed", code={"text": "EMG"}, complication=[ILL]),
        resource("DetectedIssue", "final", code=ILL),
        resource("RiskAssessment", "final", prediction=[{"outcome": ILL}]),
        resource("RiskAssessment", "final", condition=NOT_SENT),
        resource("List", "current", entry=[{"item": NAMED}]),
        {**condition("Ptosis"), "verificationStatus": "provisional", "evidence": [{"code": [ILL]}]},
        {"resourceType": "AdverseEvent", "actuality": "actual", "event": ILL},
        resource("Flag", code={"text": "Suspected myasthenia gravis"}),
        resource("Flag", code={"text": "No myasthenia gravis"}),
    ],
    ids=lambda sent: sent["resourceType"],
)
def test_what_is_past_or_in_doubt_is_said_and_sets_off_no_rule(client: TestClient, sent: Json) -> None:
    assert outcome(client, sent) == (False, True)
    assert outcome(client, sent, condition("Myasthenia gravis")) == (True, False)


DIALYSIS: Json = {"text": "Hemodialysis machine"}


@pytest.mark.parametrize(
    "sent",
    [
        resource("DeviceUseStatement", device={"display": "Hemodialysis system"}),
        resource("DeviceUseStatement", "completed", device={"reference": "Device/1", "display": "Dialysis line"}),
        resource("DeviceUsage", device={"concept": DIALYSIS}),
        resource(
            "DeviceUseStatement",
            device={"reference": "#d"},
            contained=[{"resourceType": "Device", "id": "d", "type": DIALYSIS}],
        ),
        resource("DeviceDispense", "completed", device={"concept": DIALYSIS}),
        resource("DeviceRequest", codeCodeableConcept={"text": "Peritoneal dialysis catheter"}),
        resource("DeviceRequest", codeReference={"display": "Dialysis catheter"}),
        resource("DeviceRequest", code={"concept": DIALYSIS}),
        resource("DeviceUseRequest", device={"display": "Dialysis catheter"}),
        resource("Device", type=DIALYSIS),
        resource("Device", type=[DIALYSIS]),
        resource("Device", deviceName=[{"name": "Dialysis catheter", "type": "user-friendly-name"}]),
        resource("Device", name=[{"value": "Dialysis catheter"}]),
    ],
    ids=lambda sent: sent["resourceType"],
)  # fmt: skip
def test_a_device_of_dialysis_is_said(client: TestClient, sent: Json) -> None:
    cards = cards_of(client, hook_request(order(MAGNESIUM), others=bundle(sent)))
    assert any("ialysis" in card["detail"] and IN_DOUBT in card["detail"] for card in cards)
    assert LASTING_RULE not in rules_on(cards)
    over = sent | {"status": "entered-in-error"}
    cards = cards_of(client, hook_request(order(MAGNESIUM), others=bundle(over)))
    assert not any("ialysis" in card["detail"] for card in cards)


def test_what_lasts_counts_however_long_ago_it_was(client: TestClient) -> None:
    assert outcome(client, encounter("finished", 4000, reasonCode=[LASTING])) == (True, False)


@pytest.mark.parametrize(
    "sent",
    [
        encounter("cancelled"),
        encounter("entered-in-error"),
        encounter(reasonCode=[{"text": "Routine visit"}]),
        encounter(reasonCode=[{}], reasonReference=[{}, "x", None], diagnosis=[{"condition": {}}], reason=3),
        resource("Flag", "inactive", code=ILL),
        resource("List", "retired", entry=[{"item": NAMED}]),
        resource("List", "current", entry=[{"item": NAMED, "deleted": True}]),
        resource("CarePlan", activity=[{"detail": {"code": ILL, "status": "cancelled"}}]),
        resource("CarePlan", activity=[{"detail": {"code": ILL, "doNotPerform": True}}]),
        resource("Flag", code={"text": "Fall risk"}),
        resource("FamilyMemberHistory", "completed", reasonCode=[ILL]),
        resource("Encounter", diagnosis=[{"condition": {"reference": "Condition/cured", **NAMED}}]),
    ],
)
def test_nothing_follows_from_what_never_was_or_is_of_somebody_else(client: TestClient, sent: Json) -> None:
    """A reference to what was sent names nothing: that is read where it stands."""
    cured = {**condition("Myasthenia gravis", id="cured"), "clinicalStatus": "resolved"}
    assert outcome(client, sent, cured) == (False, False)


def test_a_code_of_the_past_is_in_doubt_whatever_its_words(client: TestClient) -> None:
    coded = {**LASTING, "text": "Nierenerkr. Stad. IV"}
    assert outcome(client, encounter("finished", 4000, reasonCode=[coded])) == (False, True)
    assert outcome(client, encounter("finished", 4, reasonCode=[coded])) == (True, False)


def test_a_condition_in_doubt_is_said_once_and_shown_with_its_place(client: TestClient) -> None:
    twice = bundle(
        encounter("finished", 400), resource("Claim", diagnosis=[{"diagnosisCodeableConcept": ILL}])
    )
    cards = cards_of(client, hook_request(order(MAGNESIUM), others=twice))
    (line,) = [line for line in cards[-1]["detail"].splitlines() if IN_DOUBT in line]
    assert f"history of Myasthenia gravis (Encounter {TODAY - timedelta(days=400)})" in line


def test_a_pregnancy_in_doubt_is_asked_for_and_not_said_twice(client: TestClient) -> None:
    sent = encounter("finished", 900, reasonCode=[{"text": "Pregnancy"}])
    cards = cards_of(client, hook_request(order(MAGNESIUM), others=bundle(sent)))
    assert "whether pregnant" in cards[-1]["detail"]
    assert IN_DOUBT not in cards[-1]["detail"]


def test_names_for_which_there_is_no_room_are_counted(client: TestClient) -> None:
    long = [encounter(id=f"e{n}", reasonCode=[{"text": f"{n} {'word ' * 40}"}]) for n in range(60)]
    cards = cards_of(client, hook_request(order(MAGNESIUM), others=bundle(*long)))
    assert "further names in the record may be conditions or medicines: not read" in cards[-1]["detail"]


def test_without_magnesium_nothing_is_said(client: TestClient) -> None:
    assert cards_of(client, hook_request(order(CIPRO), others=bundle(encounter()))) == []
