"""Safety checks, answered without entering the app when nothing about the request is unusual.

What must stay true: such an answer is the app's own, to the byte, and like it is kept nowhere. Whatever
cannot be read at once, or is to be refused, is left to the app.
"""

from starlette.types import Scope

from app.middleware.cache import Sent, written_out
from app.middleware.headers import Headers, completed
from app.middleware.json_body import JSON, LONGEST_BODY
from app.middleware.limits import Fields
from app.middleware.strict_json import plain_json
from app.safety.schemas import CheckRequest
from app.safety.watch import WatchedChecker

CHECKS = "/v1/safety/checks"

LONGEST_LENGTH = len(str(LONGEST_BODY))
"""Digits of the length of a body that may be read; whether it is too long all the same is seen later."""


class Checks:
    """Answers questions to the safety check."""

    def __init__(self, watched: WatchedChecker, fixed: Headers) -> None:
        self.watched = watched
        own: Headers = [(b"content-type", JSON.encode()), (b"cache-control", b"no-store")]
        self.headers = completed(own, fixed)
        self.head = written_out(self.headers)

    def concern(self, scope: Scope, fields: Fields) -> bool:
        """Whether a request is a question, sent as most are."""
        return (
            scope["path"] == CHECKS
            and scope["method"] == "POST"
            and not scope["query_string"]
            and fields.get(b"content-type") == b"application/json"
            and b"content-encoding" not in fields
            and len(fields.get(b"content-length", b"")) <= LONGEST_LENGTH
        )

    def answer(self, body: bytes) -> Sent | None:
        """The answer to a question; None when it is for the app."""
        if len(body) > LONGEST_BODY:
            return None
        try:
            content = self.watched.trusted().answer(question(body))
        except Exception:  # the app comes upon the same, and says what is wrong
            return None
        length = b"%d" % len(content)
        headers = [*self.headers, (b"content-length", length)]
        return Sent(200, headers, content, self.head + b"content-length: %b\r\n" % length)


HIDING = (b"\\", b" :", b"\t:", b"\n:", b"\r:")
"""Escapes, and blanks between a key and its colon: where they stand, keys cannot simply be counted."""


def question(body: bytes) -> CheckRequest:
    """A question, if there is one way only to read it.

    There is, when as many keys were read as are written: none stands twice in the same object. Wherever that
    cannot be told by counting, the body is read with the care, and the patience, of `plain_json`.
    """
    if not any(map(body.__contains__, HIDING)):
        asked = CheckRequest.model_validate_json(body)
        if body.count(b'":') == keys_of(asked):
            return asked
    return CheckRequest.model_validate(plain_json(body))


def keys_of(asked: CheckRequest) -> int:
    """How many keys a question was given, those of codes left out."""
    parts = (asked, asked.supplement, asked.person, *(asked.conditions or ()), *(asked.medicines or ()))
    return sum([len(each.model_fields_set) for each in parts])
