"""`/openapi.json`: the contract with answers of this server as examples."""

from copy import deepcopy
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse

from app import openapi

if TYPE_CHECKING:
    from httpx import AsyncClient

router = APIRouter()


@router.get("/openapi.json", include_in_schema=False)
async def openapi_json(request: Request) -> JSONResponse:
    """Return the document. The first request asks the app for every example."""
    state = request.app.state
    if not hasattr(state, "contract_with_answers"):
        state.contract_with_answers = await with_answers(request.app)
    return JSONResponse(state.contract_with_answers)


async def with_answers(app: FastAPI) -> dict[str, Any]:
    """Return the contract with the answers of the app in place of their addresses."""
    import httpx  # late: few requests need it, and it takes a while to load

    spec: dict[str, Any] = deepcopy(app.openapi())
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        for path, method, operation in openapi.operations(spec):
            if "application/json" in operation["responses"]["200"].get("content", {}):
                await add_examples(client, path, method, operation)
    return spec


async def add_examples(client: "AsyncClient", path: str, method: str, operation: dict[str, Any]) -> None:
    """Send the example requests of an operation, and add what is answered."""
    content = operation["responses"]["200"]["content"]["application/json"]
    for name, address, body in openapi.example_requests(path, method, operation):
        answer = await client.request(method, address, json=body)
        if answer.is_success:
            content.setdefault("examples", {})[name] = {"value": answer.json()}
            show_cursor(operation, answer.json())


def show_cursor(operation: dict[str, Any], answer: dict[str, Any]) -> None:
    """Use the cursor of the second page as the example of the parameter `cursor`."""
    if answer.get("next"):
        asked = parse_qs(urlsplit(answer["next"]).query)
        for each in operation["parameters"]:
            if each["name"] == "cursor":
                each["example"] = asked["cursor"][0]
