"""The two faces of the client: `Client`, and `AsyncClient` with the same attributes to await."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any, Generic, Literal, Protocol, Self, TypeVar, Unpack, cast, overload

import httpx

from fibromag_client import models
from fibromag_client.calls import Call, Page, Question, Value, check_call, following, path_of
from fibromag_client.models import BriefAnswer, CheckAnswer, Detail

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
H = TypeVar("H", httpx.Client, httpx.AsyncClient)


# What an address answers with ---------------------------------------------------------------------


class Records(Generic[T]):
    """A list of the API and its records."""

    def __init__(self, client: Client, path: str) -> None:
        self.client, self.path = client, path

    def page(self, **filters: Value) -> Page[T]:
        """Return one page: the first, or the one that `cursor` begins."""
        return self.client.send(Call(self.path, filters))

    def all(self, **filters: Value) -> Iterator[T]:
        """Yield every record that the filters leave, page by page."""
        call: Call[Page[T]] | None = Call(self.path, filters)
        while call:
            page = self.client.send(call)
            yield from page["items"]
            call = following(call, page)

    def get(self, key: str, **query: Value) -> T:
        """Return the record with this slug or `id`."""
        return self.client.send(Call(path_of(self.path + "/{}", key), query))


class AsyncRecords(Generic[T]):
    """A list of the API and its records."""

    def __init__(self, client: AsyncClient, path: str) -> None:
        self.client, self.path = client, path

    async def page(self, **filters: Value) -> Page[T]:
        """Return one page: the first, or the one that `cursor` begins."""
        return await self.client.send(Call(self.path, filters))

    async def all(self, **filters: Value) -> AsyncIterator[T]:
        """Yield every record that the filters leave, page by page."""
        call: Call[Page[T]] | None = Call(self.path, filters)
        while call:
            page = await self.client.send(call)
            for item in page["items"]:
                yield item
            call = following(call, page)

    async def get(self, key: str, **query: Value) -> T:
        """Return the record with this slug or `id`."""
        return await self.client.send(Call(path_of(self.path + "/{}", key), query))


class Read(Protocol[T_co]):
    """What reads one address: the names in its path, then its parameters."""

    def __call__(self, *names: str, **query: Value) -> T_co: ...


class AsyncRead(Protocol[T_co]):
    """What reads one address: the names in its path, then its parameters."""

    async def __call__(self, *names: str, **query: Value) -> T_co: ...


class Collection(Generic[T]):
    """A list at an address, as an attribute of both faces."""

    def __init__(self, path: str) -> None:
        self.path = path

    @overload
    def __get__(self, client: Client, owner: Any) -> Records[T]: ...
    @overload
    def __get__(self, client: AsyncClient, owner: Any) -> AsyncRecords[T]: ...
    def __get__(self, client: Client | AsyncClient, owner: Any) -> Records[T] | AsyncRecords[T]:
        if isinstance(client, AsyncClient):
            return AsyncRecords(client, self.path)
        return Records(client, self.path)


class Document(Generic[T]):
    """Anything else at an address, as an attribute of both faces."""

    def __init__(self, path: str) -> None:
        self.path = path

    @overload
    def __get__(self, client: Client, owner: Any) -> Read[T]: ...
    @overload
    def __get__(self, client: AsyncClient, owner: Any) -> AsyncRead[T]: ...
    def __get__(self, client: Client | AsyncClient, owner: Any) -> Any:
        def read(*names: str, **query: Value) -> Any:
            call: Call[T] = Call(path_of(self.path, *names), query)
            return client.send(call)

        return read


# The addresses ------------------------------------------------------------------------------------


class Addresses:
    """Every address of the API that answers in JSON, but the checks."""

    biomarkers = Collection[models.Biomarker]("/v1/biomarkers")
    bias_assessments = Collection[models.BiasAssessment]("/v1/bias-assessments")
    claims = Collection[models.Claim]("/v1/claims")
    conditions = Collection[models.Condition]("/v1/conditions")
    disagreements = Collection[models.Disagreement]("/v1/disagreements")
    domains = Collection[models.Domain]("/v1/domains")
    everyday_conditions = Collection[models.EverydayCondition]("/v1/everyday-conditions")
    evidence_profiles = Collection[models.EvidenceProfile]("/v1/evidence-profiles")
    forms = Collection[models.Form]("/v1/forms")
    groups = Collection[models.TidyGroup]("/v1/groups")
    interactions = Collection[models.Rule]("/v1/safety/interactions")
    limits = Collection[models.Limit]("/v1/limits")
    mechanisms = Collection[models.Mechanism]("/v1/mechanisms")
    medicine_classes = Collection[models.MedicineClass]("/v1/medicine-classes")
    outcomes = Collection[models.TidyOutcome]("/v1/outcomes")
    preparations = Collection[models.Preparation]("/v1/preparations")
    questions = Collection[models.TidyQuestion]("/v1/questions")
    rules = Collection[models.Rule]("/v1/safety/rules")
    search = Collection[models.SearchHit]("/v1/search")
    searches = Collection[models.LiteratureSearch]("/v1/searches")
    selection = Collection[models.ScreenedRecord]("/v1/selection")
    sources = Collection[models.Source]("/v1/sources")
    substances = Collection[models.Substance]("/v1/substances")
    test_vectors = Collection[models.CheckVector]("/v1/safety/test-vectors")
    trials = Collection[models.Trial]("/v1/trials")

    article = Document[models.ArticleOverview]("/v1/article")
    bias_figure = Document[models.BiasFigure]("/v1/figures/risk-of-bias/{}")
    changes = Document[models.ReleaseChanges]("/v1/releases/{}/changes")
    coverage = Document[models.Coverage]("/v1/claims/coverage")
    dataset = Document[models.DatasetAbout]("/v1/dataset")
    domain_figure = Document[models.Figure]("/v1/figures/domains/{}")
    evidence_map = Document[models.EvidenceMap]("/v1/evidence-map")
    evidence_map_figure = Document[models.Figure]("/v1/figures/evidence-map")
    findings = Document[models.SummaryOfFindings]("/v1/evidence-profiles/{}/summary-of-findings")
    medicine = Document[models.MedicineLookup]("/v1/medicines")
    releases = Document[models.ReleaseList]("/v1/releases")
    selection_figure = Document[models.SelectionFlow]("/v1/figures/selection")
    start = Document[models.Entry]("/v1")
    summaries = Document[models.DomainSummaries]("/v1/summaries")
    summary = Document[models.DomainSummary]("/v1/domains/{}/summary")
    vocabularies = Document[models.Vocabularies]("/v1/vocabularies")
    vocabulary = Document[models.Words]("/v1/vocabularies/{}")


# The faces ----------------------------------------------------------------------------------------


class Face(Addresses, Generic[H]):
    """Asks the API at an address.

    `retries` is how often a request is repeated where the API says `Retry-After`, unless that is more than
    `longest_wait` seconds. `http` is a client of yours, with your proxy or certificates; you close it.
    """

    new_http: type[H]

    def __init__(
        self, base_url: str, *, retries: int = 2, longest_wait: float = 60, http: H | None = None
    ) -> None:
        self.base_url, self.retries, self.longest_wait = base_url, retries, longest_wait
        self.http: H = http or self.new_http(timeout=30)
        self.owned = http is None

    def request(self, call: Call[Any]) -> httpx.Request:
        """Return the request of a call."""
        return self.http.build_request(**call.request(self.base_url))


class Client(Face[httpx.Client]):
    """Asks the API at an address, and waits for each answer.

    Raises `ProblemError` for an answer that is not a success, and what httpx raises where there is no answer.
    """

    new_http = httpx.Client

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections, unless `http` was given."""
        if self.owned:
            self.http.close()

    def send(self, call: Call[T]) -> T:
        """Make a call and return its answer."""
        exchange = call.exchange(self.retries, self.longest_wait)
        wait = next(exchange)
        try:
            while True:
                time.sleep(wait)
                wait = exchange.send(self.http.send(self.request(call)))
        except StopIteration as answered:
            return cast(T, answered.value)

    @overload
    def check(self, *, detail: Literal["full"] = "full", **question: Unpack[Question]) -> CheckAnswer: ...
    @overload
    def check(self, *, detail: Literal["brief"], **question: Unpack[Question]) -> BriefAnswer: ...
    def check(self, *, detail: Detail = "full", **question: Unpack[Question]) -> Any:
        """Check magnesium against a person's medicines and conditions."""
        return self.send(check_call(detail, question))


class AsyncClient(Face[httpx.AsyncClient]):
    """Asks the API at an address; everything is as in `Client`, and awaited."""

    new_http = httpx.AsyncClient

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections, unless `http` was given."""
        if self.owned:
            await self.http.aclose()

    async def send(self, call: Call[T]) -> T:
        """Make a call and return its answer."""
        exchange = call.exchange(self.retries, self.longest_wait)
        wait = next(exchange)
        try:
            while True:
                await asyncio.sleep(wait)
                wait = exchange.send(await self.http.send(self.request(call)))
        except StopIteration as answered:
            return cast(T, answered.value)

    @overload
    async def check(
        self, *, detail: Literal["full"] = "full", **question: Unpack[Question]
    ) -> CheckAnswer: ...
    @overload
    async def check(self, *, detail: Literal["brief"], **question: Unpack[Question]) -> BriefAnswer: ...
    async def check(self, *, detail: Detail = "full", **question: Unpack[Question]) -> Any:
        """Check magnesium against a person's medicines and conditions."""
        return await self.send(check_call(detail, question))
