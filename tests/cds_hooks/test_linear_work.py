"""The work for a call grows with what was sent, never with its square: counted in calls of functions."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cds_hooks.adapter import check_record
from app.cds_hooks.cards import write_cards
from app.cds_hooks.failures import FailedError
from app.cds_hooks.reading.conditions import MAX_CHARACTERS
from app.cds_hooks.reading.medications import (
    MAX_CHARACTERS_OF_ALL,
    MAX_INGREDIENTS,
    MAX_NAMES,
    MAX_NAMES_OF_ALL,
)
from app.cds_hooks.reading.outcomes import MAX_RESOURCES
from app.cds_hooks.reading.record_reader import read_request
from tests.cds_hooks.calls import (
    MAGNESIUM,
    TODAY,
    Json,
    bundle,
    condition,
    dosage_instructions,
    egfr,
    hook_request,
    order,
    service_path,
)
from tests.safety.asking import checker
from tests.work import calls_during

ONCE = dosage_instructions(1, "tab", frequency=1, period=1, periodUnit="d")

MANY_KEYS: dict[str, Any] = {f"key{i}": None for i in range(MAX_RESOURCES + 1)}
"""More prefetch keys than a call may have."""


def taken(name: str | Json, number: int, **more: Any) -> Json:
    return order(name, f"m{number}", status="active", **more)


def medication(number: int, ingredients: int) -> Json:
    parts = [{"itemCodeableConcept": {"text": f"part {number} {each}"}} for each in range(ingredients)]
    return {"resourceType": "Medication", "id": f"x{number}", "ingredient": parts}


def refers_to(medicine: int, number: int) -> Json:
    reference = {"medicationReference": {"reference": f"Medication/x{medicine}"}}
    return {"resourceType": "MedicationRequest", "id": f"m{number}", "status": "active", **reference}


def contained(number: int, many: int) -> Json:
    inside = [{"resourceType": "Medication", "id": f"c{each}", "code": {"text": "a"}} for each in range(many)]
    return {**order({}, f"d{number}"), "contained": inside, "medicationReference": {"reference": "#c0"}}


def finding(number: int) -> Json:
    value = {"valueCodeableConcept": {"text": f"Illness {number}"}}
    return {"resourceType": "Observation", "id": f"o{number}", "code": {"text": f"Finding {number}"}} | value


def encounter(number: int) -> Json:
    reasons = {
        "reasonCode": [{"text": f"Illness {number}"}],
        "diagnosis": [{"condition": {"display": "Fall"}}],
    }
    return {"resourceType": "Encounter", "id": f"e{number}", "status": "finished"} | reasons


SHAPES: dict[str, Callable[[int], Json]] = {
    "medicines": lambda n: hook_request(
        order(MAGNESIUM), medicationRequests=bundle(*(taken(f"Unheardofine{i} 5 MG", i) for i in range(n)))
    ),
    "magnesium": lambda n: hook_request(
        order(MAGNESIUM),
        medicationStatements=bundle(
            *(
                taken(
                    f"Magnesium oxide {i + 1} MG",
                    i,
                    dosageInstruction=ONCE,
                    resourceType="MedicationStatement",
                )
                for i in range(n)
            )
        ),
    ),
    "drafts and selections": lambda n: hook_request(
        *(order(f"Foo{i}", f"d{i}") for i in range(n)),
        hook="order-select",
        selections=[f"MedicationRequest/x{i}" for i in range(n)],
    ),
    "orders of one Medication with many ingredients": lambda n: hook_request(
        order(MAGNESIUM),
        medicationRequests=bundle(*(refers_to(0, i) for i in range(n))),
        medications=bundle(medication(0, 50)),
    ),
    "contained Medications": lambda n: hook_request(*(contained(i, 20) for i in range(n))),
    "names of each medicine": lambda n: hook_request(
        order(MAGNESIUM),
        medicationRequests=bundle(
            *(taken({"coding": [{"display": f"n{i} {j}"} for j in range(15)]}, i) for i in range(n))
        ),
    ),
    "conditions": lambda n: hook_request(
        order(MAGNESIUM), conditions=bundle(*(condition(f"Nothing {i}") for i in range(n)))
    ),
    "kidney values with components": lambda n: hook_request(
        order(MAGNESIUM),
        egfr=bundle(
            *(
                egfr(45, id=f"o{i}", component=[{"valueQuantity": {"value": j}} for j in range(20)])
                for i in range(n)
            )
        ),
    ),
    "observations that name conditions": lambda n: hook_request(
        order(MAGNESIUM), results=bundle(*(finding(i) for i in range(n)))
    ),
    "encounters that name conditions": lambda n: hook_request(
        order(MAGNESIUM), encounters=bundle(*(encounter(i) for i in range(n)))
    ),
    "resources of one id": lambda n: hook_request(
        order(MAGNESIUM), medicationRequests=bundle(*(taken(f"Unheardofine{i}", 1) for i in range(n)))
    ),
    "instructions": lambda n: hook_request(
        order(MAGNESIUM, dosageInstruction=[{**ONCE[0], "sequence": i} for i in range(n)])
    ),
}


def answered(call: Json) -> None:
    findings = check_record(checker(), read_request(call, TODAY), about_orders=True)
    write_cards(findings, "https://example.org", checker().stamp)


def function_calls(call: Json) -> int:
    """Count the functions that Python enters for a call."""
    return calls_during(lambda: answered(call))


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_as_much_is_at_most_twice_the_work(shape: str) -> None:
    make = SHAPES[shape]
    answered(make(2))
    few, many = function_calls(make(60)), function_calls(make(120))
    started = time.process_time()
    answered(make(120))
    print(f"{shape}: {few} and {many} calls; 120 take {1000 * (time.process_time() - started):.0f} ms of CPU")
    assert many <= 2.3 * few


def of_texts(*texts: str) -> Callable[[int], Json]:
    """Return calls with as many long texts as are read, each text repeated and no two the same."""
    return lambda n: hook_request(
        order(MAGNESIUM),
        medicationRequests=bundle(*(taken(f"{i} {texts[i % len(texts)] * 60}"[:240], i) for i in range(n))),
    )


def of_conditions(*texts: str) -> Callable[[int], Json]:
    """Return calls with as many long names of conditions, no two the same."""
    return lambda n: hook_request(
        order(MAGNESIUM),
        conditions=bundle(*(condition(f"{i} {texts[i % len(texts)] * 60}"[:240]) for i in range(n))),
    )


LONGEST: dict[str, tuple[Callable[[int], Json], int]] = {
    "medicines": (SHAPES["medicines"], 900),
    "magnesium": (SHAPES["magnesium"], 900),
    "names of each medicine": (SHAPES["names of each medicine"], 125),
    "contained Medications": (SHAPES["contained Medications"], 900),
    "salts": (of_texts("magnesium / sodium 5 mg and iron + zinc ", "citrate de calcium "), 200),
    "vitamins": (of_texts("d3 - d3/d3, ", "b12 / vitamin d "), 200),
    "times": (of_texts("1-0-1/1-0-1 - ", "6/6, "), 200),
    "conditions": (SHAPES["conditions"], 900),
    "observations that name conditions": (SHAPES["observations that name conditions"], 900),
    "encounters that name conditions": (SHAPES["encounters that name conditions"], 900),
    "short names of conditions": (of_conditions("AF, MS/"), 130),
    "words of conditions": (of_conditions("a bit of pain in the ", "kidney disease, stage 4 "), 130),
}
"""The calls that take longest, with a number near the largest that is read."""


MOST_CALLS = 1_000_000
"""Functions that Python may enter for one call of a service: about 200 ms of CPU on a common machine."""


@pytest.mark.parametrize(("make", "number"), LONGEST.values(), ids=LONGEST)
def test_the_work_for_the_longest_calls_is_bounded(make: Callable[[int], Json], number: int) -> None:
    """What is printed is the CPU time on this machine."""
    call = make(number)
    while refused(call):
        number = number * 9 // 10
        call = make(number)
    answered(call)
    started = time.process_time()
    answered(call)
    seconds, calls = time.process_time() - started, function_calls(call)
    print(f"{number}: {1000 * seconds:.0f} ms of CPU, {calls} calls")
    assert calls <= MOST_CALLS


def refused(call: Json) -> bool:
    """Return whether a call is longer than is read."""
    try:
        answered(call)
    except FailedError as error:
        return error.status == 413
    return False


@pytest.mark.parametrize(
    "call",
    [
        hook_request(order({"coding": [{"display": f"n{i}"} for i in range(MAX_NAMES + 1)]})),
        hook_request(
            order(MAGNESIUM),
            medicationRequests=bundle(refers_to(0, 0)),
            medications=bundle(medication(0, MAX_INGREDIENTS + 1)),
        ),
        hook_request(
            order(MAGNESIUM),
            medicationRequests=bundle(
                *(
                    taken({"coding": [{"display": f"n{i} {j}"} for j in range(MAX_NAMES)]}, i)
                    for i in range(MAX_NAMES_OF_ALL // MAX_NAMES + 1)
                )
            ),
        ),
        hook_request(
            order(MAGNESIUM),
            medicationRequests=bundle(
                *(taken(f"{i} " + "long " * 49, i) for i in range(MAX_CHARACTERS_OF_ALL // 240))
            ),
        ),
        hook_request(
            order(MAGNESIUM),
            conditions=bundle(*(condition(f"{i} " + "long " * 47) for i in range(MAX_CHARACTERS // 200))),
        ),
        hook_request(order(MAGNESIUM), **MANY_KEYS),
    ],
    ids=[
        "names of a medicine",
        "ingredients",
        "names of all medicines",
        "characters of all names",
        "characters of all conditions",
        "prefetch keys",
    ],
)
def test_more_than_is_read_is_refused(call: Json) -> None:
    with pytest.raises(FailedError) as refused:
        answered(call)
    assert refused.value.status == 413


def test_a_hundred_medicines_of_realistic_size_pass(client: TestClient) -> None:
    note = {"note": [{"text": "x" * 2000}]}
    many = [taken(f"Lisinopril {i + 1} MG Oral Tablet", i) | note for i in range(100)]
    call = hook_request(order(MAGNESIUM), medicationRequests=bundle(*many))
    assert len(json.dumps(call)) > 200_000
    assert client.post(service_path("order-sign"), json=call).status_code == 200
