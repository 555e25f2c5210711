"""What is wrong with an answer, by kind. Knows the rules of the service, not its program."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from tests.hostile.attack import Attack, Json
from tests.hostile.nasty import MARK
from tests.hostile.wire import Answer, Exchange

HANG_SECONDS = 5.0
LONGEST_ERROR = 64 * 1024
PROBLEM = "application/problem+json"
FHIR = "application/fhir+json"
"""Errors of CDS Hooks."""

KINDS = {
    "5xx": "an error of the server's own",
    "hang": "no answer in time",
    "stalled": "nobody else was answered meanwhile",
    "died": "the server is gone",
    "no answer": "closed without an answer",
    "garbled": "bytes that are not an answer",
    "leak": "an error that shows the inside",
    "echo": "an error that repeats what was sent",
    "injected": "what was sent became part of the head or of a page",
    "undocumented": "a status that the document does not name",
    "media type": "another media type than documented",
    "invalid JSON": "JSON that is none, or a problem of another shape",
    "amplified": "an error longer than 64 KiB",
    "smuggled": "more answers than questions",
    "accepted": "an answer to what has to be refused",
    "headers": "a header missing or wrong",
    "misled": "a name of the caller's choosing in a link or redirect",
}
"""Every kind of finding."""

AROUND = Path(__file__).parents[3]
"""The folder that this checkout lies in."""

INSIDE = re.compile(
    re.escape(f"{AROUND}/")
    + r"|Traceback|File \"|site-packages|\.py\b|/usr/|/tmp/|/home/|sqlite|psycopg|postgres|sqlalchemy|pydantic"
    r"|starlette|uvicorn|fastapi|httptools|SELECT .+ FROM|[a-z]Error\b|[a-z]Exception\b|<class |object at 0x"
)
"""What an error of ours never says."""

EVERYWHERE = (
    "x-request-id",
    "x-content-type-options",
    "content-security-policy",
    "referrer-policy",
    "dataset-version",
)
"""Headers of every answer the program gives."""


def findings(attack: Attack, found: Exchange, document: Json) -> Iterator[tuple[str, str]]:
    """(kind, what was seen) of everything that is wrong."""
    if found.ended == "hung":
        yield "hang", f"after {found.seconds:.1f} s"
    if found.ended == "refused":
        yield "died", "nobody listens"
    if found.ended == "garbled":
        yield "garbled", repr(found.rest[:80])
    if not found.answers and found.ended == "closed" and not attack.silent:
        yield "no answer", "closed"
    if len(found.answers) > attack.most_answers:
        yield "smuggled", f"{len(found.answers)} answers: {[each.status for each in found.answers]}"
    for answer in found.answers:
        yield from of_answer(attack, answer, document)


def of_answer(attack: Attack, answer: Answer, document: Json) -> Iterator[tuple[str, str]]:
    """What is wrong with one answer."""
    kind = (answer.header("content-type") or "").partition(";")[0]
    text = answer.body.decode("utf-8", "replace")
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    if answer.status >= 500:
        yield "5xx", f"{answer.status} {text[:120]}"
    if attack.refused and answer.status < 400 and answer.status != 304:
        yield "accepted", f"{answer.status} {text[:120]}"
    if "x-injected" in dict(answer.headers) or (kind == "text/html" and f"<script>{MARK}" in text):
        yield "injected", head[:200]
    for name in ("location", "link", "content-location", "access-control-allow-origin", "refresh"):
        if f"evil{MARK}" in (answer.header(name) or ""):
            yield "misled", f"{name}: {answer.header(name)}"
    if "//evil" in text:
        yield "misled", text[:120]
    if answer.header("access-control-allow-credentials") is not None:
        yield "headers", "credentials of other origins"
    if answer.status >= 400:
        yield from of_error(attack, answer, kind, text + head)
    yield from of_form(answer, kind, text)
    yield from documented(attack, answer, kind, document)
    if attack.kind != "framing" or answer.header("x-request-id"):
        yield from of_headers(attack, answer)


def of_error(attack: Attack, answer: Answer, kind: str, text: str) -> Iterator[tuple[str, str]]:
    """What an error must not be."""
    if len(answer.body) > LONGEST_ERROR:
        yield "amplified", f"{len(answer.body)} bytes"
    if shown := INSIDE.search(text):
        yield "leak", text[max(0, shown.start() - 40) : shown.end() + 40]
    if attack.secret is not None and attack.secret in text and kind != "text/html":
        yield "echo", text[:200]
    spoken = (FHIR,) if "/cds-services" in attack.name.lower() else ()
    if kind not in (PROBLEM, "text/html", *spoken) and not attack.head:
        yield "media type", f"{answer.status} as {kind or 'nothing'}: {text[:60]}"
    if kind in (PROBLEM, FHIR) and answer.header("cache-control") != "no-store":
        yield "headers", f"an error that may be kept: {answer.header('cache-control')}"


def of_form(answer: Answer, kind: str, text: str) -> Iterator[tuple[str, str]]:
    """JSON is JSON, and a problem is a problem."""
    if not kind.endswith("json") or not answer.body:
        return
    try:
        content = json.loads(text, parse_constant=refuse)
    except ValueError:
        yield "invalid JSON", text[:120]
        return
    if kind == PROBLEM and not is_problem(content, answer.status):
        yield "invalid JSON", f"not a problem: {text[:120]}"
    if kind == FHIR and content.get("resourceType") != "OperationOutcome":
        yield "invalid JSON", f"not an outcome: {text[:120]}"


def refuse(word: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ValueError(word)


def is_problem(content: Any, status: int) -> bool:
    """Whether an error has the one shape of all errors, and at most 20 parts."""
    return (
        isinstance(content, dict)
        and set(content) == {"type", "code", "title", "status", "detail", "errors"}
        and content["status"] == status
        and len(content["errors"]) <= 20
        and all(set(each) == {"code", "place", "problem"} for each in content["errors"])
    )


def documented(attack: Attack, answer: Answer, kind: str, document: Json) -> Iterator[tuple[str, str]]:
    """Whether the operation may answer so."""
    if attack.operation is None:
        return
    answers = attack.operation.described["responses"]
    described = answers.get(str(answer.status)) or answers.get(f"{answer.status // 100}XX", {})
    if "$ref" in described:
        described = document["components"]["responses"][described["$ref"].rpartition("/")[2]]
    if str(answer.status) not in answers and f"{answer.status} (" not in described.get("description", ""):
        if answer.status != 304:  # documented for every operation at once
            yield "undocumented", str(answer.status)
        return
    media = described.get("content", {})
    if media and kind not in media and not (kind == "text/html" and "page wanted" in attack.name):
        yield "media type", f"{answer.status} as {kind}"


def of_headers(attack: Attack, answer: Answer) -> Iterator[tuple[str, str]]:
    """Headers that no answer lacks, and none has twice."""
    names = [name for name, _ in answer.headers]
    for name in EVERYWHERE:
        if name not in names:
            yield "headers", f"{answer.status} without {name}"
    for name in set(names) - {"set-cookie", "vary", "link"}:
        if names.count(name) > 1:
            yield "headers", f"{name} {names.count(name)} times"
    for name in ("server", "x-powered-by", "set-cookie"):
        if name in names:
            yield "headers", f"{name}: {answer.header(name)}"
    if answer.header("x-content-type-options") not in (None, "nosniff"):
        yield "headers", "nosniff"
    private = attack.operation is not None and attack.operation.method == "POST"
    if private and answer.header("cache-control") != "no-store":
        yield "headers", f"a check that may be kept: {answer.header('cache-control')}"
