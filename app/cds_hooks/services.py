"""The services of CDS Hooks: one for each hook, each with an id of its own.

What must stay true: ids differ, because clients keep services by their address; a token in a prefetch
template is one that CDS Hooks 2.0 knows.
"""

from app.cds_hooks.observations import EGFR, LOINC
from app.cds_hooks.schemas import Hook, Service

VERSION = "2.0.1"
"""Version of CDS Hooks."""

PATIENT = "{{context.patientId}}"

PREFETCH = {
    "patient": f"Patient/{PATIENT}",
    "medicationRequests": f"MedicationRequest?patient={PATIENT}&status=active",
    "medicationStatements": f"MedicationStatement?patient={PATIENT}&status=active",
    "conditions": f"Condition?patient={PATIENT}&clinical-status=active",
    "egfr": f"Observation?patient={PATIENT}&code="
    + ",".join(f"{LOINC}|{code}" for code in sorted(EGFR))
    + "&_sort=-date&_count=10",
}
"""What every service would like to be sent. The ten newest rates, because several may be of one day."""

ORDERED = (
    "checks magnesium that is ordered against what is taken, conditions, kidney function and age, "
    "and a medicine that is ordered against the magnesium that is taken."
)

TEXTS = {
    Hook.patient_view: (
        "When a record is opened: checks the magnesium that is taken against the other medicines, "
        "conditions, kidney function and age."
    ),
    Hook.order_select: f"When an order is chosen: {ORDERED}",
    Hook.order_sign: f"Before orders are signed: {ORDERED}",
}

NEEDS = (
    "Reads FHIR of any release from the request alone. A prefetch key that is null was asked and is empty; "
    "one that is left out counts as not told, and the answer says that it was not checked."
)

NEEDS_MEDICINES = " Without medicationRequests and medicationStatements it answers 412."

FORMER = {
    "medication-prescribe": (Hook.order_select, Hook.order_sign),
    "order-review": (Hook.order_sign,),
}
"""Hooks of earlier versions, and those that took their place."""

SERVICES = {
    f"magnesium-safety-{hook}": Service(
        hook=hook,
        id=f"magnesium-safety-{hook}",
        title="Magnesium safety",
        description=TEXTS[hook],
        usageRequirements=NEEDS + (NEEDS_MEDICINES if hook is Hook.patient_view else ""),
        version=VERSION,
        prefetch=PREFETCH,
    )
    for hook in Hook
}
"""Services by id."""


def takes(service: Service, hook: str) -> bool:
    """Whether a service answers a hook: its own, or one whose place it took."""
    return hook == service.hook or service.hook in FORMER.get(hook, ())
