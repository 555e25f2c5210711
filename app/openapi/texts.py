"""The words of the OpenAPI document: description, tags, headers, problems and files."""

from dataclasses import dataclass
from typing import Any

from app.errors import FAILED, WRONG, Fault, FaultCode
from app.formats.list_formats import MEDIA_TYPES

DESCRIPTION = """\
The clinical evidence on magnesium for fibromyalgia: one lay article, audited sentence by sentence, and the
primary record behind it.

Every value names its source and says how far that source was read. A value that a source does not report is
null, with the reason in `absent`. Null and negative results are listed beside positive ones. Mechanisms and
blood values never count as clinical evidence.

The API informs professionals and careful readers. It does not prescribe. No record here is no proof that
nothing can happen.

A list comes page by page: `next` is the address of the next page. It is in the order of its keys or of
`sort`; then records without a value come last, and words stand in the order of their vocabulary. Several
values of a parameter have commas between them: `domain=sleep,pain`.

Every GET endpoint supports HEAD. An unknown parameter is refused with status 422. Every response names its
dataset in `Dataset-Version` and its line in the server's log in `X-Request-Id`; `Cache-Control` says how long
it may be kept. An `ETag` that is sent as `If-None-Match` gets 304 while the answer is the same.
"""

LICENCE = {"name": "Apache 2.0 (program), CC BY 4.0 (data)", "identifier": "Apache-2.0 AND CC-BY-4.0"}


@dataclass(frozen=True)
class Tag:
    """A part of the API, as people look for it."""

    name: str
    description: str
    paths: tuple[str, ...]
    """Beginnings of the paths of its operations; the longest that fits counts."""


DATA_FILES = "Data files"

TAGS = (
    Tag("Evidence", "What is known: claims of the article, summaries, certainty, sources.", ("/v1",)),
    Tag("Trials", "The clinical trials, with their arms and results.", ("/v1/trials",)),
    Tag("Outcomes", "The results of all trials, one row each.", ("/v1/outcomes",)),
    Tag(
        "Safety",
        "Reasons not to take magnesium, and what was not checked.",
        ("/v1/safety", "/v1/medicines"),
    ),
    Tag("CDS Hooks", "The safety check for health record systems: CDS Hooks 2.0.1.", ("/cds-services",)),
    Tag(
        DATA_FILES,
        "Whole lists, releases and the whole dataset, as files.",
        ("/data", "/v1/dataset", "/v1/releases"),
    ),
    Tag(
        "Vocabularies",
        "Closed lists of words, and names by which medicines and conditions are recognised; no evidence.",
        ("/v1/vocabularies", "/v1/substances", "/v1/everyday-conditions"),
    ),
    Tag("Service", "Health checks and metrics, for operators.", ("/livez", "/readyz", "/metrics")),
)

RETRY_AFTER = "Seconds to wait before the next attempt; with 429 and 503."
"""Description of the header that only problems have."""


NO_STORE = {
    "description": "The response must not be stored.",
    "schema": {"type": "string", "const": "no-store"},
}
"""Header `Cache-Control` of answers that are not to be stored."""


@dataclass(frozen=True)
class ProblemExample:
    """When a problem is returned, and an example."""

    when: str
    request: str
    """A request that gets it."""
    detail: str
    errors: tuple[Fault, ...] = ()


PROBLEMS = {
    400: ProblemExample(
        "The request cannot be read as text or, where it has a body, as JSON.",
        "GET /v1/search?q=%00",
        "The address holds characters that are not plain UTF-8 text.",
    ),
    404: ProblemExample(
        "There is no such record; a name that is nearly the same is suggested.",
        "GET /v1/trials/macian-2023",
        "There is no such trial; did you mean 'macian-2022'?",
    ),
    405: ProblemExample(
        "The address does not support this method; `Allow` lists those it supports.",
        "DELETE /v1/trials",
        "This address does not support this method; `Allow` lists those it supports.",
    ),
    406: ProblemExample(
        "The `Accept` header excludes JSON. The addresses of files are named.",
        "GET /v1/trials",
        "This address answers with JSON, which `Accept` excludes.",
    ),
    408: ProblemExample(
        "The request was not complete in time; the connection is closed.",
        "POST /v1/safety/checks",
        "The request was not complete in time.",
    ),
    413: ProblemExample(
        "The body is longer than 256 KiB.",
        "POST /v1/safety/checks",
        "A body may have at most 262144 bytes.",
    ),
    414: ProblemExample(
        "The address is longer than 8 KiB.",
        "GET /v1/search?q=…",
        "An address may have at most 8192 bytes.",
    ),
    415: ProblemExample(
        "The body is compressed, or its `Content-Type` is not JSON in UTF-8.",
        "POST /v1/safety/checks",
        "A body has to be application/json, in UTF-8.",
    ),
    416: ProblemExample(
        "The `Range` header asks for a part behind the end of a file.",
        "GET /data",
        "The file ends before that.",
    ),
    421: ProblemExample(
        "The service does not answer for this host name.",
        "GET /v1",
        "This service is not known by that host name: see FIBROMAG_HOSTS.",
    ),
    422: ProblemExample(
        "A part of the request is invalid. Every such part is listed, with the values that are allowed.",
        "GET /v1/trials?limit=0",
        WRONG,
        (
            Fault(
                code=FaultCode.invalid_value,
                place="query.limit",
                problem="should be greater than or equal to 1",
            ),
        ),
    ),
    429: ProblemExample(
        "The client exceeded its rate limit, where one is set. `RateLimit` and `RateLimit-Policy`, on every "
        "response then, say what is left.",
        "GET /v1",
        "Too many requests came from this address; try again later.",
    ),
    431: ProblemExample(
        "The head of the request has more than 64 fields, or 16 KiB.",
        "GET /v1",
        "A head may have at most 64 fields and 16384 bytes.",
    ),
    500: ProblemExample(
        "The server failed. Its log has the failure, without the request.", "GET /v1", FAILED
    ),
    503: ProblemExample(
        "The database does not answer, or holds another dataset than when the server started; or the server "
        "answers as many requests as it can.",
        "GET /readyz",
        "The database does not answer; try again soon.",
    ),
}
"""Status → the problem; `problem_responses` names those of an operation."""

EVERYWHERE = (400, 405, 406, 408, 413, 414, 421, 429, 431, 500, 503)
"""Problems that the middleware may return for any request."""

NAMED = (401, 404, 412, 413, 415, 422)
"""Problems that operations name; `4XX` and `5XX` stand for all others."""

TABLE_FORMAT = "csv"
"""The format of a list that has operations of its own."""

BYTE_RANGE = "With `Range` and without filters: `Location` is the exported file, which has byte ranges."

TABLE_FILE = "Every matching record, one per row; the first row names the columns."

FORMATS = {media_type.partition(";")[0]: format for format, media_type in MEDIA_TYPES.items()}
"""Media type → the format of a list, for formats other than JSON."""

JSON_BODY = "application/json"

Json = dict[str, Any]
