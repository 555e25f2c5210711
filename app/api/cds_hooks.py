"""CDS Hooks: the safety check for health records. Nothing that is sent is kept, logged or repeated."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Request, Response

from app.api.dependencies import NOT_KEPT
from app.api.safety import Check
from app.cds_hooks.adapter import Questions
from app.cds_hooks.cards import cards
from app.cds_hooks.failures import BAD, UNKNOWN, FailedError
from app.cds_hooks.prefetch import read
from app.cds_hooks.schemas import FHIR_JSON, Cards, Feedback, Hook, HookRequest, Service, Services
from app.cds_hooks.services import SERVICES, takes
from app.middleware.limits import HOST
from app.middleware.outcomes import outcome
from app.openapi import EVERYWHERE, PROBLEMS

FAILURES = {
    400: ("The body cannot be read in one way, or is no call of this service.", "The body is not JSON."),
    401: (
        "Only trusted clients are answered here, and this one did not show that it is one.",
        "A bearer token of a trusted client is needed.",
    ),
    404: ("There is no such service.", "There is no such service; `/cds-services` lists those there are."),
    412: (
        "What nothing can be said without was not sent: when a record is opened, what is taken; of an order, "
        "the medication it refers to.",
        "The order refers to a medication that was neither contained nor prefetched, and does not name it.",
    ),
    413: ("The body is longer than 64 KiB.", "A body may have 65536 bytes."),
    415: ("The body is compressed.", "Bodies are taken uncompressed only."),
    503: ("The dataset cannot be used.", "The database does not answer; try again soon."),
}
"""Status → (when it is given, an example)."""


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The failures an operation can answer with."""
    schema = {"$ref": "#/components/schemas/OperationOutcome"}
    told = {each: (about.when, about.detail) for each, about in PROBLEMS.items()} | FAILURES
    statuses = (*statuses, *EVERYWHERE)
    shown = {each: json.loads(bytes(outcome(each, told[each][1]).body)) for each in statuses}
    return {
        status: {
            "description": told[status][0],
            "content": {FHIR_JSON: {"schema": schema, "examples": {"outcome": {"value": example}}}},
        }
        for status, example in shown.items()
    }


async def base(request: Request) -> str:
    """The address of this service without a slash at its end: as it was set, or as it was asked at."""
    told: str = request.app.state.resources.settings.public_url or str(request.base_url)
    if not HOST.fullmatch(request.url.netloc.lower()):
        raise FailedError(BAD, "The request names no host that can be one.")
    return told.rstrip("/")


Base = Annotated[str, Depends(base)]


async def admitted(request: Request, base: Base) -> None:
    """Let only trusted clients in, where some are named."""
    if (clients := request.app.state.resources.cds_clients) is not None:
        clients.admit(request.headers.get("authorization"), base + request.url.path)


async def known(
    service: Annotated[
        str, Path(max_length=80, description="`id` of a service.", examples=["magnesium-safety-order-sign"])
    ],
) -> Service:
    """The service of that name."""
    if service not in SERVICES:
        raise FailedError(UNKNOWN, FAILURES[404][1])
    return SERVICES[service]


Known = Annotated[Service, Depends(known)]

AN_ORDER: Any = {
    "hook": "order-sign",
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "context": {
        "userId": "Practitioner/example",
        "patientId": "example",
        "draftOrders": {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [
                {
                    "resource": {
                        "resourceType": "MedicationRequest",
                        "id": "draft",
                        "status": "draft",
                        "medicationCodeableConcept": {"text": "Magnesium Oxide 400 MG Oral Capsule"},
                    }
                }
            ],
        },
    },
    "prefetch": {
        "patient": {"resourceType": "Patient", "id": "example", "birthDate": "1961-04-02"},
        "medicationRequests": {
            "resourceType": "Bundle",
            "type": "searchset",
            "entry": [
                {
                    "resource": {
                        "resourceType": "MedicationRequest",
                        "status": "active",
                        "medicationCodeableConcept": {"text": "Ciprofloxacin 500 MG Oral Tablet"},
                    }
                }
            ],
        },
        "medicationStatements": None,
        "conditions": None,
    },
}
"""A call for the documentation: magnesium is ordered for someone who takes ciprofloxacin."""

CALLS: Any = Body(openapi_examples={"magnesium_ordered": {"value": AN_ORDER}})

TOLD: Any = Body(
    openapi_examples={
        "overridden": {
            "value": {
                "feedback": [
                    {
                        "card": "5f0c1d4e-6a44-4b0e-9d0a-0f6f8f0e2a10",
                        "outcome": "overridden",
                        "outcomeTimestamp": "2026-11-22T10:05:31Z",
                    }
                ]
            }
        }
    }
)

router = APIRouter(
    prefix="/cds-services",
    tags=["cds-hooks"],
    dependencies=[Depends(admitted)],
)


@router.get(
    "",
    operation_id="list_cds_services",
    summary="List the services of CDS Hooks",
    response_description="The services, with what each would like to be sent.",
    responses=failures(400, 401, 503),
)
async def list_cds_services() -> Services:
    """The discovery of CDS Hooks: one service for each hook."""
    return Services(services=list(SERVICES.values()))


@router.post(
    "/{service}",
    operation_id="call_cds_service",
    summary="Ask about a record or its orders",
    response_description="Cards, the strongest first; none only when everything was checked.",
    response_model_exclude_none=True,
    responses={**NOT_KEPT, **failures(400, 401, 404, 412, 413, 415, 503)},
)
async def call_cds_service(
    service: Known, request: Annotated[HookRequest, CALLS], base: Base, check: Check
) -> Cards:
    """What is recorded about the magnesium that is ordered or taken, and what was not checked.

    It is the same check as `/v1/safety/checks`. Everything is read from the request; nothing is fetched.
    """
    if not takes(service, request.hook):
        raise FailedError(BAD, "This service answers another hook.")
    record = read(request.model_dump(), datetime.now(UTC).date())
    found = Questions(check).findings(record, about_orders=service.hook is not Hook.patient_view)
    return cards(found, base, check.stamp)


@router.post(
    "/{service}/feedback",
    operation_id="tell_cds_outcome",
    summary="Say what became of cards",
    response_class=Response,
    response_description="It was counted.",
    responses={**NOT_KEPT, **failures(400, 401, 404, 413, 415, 503)},
)
async def tell_cds_outcome(service: Known, told: Annotated[Feedback, TOLD], request: Request) -> Response:
    """Outcomes are counted by service; who told, about which card and why is not kept."""
    for each in told.feedback:
        request.app.state.resources.metrics.feedback.labels(service.id, each.outcome.value).inc()
    return Response(headers={"cache-control": "no-store"})
