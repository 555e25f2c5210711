"""A bare ASGI callable: look up fixed bytes by path and send them, with the fields of `FIELDS` if set."""

import json
import os
from pathlib import Path
from typing import Any

FIELDS: dict[str, str] = (
    json.loads(Path(os.environ["FIELDS"]).read_text("utf-8")) if "FIELDS" in os.environ else {}
)
HEADERS = [(name.encode(), value.encode()) for name, value in FIELDS.items()]
ANSWERS = {f"/{path.stem}": path.read_bytes() for path in Path(os.environ["ANSWERS"]).glob("*.json")}


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer by path alone."""
    if scope["type"] != "http":
        return
    body = ANSWERS[scope["path"]]
    headers = [
        *HEADERS,
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
