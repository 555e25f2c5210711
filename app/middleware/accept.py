"""Refuse requests whose `Accept` header excludes what the address answers with (RFC 9110, section 12.5.1)."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import problem

JSON_RANGES = ("application/json", "application/*", "*/*")
"""Media ranges that hold JSON, the most specific first."""

NEVER = ("q=0", "q=0.0", "q=0.00", "q=0.000")
"""Weights of what is not accepted."""

API = "/v1"


class AcceptJson:
    """Answer 406 where JSON is all there is and the caller excludes it, and name the addresses of files.

    An address with an extension says itself what it answers with, as `format` does.
    """

    def __init__(self, app: ASGIApp, files: Mapping[str, Sequence[str]]) -> None:
        self.app = app
        self.files = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not answers_json(scope) or takes_json(accepted(scope)):
            await self.app(scope, receive, send)
            return
        files = self.files.get(scope["path"], ())
        named = f" The same list as a file: {', '.join(files)}." if files else ""
        refusal = problem(406, f"This address answers with JSON, which `Accept` excludes.{named}")
        await refusal(scope, receive, send)


def answers_json(scope: Scope) -> bool:
    """Return whether an address of the API answers with JSON alone."""
    path: str = scope["path"]
    inside = path == API or path.startswith(f"{API}/")
    return inside and "." not in path.rpartition("/")[2] and b"format=" not in scope["query_string"]


def accepted(scope: Scope) -> bytes:
    """Return the media ranges that the caller accepts."""
    return b",".join(value for name, value in scope["headers"] if name == b"accept")


@lru_cache(maxsize=256)
def takes_json(header: bytes) -> bool:
    """Return whether an `Accept` header allows JSON; one that is empty allows everything."""
    weights: dict[str, bool] = {}
    for each in header.decode("latin-1").lower().split(","):
        kind, *parameters = (part.strip() for part in each.split(";"))
        wanted = not any(part.replace(" ", "") in NEVER for part in parameters)
        weights[kind] = wanted
    if not any(weights.keys() - {""}):
        return True
    for json_range in JSON_RANGES:
        if json_range in weights:
            return weights[json_range]
    return any(wanted and kind.endswith("+json") for kind, wanted in weights.items())
