"""Request ids: the caller's own when it is hexadecimal, or a new one."""

import logging
import re

from asgi_correlation_id import CorrelationIdMiddleware
from starlette.types import ASGIApp

HEADER = "X-Request-Id"

HEXADECIMAL = re.compile(r"[0-9a-f-]{8,36}")
"""An id that a caller may choose: it cannot hold a name or any other word."""


class RequestId(CorrelationIdMiddleware):
    """Give each request an id, for its response and its log line."""

    def __init__(self, app: ASGIApp) -> None:
        logging.getLogger("asgi_correlation_id").setLevel(logging.ERROR)  # it warns of each id it replaces
        super().__init__(app, HEADER, update_request_header=False, validator=is_hexadecimal, transformer=None)


def is_hexadecimal(given: str) -> bool:
    """Return whether an id of a caller is taken over."""
    return HEXADECIMAL.fullmatch(given) is not None
