"""How a call of CDS Hooks fails: with a status of HTTP and one plain sentence that repeats nothing of it."""

BAD, UNTRUSTED, UNKNOWN, NOT_ENOUGH = 400, 401, 404, 412


class FailedError(Exception):
    """A call that is not answered; the message is one plain sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
