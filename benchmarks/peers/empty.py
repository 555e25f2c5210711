"""Empty FastAPI routes: they return fixed bytes."""

import os
from pathlib import Path
from typing import Annotated, Any

from fastapi import Body, FastAPI, Response

ANSWERS = {path.stem: path.read_bytes() for path in Path(os.environ["ANSWERS"]).glob("*.json")}

app = FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False})


@app.get("/detail")
async def detail() -> Response:
    """Return one record."""
    return Response(ANSWERS["detail"], media_type="application/json")


@app.get("/list")
async def page() -> Response:
    """Return twenty records."""
    return Response(ANSWERS["list"], media_type="application/json")


@app.post("/body")
async def body(question: Annotated[dict[str, Any], Body()]) -> Response:
    """Parse a JSON body and return twenty records."""
    return Response(ANSWERS["list"] if question else b"", media_type="application/json")
