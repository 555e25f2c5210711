"""Failures of CDS Hooks calls: an HTTP status and one plain sentence.

What must stay true: the sentence repeats nothing of the call.
"""

BAD_REQUEST, UNAUTHORIZED, UNKNOWN_SERVICE, MISSING_DATA, TOO_LARGE, TIMED_OUT = 400, 401, 404, 412, 413, 503

UNTRUSTED = "A bearer token of a trusted client is needed."

NOT_SENT = "The order refers to a medication that was neither contained nor prefetched, and does not name it."


class FailedError(Exception):
    """A call that gets no cards; the message is one plain sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
