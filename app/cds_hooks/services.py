"""The CDS Hooks services: one for each hook, each with its own id.

What must stay true: ids differ, because clients store services by their address. Prefetch templates use only
tokens of CDS Hooks 2.0.
"""

from app.cds_hooks.reading.code_systems import LOINC
from app.cds_hooks.reading.egfr import EGFR_CODES
from app.cds_hooks.reading.pregnancy import STATE_BY_LOINC
from app.cds_hooks.schemas import Hook, Service

CDS_HOOKS_VERSION = "2.0.1"

PATIENT_ID = "{{context.patientId}}"

PREFETCH_TEMPLATES = {
    "patient": f"Patient/{PATIENT_ID}",
    "medicationRequests": f"MedicationRequest?patient={PATIENT_ID}&status=active",
    "medicationStatements": f"MedicationStatement?patient={PATIENT_ID}&status=active",
    "conditions": f"Condition?patient={PATIENT_ID}&clinical-status=active",
    "egfr": f"Observation?patient={PATIENT_ID}&code="
    + ",".join(f"{LOINC}|{code}" for code in sorted(EGFR_CODES))
    + "&_sort=-date&_count=10",
    "pregnancy": f"Observation?patient={PATIENT_ID}&code="
    + ",".join(f"{LOINC}|{code}" for code in STATE_BY_LOINC)
    + "&_sort=-date&_count=4",
}
"""Queries of every service. The ten newest eGFR, because several may be of one day."""

ORDER_CHECKS = (
    "checks magnesium that is ordered against what is taken, conditions, kidney function and age, "
    "and a medicine that is ordered against the magnesium that is taken."
)

DESCRIPTIONS = {
    Hook.patient_view: (
        "When a record is opened: checks the magnesium that is taken against the other medicines, "
        "conditions, kidney function and age."
    ),
    Hook.order_select: f"When an order is chosen: {ORDER_CHECKS}",
    Hook.order_sign: f"Before orders are signed: {ORDER_CHECKS}",
}

USAGE_REQUIREMENTS = (
    "Reads FHIR of any release from the request alone. A prefetch key that is null was asked and is empty; "
    "one that is left out counts as not stated, and the answer says that it was not checked."
)

MEDICINES_REQUIRED = " Without medicationRequests and medicationStatements it answers 412."

FORMER_HOOKS = {
    "medication-prescribe": (Hook.order_select, Hook.order_sign),
    "order-review": (Hook.order_sign,),
}
"""Hook of an earlier version → the hooks that replaced it."""

SERVICES = {
    f"magnesium-safety-{hook}": Service(
        hook=hook,
        id=f"magnesium-safety-{hook}",
        title="Magnesium safety",
        description=DESCRIPTIONS[hook],
        usageRequirements=USAGE_REQUIREMENTS + (MEDICINES_REQUIRED if hook is Hook.patient_view else ""),
        version=CDS_HOOKS_VERSION,
        prefetch=PREFETCH_TEMPLATES,
    )
    for hook in Hook
}
"""Services by id."""


def accepts_hook(service: Service, hook: str) -> bool:
    """Return whether a service answers a hook: its own, or a former one that it replaced."""
    return hook == service.hook or service.hook in FORMER_HOOKS.get(hook, ())
