"""What the routes have in common: the database of the app, and the shapes of their answers."""

import json
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Path, Request, Response
from pydantic import BaseModel, create_model

from app.db.opening import Database
from app.db.queries import Page
from app.errors import CONFIG
from app.models import DatasetStamp, Document
from app.models.base import SLUG
from app.safety.watch import WatchedChecker

D = TypeVar("D", bound=BaseModel)


async def database(request: Request) -> Database:
    """The dataset this app serves."""
    found: Database = request.app.state.database
    return found


Db = Annotated[Database, Depends(database)]


def slug_path(description: str, example: str) -> Any:
    """A slug in an address. Every slug has the pattern; what lacks it is not found, like any other."""
    pattern: Any = {"pattern": SLUG}
    return Path(max_length=80, description=description, examples=[example], json_schema_extra=pattern)


async def watched_checker(request: Request) -> WatchedChecker:
    """The safety check this app serves."""
    found: WatchedChecker = request.app.state.watched
    return found


Watched = Annotated[WatchedChecker, Depends(watched_checker)]


NOT_KEPT: dict[int | str, dict[str, Any]] = {
    200: {
        "headers": {
            "Cache-Control": {
                "description": "The answer is for this caller, now: nobody may keep it.",
                "schema": {"type": "string", "const": "no-store"},
            }
        }
    }
}
"""What the documentation says of answers that are `no-store`; all others have an ETag."""


class Listed(BaseModel, Generic[D]):
    """One page of a list."""

    model_config = CONFIG

    items: list[D]
    """The records of this page."""
    total: int
    """How many records match in all."""
    limit: int
    """The most this page could hold."""
    next: str | None
    """Address of the next page; null on the last one."""
    dataset: DatasetStamp
    """The dataset the answer was made from."""


Listed.model_config["use_attribute_docstrings"] = False  # they were read; to look again costs 5 ms a shape


def page_of(document: type[Document]) -> type[BaseModel]:
    """The shape of one page of a collection, under a name worth reading: `TrialPage`."""
    return create_model(f"{document.__name__}Page", __base__=Listed[document], __doc__=Listed.__doc__)  # type: ignore[valid-type]


def listed(request: Request, db: Database, found: Page, limit: int) -> Response:
    """A page as JSON, put together from records that are JSON already."""
    following = None if found.next is None else next_address(request, found.next)
    rest = {"total": found.total, "limit": limit, "next": following, "dataset": db.stamp.model_dump()}
    body = f'{{"items":[{",".join(found.items)}],{json.dumps(rest)[1:]}'
    return ready(body, {} if following is None else {"link": f'<{following}>; rel="next"'})


def next_address(request: Request, cursor: str) -> str:
    """The address of the next page: the same question from the cursor on, in whatever order it came."""
    asked = sorted((name, value) for name, value in request.query_params.items() if name != "cursor")
    return f"{request.url.path}?{urlencode([*asked, ('cursor', cursor)])}"


def ready(body: str | bytes | Any, headers: dict[str, str] | None = None) -> Response:
    """JSON that needs no further checking."""
    text = body if isinstance(body, str | bytes) else json.dumps(body, ensure_ascii=False)
    return Response(text, headers=headers, media_type="application/json")
