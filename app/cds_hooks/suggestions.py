"""Suggest what a card can offer: to remove the magnesium that is ordered, and to order serum magnesium.

What must stay true: a suggestion only offers what the text of its card says. Nothing is removed but a draft
order of magnesium.
"""

import re
from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from app.cds_hooks.reading.code_systems import LOINC
from app.cds_hooks.reading.medications import MedicineEntry
from app.cds_hooks.schemas import Action, ActionType, Suggestion
from app.cds_hooks.subjects import SubjectAlerts
from app.models.rule import Severity

SERUM_MAGNESIUM = ("19123-9", "Magnesium [Mass/volume] in Serum or Plasma")
"""LOINC code and name of the blood test."""

NAMES_BLOOD_TEST = re.compile(
    r"\b(serum|blood) magnesium\b|\bmagnesium( and \w+)? in the blood\b", re.IGNORECASE
)
"""Words of advice that name the blood test. A test lists the rules whose advice has them."""

REMOVE_FROM = (Severity.contraindicated, Severity.avoid)
"""Severities at which the order of magnesium may be removed."""

FHIR_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")

RESOURCE = re.compile(rf"[A-Za-z]+/{FHIR_ID.pattern}")


def removals(group: SubjectAlerts, ordered: list[MedicineEntry]) -> Iterator[Suggestion]:
    """Yield the suggestion to remove each draft order of magnesium that a severe card is about."""
    if group.severity not in REMOVE_FROM:
        return
    for each in ordered:
        reference = each.found.identity
        if RESOURCE.fullmatch(reference):
            label = f"Remove the order for {each.label}"
            action = Action(type=ActionType.delete, description=label, resourceId=reference)
            yield suggestion(group, label, action)


def blood_test(group: SubjectAlerts, patient_id: str) -> Suggestion | None:
    """Return the suggestion to order serum magnesium, if the advice names it; None otherwise."""
    named = any(NAMES_BLOOD_TEST.search(each.alert.action) for each in group.alerts)
    if not named or not FHIR_ID.fullmatch(patient_id):
        return None
    code, display = SERUM_MAGNESIUM
    resource: dict[str, Any] = {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "proposal",
        "code": {
            "coding": [{"system": LOINC, "code": code, "display": display}],
            "text": "Serum magnesium",
        },
        "subject": {"reference": f"Patient/{patient_id}"},
    }
    label = "Order serum magnesium"
    return suggestion(group, label, Action(type=ActionType.create, description=label, resource=resource))


def suggestion(group: SubjectAlerts, label: str, action: Action) -> Suggestion:
    """Return a suggestion of one action; its `uuid` depends on what it does and on its card."""
    content = f"{group.subject.kind} {group.subject.name} {action.model_dump_json()}"
    return Suggestion(label=label, uuid=str(uuid5(NAMESPACE_URL, content)), actions=[action])
