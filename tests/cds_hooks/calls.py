"""Sample requests of other programs, and helpers to build requests and read cards."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

SAMPLES = Path(__file__).parent / "samples"
SCHEMA = json.loads((SAMPLES / "cds-hooks.schema.json").read_text("utf-8"))
TODAY = date.today()  # noqa: DTZ011 (as the service counts, within a day)

Json = dict[str, Any]


def json_lines(name: str) -> list[Json]:
    return [json.loads(line) for line in (SAMPLES / name).read_text("utf-8").splitlines() if line]


REQUESTS = {each["name"]: each["request"] for each in json_lines("requests.jsonl")} | {
    f"sandbox-{number}": each["request"]
    for number, each in enumerate(json_lines("sandbox-recorded.jsonl"))
    if "request" in each
}
"""Requests of other programs, by name."""


def service_path(hook: str) -> str:
    """Return the path of the service for a hook, or for the successor of a former hook."""
    known = hook if hook in ("patient-view", "order-select", "order-sign") else "order-sign"
    return f"/cds-services/magnesium-safety-{known}"


def assert_matches_schema(name: str, value: Any) -> None:
    """Assert that a value matches the schema, and that nothing in it but `cards` is null or empty."""
    from jsonschema import Draft202012Validator  # late: it takes a second

    Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{name}"}).validate(value)
    for path, each in nested_values(value):
        assert each is not None, path
        assert each not in ("", {}), path
        assert each != [] or path == "/cards", path


def nested_values(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    yield path, value
    for key, each in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from nested_values(each, f"{path}/{key}")


def answer_of(client: TestClient, request: Json) -> Json:
    """Call a service and return its answer."""
    answer = client.post(service_path(request["hook"]), json=request)
    assert answer.status_code == 200, answer.text
    assert_matches_schema("response", answer.json())
    found: Json = answer.json()
    return found


def cards_of(client: TestClient, request: Json) -> list[Json]:
    """Call a service and return its cards."""
    cards: list[Json] = answer_of(client, request)["cards"]
    return cards


def resources_of(client: TestClient, request: Json) -> Json:
    """Call a service and return its account of the resources."""
    counted: Json = answer_of(client, request)["extension"]["fibromag"]["resources"]
    return counted


def words_of(card: Json) -> int:
    """Return the number of words of a card."""
    return len(f"{card['summary']} {card['detail']}".split())


RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def concept(text: str | None = None, *codings: tuple[str, str]) -> Json:
    """Return a CodeableConcept with a name, codes, or both."""
    coded = [{"system": system, "code": code} for system, code in codings]
    return {**({"text": text} if text else {}), **({"coding": coded} if coded else {})}


def order(medicine: str | Json, id: str | None = "draft", **more: Any) -> Json:
    named = concept(medicine) if isinstance(medicine, str) else medicine
    return {
        "resourceType": "MedicationRequest",
        "id": id,
        "status": "draft",
        "medicationCodeableConcept": named,
    } | more


def bundle(*resources: Json, **more: Any) -> Json:
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [{"resource": each} for each in resources],
        **more,
    }


def active_orders(*medicines: str | Json) -> Json:
    return bundle(*(order(each, f"m{n}", status="active") for n, each in enumerate(medicines)))


def egfr(
    value: Any, on: date | str | None = TODAY - timedelta(days=30), code: str = "98979-8", **more: Any
) -> Json:
    """Return an observation of kidney function; `value` is a number or a whole quantity."""
    quantity = value if isinstance(value, dict) else {"value": value, "unit": "mL/min/1.73m2"}
    when = {} if on is None else {"effectiveDateTime": str(on)}
    coded = {"coding": [{"system": "http://loinc.org", "code": code}]}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": coded,
        "valueQuantity": quantity,
        **when,
    } | more


def condition(text: str | None = None, *codings: tuple[str, str], **more: Any) -> Json:
    return {"resourceType": "Condition", "code": concept(text, *codings)} | more


def birth_date(years: int) -> str:
    """Return the date of birth of a person of that age."""
    return f"{TODAY.year - years}-01-01"


def hook_request(
    *drafts: Json, hook: str = "order-sign", selections: list[str] | None = None, **prefetch: Any
) -> Json:
    """Return a request; prefetch keys that are not given are null, those given as `...` are absent."""
    told = {
        "patient": {"resourceType": "Patient", "id": "p", "birthDate": birth_date(40)},
        "medicationRequests": None,
        "medicationStatements": None,
        "conditions": None,
        "egfr": bundle(egfr(95)),
        "pregnancy": None,
    } | prefetch
    context: Json = {"patientId": "p", "userId": "Practitioner/1"}
    if hook != "patient-view":
        context["draftOrders"] = {"resourceType": "Bundle", "entry": [{"resource": each} for each in drafts]}
    if selections is not None:
        context["selections"] = selections
    return {
        "hook": hook,
        "hookInstance": "11111111-2222-3333-4444-555555555555",
        "context": context,
        "prefetch": {key: value for key, value in told.items() if value is not ...},
    }


def rules_on(cards: list[Json]) -> set[str]:
    """Return the rules on cards."""
    return {rule for card in cards for rule in card["extension"]["fibromag"].get("rules", [])}


def highest_indicator(cards: list[Json]) -> int:
    """Return the highest indicator: 0 no card, 1 info, 2 warning, 3 critical."""
    return max((["info", "warning", "critical"].index(card["indicator"]) + 1 for card in cards), default=0)


WHO = "http://www.whocc.no/atc"
CIPRO = "Ciprofloxacin 500 MG Oral Tablet [Cipro]"
MAGNESIUM = "Magnesium Oxide 400 MG Oral Capsule"


def recognised_magnesium(cards: list[Json]) -> set[str]:
    """Return the magnesium that cards are about."""
    return {each for card in cards for each in card["extension"]["fibromag"].get("recognised", [])}


def dosage_instructions(value: float, unit: str, **repeat: Any) -> list[Json]:
    return [{"doseAndRate": [{"doseQuantity": {"value": value, "unit": unit}}], "timing": {"repeat": repeat}}]


ORDER_SHAPES: dict[str, Json] = {
    "a name": order(MAGNESIUM),
    "the code of a product alone": order(concept(None, (RXNORM, "252430"))),
    "the code of an ingredient alone": order(concept(None, (RXNORM, "6582"))),
    "an ATC code": order(concept(None, (WHO, "A12CC04"))),
    "a code that is unknown, with a name": order(concept("mag glycinate", (RXNORM, "99999999"))),
    "a code of nobody's, with a name": order(concept(MAGNESIUM, ("https://pharmaca.fi/vnr", "123456"))),
    "a salt that is not listed": order("magnesium pidolate 100 mg"),
    "a fully specified name of SNOMED CT": order(
        "Product containing precisely magnesium oxide 400 milligram/1 each conventional release oral tablet "
        "(clinical drug)"
    ),
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
