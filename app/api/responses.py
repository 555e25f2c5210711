"""Responses that routes share: JSON, a page of a list, and the addresses in them."""

import json
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Request, Response
from pydantic import BaseModel, create_model

from app.db.database import Database
from app.db.pagination import Page
from app.errors import RESPONSE_CONFIG
from app.models import DatasetStamp, Document
from app.settings import Settings

D = TypeVar("D", bound=BaseModel)


NO_STORE_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {"headers": {"Cache-Control": {"$ref": "#/components/headers/NoStore"}}}
}
"""Documentation of answers with `Cache-Control: no-store`; all others have an ETag."""

NO_STORE_HEADERS = {"cache-control": "no-store"}


class Listed(BaseModel, Generic[D]):
    """One page."""

    model_config = RESPONSE_CONFIG

    items: list[D]
    total: int
    """Total number of matching records."""
    limit: int
    """Maximum number of records in a page."""
    next: str | None
    """Absolute address of the next page; null on the last one."""
    cursor: str | None
    """The parameter `cursor` of the next page; null on the last one."""
    dataset: DatasetStamp


Listed.model_config["use_attribute_docstrings"] = False  # reading them again takes 5 ms a model


def page_of(document: type[Document]) -> type[BaseModel]:
    """Create the model of one page of documents, named like `TrialPage`."""
    return create_model(f"{document.__name__}Page", __base__=Listed[document], __doc__=Listed.__doc__)  # type: ignore[valid-type]


def page_response(
    request: Request, db: Database, found: Page, limit: int, beside: dict[str, Any] | None = None
) -> Response:
    """Return a page as JSON, joined from records that are stored as JSON."""
    following = None if found.next is None else next_address(request, found.next)
    rest = {
        "total": found.total,
        "limit": limit,
        "next": following,
        "cursor": found.next,
        **(beside or {}),
        "dataset": db.stamp.model_dump(),
    }
    body = f'{{"items":[{",".join(found.items)}],{json.dumps(rest, ensure_ascii=False)[1:]}'
    return json_response(body, {} if following is None else {"link": f'<{following}>; rel="next"'})


def next_address(request: Request, cursor: str) -> str:
    """Return the address of the next page: the same parameters, sorted, with the cursor."""
    asked = sorted((name, value) for name, value in request.query_params.items() if name != "cursor")
    if named := request.scope.get("state", {}).get("release"):
        asked.append(("release", named))
    query = urlencode([*asked, ("cursor", cursor)], safe=",")
    return f"{service_address(request)}{request.url.path}?{query}"


def service_address(request: Request) -> str:
    """Return the address of the service, without a slash at its end: the public one, or that of the request.

    The cache keeps answers to different hosts apart.
    """
    settings: Settings = request.app.state.resources.settings
    return (settings.public_url or str(request.base_url).rstrip("/") + settings.root_path).rstrip("/")


def json_response(body: str | bytes | Any, headers: dict[str, str] | None = None) -> Response:
    """Return JSON as it is, without validation."""
    text = body if isinstance(body, str | bytes) else json.dumps(body, ensure_ascii=False)
    return Response(text, headers=headers, media_type="application/json")
