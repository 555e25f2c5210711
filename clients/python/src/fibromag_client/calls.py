"""Requests and answers, without a connection: what both faces of the client share."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NotRequired, Self, TypedDict, TypeVar, cast
from urllib.parse import quote

import httpx

from fibromag_client.models import (
    AskedJurisdiction,
    BriefAnswer,
    CheckAnswer,
    ConditionInput,
    DatasetStamp,
    Detail,
    Fault,
    Included,
    MedicineInput,
    Person,
    Problem,
    Supplement,
)

T = TypeVar("T")
Value = str | int | float | bool | Sequence[str] | None
"""Value of a query parameter: several are joined by commas, None leaves the parameter out."""


class Page(TypedDict, Generic[T]):
    """One page of a list."""

    items: list[T]
    total: int
    limit: int
    next: str | None
    cursor: str | None
    dataset: DatasetStamp
    included: NotRequired[Included | None]


class Question(TypedDict, total=False):
    """What the safety check is asked.

    `supplement` or `supplements` is required. A medicine or a condition is a name, or a dictionary with its
    name or code. Leave out what is not known; an empty list of medicines or conditions means that there are
    none.
    """

    supplement: Supplement
    supplements: Sequence[Supplement]
    person: Person | None
    conditions: Sequence[str | ConditionInput] | None
    medicines: Sequence[str | MedicineInput] | None
    jurisdictions: Sequence[AskedJurisdiction] | None
    release: str | None


class ProblemError(Exception):
    """An answer that is not a success, with the fields of its problem details (RFC 9457).

    `code` names the kind of problem; `errors` are the faults of the request, each with `code`, `place` and
    `problem`. An answer of a program between, such as a proxy, has the type `about:blank` and no `code`.
    """

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        super().__init__(f"{problem['status']} {problem['title']}: {problem['detail']}")
        self.type: str = problem["type"]
        self.code: str = problem["code"]
        self.title: str = problem["title"]
        self.status: int = problem["status"]
        self.detail: str = problem["detail"]
        self.errors: list[Fault] = problem["errors"]
        self.retry_after = retry_after
        """Seconds after which the API asks to try again, if it does."""

    @classmethod
    def of(cls, response: httpx.Response) -> Self:
        """Return the problem that a response tells."""
        header = response.headers.get("retry-after", "")
        retry_after = float(header) if header.isdecimal() else None
        told: Problem = {
            "type": "about:blank",
            "code": "",
            "title": response.reason_phrase,
            "status": response.status_code,
            "detail": f"The answer is {media_type(response) or 'empty'}, not JSON of the API.",
            "errors": [],
        }
        if media_type(response) == "application/problem+json":
            told |= response.json()
        return cls(told, retry_after)


@dataclass(frozen=True)
class Call(Generic[T]):
    """A request, and by its type the answer. `Client.send` makes it; with `body` it is a POST."""

    path: str
    query: Mapping[str, Value] = field(default_factory=dict)
    body: Any = None

    def request(self, base_url: str) -> dict[str, Any]:
        """Return what httpx builds the request from, to the API at an address."""
        query = {
            name: value if isinstance(value, str | int | float) else ",".join(value)
            for name, value in self.query.items()
            if value is not None
        }
        return {
            "method": "GET" if self.body is None else "POST",
            "url": base_url.rstrip("/") + self.path,
            "params": query,
            "json": self.body,
            "headers": {"accept": "application/json, application/problem+json"},
        }

    def exchange(self, retries: int, longest_wait: float) -> Generator[float, httpx.Response, T]:
        """Yield the seconds to wait before each attempt, take its response, and return the answer.

        Only where a response says `Retry-After` is there another attempt. Raises `ProblemError`.
        """
        wait = 0.0
        while True:
            response = yield wait
            if response.is_success and media_type(response) == "application/json":
                return cast(T, response.json())
            problem = ProblemError.of(response)
            if not retries or problem.retry_after is None or problem.retry_after > longest_wait:
                raise problem
            retries, wait = retries - 1, problem.retry_after


def media_type(response: httpx.Response) -> str:
    """Return the media type of a response without its parameters."""
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()


def path_of(template: str, *names: str) -> str:
    """Return a path with names in the place of `{}`; the key of a result holds slashes."""
    return template.format(*(quote(name, safe="/") for name in names))


def following(call: Call[Page[T]], page: Page[T]) -> Call[Page[T]] | None:
    """Return the call of the page after this one; None after the last."""
    cursor = page["cursor"]
    return replace(call, query={**call.query, "cursor": cursor}) if cursor else None


def check_call(detail: Detail, question: Question) -> Call[CheckAnswer | BriefAnswer]:
    """Return the call of the safety check."""
    body: dict[str, Any] = {name: value for name, value in question.items() if value is not None}
    release = body.pop("release", None)
    for name in ("medicines", "conditions"):
        if name in body:
            body[name] = [{"text": each} if isinstance(each, str) else each for each in body[name]]
    return Call("/v1/safety/checks", {"detail": detail, "release": release}, body)
