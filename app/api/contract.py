"""`/openapi.json`: the contract, byte for byte as it is committed."""

from fastapi import Request, Response

from app.api.routing import Router
from app.openapi.document import document_text

router = Router()


@router.get("/openapi.json", include_in_schema=False)
def openapi_json(request: Request) -> Response:
    """Return the OpenAPI document."""
    return Response(document_text(request.app.openapi()), media_type="application/json")
