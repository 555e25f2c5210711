"""A medicine is read by all its names, codes and ingredients; what says something else is reported."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cds_hooks.reading.fhir import FoundResource, ReferenceIndex
from app.cds_hooks.reading.medications import EntryKind, MedicineEntryReader
from app.cds_hooks.reading.outcomes import OpenReason
from app.cds_hooks.record_medicines import RecordMedicine, RecordMedicineReader
from tests.cds_hooks.calls import (
    CIPRO,
    RXNORM,
    Json,
    active_orders,
    bundle,
    cards_of,
    concept,
    hook_request,
    order,
    rules_on,
)
from tests.safety.asking import checker

MAGNESIUM_OXIDE, CIPROFLOXACIN = (RXNORM, "6582"), (RXNORM, "2551")


def read(medicine: str | Json, *medications: Json) -> RecordMedicine:
    """Read an order of a medicine, which may refer to Medication resources."""
    index = ReferenceIndex()
    for each in medications:
        index.add(FoundResource(each, "there"))
    found = FoundResource(order(medicine), "here")
    return RecordMedicineReader(checker().names).read(MedicineEntryReader(index).read(found, EntryKind.order))


def said(medicine: RecordMedicine) -> tuple[set[str], set[str], OpenReason | None]:
    """Return (other substances, forms of magnesium, why it is open)."""
    others = {slug for each in medicine.recognised.inputs for slug in each.substances}
    return others, {each.form or each.name for each in medicine.recognised.magnesium}, medicine.reason


OXIDE = "magnesium-oxide"

MEDICINES: list[tuple[str | Json, set[str], set[str], OpenReason | None]] = [
    ("Ciprofloxacin 500 MG Oral Tablet [Cipro]", {"ciprofloxacin"}, set(), None),
    ("Magnesium Oxide 400 MG Oral Capsule", set(), {OXIDE}, None),
    ("Omeprazole 20 MG and Magnesium Oxide 250 MG", {"omeprazole"}, {OXIDE}, None),
    ("Magnesium Oxide 250 MG, Omeprazole 20 MG", {"omeprazole"}, {OXIDE}, None),
    ("magnesium pidolate 100 mg", set(), {"magnesium pidolate"}, None),
    ("Magnésium 300 mg", set(), {"magnesium"}, None),
    (concept(None, MAGNESIUM_OXIDE), set(), {OXIDE}, None),
    (concept("Magnesium", MAGNESIUM_OXIDE), set(), {OXIDE}, None),
    (concept("Magnesium Oxide 400 MG Oral Capsule", (RXNORM, "999999999")), set(), {OXIDE}, None),
    (concept("Omeprazole 20 MG", MAGNESIUM_OXIDE), {"omeprazole"}, {OXIDE}, OpenReason.conflicting),
    (concept("Unheardofine", MAGNESIUM_OXIDE), set(), {OXIDE}, OpenReason.partly_recognised),
    ("Unheardofine 5 mg", set(), set(), OpenReason.not_recognised),
    (concept(None, (RXNORM, "999999999")), set(), set(), OpenReason.not_recognised),
    (concept(None, ("https://pharmaca.fi/vnr", "123456")), set(), set(), OpenReason.not_recognised),
    ("Omeprazole 20 MG with Unheardofine", {"omeprazole"}, set(), OpenReason.partly_recognised),
    ("stopped omeprazole", set(), set(), OpenReason.ambiguous),
    ("Omeprazole " + "x" * 300, {"omeprazole"}, set(), OpenReason.partly_recognised),
    ({"coding": [{"display": "Omeprazole 20 MG"}, {"display": "Omepratsoli enterokapseli"}]}, {"omeprazole"}, set(), None),
    ({"coding": [{"display": "Omeprazole 20 MG"}, {"display": "Omeprazole 20 MG / Unheardofine"}]}, {"omeprazole"}, set(), OpenReason.partly_recognised),
]  # fmt: skip


@pytest.mark.parametrize(
    ("medicine", "others", "forms", "reason"), MEDICINES, ids=[str(each[0])[:70] for each in MEDICINES]
)
def test_a_medicine_is_read_by_all_its_names_and_codes(
    medicine: str | Json, others: set[str], forms: set[str], reason: OpenReason | None
) -> None:
    assert said(read(medicine)) == (others, forms, reason)


def referring(medication: Json) -> Json:
    return {
        "resourceType": "MedicationRequest",
        "id": "m",
        "status": "active",
        "medicationReference": {"reference": "Medication/x"},
    } | ({"contained": [medication]} if medication.get("id") == "#" else {})


@pytest.mark.parametrize(
    ("medication", "others", "forms", "reason"),
    [
        ({"code": concept("Omeprazole 20 MG"), "ingredient": [{"itemCodeableConcept": concept("magnesium oxide")}]},
         {"omeprazole"}, {OXIDE}, OpenReason.conflicting),
        ({"code": concept("Omeprazole / magnesium oxide"), "ingredient": [
            {"itemCodeableConcept": concept("magnesium oxide")}, {"item": {"concept": concept("omeprazole")}}]},
         {"omeprazole"}, {OXIDE}, None),
        ({"ingredient": [{"itemCodeableConcept": concept("omeprazole")}, {"itemCodeableConcept": concept("magnesium citrate")}]},
         {"omeprazole"}, {"magnesium-citrate"}, None),
        ({"code": concept("Omeprazole 20 MG"), "ingredient": [{"itemCodeableConcept": {}}]},
         {"omeprazole"}, set(), OpenReason.partly_recognised),
        ({"code": concept("Omeprazole 20 MG"), "ingredient": [{"itemReference": {"reference": "Substance/none"}}]},
         {"omeprazole"}, set(), OpenReason.partly_recognised),
        ({"code": concept("Omeprazole 20 MG"), "ingredient": [{"itemCodeableConcept": concept("Unheardofine")}]},
         {"omeprazole"}, set(), OpenReason.partly_recognised),
    ],
)  # fmt: skip
def test_every_ingredient_of_a_medication_is_read_beside_its_code(
    medication: Json, others: set[str], forms: set[str], reason: OpenReason | None
) -> None:
    whole = {"resourceType": "Medication", "id": "x", **medication}
    found = FoundResource(referring(whole), "here")
    index = ReferenceIndex()
    index.add(FoundResource(whole, "there"))
    medicine = RecordMedicineReader(checker().names).read(
        MedicineEntryReader(index).read(found, EntryKind.order)
    )
    assert said(medicine) == (others, forms, reason)


@pytest.mark.parametrize(
    ("text", "per_piece", "per_ml", "elemental"),
    [
        ("Magnesium Oxide 400 MG Oral Capsule", 400, None, False),
        ("magnesium citrate 10 mmol tablet", 243.05, None, True),
        ("Omeprazole 20 MG / Magnesium Oxide 250 MG", 250, None, False),
        ("Magnesium Sulfate 500 MG/ML Injection", None, 500, False),
        ("magnesium hydroxide 400 mg/5 mL oral suspension", None, 80, False),
        ("magnesium citrate 1 mmol/mL oral solution", None, 24.305, True),
        ("magnesium hydroxide 8 % oral suspension", None, None, False),
        ("magnesium oxide", None, None, False),
    ],
)
def test_the_content_of_a_piece_or_a_millilitre_is_read_from_the_name(
    text: str, per_piece: float | None, per_ml: float | None, elemental: bool
) -> None:
    (part,) = read(text).recognised.magnesium
    assert part.content.per_piece == pytest.approx(per_piece)
    assert part.content.per_ml == pytest.approx(per_ml)
    assert part.elemental is elemental


def test_a_text_and_a_code_that_disagree_are_said_and_both_checked(client: TestClient) -> None:
    both = concept("Levothyroxine 75 mcg", CIPROFLOXACIN)
    cards = cards_of(
        client, hook_request(order("Magnesium Oxide 400 MG"), medicationRequests=active_orders(both))
    )
    assert {"ciprofloxacin", "thyroid"} <= rules_on(cards)
    assert (
        "“Levothyroxine 75 mcg” has a name and a code that disagree; both were checked" in cards[-1]["detail"]
    )


@pytest.mark.parametrize(
    "voices", [("MedicationRequest", "MedicationStatement"), ("MedicationStatement",) * 2]
)
def test_the_same_magnesium_told_twice_is_one_product(client: TestClient, voices: Any) -> None:
    once = [
        {"timing": {"code": {"text": "QD"}}, "doseAndRate": [{"doseQuantity": {"value": 10, "unit": "mmol"}}]}
    ]
    told = [
        {**order("magnesium citrate", f"m{n}", status="active"), "resourceType": kind, "dosage": once}
        for n, kind in enumerate(voices)
    ]
    for each in told:
        if each["resourceType"] == "MedicationRequest":
            each["dosageInstruction"] = each.pop("dosage")
    cards = cards_of(client, hook_request(order(CIPRO), medicationRequests=bundle(*told)))
    assert not any("486" in card["summary"] for card in cards)
    assert all(card["extension"]["fibromag"]["recognised"] == ["magnesium citrate"] for card in cards)
