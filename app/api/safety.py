"""The safety check. Nothing that is sent is kept, logged or repeated in an error."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.api.collections import matching, media
from app.api.dependencies import NOT_KEPT, Db, Watched, page_of, ready
from app.db.filters import InteractionFilters, Paged
from app.errors import CONFIG, Problem, faults_of, problem_responses
from app.models import COLLECTIONS, Rule
from app.models.rule import RuleKind
from app.safety.check import Checker
from app.safety.schemas import CheckAnswer, CheckRequest, Concept, InputStatus, MatchedBy, MedicineInput, Text

router = APIRouter(prefix="/v1", tags=["safety"])

RULES = next(each for each in COLLECTIONS if each.document is Rule)


class PagedInteractions(Paged, InteractionFilters):
    """Which rules about interactions, and how much of the list."""


QUESTIONS: dict[str, Any] = {
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
"""Questions for the documentation, by what they show."""

ONE_QUESTION: Any = Body(openapi_examples={name: {"value": asked} for name, asked in QUESTIONS.items()})
A_BATCH: Any = Body(openapi_examples={"batch": {"value": {"checks": [*QUESTIONS.values(), {}]}}})

NO_STORE = {"cache-control": "no-store"}

MOST_CHECKS = 100
"""Most checks in one batch."""


async def checker(watched: Watched, response: Response) -> Checker:
    """The check this app serves; its answers are nobody else's."""
    response.headers.update(NO_STORE)
    return watched.trusted()


Check = Annotated[Checker, Depends(checker)]


class Batch(BaseModel):
    """Several questions at once."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, use_attribute_docstrings=True)

    checks: Annotated[list[Any], Field(min_length=1, max_length=MOST_CHECKS)]
    """Each a request as a single check takes it; one that is wrong does not harm the others."""


class BatchResult(BaseModel):
    """The answer to one question of a batch, or what is wrong with it."""

    model_config = CONFIG

    answer: CheckAnswer | None
    """The answer; null when the question could not be read."""
    problem: Problem | None
    """What is wrong with the question, which was then not checked; null when it was answered."""


class BatchAnswer(BaseModel):
    """The answers to a batch, in its order."""

    model_config = CONFIG

    results: list[BatchResult]
    """One for each question."""


class MedicineLookup(BaseModel):
    """What a medicine's name stands for. Suggestions are names that look alike; nothing was assumed."""

    model_config = CONFIG

    status: InputStatus
    """`matched`, `ambiguous` or `not_recognised`."""
    matched_by: MatchedBy | None
    concepts: list[Concept]
    """The medicine, and for a combination its components; for `ambiguous`, what it may be."""
    not_checked: list[str]
    """Ingredients that no class lists."""
    suggestions: list[str]
    """Names that look alike; none was assumed."""


A_NAME = r"^ *[^ \x00-\x1F\x7F-\xA0\xAD][^\x00-\x1F\x7F-\xA0\xAD]*$"
"""What is readable of Latin-1 and not blank, for the documentation."""


class Name(BaseModel):
    """The name to look up."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, use_attribute_docstrings=True)

    q: Annotated[Text, Field(examples=["Cipro"], json_schema_extra={"pattern": A_NAME})]
    """Name, synonym or brand. Case does not matter, nor do further blanks; nothing is corrected."""


@router.post(
    "/safety/checks",
    operation_id="check_safety",
    summary="Check one question",
    response_model=CheckAnswer,
    response_description="What is recorded, and what was not checked.",
    responses={**NOT_KEPT, **problem_responses(400, 413, 415, 422, 503)},
)
async def check_safety(question: Annotated[CheckRequest, ONE_QUESTION], check: Check) -> Response:
    """What is recorded that speaks against this magnesium for this person, and what was not checked.

    An unknown name, a missing value or a rule that cannot be decided makes the answer incomplete. Nothing
    that is sent is kept.
    """
    return ready(check.answer(question), NO_STORE)


@router.post(
    "/safety/checks/batch",
    operation_id="check_safety_batch",
    summary="Check up to 100 questions",
    response_description="The answers, in the order of the questions.",
    responses={**NOT_KEPT, **problem_responses(400, 413, 415, 422, 503)},
)
async def check_safety_batch(batch: Annotated[Batch, A_BATCH], check: Check) -> BatchAnswer:
    """Each question is answered by itself, in the order given."""
    return BatchAnswer(results=[result(question, check) for question in batch.checks])


def result(question: Any, check: Checker) -> BatchResult:
    """The answer to one question of a batch, or what is wrong with it."""
    try:
        return BatchResult(answer=check.check(CheckRequest.model_validate(question)), problem=None)
    except ValidationError as error:
        return BatchResult(answer=None, problem=faults_of(error, CheckRequest))


@router.get(
    "/safety/interactions",
    operation_id="list_interactions",
    summary="List interactions",
    response_model=page_of(Rule),
    response_description="The rules about interactions that match.",
    responses={**media(RULES), **problem_responses(400, 422, 503)},
)
def list_interactions(request: Request, query: Annotated[PagedInteractions, Query()], db: Db) -> Response:
    """The rules about magnesium and another medicine."""
    return matching(request, db, RULES, query, {**query.asked(), "kind": RuleKind.interaction})


@router.get(
    "/medicines",
    operation_id="look_up_medicine",
    summary="Look a medicine up",
    response_description="What the name stands for; nothing is an answer too.",
    responses={**NOT_KEPT, **problem_responses(400, 422, 503)},
)
async def look_up_medicine(query: Annotated[Name, Query()], check: Check) -> MedicineLookup:
    """What a name stands for here, the way the check would take it."""
    match = check.names.medicine(MedicineInput(text=query.q))
    return MedicineLookup(
        status=match.status,
        matched_by=match.by,
        concepts=match.shown_concepts,
        not_checked=list(match.not_checked),
        suggestions=list(match.suggestions),
    )
