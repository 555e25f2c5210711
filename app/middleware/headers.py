"""Headers: which every answer has, and who a request is."""

import re
from itertools import count
from secrets import token_hex

from app.models import DatasetStamp

Headers = list[tuple[bytes, bytes]]

REQUEST_ID = b"x-request-id"

EXPOSED = ["Dataset-Version", "ETag", "Link", "X-Request-Id", "Retry-After", "Content-Range"]
"""Headers that a page of another origin may read."""

KEPT_FOR = b"public, max-age=300, stale-if-error=86400"
"""How long callers may keep an answer that depends on the dataset alone."""


def on_every_answer(stamp: DatasetStamp) -> Headers:
    """What an answer gets that does not bring its own.

    Pages of any origin may read every answer, so that one that was kept is right for all of them.
    """
    return [
        (b"access-control-allow-origin", b"*"),
        (b"access-control-expose-headers", ", ".join(EXPOSED).encode()),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
        (b"dataset-version", stamp.version.encode()),
        (b"referrer-policy", b"no-referrer"),
        (b"x-content-type-options", b"nosniff"),
    ]


def completed(headers: Headers, fixed: Headers) -> Headers:
    """Headers with those of `fixed` that are not among them."""
    names = {name for name, _ in headers}
    return [*headers, *(pair for pair in fixed if pair[0] not in names)]


class RequestIds:
    """A name for every request: the caller's own when it is hexadecimal, or the next of ours."""

    GIVEN = re.compile(rb"[0-9a-f-]{8,36}")

    def __init__(self) -> None:
        self.process = token_hex(5)
        self.numbers = count()

    def name(self, given: bytes | None) -> str:
        """The name of one request."""
        if given is not None and self.GIVEN.fullmatch(given):
            return given.decode()
        return f"{self.process}{next(self.numbers):08x}"
