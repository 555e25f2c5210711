"""Errors of the database layer. Their messages may be shown to callers; they repeat nothing that was sent."""


class UnusableError(Exception):
    """There is no whole dataset to serve; the message is one plain sentence."""


class NotFoundError(Exception):
    """There is no record of that name."""


class BadQuestionError(Exception):
    """A parameter has an invalid value; `place` names the parameter."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(problem)
        self.place = place
