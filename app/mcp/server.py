"""The MCP server: tools and resources for assistants, in the words of the API.

What must stay true: a tool gives what the API gives, from the same code. Each answer names the dataset and
carries the notice. Every tool only reads.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import from_json

from app import __version__
from app.api.dependencies import Resources
from app.api.medicines import MedicineLookup, medicine_lookup
from app.api.parameters import selected
from app.db import queries
from app.db.errors import BadQuestionError, NotFoundError
from app.db.search import search
from app.errors import faults_of
from app.evidence.schemas import DomainSummary
from app.formats.citations import CITATION_WRITERS, CitedSource
from app.medicines.names import fold
from app.models import DatasetStamp, Source
from app.models.collection import Collection, RegistryError
from app.registry import LISTS, by_name
from app.safety.answers import CheckAnswer
from app.safety.check import NOTICE
from app.safety.request import CheckRequest
from app.suggestions import did_you_mean, did_you_mean_record

INSTRUCTIONS = f"""\
Clinical evidence on magnesium for fibromyalgia, and a check of magnesium against medicines and conditions.
Quote results with their source and how far it was read. Name null and negative results too. Repeat what an
answer lists as not checked. {NOTICE}"""

READ_ONLY = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)

HIGHEST_LIMIT = 20

MOST_LISTED = 100
"""Maximum number of records on one page of a list."""

RESOURCE_TYPE = "application/json"


class ToolAnswer(BaseModel):
    """What every answer of a tool has."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    dataset: DatasetStamp
    """Dataset that the answer was made from."""
    notice: str = NOTICE


class EvidenceHit(BaseModel):
    """One record that a search found."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    collection: str
    key: str
    """Slug of the record; for outcomes, `trial/name`."""
    title: str
    snippet: str
    """Text around the first word that was found."""


class EvidenceHits(ToolAnswer):
    """The records that a search found, best first."""

    total: int
    """Number of records found, of which the first are listed."""
    hits: list[EvidenceHit]


class EvidenceRecord(ToolAnswer):
    """One record of the dataset."""

    collection: str
    key: str
    url: str
    """Address of the record below the service."""
    record: dict[str, Any]
    """The record, with its sources in `provenance`, and in `absent` why a value is null."""


class EvidenceList(ToolAnswer):
    """One page of a list."""

    total: int
    """Number of records that match."""
    records: list[dict[str, Any]]
    """The records of this page."""
    cursor: str | None
    """`cursor` of the next page; null on the last one."""


class SymptomSummary(ToolAnswer):
    """What is known of magnesium for one symptom."""

    summary: DomainSummary


class ResolvedMedicine(ToolAnswer):
    """What the safety check understands by a name."""

    medicine: MedicineLookup


class Citation(ToolAnswer):
    """A source, ready to cite."""

    citation: str


@dataclass(frozen=True)
class RefusedRequest:
    """A request to the check that is not understood."""

    why: str
    """Every problem with its place, in the words of the API, which repeat no value."""


def read_check_request(value: Any, read: ValidatorFunctionWrapHandler) -> CheckRequest | RefusedRequest:
    """Return a request to the check, or what is wrong with it.

    What the SDK says of arguments that it refuses repeats them.
    """
    try:
        request: CheckRequest = read(value)
    except ValidationError as error:
        faults = faults_of(error, CheckRequest).errors
        return RefusedRequest("; ".join(f"{each.place}: {each.problem}" for each in faults))
    return request


class EvidenceTools:
    """The tools; each method is one, and its docstring is what an assistant reads."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources
        self.stamp = resources.database.stamp

    def search_evidence(
        self,
        query: Annotated[str, Field(min_length=1, max_length=200)],
        limit: Annotated[int, Field(ge=1, le=HIGHEST_LIMIT)] = 5,
    ) -> EvidenceHits:
        """Find records by words: trials, outcomes, claims of the article, safety rules, sources."""
        with self.resources.database.connect() as connection:
            found, total, _ = search(connection, self.stamp, query, limit, None)
        hits = [
            EvidenceHit(collection=hit.collection, key=hit.slug, title=hit.title, snippet=hit.snippet)
            for hit in found
        ]
        return EvidenceHits(dataset=self.stamp, total=total, hits=hits)

    def get_record(self, collection: str, key: str) -> EvidenceRecord:
        """Return one record whole, with its sources. `collection` and `key` are those of a search hit."""
        text = self._document(collection, key)
        return EvidenceRecord(
            dataset=self.stamp,
            collection=collection,
            key=key,
            url=f"/v1/{by_name(collection).address}/{key}",
            record=from_json(text),
        )

    def list_records(
        self,
        collection: str,
        filters: dict[str, str] | None = None,
        sort: str | None = None,
        limit: Annotated[int, Field(ge=1, le=MOST_LISTED)] = 20,
        cursor: str | None = None,
    ) -> EvidenceList:
        """Return the records of a list that match filters, as `outcomes` with `{"domain": "sleep,pain"}`.

        Filters and `sort` are those of the API: several values have commas between them.
        """
        listed = self._collection(collection)
        try:
            query = selected(listed).model_validate({**(filters or {}), **({"sort": sort} if sort else {})})
            with self.resources.database.connect() as connection:
                page = queries.page(
                    connection, self.stamp, listed, query.asked(), limit, cursor, query.order()
                )
        except ValidationError as error:
            faults = faults_of(error, selected(listed)).errors
            raise ToolError("; ".join(f"{each.place}: {each.problem}" for each in faults)) from None
        except BadQuestionError as error:
            raise ToolError(f"{error.place}: {error}") from None
        records = [from_json(text) for text in page.items]
        return EvidenceList(dataset=self.stamp, total=page.total, records=records, cursor=page.next)

    def summarise_symptom(self, symptom: str) -> SymptomSummary:
        """Return what is known of magnesium for one symptom: results, certainty with reasons, gaps.

        `symptom` is a name such as `pain`, `sleep` or `fatigue`.
        """
        published = self.resources.summaries
        slugs = {
            fold(name): domain.slug
            for domain in published.domains
            for name in (*domain.synonyms, domain.name, domain.slug)
        }
        slug = slugs.get(fold(symptom))
        if slug is None:
            raise ToolError(f"there is no such symptom{did_you_mean_record(symptom, slugs)}")
        return SymptomSummary(dataset=self.stamp, summary=published.summaries[slug])

    def resolve_medicine(self, name: Annotated[str, Field(min_length=1, max_length=255)]) -> ResolvedMedicine:
        """Return which medicine a name, brand or line of a record stands for. It never guesses."""
        checker = self.resources.checker.trusted()
        medicine = medicine_lookup(checker, self.resources.database, name)
        return ResolvedMedicine(dataset=self.stamp, medicine=medicine)

    def check_magnesium(
        self, request: Annotated[CheckRequest, WrapValidator(read_check_request)]
    ) -> CheckAnswer:
        """Return what is recorded on magnesium with a person's medicines, and what was not checked.

        Give what is known; the answer names what is missing. No record is no proof that nothing can
        happen.
        """
        if isinstance(request, RefusedRequest):
            raise ToolError(request.why)
        return self.resources.checker.trusted().check(request)

    def cite(self, source: str, style: Literal["bib", "ris"] = "bib") -> Citation:
        """Return a source as BibTeX or RIS. `source` is its slug, as `provenance` names it."""
        found = Source.model_validate_json(self._document("sources", source))
        text = CITATION_WRITERS[style]([CitedSource(found)]).decode()
        return Citation(dataset=self.stamp, citation=text)

    def _document(self, collection: str, key: str) -> str:
        """Return the JSON of a record; raise `ToolError` with a suggestion when there is none."""
        found = self._collection(collection)
        try:
            with self.resources.database.connect() as connection:
                return queries.one(connection, found, key)
        except NotFoundError as error:
            raise ToolError(str(error)) from None

    def _collection(self, name: str) -> Collection:
        """Return a collection; raise `ToolError` with a suggestion when there is none."""
        try:
            return by_name(name)
        except RegistryError:
            names = [each.name for each in LISTS]
            raise ToolError(f"there is no such collection{did_you_mean(name, names)}") from None

    def read_dataset(self) -> str:
        """Return the description of the dataset: version, digest, counts, intended use, citation."""
        with self.resources.database.connect() as connection:
            return queries.dataset_text(connection)

    def read_record(self, collection: str, key: str) -> str:
        """Return one record as JSON."""
        return self._document(collection, key)


def create_server(resources: Resources) -> MCPServer[Any]:
    """Return the MCP server of a dataset."""
    tools = EvidenceTools(resources)
    server: MCPServer[Any] = MCPServer(
        "fibromag", title="fibromag", version=__version__, instructions=INSTRUCTIONS, log_level="WARNING"
    )
    for tool in (
        tools.search_evidence,
        tools.get_record,
        tools.list_records,
        tools.summarise_symptom,
        tools.resolve_medicine,
        tools.check_magnesium,
        tools.cite,
    ):
        server.add_tool(tool, annotations=READ_ONLY)
    server.resource("fibromag://dataset", mime_type=RESOURCE_TYPE)(tools.read_dataset)
    server.resource("fibromag://{collection}/{key}", mime_type=RESOURCE_TYPE)(tools.read_record)
    return server
