"""A condition that a note or a conclusion names is said and sets off no rule; what is denied says nothing."""

from base64 import b64encode

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import (
    CIPRO,
    MAGNESIUM,
    TODAY,
    Json,
    bundle,
    cards_of,
    condition,
    hook_request,
    order,
)
from tests.cds_hooks.reading.test_mentions import outcome, resource
from tests.cds_hooks.reading.test_stated_findings import MAY_BE_TAKEN, observed, valued

WORDS = "Ptosis, known myasthenia gravis"


def noted(*texts: str) -> Json:
    return condition("Hypertension", note=[{"text": each} for each in texts])


def report(conclusion: str) -> Json:
    return resource("DiagnosticReport", "final", conclusion=conclusion, effectiveDateTime=str(TODAY))


def attached(text: str, kind: str | None = "text/plain") -> Json:
    return {"contentType": kind, "data": b64encode(text.encode()).decode()}


IN_DOUBT: list[Json] = [
    noted(WORDS),
    noted("Seen today", f"BP high. {WORDS}"),
    condition("Hypertension", notes=WORDS),
    report(WORDS),
    report(f"No effusion. {WORDS}. Nothing else."),
    resource("ClinicalImpression", "completed", summary=WORDS),
    resource("CarePlan", title="Myasthenia gravis"),
    resource("CarePlan", description=WORDS),
    resource("CarePlan", activity=[{"detail": {"description": WORDS}}]),
    {"resourceType": "Goal", "lifecycleStatus": "active", "description": {"text": WORDS}},
    resource("DocumentReference", "current", description=WORDS),
    resource("Communication", "completed", payload=[{"contentString": "Hello"}, {"contentString": WORDS}]),
    resource("Communication", "completed", payload=[{"contentCodeableConcept": {"text": WORDS}}]),
    resource("Composition", "final", section=[{"text": {"div": f"<div><p>{WORDS}</p><p>Well</p></div>"}}]),
    resource("Composition", "final", section=[{"text": {"div": "<ul><li>Myasthenia gravis</li></ul>"}}]),
    resource("Composition", "final", section=[{"section": [{"text": {"div": f"<p>{WORDS}</p>"}}]}]),
    resource(
        "Composition",
        "final",
        section=[{"text": {"div": f"<ul>{'<li>Hypertension and more</li>' * 30}<li>{WORDS}</li>"}}],
    ),
    resource("DocumentReference", "current", content=[{"attachment": attached(WORDS)}]),
    resource(
        "DocumentReference",
        "current",
        content=[
            {
                "attachment": attached(
                    "Problems\n- Hypertension\n- Myasthenia gravis\n", "text/plain; charset=utf-8"
                )
            }
        ],
    ),
    resource(
        "DocumentReference", "current", content=[{"attachment": attached(f"<b>{WORDS}</b>", "text/html")}]
    ),
    resource(
        "DocumentReference", "current", content=[{"attachment": attached(f"<a>{WORDS}</a>", "text/xml")}]
    ),
    resource("Media", "completed", content=attached(WORDS)),
    resource("Binary", **attached(WORDS)),
    condition(
        "Hypertension",
        note=[
            {
                "text": "重症",
                "_text": {"extension": [{"extension": [{"url": "content", "valueString": WORDS}]}]},
            }
        ],
    ),
    resource("Communication", "completed", payload=[{"contentAttachment": attached(WORDS)}]),
    report("Nothing") | {"presentedForm": [attached(WORDS)]},
    resource("Basic", code={"text": "Myasthenia gravis"}),
    resource("ServiceRequest", code={"text": "EMG"}, note=[{"text": WORDS}]),
    resource("Procedure", "completed", code={"text": "EMG"}, note=[{"text": WORDS}]),
    resource("CarePlan", activity=[{"progress": [{"text": WORDS}]}]),
    observed("Comment", valueString=f"Seen today. {'She is well. ' * 9}{WORDS}. Continue."),
    observed("EMG", valueString="see report", note=[{"text": WORDS}]),
    order("Metoprolol", "m", status="active", note=[{"text": WORDS}]),
]


@pytest.mark.parametrize("sent", IN_DOUBT)
def test_a_condition_in_free_text_is_said_and_sets_off_no_rule(client: TestClient, sent: Json) -> None:
    assert outcome(client, sent) == (False, True)
    assert outcome(client, sent, condition("Myasthenia gravis")) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "No myasthenia gravis",
        "Myasthenia gravis was ruled out",
        "possible myasthenia gravis",
        "Mother has myasthenia gravis",
        "Seen today",
        f"Myasthenia gravis {'and so on ' * 20}",
        "",
    ],
)
def test_a_sentence_that_denies_suspects_or_is_of_somebody_else_says_nothing(
    client: TestClient, text: str
) -> None:
    assert outcome(client, report(text)) == (False, False)
    assert outcome(client, noted(text)) == (False, False)


def test_free_text_leaves_room_for_names(client: TestClient) -> None:
    notes = [noted(*(f"note {n} of {m} {'about it ' * 9}" for n in range(20))) for m in range(20)]
    ill = resource("Flag", code={"text": "Myasthenia gravis"})
    cards = cards_of(client, hook_request(order(MAGNESIUM), others=bundle(*notes, ill)))
    assert "myasthenia-gravis" in {
        rule for card in cards for rule in card["extension"]["fibromag"].get("rules", [])
    }
    assert not any("further" in card["detail"] for card in cards)


def test_a_medicine_that_a_note_names_is_said_once(client: TestClient) -> None:
    note = [{"text": "Patient also takes ciprofloxacin"}]
    taken = order(CIPRO, "c", status="active")
    stopped = order(CIPRO, "c", status="on-hold")
    for medicines, said in (((), True), ((taken,), False), ((stopped,), True)):
        call = hook_request(order(MAGNESIUM, note=note), medicationRequests=bundle(*medicines))
        assert any(MAY_BE_TAKEN in card["detail"] for card in cards_of(client, call)) is said


TAKES = "takes magnesium oxide 400 mg at night"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (noted(TAKES), True),
        (resource("CarePlan", activity=[{"detail": {"description": TAKES}}]), True),
        (
            resource(
                "List", "current", title="Medications", entry=[{"item": {"display": "magnesium oxide"}}]
            ),
            True,
        ),
        (
            resource("List", "current", title="Problems", entry=[{"item": {"display": "magnesium oxide"}}]),
            False,
        ),
        (valued("OTC products", {"text": "magnesium oxide"}), True),
        (resource("ExplanationOfBenefit", item=[{"productOrService": {"text": "magnesium oxide"}}]), True),
        (noted("does not take magnesium oxide"), False),
        (noted("Mother takes magnesium oxide"), False),
        (report("Magnesium"), False),
    ],
)
def test_magnesium_that_free_text_or_a_list_names_is_said(client: TestClient, sent: Json, said: bool) -> None:
    cards = cards_of(client, hook_request(order(CIPRO), others=bundle(sent)))
    assert any(MAY_BE_TAKEN in card["detail"] for card in cards) is said


def test_an_interpretation_names_a_condition(client: TestClient) -> None:
    block = [{"text": "Complete heart block"}]
    for sent, alert in (
        (observed("ECG", interpretation=block), True),
        (observed("ECG", 400, interpretation=block), False),
    ):
        cards = cards_of(client, hook_request(order(MAGNESIUM), others=bundle(sent)))
        rules = {rule for card in cards for rule in card["extension"]["fibromag"].get("rules", [])}
        assert ("av-block-second-degree-or-higher" in rules) is alert
        assert alert or any("heart block" in card["detail"] for card in cards)
    healthy = valued("ECG", {"text": "sinus rhythm"}, interpretation=[{"text": "Normal"}])
    assert outcome(client, healthy) == (False, False)
