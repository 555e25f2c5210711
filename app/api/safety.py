"""The safety check. Nothing of a request is stored, logged or repeated in an error."""

from typing import Annotated, Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Body, Query, Request, Response
from pydantic import BaseModel, Field, ValidationError

from app.api.collections import list_response, media
from app.api.dependencies import Check, Db, Tested
from app.api.included import record_page_of
from app.api.parameters import Paged, paged
from app.api.responses import NO_STORE_RESPONSE
from app.api.routing import PrefixRouter
from app.db.errors import BadQuestionError
from app.errors import REQUEST_CONFIG, RESPONSE_CONFIG, Problem, faults_of, problem_responses
from app.medicines.concepts import MedicineConcept
from app.medicines.schemas import InputStatus, Text
from app.models import Rule, Vocabulary
from app.models.filters import A_NAME, MedicineClassSlug
from app.models.rule import InteractionFilters, RuleKind
from app.registry import of_model
from app.safety.answers import BriefAnswer, CheckAnswer
from app.safety.check import Checker
from app.safety.request import CheckRequest, MedicineInput

router = PrefixRouter(prefix="/v1/safety")

RULE_COLLECTION = of_model(Rule)


class RulesAbout(InteractionFilters):
    """Filters of rules about interactions."""

    medicine: Annotated[
        Text | None, Field(examples=["ciprofloxacin"], json_schema_extra={"pattern": A_NAME})
    ] = None
    """Only rules that can concern this medicine: those that name it or its class, and the general one where
    none of them says how to take both. An unknown name is an error."""
    medicine_class: MedicineClassSlug | None = None
    """Only rules that name this class or a medicine of it."""


PagedInteractions = paged(RULE_COLLECTION, RulesAbout, "PagedInteractions")
"""Filters of rules about interactions, and the page."""

EXAMPLE_REQUESTS: dict[str, Any] = {
    "too_close": {
        "supplement": {"elemental_mg": 200, "form": "magnesium-citrate", "times": ["08:00"]},
        "person": {"age": 45, "egfr": 90, "pregnant": False, "breastfeeding": False},
        "conditions": [],
        "medicines": [{"text": "ciprofloxacin", "times": ["09:00"]}],
    },
    "kidneys": {
        "supplement": {"compound_mg": 1000, "form": "magnesium oxide"},
        "person": {"age": 71, "egfr": 25},
        "conditions": [{"code": {"system": "icd10cm", "value": "N18.4"}}],
        "medicines": [],
    },
    "little_is_known": {"supplement": {"elemental_mg": 300}, "medicines": [{"text": "xyzol"}]},
}
"""Example requests, by what they show."""

CHECK_BODY: Any = Body(openapi_examples={name: {"value": asked} for name, asked in EXAMPLE_REQUESTS.items()})
BATCH_BODY: Any = Body(
    openapi_examples={"batch": {"value": {"checks": [EXAMPLE_REQUESTS["little_is_known"], {}]}}}
)


MOST_CHECKS = 100
"""Maximum number of checks in one batch."""

SMALL_CHECK = 20
"""Most medicines and conditions of a check that is answered without a thread; a larger one may take 0.1 s."""

CHECK_THREADS = CapacityLimiter(2)
"""Threads that answer large checks and batches, so that other callers do not wait for them."""


class Batch(BaseModel):
    """Several checks at once."""

    model_config = REQUEST_CONFIG

    checks: Annotated[list[Any], Field(min_length=1, max_length=MOST_CHECKS)]
    """Requests as `/v1/safety/checks` takes them. An invalid one does not affect the others."""


class BatchResult(BaseModel):
    """The answer to one check of a batch, or the problem with its request."""

    model_config = RESPONSE_CONFIG

    answer: CheckAnswer | BriefAnswer | None
    """The answer; null when the request is invalid."""
    problem: Problem | None
    """The problem of an invalid request; null when there is an answer."""


class BatchAnswer(BaseModel):
    """The answers to a batch, in the order of its checks."""

    model_config = RESPONSE_CONFIG

    results: list[BatchResult]


class Detail(Vocabulary):
    """How much of an answer is returned."""

    full = "full", "Everything: effects, mechanisms, sources, and what each name stands for."
    brief = (
        "brief",
        "Without background: effects, mechanisms, disagreements, sources and what each name stands for.",
    )


class CheckQuery(BaseModel):
    """Options of a check."""

    model_config = REQUEST_CONFIG

    detail: Detail = Detail.full
    """`brief` leaves out the background; what to do and what was not checked stay."""


@router.post(
    "/checks",
    operation_id="check_safety",
    summary="Check one person",
    response_description="Reasons not to take it, and what was not checked.",
    responses={**NO_STORE_RESPONSE, **problem_responses(400, 413, 415, 422, 503)},
)
async def check_safety(
    request: Annotated[CheckRequest, CHECK_BODY], query: Annotated[CheckQuery, Query()], check: Check
) -> CheckAnswer | BriefAnswer:
    """Return reasons for this person not to take this magnesium, and what was not checked.

    An unknown name, a missing value or a rule that cannot be decided makes the answer incomplete. Nothing of
    the request is stored.
    """
    if len(request.medicines or ()) + len(request.conditions or ()) <= SMALL_CHECK:
        return answer_in_detail(request, query.detail, check)
    return await run_sync(answer_in_detail, request, query.detail, check, limiter=CHECK_THREADS)


@router.post(
    "/checks/batch",
    operation_id="check_safety_batch",
    summary="Check up to 100 requests",
    response_description="The answers, in the order of the checks.",
    responses={**NO_STORE_RESPONSE, **problem_responses(400, 413, 415, 422, 503)},
)
async def check_safety_batch(
    batch: Annotated[Batch, BATCH_BODY], query: Annotated[CheckQuery, Query()], check: Check
) -> BatchAnswer:
    """Answer each check by itself, in the order given."""
    return await run_sync(answer_batch, batch, query.detail, check, limiter=CHECK_THREADS)


def answer_batch(batch: Batch, detail: Detail, check: Checker) -> BatchAnswer:
    """Return the answers to a batch."""
    return BatchAnswer(results=[result(each, detail, check) for each in batch.checks])


def answer_in_detail(request: CheckRequest, detail: Detail, check: Checker) -> CheckAnswer | BriefAnswer:
    """Return the answer to a request, in the detail that was asked for."""
    return check.check(request) if detail is Detail.full else check.check_briefly(request)


def result(request: Any, detail: Detail, check: Checker) -> BatchResult:
    """Return the answer to one check of a batch, or the problem with its request."""
    try:
        answer = answer_in_detail(CheckRequest.model_validate(request), detail, check)
        return BatchResult(answer=answer, problem=None)
    except ValidationError as error:
        return BatchResult(answer=None, problem=faults_of(error, CheckRequest))


@router.get(
    "/interactions",
    operation_id="list_interactions",
    summary="List interactions",
    response_model=record_page_of(Rule),
    response_description="The matching rules about interactions.",
    responses={**media(RULE_COLLECTION), **problem_responses(400, 422, 503)},
)
def list_interactions(
    request: Request,
    query: Annotated[PagedInteractions, Query()],  # type: ignore[valid-type]
    tested: Tested,
    db: Db,
) -> Response:
    """Return the rules about magnesium and another medicine."""
    paging: Paged = query
    asked = {**paging.asked(), "kind": RuleKind.interaction}
    medicine, medicine_class = asked.pop("medicine", None), asked.pop("medicine_class", None)
    if medicine is not None or medicine_class is not None:
        asked["slug"] = rules_about(tested.trusted(), medicine, medicine_class)
    return list_response(request, db, RULE_COLLECTION, paging, asked)


def rules_about(check: Checker, medicine: str | None, medicine_class: str | None) -> list[str]:
    """Return the slugs of the rules that can concern a medicine, or name a class; of both, those in each."""
    found: list[set[str]] = []
    if medicine is not None:
        found.append(check.rules.concerning(known_medicine(check, medicine)))
    if medicine_class is not None:
        found.append(check.rules.about_class(medicine_class))
        if not found[-1]:
            raise BadQuestionError("medicine_class", "no rule names this class or a medicine of it")
    return sorted(set.intersection(*found))


def known_medicine(check: Checker, name: str) -> list[MedicineConcept]:
    """Return the medicine of a name, as rules name it; none where no source lists anything of it.

    Raise `BadQuestionError` for a name that the check does not know, or does not look up in full.
    """
    match = check.names.medicine(MedicineInput(text=name))
    if match.status in (InputStatus.matched, InputStatus.not_listed):
        return match.medicines
    near = f"; did you mean one of: {', '.join(match.suggestions)}?" if match.suggestions else ""
    raise BadQuestionError("medicine", f"cannot be answered: this name is `{match.status.value}`{near}")
