"""Magnesium in a draft that orders no medicine is said; a blood test, or anything else, says nothing."""

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import MAGNESIUM, Json, cards_of, hook_request
from tests.cds_hooks.reading.test_mentions import resource

NAMED: Json = {"text": MAGNESIUM}
MAY_BE_ORDERED = "may be a medicine that is taken or ordered: it was not checked"


@pytest.mark.parametrize(
    "draft",
    [
        resource("DeviceRequest", "draft", codeCodeableConcept=NAMED),
        resource("DeviceRequest", "draft", code={"concept": NAMED}),
        resource("CommunicationRequest", "draft", payload=[{"contentString": "Take magnesium oxide 400 mg daily"}]),
        resource("Task", "draft", description="magnesium oxide 400 mg daily"),
        resource("Task", "draft", description="Bring magnesium citrate"),
        resource("Task", "draft", description="Please start magnesium oxide 400 mg"),
        resource("Task", "draft", description="Pick up magnesium citrate 300 mL at the pharmacy"),
        resource("CommunicationRequest", "draft", payload=[{"contentString": "Bring magnesium citrate to your appointment"}]),
        resource("Task", "draft", input=[{"type": {"text": "medicine"}, "valueCodeableConcept": NAMED}]),
        resource("Task", "draft", input=[{"type": {"text": "medicine"}, "valueReference": {"display": MAGNESIUM}}]),
        resource("Task", "draft", input=[{"type": {"text": "medicine"}, "valueString": "magnesium citrate"}]),
        resource("Appointment", "proposed", serviceType=[{"text": "Magnesium infusion"}]),
        resource("Appointment", "proposed", description="Magnesium sulfate 2 g IV"),
        resource("Procedure", "preparation", code={"text": "Magnesium sulfate infusion"}),
        resource("ServiceRequest", "draft", code={"text": "Infusion"}, orderDetail=[{"text": "Magnesium sulfate 2 g"}]),
        resource("ServiceRequest", "draft", code={"text": "Advice"}, patientInstruction="Take magnesium citrate 300 mg."),
        resource("Claim", "draft", item=[{"productOrService": NAMED}]),
        resource("ServiceRequest", "draft", code={"concept": {"text": "Advice"}},
                 patientInstruction=[{"instructionMarkdown": "Take magnesium citrate 300 mg"}]),
        resource("QuestionnaireResponse", "completed", item=[{"text": "Supplements", "answer": [{"valueString": "magnesium citrate"}]}]),
        resource("Medication", code=NAMED),
        resource("Medication", ingredient=[{"itemCodeableConcept": NAMED}]),
        resource("MedicationKnowledge", code=NAMED),
        resource("MedicationRequest", "draft", medicationCodeableConcept={"text": "Lisinopril 10 MG"},
                 note=[{"text": "magnesium oxide 400 mg daily"}]),
    ],
    ids=lambda draft: draft["resourceType"],
)  # fmt: skip
def test_magnesium_in_a_draft_that_orders_no_medicine_is_said(client: TestClient, draft: Json) -> None:
    assert any(MAY_BE_ORDERED in card["detail"] for card in cards_of(client, hook_request(draft)))


@pytest.mark.parametrize(
    "draft",
    [
        resource("ServiceRequest", "draft", code={"text": "Magnesium"}),
        resource("ServiceRequest", "draft", code={"coding": [{"display": "Magnesium, serum"}]}),
        resource("DiagnosticOrder", "draft", item=[{"code": {"text": "Magnesium"}}]),
        resource("DeviceRequest", "draft", codeCodeableConcept={"text": "Wheelchair"}),
        resource("Task", "draft", description="No magnesium oxide"),
        resource("Task", "draft", description="Allergic to magnesium sulfate, see chart"),
        resource("Task", "draft", description="Draw magnesium level tomorrow morning"),
        resource("Task", "draft", description="Stop magnesium oxide before the visit"),
        resource("Task", "draft", code={"text": "Call"}, owner={"display": "Magnesium oxide"}),
        resource("Task", "draft", doNotPerform=True, description="magnesium oxide 400 mg daily"),
        resource("Task", "cancelled", description="magnesium oxide 400 mg daily"),
        resource("Appointment", "proposed", serviceType=[{"text": "Ciprofloxacin 500 mg"}]),
        resource("Medication", code={"text": "Lisinopril 10 MG"}),
    ],
    ids=lambda draft: draft["resourceType"],
)
def test_nothing_follows_from_a_draft_without_magnesium_that_is_given(
    client: TestClient, draft: Json
) -> None:
    assert cards_of(client, hook_request(draft)) == []
