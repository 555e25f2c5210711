"""Whether the service lives, and whether it can answer."""

from asyncio import to_thread
from typing import Literal

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from app.api.dependencies import NOT_KEPT, Db, Served, Watched
from app.db.opening import UnusableError, still_there
from app.errors import CONFIG, problem_responses
from app.models import DatasetStamp

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
    responses={**NOT_KEPT, **problem_responses(400, 422)},
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
    responses={**NOT_KEPT, **problem_responses(400, 422, 503)},
)
def readyz(response: Response, served: Served, db: Db, watched: Watched) -> Ready:
    """Reads the database and compares it with the dataset being served. A server that was told to end is
    not ready any more.
    """
    if served.ending:
        raise UnusableError("This process is ending.")
    still_there(db)
    watched.trusted()
    response.headers.update(FRESH)
    return Ready(dataset=db.stamp)


@router.get(
    "/metrics",
    operation_id="metrics",
    summary="Count what was asked",
    response_class=Response,
    response_description="Counters of this process, as Prometheus reads them.",
    responses={
        200: {**NOT_KEPT[200], "content": {"text/plain": {"schema": {"type": "string"}}}},
        **problem_responses(422),
    },
)
async def metrics(served: Served) -> Response:
    """How much was asked by route, how it went, how long it took; what is in memory; which dataset it is.

    Nothing a caller sends becomes a label. Each process counts for itself.
    """
    told = await to_thread(served.metrics.exposed)  # long, when much was asked
    return Response(told, headers=FRESH, media_type=CONTENT_TYPE_LATEST)
