"""Whether the service lives, and whether it can answer."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from ..database import still_there
from ..errors import problem_responses
from ..models import DatasetStamp
from .answers import CONFIG, Db

router = APIRouter(tags=["service"])

FRESH = {"cache-control": "no-store"}


class Alive(BaseModel):
    """The process answers."""

    model_config = CONFIG

    status: str
    """Always `alive`."""


class Ready(BaseModel):
    """The service can answer questions."""

    model_config = CONFIG

    status: str
    """Always `ready`."""
    dataset: DatasetStamp
    """The dataset it answers from."""


@router.get("/livez", operation_id="livez", summary="Does the process answer?")
async def livez(response: Response) -> Alive:
    """Touches nothing, so that a slow database never gets the process killed."""
    response.headers.update(FRESH)
    return Alive(status="alive")


@router.get(
    "/readyz", operation_id="readyz", summary="Can questions be answered?", responses=problem_responses(503)
)
def readyz(response: Response, db: Db) -> Ready:
    """Reads the database and compares it with the dataset being served."""
    still_there(db)
    response.headers.update(FRESH)
    return Ready(status="ready", dataset=db.stamp)
