"""`/openapi.json`: the contract, byte for byte as it is committed."""

from fastapi import APIRouter, Request, Response

from app.openapi.document import document_text

router = APIRouter()


@router.get("/openapi.json", include_in_schema=False)
def openapi_json(request: Request) -> Response:
    """Return the OpenAPI document."""
    return Response(document_text(request.app.openapi()), media_type="application/json")
