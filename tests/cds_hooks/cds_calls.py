"""Calls of CDS Hooks by others, and short ways to make our own."""

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


def lines(name: str) -> list[Json]:
    return [json.loads(line) for line in (SAMPLES / name).read_text("utf-8").splitlines() if line]


REQUESTS = {each["name"]: each["request"] for each in lines("requests.jsonl")} | {
    f"sandbox-{number}": each["request"]
    for number, each in enumerate(lines("sandbox-recorded.jsonl"))
    if "request" in each
}
"""Requests of other people's programs, by name."""


def service(hook: str) -> str:
    """The address that answers a hook, or took its place."""
    known = hook if hook in ("patient-view", "order-select", "order-sign") else "order-sign"
    return f"/cds-services/magnesium-safety-{known}"


def fits(name: str, value: Any) -> None:
    """Whether something is as the schema says, with nothing null or empty in it but `cards`."""
    from jsonschema import Draft202012Validator  # late: it takes a second

    Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{name}"}).validate(value)
    for path, each in inside(value):
        assert each is not None, path
        assert each not in ("", {}), path
        assert each != [] or path == "/cards", path


def inside(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    yield path, value
    for key, each in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from inside(each, f"{path}/{key}")


def cards_of(client: TestClient, request: Json) -> list[Json]:
    """Ask a service and get its cards."""
    answer = client.post(service(request["hook"]), json=request)
    assert answer.status_code == 200, answer.text
    fits("response", answer.json())
    cards: list[Json] = answer.json()["cards"]
    return cards


RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def concept(text: str | None = None, *codings: tuple[str, str]) -> Json:
    """A concept by its name, its codes, or both."""
    coded = [{"system": system, "code": code} for system, code in codings]
    return {**({"text": text} if text else {}), **({"coding": coded} if coded else {})}


def order(medicine: str | Json, id: str = "draft", **more: Any) -> Json:
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


def taken(*medicines: str | Json) -> Json:
    return bundle(*(order(each, f"m{n}", status="active") for n, each in enumerate(medicines)))


def egfr(
    value: Any, on: date | str | None = TODAY - timedelta(days=30), code: str = "98979-8", **more: Any
) -> Json:
    """An observation of kidney function; `value` a number, or a whole quantity."""
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


def born(years: int) -> str:
    """A date of birth of someone of that age."""
    return f"{TODAY.year - years}-01-01"


def asked(
    *drafts: Json, hook: str = "order-sign", selections: list[str] | None = None, **prefetch: Any
) -> Json:
    """A call; what is not among the prefetch was asked and is empty, what is `...` was not told."""
    told = {
        "patient": {"resourceType": "Patient", "id": "p", "birthDate": born(40)},
        "medicationRequests": None,
        "medicationStatements": None,
        "conditions": None,
        "egfr": bundle(egfr(95)),
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


def rules(cards: list[Json]) -> set[str]:
    """The rules that speak on cards."""
    return {rule for card in cards if (rule := card["extension"]["fibromag"].get("rule"))}


def strongest(cards: list[Json]) -> int:
    """The strongest indicator: 0 nothing, 1 info, 2 warning, 3 critical."""
    return max((["info", "warning", "critical"].index(card["indicator"]) + 1 for card in cards), default=0)


MAGNESIUM = "Magnesium Oxide 400 MG Oral Capsule"
