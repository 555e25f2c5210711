"""Find the medicines, conditions and observations that other resources contain, and orders that may hold one.

What must stay true: a contained resource is read as if it stood beside the one that contains it, and is about
the patient of that one. An order of a type that is not read is reported, unless its type holds no medicine or
all that it refers to was sent.
"""

from collections.abc import Iterator
from typing import Any

from app.cds_hooks.reading.egfr import is_egfr
from app.cds_hooks.reading.fhir import (
    FoundResource,
    ReferenceIndex,
    Resource,
    code_word,
    coded_name,
    objects,
    value_at,
)
from app.cds_hooks.reading.measured import measure_of
from app.cds_hooks.reading.medications import MEDICATION_TYPES, SERVICE_TYPES
from app.cds_hooks.reading.pregnancy import state_of

READ_INSIDE = frozenset({"Condition", "Device", "Observation"})
"""Resources that are read inside any other."""

ABOUT_OTHERS = frozenset({"FamilyMemberHistory", "Bundle", "Group", "RelatedPerson"})
"""Resources that may contain what is of somebody else."""

NOT_MEANT = frozenset({"entered-in-error", "cancelled", "revoked"})
"""Statuses of a resource whose contained resources do not count."""

OF_ITS_OWN = frozenset(
    {"id", "code", "component", "contained", "interpretation", "referenceRange", "dataAbsentReason"}
)
"""Elements of an observation that say nothing of its components, beside its value."""

SUBJECTS = frozenset({"subject", "patient"})

PLANNED_PRODUCTS = frozenset({"productCodeableConcept", "productReference"})
"""Elements of an activity of a care plan that name a medicine or food."""

WITHOUT_MEDICINE = SERVICE_TYPES | {
    "AllergyIntolerance",
    "Appointment",
    "AppointmentResponse",
    "CareTeam",
    "Claim",
    "ClinicalImpression",
    "Communication",
    "CommunicationRequest",
    "Composition",
    "Condition",
    "Coverage",
    "CoverageEligibilityRequest",
    "Device",
    "DeviceRequest",
    "DeviceUsage",
    "DeviceUseRequest",
    "DeviceUseStatement",
    "DiagnosticOrder",
    "DiagnosticReport",
    "DiagnosticRequest",
    "DocumentReference",
    "EligibilityRequest",
    "Encounter",
    "EnrollmentRequest",
    "EpisodeOfCare",
    "Flag",
    "Goal",
    "ImagingStudy",
    "Location",
    "Medication",
    "MedicationKnowledge",
    "Observation",
    "OperationOutcome",
    "Organization",
    "Patient",
    "Practitioner",
    "PractitionerRole",
    "Procedure",
    "ProcessRequest",
    "Provenance",
    "Questionnaire",
    "QuestionnaireResponse",
    "ReferralRequest",
    "RelatedPerson",
    "Specimen",
    "Substance",
    "Task",
    "VisionPrescription",
}
"""Types of the context that order no medicine, or are read."""


REFERENCES_OF_PARTS = ("resource", "reference", "plannedActivityReference")
"""Elements by which a part of a group of orders refers to an order."""


def with_contained(found: list[FoundResource]) -> list[FoundResource]:
    """Return resources, each followed by those that it contains and that are read.

    A component of an observation that tells something of its own is such a resource.
    """
    inside = [one for each in found for one in (each, *contained_records(each))]
    return [one for each in inside for one in (each, *read_components(each))]


def read_components(found: FoundResource) -> Iterator[FoundResource]:
    """Yield each component about pregnancy or magnesium as an observation; eGFR is read elsewhere."""
    if found.kind != "Observation":
        return
    whole = {key: value for key, value in found.resource.items() if not_its_value(key)}
    for number, each in enumerate(objects(found.resource.get("component"))):
        name = coded_name(each.get("code"))
        if not is_egfr(each.get("code")) and (state_of(name) or measure_of(name)):
            place = f"{found.place}.component[{number}]"
            yield FoundResource(whole | each, place, found.url or found.identity)


def not_its_value(key: str) -> bool:
    """Return whether a component has an element of its observation too, such as status, patient and day."""
    return key not in OF_ITS_OWN and not key.startswith("value")


def contained_records(found: FoundResource) -> Iterator[FoundResource]:
    """Yield what a resource contains and is read. Medicines contain other medicines as their history only."""
    if found.kind in ABOUT_OTHERS or code_word(found.resource.get("status")) in NOT_MEANT:
        return
    inside = objects(found.resource.get("contained"))
    read = READ_INSIDE if found.kind in MEDICATION_TYPES else READ_INSIDE | MEDICATION_TYPES
    for number, each in enumerate(inside):
        if each.get("resourceType") in read:
            beside = [one for one in inside if one is not each] if refers_inside(each) else []
            place = f"{found.place}.contained[{number}]"
            yield FoundResource(
                as_if_outside(each, found.resource, beside), place, found.url or found.identity
            )


def as_if_outside(inner: Resource, outer: Resource, beside: list[Resource]) -> Resource:
    """Return a contained resource with the patient of its container and what it refers to."""
    told: Resource = {} if SUBJECTS & inner.keys() else {key: outer[key] for key in SUBJECTS & outer.keys()}
    if isinstance(given := inner.get("id"), str):
        told |= {"id": f"#{given.removeprefix('#')}"}
    return inner | told | ({"contained": beside} if beside else {})


def refers_inside(order: Resource) -> bool:
    """Return whether the medicine of an order is named by a reference to what stands beside it."""
    references = (
        value_at(order, "medicationReference", "reference"),
        value_at(order, "medication", "reference", "reference"),
    )
    return any(isinstance(each, str) and each.startswith("#") for each in references)


def may_order_medicine(draft: FoundResource, index: ReferenceIndex) -> bool:
    """Return whether a draft of a type that is not read may order a medicine that was not sent.

    It does not where its type orders none, and where all its parts are resources of the request.
    """
    if draft.kind in WITHOUT_MEDICINE:
        return False
    parts = list(orders_of_group(draft.resource))
    return not parts or any(index.find(each, draft.resource) is None for each in parts)


def names_products(plan: Resource) -> bool:
    """Return whether the activities of a care plan name products, as a concept or a reference."""
    details = (value_at(each, "detail") for each in objects(plan.get("activity")))
    return any(isinstance(each, dict) and not PLANNED_PRODUCTS.isdisjoint(each) for each in details)


def orders_of_group(group: Resource) -> Iterator[Any]:
    """Yield what each last action or activity of a group refers to; None for one that refers to nothing."""
    waiting = [*objects(group.get("action")), *objects(group.get("activity"))]
    while waiting:
        part = waiting.pop()
        if inner := objects(part.get("action")):
            waiting += inner
        else:
            yield next((part[key] for key in REFERENCES_OF_PARTS if part.get(key)), None)
