"""Pages: how documents become HTML, and what every page is sent with.

What must stay true: everything is escaped; a page loads from this server only and needs no script; a
browser that asks for a page gets a page, also when something is wrong.
"""

import re
from typing import Any

from fastapi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.datastructures import Headers
from starlette.types import Scope

from app.evidence.labels import SAID
from app.models import DatasetStamp
from app.models.outcome import AnalysisSet, OutcomeFields, Role

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The content security policy of every page."""

SIGNS = {
    "favours_magnesium": ("▲", "toward"),
    "improved_within_group": ("△", "toward"),
    "no_clear_difference": ("●", "level"),
    "unchanged_within_group": ("○", "level"),
    "mixed": ("◇", "level"),
    "not_reported": ("?", "level"),
    "favours_comparator": ("▼", "away"),
    "worsened_within_group": ("▽", "away"),
}
"""Direction → its sign and its colour, as in the figures: filled where something was compared."""

FILLED = {"high": 4, "moderate": 3, "low": 2, "very_low": 1, "not_rated": 0}
"""GRADE certainty → how many of its four signs are filled."""

WITH_A_PAGE = {
    "claims": "/claims#{0}",
    "disagreements": "/disagreements#{0}",
    "domains": "/domains/{0}",
    "mechanisms": "/mechanisms#{0}",
    "sources": "/sources/{0}",
    "trials": "/trials/{0}",
}
"""Collections whose records have a page, or a place on one; all others have their JSON."""


def spoken(word: str | None) -> str:
    """A word of a vocabulary as people write it."""
    return "" if word is None else str(word).replace("_", " ")


def number(value: float | None) -> str:
    """A number without a needless `.0`, with a real minus."""
    return "" if value is None else f"{value:g}".replace("-", "−")


def opening(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def circumstances(outcome: OutcomeFields) -> list[str]:
    """How, when, in whom and as what a result was measured, as far as it was read."""
    when = f"{outcome.timepoint_weeks:g} weeks" if outcome.timepoint_weeks is not None else None
    role = f"{outcome.role} endpoint" if outcome.role in (Role.primary, Role.secondary) else None
    people = spoken(outcome.analysis_set) if outcome.analysis_set is not AnalysisSet.not_stated else None
    blinded = {True: "blinded", False: "not blinded", None: None}[outcome.blinded]
    said = (outcome.instrument, outcome.timepoint_reported or when, role, people, blinded)
    return [each for each in said if each is not None]


def address(reference: str) -> str:
    """Where a reader finds `collection/slug` or `trials/slug/name`."""
    collection, _, slug = reference.partition("/")
    if collection in WITH_A_PAGE:
        return WITH_A_PAGE[collection].format(slug.replace("/", "#"))
    return (
        f"/v1/safety/{reference}"
        if collection == "rules"
        else f"/v1/{reference.split('/')[0]}/{slug.split('/')[0]}"
    )


def prose(text: str | None) -> Markup:
    """Paragraphs, lists and `code` of a description as HTML."""
    parts = []
    for block in re.split(r"\n\s*\n", str(escape((text or "").strip()))):
        block = re.sub(r"`([^`]+)`", r"<code>\1</code>", block)
        lines = [line.strip() for line in block.splitlines()]
        if all(line.startswith("- ") for line in lines):
            parts.append("<ul>" + "".join(f"<li>{line[2:]}</li>" for line in lines) + "</ul>")
        elif block:
            parts.append(f"<p>{' '.join(lines)}</p>")
    return Markup("".join(parts))  # noqa: S704 - escaped above, before any tag was made


JINJA = Environment(loader=PackageLoader("app.web"), autoescape=True, undefined=StrictUndefined)
JINJA.filters.update(
    spoken=spoken, number=number, opening=opening, circumstances=circumstances, address=address, prose=prose
)
JINJA.globals.update(SIGNS=SIGNS, SAID=SAID, FILLED=FILLED)


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A page as the answer to a request."""
    stamp: DatasetStamp = request.app.state.resources.database.stamp
    return written(template, str(request.url.path), stamp, status, **values)


def written(template: str, path: str, stamp: DatasetStamp, status: int = 200, **values: Any) -> Response:
    """A page with its headers. What is not simply found is kept by nobody."""
    text = JINJA.get_template(template).render(path=path, stamp=stamp, **values)
    headers = {"content-security-policy": CSP}
    if status != 200:
        headers["cache-control"] = "no-store"
    return Response(text, status, headers, "text/html")


def wants_page(scope: Scope) -> bool:
    """Whether a browser asks for a page: it names HTML, and the address is none of the API's."""
    api = scope["path"] == "/v1" or scope["path"].startswith("/v1/")
    return not api and "text/html" in Headers(scope=scope).get("accept", "")


def problem_page(stamp: DatasetStamp, scope: Scope, problem: dict[str, Any]) -> Response:
    """A problem as a page; a name that was suggested becomes a link."""
    path: str = scope["path"]
    parent, _, _ = path.rpartition("/")
    suggested = re.search(r"did you mean '([a-z0-9-]+)'", problem["detail"])
    instead = f"{parent}/{suggested[1]}" if suggested else None
    return written("problem.html", path, stamp, problem["status"], problem=problem, instead=instead)
