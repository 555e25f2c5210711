"""Whether the service lives, and whether it can answer."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from ..database import still_there
from ..errors import CONFIG, problem_responses
from ..models import DatasetStamp
from .answers import NOT_KEPT, Db, Watched

router = APIRouter(tags=["service"])

FRESH = {"cache-control": "no-store"}


class Alive(BaseModel):
    """The process answers."""

    model_config = CONFIG

    status: Literal["alive"] = "alive"
    """Always the same: who reads it knows."""


class Ready(BaseModel):
    """The service can answer questions."""

    model_config = CONFIG

    status: Literal["ready"] = "ready"
    """Always the same; a service that is not ready answers 503."""
    dataset: DatasetStamp
    """The dataset it answers from."""


@router.get(
    "/livez",
    operation_id="livez",
    summary="Does the process answer?",
    response_description="It does.",
    responses={**NOT_KEPT, **problem_responses(400)},
)
async def livez(response: Response) -> Alive:
    """Touches nothing, so that a slow database never gets the process killed."""
    response.headers.update(FRESH)
    return Alive()


@router.get(
    "/readyz",
    operation_id="readyz",
    summary="Can questions be answered?",
    response_description="They can.",
    responses={**NOT_KEPT, **problem_responses(400, 503)},
)
def readyz(response: Response, db: Db, watched: Watched) -> Ready:
    """Reads the database and compares it with the dataset being served."""
    still_there(db)
    watched.trusted()
    response.headers.update(FRESH)
    return Ready(dataset=db.stamp)
