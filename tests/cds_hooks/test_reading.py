"""What is read out of a record, one sentence at a time: each table holds the missing value too."""

from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cds_hooks.observations import AgeRange, age_range
from app.cds_hooks.prefetch import read_request
from app.cds_hooks.product_names import ProductNames, product_table
from app.models.rule import MedicineRoute
from tests.cds_hooks.cds_calls import (
    MAGNESIUM,
    RXNORM,
    TODAY,
    Json,
    asked,
    born,
    bundle,
    cards_of,
    concept,
    condition,
    egfr,
    fits,
    order,
    rules,
    taken,
)
from tests.conftest import ROOT
from tests.safety.test_rules import checker

NAMES = ProductNames(checker().names)
WHO = "http://www.whocc.no/atc"
CIPRO = "Ciprofloxacin 500 MG Oral Tablet [Cipro]"


def about(cards: list[Json]) -> set[str]:
    """The magnesium that was recognised."""
    return {each for card in cards for each in card["extension"]["fibromag"].get("recognised", [])}


# The order ------------------------------------------------------------------------------------------

SHAPES: dict[str, Json] = {
    "a name": order(MAGNESIUM),
    "the code of a product alone": order(concept(None, (RXNORM, "252430"))),
    "the code of an ingredient alone": order(concept(None, (RXNORM, "6582"))),
    "an ATC code": order(concept(None, (WHO, "A12CC04"))),
    "a code that is unknown, with a name": order(concept("mag glycinate", (RXNORM, "99999999"))),
    "a code of nobody's, with a name": order(concept(MAGNESIUM, ("https://pharmaca.fi/vnr", "123456"))),
    "a salt that is not listed": order("magnesium pidolate 100 mg"),
    "the bare word": order("Magnesium 200mg tablets"),
    "with accents": order("Magnésium 300 mg"),
    "with what cannot be seen": order("Magnesium\u200b Oxide   400 MG\u00a0Oral Capsule"),
    "an antacid by its brand": order("Gelusil"),
    "one of several ingredients": order(
        "Calcium Carbonate 700 MG / Magnesium Hydroxide 300 MG Chewable Tablet"
    ),
    "a reference with a display": {
        **order({}),
        "medicationReference": {"reference": "Medication/x", "display": MAGNESIUM},
    },
    "a contained medication": {
        **order({}),
        "contained": [{"resourceType": "Medication", "id": "x", "code": {"text": MAGNESIUM}}],
        "medicationReference": {"reference": "#x"},
    },
    "a contained medication made of it": {
        **order({}),
        "contained": [
            {
                "resourceType": "Medication",
                "id": "x",
                "ingredient": [{"itemCodeableConcept": {"text": "magnesium citrate"}}],
            }
        ],
        "medicationReference": {"reference": "#x"},
    },
    "R5 with a concept": {
        "resourceType": "MedicationRequest",
        "status": "draft",
        "medication": {"concept": {"text": MAGNESIUM}},
    },
    "R5 with a reference": {
        "resourceType": "MedicationRequest",
        "status": "draft",
        "contained": [{"resourceType": "Medication", "id": "x", "code": {"text": MAGNESIUM}}],
        "medication": {"reference": {"reference": "#x"}},
    },
    "DSTU2": {
        "resourceType": "MedicationOrder",
        "status": "draft",
        "medicationCodeableConcept": {"text": MAGNESIUM},
    },
    "a list of concepts": {**order({}), "medicationCodeableConcept": [{"text": MAGNESIUM}]},
    "a plain word for a concept": {**order({}), "medicationCodeableConcept": MAGNESIUM},
    "a category that is no list": {**order(MAGNESIUM), "category": {"text": "community"}},
    "without a status": {key: value for key, value in order(MAGNESIUM).items() if key != "status"},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_an_order_of_magnesium_is_recognised(client: TestClient, shape: str) -> None:
    assert about(cards_of(client, asked(SHAPES[shape])))


@pytest.mark.parametrize(
    "name",
    [
        "Magnesium Salicylate 600 MG Oral Tablet",
        "esomeprazole magnesium 20 MG Delayed Release Oral Capsule [Nexium]",
        "Choline / Magnesium Salicylate Pill",
        "aripiprazole 10 MG Oral Tablet",
        "Lisinopril 10 MG Oral Tablet",
    ],
)
def test_what_is_no_magnesium_to_take_is_not(client: TestClient, name: str) -> None:
    assert not about(cards_of(client, asked(order(name))))


@pytest.mark.parametrize(
    "more",
    [{"status": "cancelled"}, {"status": "entered-in-error"}, {"status": "stopped"}, {"doNotPerform": True}],
)
def test_an_order_that_is_none_is_left_out(client: TestClient, more: Json) -> None:
    assert cards_of(client, asked(order(MAGNESIUM, **more))) == []


REFERRED = {"resourceType": "Medication", "id": "x", "code": {"text": MAGNESIUM}}


@pytest.mark.parametrize(
    ("reference", "full_url"),
    [
        ("Medication/x", None),
        ("Medication/x", "https://ehr.test/fhir/Medication/x"),
        ("https://ehr.test/fhir/Medication/x", "https://ehr.test/fhir/Medication/x"),
        ("https://ehr.test/fhir/Medication/x/_history/2", None),
        ("urn:uuid:6e111d17-8627-4913-a9d4-b484574f3a24", "urn:uuid:6e111d17-8627-4913-a9d4-b484574f3a24"),
        ("urn:uuid:x", None),
    ],
)
@pytest.mark.parametrize("beside", ["order", "prefetch"])
def test_a_medication_is_found_where_it_was_sent(
    client: TestClient, reference: str, full_url: str | None, beside: str
) -> None:
    call = asked({**order({}), "medicationReference": {"reference": reference}})
    entry = {"resource": REFERRED} | ({"fullUrl": full_url} if full_url else {})
    if beside == "order":
        call["context"]["draftOrders"]["entry"].append(entry)
    else:
        call["prefetch"]["medications"] = {"resourceType": "Bundle", "entry": [entry]}
    assert about(cards_of(client, call)) == {MAGNESIUM}


@pytest.mark.parametrize(
    ("selection", "seen"),
    [
        ("MedicationRequest/draft", True),
        ("https://ehr.test/fhir/MedicationRequest/draft", True),
        ("urn:uuid:draft", True),
        ("draft", True),
        ("MedicationRequest/unheard-of", True),
        ("ServiceRequest/mri", False),
        ("https://ehr.test/fhir/ServiceRequest/mri", False),
        ("urn:uuid:mri", False),
        ("mri", False),
    ],
)
def test_a_selection_means_an_order_in_every_way_of_saying_so(
    client: TestClient, selection: str, seen: bool
) -> None:
    """What is selected and not found is no reason to be quiet; something else that is selected is."""
    mri = {"resourceType": "ServiceRequest", "id": "mri", "status": "draft"}
    call = asked(order(MAGNESIUM), mri, hook="order-select", selections=[selection])
    assert bool(about(cards_of(client, call))) is seen


def test_what_is_not_selected_is_still_taken_into_account(client: TestClient) -> None:
    both = (order(MAGNESIUM, "mg"), order(CIPRO, "cipro"))
    for selected in ("MedicationRequest/mg", "MedicationRequest/cipro"):
        assert "ciprofloxacin" in rules(
            cards_of(client, asked(*both, hook="order-select", selections=[selected]))
        )


# What is taken --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "medicine",
    [
        concept("Cipro"),
        concept(CIPRO),
        concept("Cipro 500 mg tab"),
        concept(None, (RXNORM, "309309")),
        concept(None, (RXNORM, "2551")),
        concept(None, (WHO, "J01MA02")),
        concept(None, ("urn:oid:2.16.840.1.113883.6.88", "309309")),
        concept("something else", (RXNORM, "309309")),
    ],
)
def test_both_directions_are_checked(client: TestClient, medicine: Json) -> None:
    ordered = asked(order(MAGNESIUM), medicationRequests=taken(medicine))
    assert "ciprofloxacin" in rules(cards_of(client, ordered))
    statement = {
        "resourceType": "MedicationStatement",
        "status": "active",
        "medicationCodeableConcept": {"text": MAGNESIUM},
    }
    reverse = asked(order(medicine), medicationStatements=bundle(statement))
    assert "ciprofloxacin" in rules(cards_of(client, reverse))


STATEMENT = {
    "resourceType": "MedicationStatement",
    "status": "active",
    "medicationCodeableConcept": {"text": CIPRO},
}


@pytest.mark.parametrize(
    ("statement", "counts"),
    [
        (STATEMENT, True),
        ({**STATEMENT, "status": "completed"}, False),
        ({**STATEMENT, "status": "stopped"}, False),
        ({**STATEMENT, "status": "not-taken"}, False),
        ({**STATEMENT, "status": "entered-in-error"}, False),
        ({**STATEMENT, "status": "on-hold"}, True),
        ({**STATEMENT, "status": None}, True),
        ({**STATEMENT, "status": 7}, True),
        ({**STATEMENT, "wasNotTaken": True}, False),
        ({**STATEMENT, "taken": "n"}, False),
        ({**STATEMENT, "resourceType": "MedicationUsage", "status": "recorded"}, True),
        ({**STATEMENT, "resourceType": "MedicationDispense", "status": "completed"}, True),
        ({**STATEMENT, "resourceType": "MedicationDispense", "status": "cancelled"}, False),
    ],
)
def test_what_is_no_longer_taken_is_left_out(client: TestClient, statement: Json, counts: bool) -> None:
    said = cards_of(client, asked(order(MAGNESIUM), medicationStatements=bundle(statement)))
    assert ("ciprofloxacin" in rules(said)) is counts


@pytest.mark.parametrize(
    "wrapped", ["prefetch", "context", "beside", "wrapper", "bare", "list", "no fullUrl type"]
)
def test_the_prefetch_is_found_wherever_it_was_put(client: TestClient, wrapped: str) -> None:
    call = asked(order(MAGNESIUM), medicationRequests=...)
    medicines: Any = taken(CIPRO)
    match wrapped:
        case "context":
            call["context"]["prefetch"] = {"item2": medicines}
        case "beside":
            call["item2"] = medicines
        case "wrapper":
            call["prefetch"]["item2"] = {"response": {"status": "200 OK"}, "resource": medicines}
        case "bare":
            call["prefetch"]["item2"] = medicines["entry"][0]["resource"]
        case "list":
            call["prefetch"]["item2"] = [each["resource"] for each in medicines["entry"]]
        case "no fullUrl type":
            call["prefetch"]["item2"] = {
                "resourceType": "Bundle",
                "entry": [medicines["entry"][0]["resource"]],
            }
        case _:
            call["prefetch"]["item2"] = medicines
    said = cards_of(client, call)
    assert "ciprofloxacin" in rules(said)
    assert "medication requests were not told" in said[-1]["detail"]


OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, True),
        (bundle(), True),
        (taken("Lisinopril 10 MG Oral Tablet"), True),
        (..., False),
        (OUTCOME, False),
        (bundle(OUTCOME), False),
        ({"response": {"status": "404 Not Found"}}, False),
        ({"response": {"status": "200 OK"}, "resource": OUTCOME}, False),
    ],
)
def test_nothing_and_not_told_are_two_things(client: TestClient, value: Any, told: bool) -> None:
    said = cards_of(client, asked(order(CIPRO), medicationRequests=value))
    assert (said == []) is told
    if not told:
        assert said[0]["indicator"] == "info"
        assert "whether magnesium is taken is not known" in said[0]["detail"]


@pytest.mark.parametrize(
    "more", [{"total": 7}, {"link": [{"relation": "next", "url": "https://ehr.test/2"}]}]
)
def test_a_list_that_goes_on_is_not_complete(client: TestClient, more: Json) -> None:
    call = asked(order(CIPRO), medicationRequests=bundle(order("Lisinopril", "m", status="active"), **more))
    (said,) = cards_of(client, call)
    assert "not all medication requests were sent" in said["detail"]


def test_the_draft_itself_is_not_another_medicine(client: TestClient) -> None:
    same = order(MAGNESIUM)
    said = cards_of(client, asked(same, medicationRequests=bundle(same)))
    assert "other-magnesium" not in rules(said)
    two = cards_of(client, asked(same, medicationRequests=taken("magnesium citrate 100 MG Oral Tablet")))
    assert "other-magnesium" in rules(two)


@pytest.mark.parametrize(
    ("more", "name", "route"),
    [
        ({"route": {"text": "Oral"}}, "ciprofloxacin", MedicineRoute.oral),
        (
            {"route": {"coding": [{"system": "http://snomed.info/sct", "code": "47625008"}]}},
            "gentamicin",
            MedicineRoute.intravenous,
        ),
        ({"route": {"coding": [{"code": "IV"}]}}, "gentamicin", MedicineRoute.intravenous),
        ({"route": {"text": "Suun kautta"}}, "ciprofloxacin", None),
        ({}, "Ciprofloxacin 3 MG/ML Ophthalmic Solution", MedicineRoute.ophthalmic),
        ({}, "Ciprofloxacin 500 MG Oral Tablet", MedicineRoute.oral),
        ({}, "Magnesium Sulfate 500 MG/ML Injection", MedicineRoute.other),
        ({}, "ciprofloxacin", None),
    ],
)
def test_the_way_of_taking_is_read(more: Json, name: str, route: MedicineRoute | None) -> None:
    (found,) = read_request(asked(order(name, dosageInstruction=[more])), TODAY).selected
    assert found.dosage.route is route


def test_eye_drops_are_no_tablets(client: TestClient) -> None:
    drops = taken("Ciprofloxacin 3 MG/ML Ophthalmic Solution [Ciloxan]")
    assert "ciprofloxacin" not in rules(cards_of(client, asked(order(MAGNESIUM), medicationRequests=drops)))


def test_a_way_that_is_known_does_not_settle_another_that_is_not(client: TestClient) -> None:
    def said(*medicines: str) -> set[str]:
        cards = cards_of(client, asked(order(MAGNESIUM), medicationRequests=taken(*medicines)))
        assert "ciprofloxacin" in rules(cards) or len(medicines) == 1
        return {
            line
            for card in cards
            for line in card["detail"].splitlines()
            if "is taken" in line and "not told" in line
        }

    injected = "Ciprofloxacin 10 MG/ML Injection"
    assert said(injected) <= said("Ciprofloxacin 500 MG Oral Tablet", injected) != set()


# Kidneys --------------------------------------------------------------------------------------------

RATES: list[tuple[str, list[Json], set[str]]] = [
    ("a value", [egfr(24)], {"kidney-function-below-30", "kidney-function-below-60"}),
    ("in the band below 60", [egfr(45)], {"kidney-function-below-60"}),
    ("enough", [egfr(60)], set()),
    ("another method", [egfr(24, code="33914-3")], {"kidney-function-below-30", "kidney-function-below-60"}),
    ("creatinine is another thing", [egfr({"value": 2.4, "unit": "mg/dL"}, code="2160-0")], set()),
    ("per area in another spelling", [egfr({"value": 45, "code": "mL/min/{1.73_m2}"})], {"kidney-function-below-60"}),
    ("not per area", [egfr({"value": 24, "unit": "mL/min"})], set()),
    ("without a unit", [egfr({"value": 45})], {"kidney-function-below-60"}),
    ("as text", [egfr({}) | {"valueQuantity": None, "valueString": "<30"}], {"kidney-function-below-30", "kidney-function-below-60"}),
    ("below a bound", [egfr({"value": 30, "comparator": "<", "unit": "mL/min/1.73m2"})], {"kidney-function-below-30", "kidney-function-below-60"}),
    ("below a high bound", [egfr({"value": 60, "comparator": "<", "unit": "mL/min/1.73m2"})], {"kidney-function-below-60"}),
    ("above a bound", [egfr({"value": 60, "comparator": ">", "unit": "mL/min/1.73m2"})], set()),
    ("the newest day counts", [egfr(24, TODAY - timedelta(days=90)), egfr(80)], set()),
    ("the lowest of that day", [egfr(80), egfr(45)], {"kidney-function-below-60"}),
    ("without a day it may be the newest", [egfr(45, None), egfr(80)], {"kidney-function-below-60"}),
    ("a day that is to come is none", [egfr(80, TODAY + timedelta(days=400)), egfr(45)], {"kidney-function-below-60"}),
    ("a month may hold the newest day", [egfr(45, f"{TODAY:%Y-%m}"), egfr(80, TODAY)], {"kidney-function-below-60"}),
    ("entered in error", [egfr(24, status="entered-in-error")], set()),
    ("in a component, with only a day of issue", [egfr(0, None, issued=f"{TODAY}T10:00:00Z") | {"valueQuantity": None, "component": [{"valueQuantity": {"value": 45, "unit": "mL/min/1.73m2"}}]}], {"kidney-function-below-60"}),
    ("a component of a panel", [egfr(0, code="45066-8") | {"valueQuantity": None, "component": [{"code": {"coding": [{"system": "http://loinc.org", "code": "98979-8"}]}, "valueQuantity": {"value": 45, "unit": "mL/min/1.73m2"}}]}], {"kidney-function-below-60"}),
    ("by name", [egfr(45) | {"code": {"text": "eGFR (CKD-EPI)"}}], {"kidney-function-below-60"}),
    ("outside what can be meant", [egfr(-4), egfr(4000)], set()),
    ("nothing", [], set()),
]  # fmt: skip


@pytest.mark.parametrize(("rates", "expected"), [row[1:] for row in RATES], ids=[row[0] for row in RATES])
def test_kidney_function_is_read(client: TestClient, rates: list[Json], expected: set[str]) -> None:
    said = cards_of(client, asked(order(MAGNESIUM), egfr=bundle(*rates)))
    assert {rule for rule in rules(said) if rule.startswith("kidney-function")} == expected


@pytest.mark.parametrize(
    ("rates", "words"),
    [
        ([], "no kidney function (eGFR) was found"),
        ([egfr({"value": 24, "unit": "mL/min"})], "was not used"),
        ([egfr({"value": 60, "comparator": "<", "unit": "mL/min/1.73m2"})], "whether these rules speak\\: kidney-function-below-30"),
        ([egfr({"value": 30, "comparator": ">", "unit": "mL/min/1.73m2"})], "whether these rules speak\\: kidney-function-below-60"),
        ([egfr(45, TODAY - timedelta(days=500))], "older than 12 months"),
        ([egfr({"value": 45})], "without a unit"),
        ([egfr(45, None)], "the eGFR has no date"),
    ],
)  # fmt: skip
def test_what_is_doubtful_about_it_is_said(client: TestClient, rates: list[Json], words: str) -> None:
    assert words in cards_of(client, asked(order(MAGNESIUM), egfr=bundle(*rates)))[-1]["detail"]


# Age, conditions, dose ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        ("1961-04-02", AgeRange(65, 65)),
        ("1961-11-23", AgeRange(64, 64)),
        ("1961", AgeRange(64, 65)),
        ("1961-11", AgeRange(64, 65)),
        ("2026-11-22", AgeRange(0, 0)),
        ("2027-01-01", None),
        ("1850-01-01", None),
        ("1961-13-01", None),
        ("61", None),
        (None, None),
        (1961, None),
    ],
)
def test_age_is_read_as_far_as_it_is_told(birth: Any, expected: AgeRange | None) -> None:
    assert age_range({"birthDate": birth}, date(2026, 11, 22)) == expected


def test_an_age_on_the_border_decides_nothing(client: TestClient) -> None:
    def said(birth: str) -> Json:
        patient = {"resourceType": "Patient", "birthDate": birth}
        cards = cards_of(client, asked(order(MAGNESIUM), patient=patient))
        return {"rules": rules(cards), "open": cards[-1]["detail"]}

    assert "children" in said(born(17))["rules"]
    assert "children" not in said(born(30))["rules"]
    border = said(str(TODAY.year - 18))
    if (TODAY.month, TODAY.day) != (12, 31):
        assert "children" not in border["rules"]
        assert "children" in border["open"]


@pytest.mark.parametrize(
    ("problem", "present"),
    [
        (condition(None, ("http://hl7.org/fhir/sid/icd-10-cm", "N18.4")), True),
        (condition(None, ("http://hl7.org/fhir/sid/icd-10", "N18.4")), True),
        (condition(None, ("http://snomed.info/sct", "431857002")), True),
        (condition("CKD stage 4"), True),
        (condition("a local word", ("http://snomed.info/sct", "431857002")), True),
        (condition("CKD stage 4", ("urn:local", "4711")), True),
        (condition("CKD stage 4", clinicalStatus={"coding": [{"code": "resolved"}]}), False),
        (condition("CKD stage 4", clinicalStatus="inactive"), False),
        (condition("CKD stage 4", clinicalStatus="active"), True),
        (condition("CKD stage 4", verificationStatus={"coding": [{"code": "refuted"}]}), False),
        (condition("CKD stage 4", verificationStatus="provisional"), True),
    ],
)
def test_conditions_are_read(client: TestClient, problem: Json, present: bool) -> None:
    said = cards_of(client, asked(order(MAGNESIUM), conditions=bundle(problem)))
    assert ("kidney-disease-severe" in rules(said)) is present


def test_a_condition_that_is_not_known_is_said(client: TestClient) -> None:
    said = cards_of(client, asked(order(MAGNESIUM), conditions=bundle(condition("Acute duodenal ulcer"))))
    assert "Acute duodenal ulcer”\\: not recognised" in said[-1]["detail"]


def test_pregnancy_is_read_from_the_conditions(client: TestClient) -> None:
    pregnant = bundle(condition(None, ("http://snomed.info/sct", "77386006")))
    said = cards_of(client, asked(order(MAGNESIUM), conditions=pregnant))
    assert "not told: whether pregnant" not in said[-1]["detail"].replace("\\", "")
    assert {"pregnancy", "pregnancy-condition"} <= rules(said)


def dosed(value: float, unit: str, **repeat: Any) -> list[Json]:
    return [{"doseAndRate": [{"doseQuantity": {"value": value, "unit": unit}}], "timing": {"repeat": repeat}}]


@pytest.mark.parametrize(
    ("dosage", "milligrams"),
    [
        (dosed(1, "{pill}", frequency=1, period=1, periodUnit="d"), 400),
        (dosed(2, "tablet", frequency=3, period=1, periodUnit="d"), 2400),
        (dosed(1, "", frequency=1, period=8, periodUnit="h"), 1200),
        (dosed(300, "mg", frequency=2, period=1, periodUnit="d"), 600),
        (dosed(0.5, "g", frequency=1, period=1, periodUnit="d"), 500),
        (dosed(1, "{pill}", timeOfDay=["08:00:00", "20:00:00"]), 800),
        (dosed(1, "{pill}", frequency=1, period=1, periodUnit="wk"), 400),
        ([{"doseQuantity": {"value": 2, "code": "{tbl}"}, "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnits": "d"}}}], 800),
        ([{"doseQuantity": {"value": 1, "unit": "capsule"}, "timing": {"code": {"coding": [{"code": "BID"}]}}}], 800),
        (dosed(1, "{pill}", timeOfDay=["08:00"]) + dosed(2, "{pill}", timeOfDay=["20:00"]), 1200),
        (dosed(5, "mL", frequency=1, period=1, periodUnit="d"), None),
        (dosed(1, "{pill}"), None),
        ([], None),
    ],
)  # fmt: skip
def test_the_amount_a_day_is_read_step_by_step(dosage: list[Json], milligrams: float | None) -> None:
    (found,) = read_request(asked(order(MAGNESIUM, dosageInstruction=dosage)), TODAY).selected
    assert found.dosage.milligrams_a_day(400) == milligrams


def test_salt_is_not_taken_for_magnesium(client: TestClient) -> None:
    """400 mg of the oxide are 241 mg of magnesium; which of the two is meant is not said."""

    def said(name: str, count: int) -> list[Json]:
        dosage = dosed(count, "{pill}", frequency=1, period=1, periodUnit="d")
        return cards_of(client, asked(order(name, dosageInstruction=dosage)))

    unsure = said(MAGNESIUM, 1)
    assert "above-us-upper-limit-31-years-and-over" not in rules(unsure)
    assert "dose basis unknown" in unsure[-1]["detail"]
    assert "above-us-upper-limit-31-years-and-over" in unsure[-1]["detail"]
    assert "above-us-upper-limit-31-years-and-over" in rules(said(MAGNESIUM, 3)), "either way"
    sure = said("Magnesium 400 MG (elemental) Oral Tablet", 1)
    assert "above-us-upper-limit-31-years-and-over" in rules(sure)
    assert "dose basis unknown" not in sure[-1]["detail"]


def test_clock_times_that_are_too_close_are_said(client: TestClient) -> None:
    magnesium = order(MAGNESIUM, dosageInstruction=dosed(1, "{pill}", timeOfDay=["08:00:00"]))
    cipro = order(CIPRO, "c", status="active", dosageInstruction=dosed(1, "{pill}", timeOfDay=["09:00:00"]))
    said = cards_of(client, asked(magnesium, medicationRequests=bundle(cipro)))
    (card,) = (each for each in said if each["extension"]["fibromag"].get("rule") == "ciprofloxacin")
    assert "**Times too close:** 09\\:00 and magnesium 08\\:00" in card["detail"]


# Products -------------------------------------------------------------------------------------------


def test_every_product_of_the_table_holds_something_that_is_known() -> None:
    assert len(product_table()) > 2000
    for rxcui in product_table():
        product = NAMES.by_rxcui(rxcui)
        assert product is not None
        assert product.recognised, rxcui
    assert NAMES.by_rxcui("349545") is None, "aripiprazole"
    assert "Apache-2.0" in (ROOT / "app" / "cds_hooks" / "products.csv").read_text("utf-8")[:600]


@pytest.mark.parametrize(
    ("text", "ingredients"),
    [
        ("24 HR Ciprofloxacin 1000 MG Extended Release Oral Tablet", ["ciprofloxacin"]),
        ("Levothyroxine Sodium 0.112 MG Oral Tablet", ["levothyroxine"]),
        ("losartan/hydrochlorothiazide", ["losartan", "hydrochlorothiazide"]),
        ("Amlodipine 5 MG / Hydrochlorothiazide 12.5 MG / olmesartan medoxomil 20 MG Oral Tablet", ["amlodipine", "hydrochlorothiazide", "olmesartan"]),
        ("Magnesium Hydroxide 50 MG / malic acid 200 MG Oral Tablet", ["magnesium hydroxide", "malic acid"]),
        ("Not Ciprofloxacin 500 MG", ["not ciprofloxacin"]),
        ("Tylenol", ["tylenol"]),
    ],
)  # fmt: skip
def test_a_name_is_taken_apart_whole_or_not_at_all(text: str, ingredients: list[str]) -> None:
    found = [each.text.lower() for each in NAMES.by_text(text).ingredients]
    assert [each for each in found if each in ingredients] == ingredients
    assert len(found) == len(ingredients)


def test_every_answer_fits(client: TestClient) -> None:
    for shape in SHAPES.values():
        fits("response", {"cards": cards_of(client, asked(shape))})
