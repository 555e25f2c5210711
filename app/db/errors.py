"""Errors of the database layer. Their messages may be shown to callers; they repeat nothing that was sent."""


class UnusableError(Exception):
    """The dataset cannot be published, exported or served as it is; the message says why, in plain words."""


class NotFoundError(Exception):
    """There is no record of that name."""


class BadQuestionError(Exception):
    """A parameter has an invalid value; `place` names the parameter."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(problem)
        self.place = place
