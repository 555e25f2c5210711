"""CDS Hooks over HTTP: discovery, failures, other origins, links, feedback and privacy."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db.database import Database
from app.main import create_app
from app.middleware.json_body import LONGEST_RECORD, MOST_VALUES
from app.settings import Settings
from tests.cds_hooks.calls import (
    MAGNESIUM,
    Json,
    active_orders,
    assert_matches_schema,
    bundle,
    cards_of,
    hook_request,
    order,
    rules_on,
    service_path,
)

SIGN = "/cds-services/magnesium-safety-order-sign"
FEEDBACK = f"{SIGN}/feedback"


def failure_text(answer: Any, status: int, code: str) -> str:
    """What a failure says."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/fhir+json"
    assert answer.headers["cache-control"] == "no-store"
    (issue,) = answer.json()["issue"]
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert (issue["severity"], issue["code"]) == ("error", code)
    text: str = issue["details"]["text"]
    return text


def test_the_services_are_found(client: TestClient) -> None:
    answer = client.get("/cds-services")
    assert_matches_schema("services", answer.json())
    services = answer.json()["services"]
    assert [each["hook"] for each in services] == ["patient-view", "order-select", "order-sign"]
    assert len({each["id"] for each in services}) == 3, "clients keep one service for each address"
    for each in services:
        assert each["version"] == "2.0.1"
        for template in each["prefetch"].values():
            tokens = {token.split("}}")[0] for token in template.split("{{")[1:]}
            assert tokens <= {"context.patientId"}
        assert service_path(each["hook"]) == f"/cds-services/{each['id']}"


@pytest.mark.parametrize(
    ("address", "body", "status", "code"),
    [
        (SIGN, b"hello", 400, "invalid"),
        (SIGN, b"", 400, "invalid"),
        (SIGN, b"[]", 400, "invalid"),
        (SIGN, b'{"hook": "order-sign", "hook": "order-sign"}', 400, "invalid"),
        (SIGN, b'{"hook": NaN}', 400, "invalid"),
        (SIGN, b'{"hook": "\xff"}', 400, "invalid"),
        (SIGN, b"[" * 40 + b"]" * 40, 400, "invalid"),
        (SIGN, json.dumps(hook_request(hook="patient-view")).encode(), 400, "invalid"),
        (SIGN, b'{"hook": "order-sign", "hookInstance": "", "context": {}}', 400, "invalid"),
        (SIGN, b'{"hook": "order-sign", "hookInstance": "1"}', 400, "invalid"),
        (SIGN, b'{"hook": "order-sign", "hookInstance": "1", "context": []}', 400, "invalid"),
        (SIGN, b" " * (LONGEST_RECORD + 1), 413, "too-long"),
        (SIGN, b'{"a": [' + b"[]," * (MOST_VALUES // 2 + 1) + b"[]]}", 413, "too-long"),
        (SIGN, b'{"a": "' + b"x" * 100_000 + b'", "a": 1}', 400, "invalid"),
        ("/cds-services/unheard-of", json.dumps(hook_request()).encode(), 404, "not-found"),
        ("/cds-services/unheard-of/feedback", b'{"feedback": []}', 404, "not-found"),
        ("/cds-services/a/b/c", b"{}", 404, "not-found"),
        (FEEDBACK, b"hello", 400, "invalid"),
        (FEEDBACK, b"{}", 400, "invalid"),
        (FEEDBACK, b'{"feedback": [{"card": "1", "outcome": "liked", "outcomeTimestamp": "x"}]}', 400, "invalid"),
        (FEEDBACK, b'{"feedback": [{"card": "1", "outcome": "accepted", "outcomeTimestamp": "x"}]}', 400, "invalid"),
    ],
)  # fmt: skip
def test_a_failure_is_an_operation_outcome(
    client: TestClient, address: str, body: bytes, status: int, code: str
) -> None:
    assert failure_text(
        client.post(address, content=body, headers={"content-type": "application/json"}), status, code
    )


def test_other_failures_are_operation_outcomes_too(client: TestClient) -> None:
    failure_text(client.get(SIGN), 405, "not-supported")
    failure_text(client.get("/cds-services/a/b/c"), 404, "not-found")
    failure_text(client.post(SIGN, content=b"{}", headers={"content-encoding": "gzip"}), 415, "not-supported")
    failure_text(client.get("/cds-services?%00"), 400, "invalid")


def test_a_body_of_two_mebibytes_is_accepted(client: TestClient) -> None:
    body = json.dumps(hook_request(order(MAGNESIUM))).encode()
    body += b" " * (LONGEST_RECORD - len(body))
    assert client.post(SIGN, content=body, headers={"content-type": "application/json"}).status_code == 200


@pytest.mark.parametrize(
    "media_type",
    [None, "text/plain", "application/fhir+json", "application/json+fhir", "application/json;charset=UTF-8"],
)
def test_json_is_accepted_with_any_media_type(client: TestClient, media_type: str | None) -> None:
    headers = {"content-type": media_type} if media_type else {}
    body = json.dumps(hook_request(order(MAGNESIUM)))
    assert client.post(SIGN, content=body, headers=headers).json()["cards"]


def test_missing_required_data_is_412(client: TestClient) -> None:
    bare = {**order({}), "medicationReference": {"reference": "Medication/x"}}
    assert "neither contained nor prefetched" in failure_text(
        client.post(SIGN, json=hook_request(bare)), 412, "required"
    )
    untold = hook_request(hook="patient-view", medicationRequests=..., medicationStatements=...)
    view = "/cds-services/magnesium-safety-patient-view"
    assert "medicationRequests" in failure_text(client.post(view, json=untold), 412, "required")
    refused = {"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}
    both = hook_request(hook="patient-view", medicationRequests=refused, medicationStatements=refused)
    failure_text(client.post(view, json=both), 412, "required")
    one = hook_request(hook="patient-view", medicationRequests=None, medicationStatements=refused)
    assert cards_of(client, one)[0]["indicator"] == "info"
    with_another = hook_request(bare, order(MAGNESIUM, "mg"))
    assert "was not sent" in cards_of(client, with_another)[-1]["detail"]


def test_without_an_order_there_are_no_cards(client: TestClient) -> None:
    unnamed = {"resourceType": "MedicationRequest", "id": "draft", "status": "draft"}
    for drafts in ([], [unnamed], [{"resourceType": "ServiceRequest", "status": "draft"}]):
        assert cards_of(client, hook_request(*drafts, hook="order-select", selections=[])) == []


def test_no_card_means_that_everything_was_checked(client: TestClient) -> None:
    assert cards_of(client, hook_request(order("Ciprofloxacin 500 MG Oral Tablet"))) == []
    assert cards_of(client, hook_request(hook="patient-view")) == []
    (said,) = cards_of(client, hook_request(order("Slow-Release Unheardofine")))
    assert said["indicator"] == "info"
    assert "is not recognised" in said["detail"]
    (said,) = cards_of(
        client, hook_request(hook="patient-view", medicationRequests=active_orders("Unheardofine"))
    )
    assert said["summary"].startswith("Magnesium: not everything could be checked")


def test_a_record_of_someone_who_takes_magnesium_is_checked(client: TestClient) -> None:
    view = hook_request(
        hook="patient-view", medicationRequests=active_orders(MAGNESIUM, "Ciprofloxacin 500 MG Oral Tablet")
    )
    assert "ciprofloxacin" in rules_on(cards_of(client, view))


def test_former_hooks_are_answered_by_their_successors(client: TestClient) -> None:
    call = hook_request(order(MAGNESIUM)) | {"hook": "medication-prescribe"}
    call["context"]["medications"] = call["context"].pop("draftOrders")
    assert cards_of(client, call)
    assert client.post("/cds-services/magnesium-safety-order-select", json=call).json()["cards"]
    failure_text(client.post("/cds-services/magnesium-safety-patient-view", json=call), 400, "invalid")


def test_a_page_of_another_origin_may_call(client: TestClient) -> None:
    asks = {"origin": "https://ehr.test", "access-control-request-headers": "authorization,content-type"}
    for method, address in (("POST", SIGN), ("POST", FEEDBACK), ("GET", "/cds-services")):
        answer = client.options(address, headers={**asks, "access-control-request-method": method})
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] in ("*", "https://ehr.test")
        allowed = answer.headers["access-control-allow-headers"].lower()
        assert "authorization" in allowed
        assert "content-type" in allowed
        assert method in answer.headers["access-control-allow-methods"]
    answer = client.post(SIGN, json=hook_request(), headers={"origin": "https://ehr.test"})
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_token_is_ignored_where_no_client_is_named(client: TestClient) -> None:
    assert client.get("/cds-services", headers={"authorization": "Bearer nonsense"}).status_code == 200


def test_answers_are_no_store_and_repeat_no_personal_data(client: TestClient) -> None:
    call = hook_request(order(MAGNESIUM))
    call["prefetch"]["patient"]["name"] = [{"family": "Canaryson"}]
    call["context"]["encounterId"] = "canary-encounter"
    call["fhirServer"] = "https://canary.test"
    answer = client.post(SIGN, json=call)
    assert answer.headers["cache-control"] == "no-store"
    assert "canary" not in answer.text.lower()
    bad = client.post(SIGN, json={**call, "hook": "canary"})
    assert "canary" not in bad.text + str(bad.headers)


def test_nothing_of_a_call_reaches_metrics_or_the_log(database: Database) -> None:
    app = create_app(database)
    client = TestClient(app, raise_server_exceptions=False)
    call = hook_request(order("Canarymycin 5 mg"))
    client.post(SIGN, json=call)
    client.post("/cds-services/canary-id", json=call)
    client.post(FEEDBACK, json={"feedback": [{"card": "canary", "outcome": "overridden", "outcomeTimestamp": "x",
        "overrideReason": {"userComment": "canary"}}]})  # fmt: skip
    told = app.state.resources.metrics.exposed().decode() + "".join(app.state.log.waiting)
    assert "canary" not in told.lower()
    assert (
        'fibromag_cds_feedback_total{outcome="overridden",service="magnesium-safety-order-sign"} 1.0' in told
    )


def test_links_and_code_systems_resolve(client: TestClient) -> None:
    said = cards_of(client, hook_request(order(MAGNESIUM), medicationRequests=active_orders("Cipro")))
    for card in said:
        for link in card["links"]:
            answer = client.get(link["url"])
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/html"), "people follow the links of a card"
        for coding in (card["source"]["topic"], *card["overrideReasons"]):
            words = {each["value"] for each in client.get(coding["system"]).json()["words"]}
            assert coding["code"] in words
    assert {link["url"].split("/rules")[0] for card in said for link in card["links"]} == {
        "http://testserver"
    }


@pytest.mark.parametrize(
    "host", ["evil.test/x?", "evil.test#", "a b", "x@evil.test", "evil.test:99999999", ""]
)
def test_a_hostile_host_gets_no_links(client: TestClient, host: str) -> None:
    answer = client.post(SIGN, json=hook_request(order(MAGNESIUM)), headers={"host": host})
    assert answer.status_code in (400, 421)
    assert "evil" not in answer.text


def test_the_public_address_is_that_of_the_setting(database: Database) -> None:
    app = create_app(
        database, settings=Settings.model_construct(hosts="*", public_url="https://mg.example.org/api/")
    )
    with_setting = cards_of(TestClient(app), hook_request(order(MAGNESIUM)))
    without = cards_of(TestClient(create_app(database)), hook_request(order(MAGNESIUM)))
    assert with_setting[0]["links"][0]["url"].startswith("https://mg.example.org/api/rules")
    assert [card["uuid"] for card in with_setting] == [card["uuid"] for card in without]


def test_feedback_of_every_kind_is_accepted(client: TestClient) -> None:
    told: Json = {"card": "1", "outcome": "accepted", "outcomeTimestamp": "2026-11-22T10:05:31Z"}
    accepted = {**told, "acceptedSuggestions": [{"id": "x"}]}
    overridden = {**told, "outcome": "overridden", "overrideReason": {"reason": {"code": "x", "system": "y"}}}
    answer = client.post(FEEDBACK, json={"feedback": [accepted, overridden]})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["cache-control"] == "no-store"


def test_a_large_record_is_answered(client: TestClient) -> None:
    """As much as a body may hold: the answer comes, and what was not looked at is said."""
    many = [order(f"Ciprofloxacin {n} MG Oral Tablet", f"m{n}", status="active") for n in range(120)]
    unknown = [order(f"Unheardofine {n}", f"u{n}", status="active") for n in range(100)]
    magnesium = [order(MAGNESIUM, f"mg{n}") for n in range(20)]
    call = hook_request(*magnesium, medicationRequests=bundle(*many, *unknown))
    said = cards_of(client, call)
    assert "ciprofloxacin" in rules_on(said)
    assert "and " in said[-1]["detail"]
