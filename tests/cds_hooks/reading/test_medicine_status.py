"""A medicine counts as taken unless its status says otherwise; what makes that doubtful stands beside its name."""

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
    hook_request,
    order,
    rules_on,
)

PAST, FUTURE = str(TODAY - timedelta(days=500)), str(TODAY + timedelta(days=20))


def taken(kind: str = "MedicationRequest", **more: Any) -> Json:
    return order(MAGNESIUM, "taken", status="active") | {"resourceType": kind} | more


def bounds(*periods: Json) -> Json:
    return {"dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": each}}} for each in periods]}


STATEMENT, DISPENSE, GIVEN = "MedicationStatement", "MedicationDispense", "MedicationAdministration"


@pytest.mark.parametrize(
    ("medicine", "remark"),
    [
        (taken(), None),
        (taken(status="on-hold"), "on hold"),
        (taken(status="unknown"), "status unknown"),
        (taken(STATEMENT, status="intended"), "intended"),
        (taken(STATEMENT, taken="unk"), "not known whether it is taken"),
        (taken(STATEMENT, adherence={"code": {"coding": [{"code": "on-hold-as-directed"}]}}), "on hold"),
        (taken(STATEMENT, effectivePeriod={"start": PAST}), None),
        (taken(STATEMENT, effectivePeriod={"end": PAST}), f"until {PAST}"),
        (taken(STATEMENT, effectivePeriod={"end": FUTURE}), None),
        (taken(STATEMENT, effectivePeriod={"start": FUTURE}), f"from {FUTURE}"),
        (taken(STATEMENT, effectiveDateTime=PAST), f"as of {PAST}"),
        (taken(STATEMENT, effectiveDateTime=str(TODAY)), None),
        (taken(**bounds({"end": PAST})), f"until {PAST}"),
        (taken(**bounds({"end": PAST}, {})), None),
        (taken(**bounds({"start": FUTURE})), f"from {FUTURE}"),
        (taken(**bounds({"start": FUTURE}, {"start": PAST})), None),
        (taken("MedicationOrder", dateEnded=PAST), f"until {PAST}"),
        (taken(DISPENSE, status="completed", whenHandedOver=f"{PAST}T10:00:00Z"), f"dispensed {PAST}"),
        (taken(DISPENSE, status="completed"), None),
        (taken(GIVEN, status="completed", effectiveDateTime=PAST), f"given {PAST}"),
        (taken(GIVEN, status="completed", occurencePeriod={"start": PAST, "end": PAST}), f"given {PAST}"),
        (
            taken(note=[{"text": "Patient not taking: reported"}]),
            "record says “Patient not taking: reported”",
        ),
        (taken(note={"text": "no longer needed"}), "record says “no longer needed”"),
        (taken(dosageInstruction=[{"text": "DISCONTINUED in May"}]), "record says “DISCONTINUED in May”"),
        (taken(status="on-hold", statusReason={"text": "withheld for surgery"}), "on hold; record says"),
        (taken(note=[{"text": "take with food, do not crush"}]), None),
    ],
)
def test_what_makes_it_doubtful_that_a_medicine_is_taken_stands_beside_its_name(
    client: TestClient, medicine: Json, remark: str | None
) -> None:
    """It is checked all the same."""
    cards = cards_of(client, hook_request(order(CIPRO), medicationRequests=bundle(medicine)))
    assert "ciprofloxacin" in rules_on(cards)
    found = next(card["detail"] for card in cards if "ciprofloxacin" in card["summary"].lower())
    if remark is None:
        assert f"{MAGNESIUM} (" not in found
    else:
        assert f"{MAGNESIUM} ({remark}" in found.replace("\\", "")


@pytest.mark.parametrize("status", ["stopped", "cancelled", "entered-in-error"])
def test_an_order_that_a_draft_ends_is_shown_so(client: TestClient, status: str) -> None:
    """It is active in the record until the draft is signed."""
    ending = order(CIPRO, "same", status=status)
    active = bundle(order(CIPRO, "same", status="active"))
    cards = cards_of(client, hook_request(order(MAGNESIUM), ending, medicationRequests=active))
    assert any("(a draft ends it)" in card["summary"] for card in cards)


@pytest.mark.parametrize("first", [0, 1])
def test_a_medicine_that_is_certainly_taken_is_not_shown_as_ended(client: TestClient, first: int) -> None:
    """The same medicine may stand in the record twice, once with an end that is past."""
    ended = order(CIPRO, "ended", status="active", effectivePeriod={"end": PAST})
    both = [ended, order(CIPRO, "going-on", status="active")]
    call = hook_request(order(MAGNESIUM), medicationRequests=bundle(both[first], both[1 - first]))
    (summary,) = [each["summary"] for each in cards_of(client, call) if "ipro" in each["summary"]]
    assert "until" not in summary
