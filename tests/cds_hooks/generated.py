"""Generate calls: FHIR of DSTU2 to R5 in the shapes that programs send, whole and damaged."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from tests.cds_hooks.calls import CIPRO, MAGNESIUM, RXNORM, TODAY, Json

NAMES = [
    MAGNESIUM,
    CIPRO,
    "magnesium citrate 100 MG Oral Tablet",
    "Levothyroxine 75 mcg tab",
    "Lisinopril 10 MG Oral Tablet",
    "Omeprazole 20 MG and Magnesium Oxide 250 MG",
    "Unheardofine",
    "",
    "***",
]
CODES = [
    (RXNORM, "252430"),
    (RXNORM, "309309"),
    (RXNORM, "999999999"),
    ("http://www.whocc.no/atc", "A12CC04"),
    ("", "x"),
]

nothing: st.SearchStrategy[Any] = st.sampled_from(
    [None, {}, [], "", 0, True, "hello", {"text": ""}, {"coding": [{}]}, {"reference": 5}]
)

codings = st.lists(
    st.sampled_from(CODES).map(lambda pair: {"system": pair[0], "code": pair[1]})
    | st.sampled_from([{"code": 252430}, {"code": None}, {"display": "Magnesium"}, "x", None]),
    max_size=2,
)
concepts = st.fixed_dictionaries({}, optional={"text": st.sampled_from(NAMES), "coding": codings}) | nothing

ids = st.sampled_from(["a", "b", "draft", "m1", ""])
subjects = st.sampled_from(
    [{"reference": "Patient/p"}, {"reference": "https://ehr.test/fhir/Patient/p"}, {"display": "x"}, None]
) | st.sampled_from([{"reference": "Patient/other"}, "Patient/other", 7])
statuses = st.sampled_from(
    ["draft", "active", "completed", "stopped", "entered-in-error", "unknown", None, 7]
)

references = st.sampled_from(
    ["Medication/x", "#x", "urn:uuid:x", "https://ehr.test/fhir/Medication/x", "Medication/not-sent", ""]
)
reference = st.fixed_dictionaries(
    {},
    optional={
        "reference": references,
        "display": st.sampled_from(NAMES),
        "identifier": st.just({"value": "1"}),
    },
)

repeats = st.fixed_dictionaries(
    {},
    optional={
        "frequency": st.sampled_from([1, 2, 3, 30, "2", -1]),
        "period": st.sampled_from([1, 8, 0.5, 0, "1"]),
        "periodUnit": st.sampled_from(["d", "h", "wk", "mo", "x", None]),
        "when": st.lists(st.sampled_from(["MORN", "EVE", "C", 5]), max_size=2),
        "timeOfDay": st.lists(st.sampled_from(["08:00", "20:00:00", "x"]), max_size=2),
        "dayOfWeek": st.lists(st.sampled_from(["mon", "fri"]), max_size=2),
        "boundsPeriod": st.just({"start": "2026-01-01", "end": "2026-02-01"}),
    },
)
quantities = st.fixed_dictionaries(
    {"value": st.sampled_from([1, 400, "2", 0, -1])},
    optional={
        "unit": st.sampled_from(["mg", "tablet", "mmol", "mL"]),
        "code": st.sampled_from(["mg", "{tbl}", "258684004"]),
    },
)
instructions = st.fixed_dictionaries(
    {},
    optional={
        "timing": st.builds(lambda repeat: {"repeat": repeat}, repeats) | nothing,
        "doseAndRate": st.lists(st.builds(lambda dose: {"doseQuantity": dose}, quantities), max_size=2),
        "doseQuantity": quantities,
        "route": st.sampled_from(
            [{"text": "oral"}, {"text": "PO, switched from IV"}, {"text": "?"}, "po", 5]
        ),
        "asNeededBoolean": st.booleans(),
        "sequence": st.sampled_from([1, 2]),
    },
)

medications = st.fixed_dictionaries(
    {"resourceType": st.just("Medication"), "id": st.just("x")},
    optional={
        "code": concepts,
        "ingredient": st.lists(
            st.builds(lambda name: {"itemCodeableConcept": name}, concepts)
            | st.builds(lambda name: {"item": {"concept": name}}, concepts)
            | st.builds(lambda name: {"itemReference": name}, reference)
            | nothing,
            max_size=3,
        ),
    },
)

about = {"id": ids, "status": statuses, "subject": subjects, "patient": subjects}
named = st.fixed_dictionaries(
    {},
    optional={
        "medicationCodeableConcept": concepts,
        "medicationReference": reference | nothing,
        "medication": concepts
        | reference
        | st.builds(lambda name: {"concept": name}, concepts)
        | st.builds(lambda name: {"reference": name}, reference),
        "contained": st.lists(medications, max_size=1),
        "dosageInstruction": st.lists(instructions | nothing, max_size=2),
        "dosage": st.lists(instructions, max_size=1),
        "doNotPerform": st.booleans(),
    },
)
medicine_types = st.sampled_from(
    ["MedicationRequest", "MedicationOrder", "MedicationPrescription", "MedicationStatement", "MedicationUsage",
     "MedicationDispense", "MedicationAdministration"]
)  # fmt: skip
medicines = st.builds(
    lambda kind, parts, more: {"resourceType": kind, **parts, **more},
    medicine_types,
    st.fixed_dictionaries({}, optional=about),
    named,
)

LOINC_CODES = ["98979-8", "82810-3", "2160-0", "63895-7"]
observations = st.builds(
    lambda parts, code, value: {"resourceType": "Observation", **parts, "code": code, **value},
    st.fixed_dictionaries(
        {}, optional={**about, "effectiveDateTime": st.sampled_from([str(TODAY), str(TODAY - timedelta(days=900)), "x"])}
    ),
    st.sampled_from(LOINC_CODES).map(lambda code: {"coding": [{"system": "http://loinc.org", "code": code}]}) | nothing,
    st.sampled_from(
        [{"valueQuantity": {"value": 24, "unit": "mL/min/1.73m2"}}, {"valueQuantity": {"value": 24, "unit": "mg"}},
         {"valueBoolean": True}, {"valueString": "<30"}, {}]
    ),
)  # fmt: skip
conditions = st.builds(
    lambda parts, name: {"resourceType": "Condition", **parts, "code": name},
    st.fixed_dictionaries({}, optional={**about, "clinicalStatus": st.sampled_from(["active", "resolved", None])}),
    st.sampled_from([{"text": "CKD stage 4"}, {"text": "Pregnancy"}, {"text": "Nothing known"},
                     {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "N184"}]}]) | nothing,
)  # fmt: skip
patients = st.builds(
    lambda parts: {"resourceType": "Patient", **parts},
    st.fixed_dictionaries(
        {},
        optional={
            "id": st.sampled_from(["p", "other"]),
            "gender": st.sampled_from(["male", "female", None, 5]),
            "birthDate": st.sampled_from(["1960-01-01", "1990", "2030-01-01", None]),
        },
    ),
)
others = st.sampled_from(
    [{"resourceType": "Encounter", "id": "e"}, {"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]},
     {"resourceType": 5}, {"id": "z"}, {"resourceType": ""}]
)  # fmt: skip
resources = medicines | medicines | medications | observations | conditions | patients | others | nothing

entries = st.builds(lambda each: {"resource": each}, resources) | st.builds(
    lambda each: {"fullUrl": "urn:uuid:x", "resource": each}, resources
) | resources  # fmt: skip
bundles = st.builds(
    lambda found, more: {"resourceType": "Bundle", "entry": found, **more},
    st.lists(entries, max_size=4),
    st.sampled_from([{}, {"total": 9}, {"link": [{"relation": "next"}]}, {"type": "searchset"}]),
) | st.just({"resourceType": "Bundle"})  # fmt: skip
values = bundles | bundles | resources | st.lists(resources, max_size=2) | st.builds(
    lambda each: {"response": {"status": "200"}, "resource": each}, bundles | nothing
)  # fmt: skip

KEYS = ["patient", "medicationRequests", "medicationStatements", "conditions", "egfr", "pregnancy", "item2"]
prefetches = st.dictionaries(st.sampled_from(KEYS), values, max_size=5)
contexts = st.fixed_dictionaries(
    {"patientId": st.sampled_from(["p", "Patient/p", None, 7])},
    optional={
        "draftOrders": bundles | values,
        "medications": bundles,
        "selections": st.lists(
            st.sampled_from(["MedicationRequest/a", "MedicationRequest/draft", "b"]), max_size=2
        ),
        "userId": st.just("Practitioner/1"),
    },
)
calls = st.builds(
    lambda hook, context, prefetch: {
        "hook": hook,
        "hookInstance": "1",
        "context": context,
        "prefetch": prefetch,
    },
    st.sampled_from(["patient-view", "order-select", "order-sign"]),
    contexts,
    prefetches,
)
"""Calls of all hooks."""


def sent_resources(value: Any) -> int:
    """Count what stands where a resource is expected, by the shape of the call alone."""
    if value is None:
        return 0
    if isinstance(value, list):
        return sum(sent_resources(each) if isinstance(each, dict) else 1 for each in value)
    if not isinstance(value, dict):
        return 1
    if value.get("resourceType") == "Bundle":
        found = value.get("entry")
        listed = found if isinstance(found, list) else [] if found is None else [found]
        return sum(sent_resources(each) if isinstance(each, dict) else 1 for each in listed)
    if isinstance(value.get("resourceType"), str) and value["resourceType"]:
        return 1
    if isinstance(value.get("resource"), dict | list):
        return sent_resources(value["resource"])
    return 0 if value.get("response") and value.get("resource") is None else 1


def sent_in(call: Json) -> int:
    """Count the resources of a call."""
    context = call["context"]
    orders = sum(sent_resources(context.get(key)) for key in ("draftOrders", "medications"))
    return orders + sum(sent_resources(each) for each in call["prefetch"].values())
