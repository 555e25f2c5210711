"""Health checks and metrics for operators."""

from asyncio import to_thread
from typing import Literal

from fastapi import Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from app.api.dependencies import Db, Served, Tested
from app.api.responses import NO_STORE_HEADERS, NO_STORE_RESPONSE
from app.api.routing import Router
from app.db.errors import UnusableError
from app.errors import RESPONSE_CONFIG, problem_responses
from app.models import DatasetStamp

router = Router()


class Alive(BaseModel):
    """The process is alive."""

    model_config = RESPONSE_CONFIG

    status: Literal["alive"] = "alive"
    """Always `alive`."""


class Ready(BaseModel):
    """The service is ready for requests."""

    model_config = RESPONSE_CONFIG

    status: Literal["ready"] = "ready"
    """Always `ready`; a service that is not ready answers 503."""
    dataset: DatasetStamp


@router.get(
    "/livez",
    operation_id="livez",
    summary="Liveness",
    response_description="The process is alive.",
    responses={**NO_STORE_RESPONSE, **problem_responses(400, 422)},
)
async def livez(response: Response) -> Alive:
    """Return at once, without the database: a slow database must not get the process killed."""
    response.headers.update(NO_STORE_HEADERS)
    return Alive()


@router.get(
    "/readyz",
    operation_id="readyz",
    summary="Readiness",
    response_description="The service is ready.",
    responses={**NO_STORE_RESPONSE, **problem_responses(400, 422, 503)},
)
def readyz(response: Response, served: Served, db: Db, tested: Tested) -> Ready:
    """Check that the database holds the dataset that is served. After SIGTERM the answer is 503."""
    if served.ending.is_set():
        raise UnusableError("This process is ending.")
    db.inspect()
    tested.trusted()
    response.headers.update(NO_STORE_HEADERS)
    return Ready(dataset=db.stamp)


@router.get(
    "/metrics",
    operation_id="metrics",
    summary="Metrics",
    response_class=Response,
    response_description="Metrics of this process in the Prometheus text format.",
    responses={
        200: {**NO_STORE_RESPONSE[200], "content": {"text/plain": {"schema": {"type": "string"}}}},
        **problem_responses(422),
    },
)
async def metrics(served: Served) -> Response:
    """Return requests by route, status and duration, the memory of the cache, and the dataset.

    No label holds anything that a caller sends. Each process has its own metrics.
    """
    told = await to_thread(served.metrics.exposed)  # slow when there are many series
    return Response(told, headers=NO_STORE_HEADERS, media_type=CONTENT_TYPE_LATEST)
