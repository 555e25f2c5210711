"""A bare ASGI callable: look up a fixed answer by its path and send it."""

import os
from pathlib import Path
from typing import Any

ANSWERS = {f"/{path.stem}": path.read_bytes() for path in Path(os.environ["ANSWERS"]).glob("*.json")}


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer by path alone."""
    if scope["type"] != "http":
        return
    body = ANSWERS[scope["path"]]
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
