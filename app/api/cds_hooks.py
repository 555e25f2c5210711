"""Endpoints of CDS Hooks: the safety check for health records.

What must stay true: nothing of a request is stored, logged or repeated in an error. The audience of a token
is made from `FIBROMAG_PUBLIC_URL`, never from the `Host` header.
"""

import asyncio
import json
from datetime import UTC, datetime
from typing import Annotated, Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Body, Depends, Path, Request, Response

from app.api.dependencies import Check, Served
from app.api.operation_outcome import CDS_HOOKS_PREFIX, operation_outcome
from app.api.responses import NO_STORE_RESPONSE, service_address
from app.api.routing import PrefixRouter
from app.cds_hooks.adapter import check_record
from app.cds_hooks.cards import write_cards
from app.cds_hooks.failures import BAD_REQUEST, NOT_SENT, TIMED_OUT, UNKNOWN_SERVICE, UNTRUSTED, FailedError
from app.cds_hooks.reading.record_reader import read_request
from app.cds_hooks.schemas import FHIR_JSON, Cards, Feedback, Hook, HookRequest, Service, Services
from app.cds_hooks.services import SERVICES, accepts_hook
from app.middleware.limits import HOST
from app.openapi.texts import EVERYWHERE, PROBLEMS
from app.safety.check import Checker

FAILURE_EXAMPLES = {
    400: ("The body is ambiguous or no call of this service.", "The body is not JSON."),
    401: ("Only trusted clients may call, and the token is missing or invalid.", UNTRUSTED),
    404: ("The service does not exist.", "There is no such service; `/cds-services` lists all services."),
    412: (
        "Required data were not sent: for `patient-view`, the medicines that are taken; for orders, the "
        "medication that an order refers to.",
        NOT_SENT,
    ),
    413: (
        "The body is longer than 2 MiB, or holds more resources, names or items than are read.",
        "A call may have at most 1000 resources.",
    ),
    415: ("The body is compressed.", "Compressed bodies are not accepted."),
    503: ("The dataset cannot be used.", "The database does not answer; try again soon."),
}
"""Status → (when it is returned, example)."""


def failure_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the documentation of the failures of an operation."""
    schema = {"$ref": "#/components/schemas/OperationOutcome"}
    known = {each: (about.when, about.detail) for each, about in PROBLEMS.items()} | FAILURE_EXAMPLES
    statuses = (*statuses, *EVERYWHERE)
    shown = {each: json.loads(bytes(operation_outcome(each, known[each][1]).body)) for each in statuses}
    return {
        status: {
            "description": known[status][0],
            "content": {FHIR_JSON: {"schema": schema, "examples": {"outcome": {"value": example}}}},
        }
        for status, example in shown.items()
    }


async def require_valid_host(request: Request) -> None:
    """Raise `FailedError` for a `Host` header that is no host name."""
    if not HOST.fullmatch(request.url.netloc.lower()):
        raise FailedError(BAD_REQUEST, "The `Host` header is no valid host name.")


async def public_address(request: Request) -> str:
    """Return the address for links in cards: that of the service."""
    return service_address(request)


PublicAddress = Annotated[str, Depends(public_address)]


async def require_trusted_client(request: Request, served: Served) -> None:
    """Raise `FailedError` for callers without a valid token, when trusted clients are configured."""
    if (clients := served.cds_clients) is not None:
        audience = served.settings.public_url.rstrip("/") + request.url.path
        clients.admit(request.headers.get("authorization"), audience)


async def service_by_id(
    service: Annotated[
        str, Path(max_length=80, description="`id` of a service.", examples=["magnesium-safety-order-sign"])
    ],
) -> Service:
    """Return the service with this id; raise `FailedError` when there is none."""
    if service not in SERVICES:
        raise FailedError(UNKNOWN_SERVICE, FAILURE_EXAMPLES[404][1])
    return SERVICES[service]


ServiceById = Annotated[Service, Depends(service_by_id)]

ORDER_EXAMPLE: Any = {
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
"""Example call: magnesium is ordered for a person who takes ciprofloxacin."""

CALL_BODY: Any = Body(openapi_examples={"magnesium_ordered": {"value": ORDER_EXAMPLE}})

FEEDBACK_BODY: Any = Body(
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

CALL_THREADS = CapacityLimiter(2)
"""Threads that answer calls; further calls wait."""

MAX_SECONDS = 10
"""Longest time from the call to its answer."""

router = PrefixRouter(
    prefix=CDS_HOOKS_PREFIX,
    dependencies=[Depends(require_valid_host), Depends(require_trusted_client)],
)


@router.get(
    "",
    operation_id="list_cds_services",
    summary="List the services of CDS Hooks",
    response_description="All services with their prefetch templates.",
    responses=failure_responses(400, 401, 503),
)
async def list_cds_services() -> Services:
    """Return the CDS Hooks discovery: one service for each hook."""
    return Services(services=list(SERVICES.values()))


@router.post(
    "/{service}",
    operation_id="call_cds_service",
    summary="Check a record or its orders",
    response_description="Cards, most severe first; empty only when all was checked and nothing found.",
    response_model_exclude_none=True,
    responses={**NO_STORE_RESPONSE, **failure_responses(400, 401, 404, 412, 413, 415, 503)},
)
async def call_cds_service(
    service: ServiceById, request: Annotated[HookRequest, CALL_BODY], address: PublicAddress, check: Check
) -> Cards:
    """Check the magnesium that is ordered or taken, and list what was not checked.

    This is the same check as `/v1/safety/checks`. All data are read from the request; nothing is fetched.
    """
    if not accepts_hook(service, request.hook):
        raise FailedError(BAD_REQUEST, "This service answers another hook.")
    try:
        async with asyncio.timeout(MAX_SECONDS):
            return await run_sync(
                answer_call, service, request, address, check, limiter=CALL_THREADS, abandon_on_cancel=True
            )
    except TimeoutError:
        raise FailedError(TIMED_OUT, "The call takes too long; send fewer resources.") from None


def answer_call(service: Service, request: HookRequest, address: str, check: Checker) -> Cards:
    """Return the cards of a call; runs in a thread, because a large record takes a while."""
    record = read_request({**(request.model_extra or {}), **dict(request)}, datetime.now(UTC).date())
    findings = check_record(check, record, about_orders=service.hook is not Hook.patient_view)
    return write_cards(findings, address, check.stamp)


@router.post(
    "/{service}/feedback",
    operation_id="tell_cds_outcome",
    summary="Report the outcome of cards",
    response_class=Response,
    response_description="The outcomes were counted.",
    responses={**NO_STORE_RESPONSE, **failure_responses(400, 401, 404, 413, 415, 503)},
)
async def tell_cds_outcome(
    service: ServiceById, feedback: Annotated[Feedback, FEEDBACK_BODY], served: Served
) -> Response:
    """Count outcomes by service. The caller, the card and the reason are not stored."""
    for each in feedback.feedback:
        served.metrics.feedback.labels(service.id, each.outcome.value).inc()
    return Response(headers={"cache-control": "no-store"})
