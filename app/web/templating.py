"""Render templates to responses, with the headers that every page is sent with.

What must stay true: everything is escaped; a page loads from this server only and needs no script; a
browser that asks for a page gets a page, also when something is wrong.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from fastapi import Request, Response
from starlette.datastructures import Headers
from starlette.types import Scope

from app.api.responses import service_address
from app.errors import Problem
from app.evidence.labels import count_in_words, label, no_effect_shown
from app.models import DatasetStamp
from app.registry import by_name
from app.safety.actions import number_of_hours
from app.web.doses import dose_people, limit_amount
from app.web.presenters import circumstances, sources_of
from app.web.record_fields import other_fields
from app.web.text import (
    capitalised,
    collection_word,
    format_number,
    plain_word,
    prose_html,
    record_words,
    stated_number,
)

if TYPE_CHECKING:
    from jinja2 import Environment

PAGE_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content security policy of every page."""


def record_url(reference: str) -> str:
    """Return the address of `collection/slug` or `trials/slug/name`: its page, or else its JSON."""
    name, _, slug = reference.partition("/")
    if name == "outcomes":  # `trial/name`: a place on the page of the trial
        name = "trials"
    collection = by_name(name)
    if collection.page is not None:
        return collection.page.format(slug.replace("/", "#"))
    return f"/v1/{collection.address}/{slug.partition('/')[0]}"


PAGES = {
    "/": "The evidence by symptom.",
    "/trials": "Trials and reviews.",
    "/article": "What the article says, by topic.",
    "/claims": "The article, audited sentence by sentence.",
    "/mechanisms": "How magnesium might act.",
    "/forms": "Forms of magnesium, and how much magnesium is in each.",
    "/doses": "How much magnesium: limits and recommendations by country and age.",
    "/harms": "Unwanted effects: what studies counted, and what labels say.",
    "/disagreements": "Questions on which sources disagree.",
    "/comparisons": "Comparisons, each with its summary of findings.",
    "/risk-of-bias": "Risk of bias of each study and review, by domain.",
    "/selection": "How records were found, and which were left out.",
    "/sources": "Every source, and how far it was read.",
    "/medicines": "Medicines, and what is recorded about each with magnesium.",
    "/safety": "The safety check: reasons not to take magnesium.",
    "/rules": "Every rule of the safety check, the most severe first.",
    "/search": "Search the whole dataset.",
    "/data": "The files to download, and how to read and cite them.",
    "/docs": "The API, to try.",
    "/reference": "The API, to read.",
    "/problems": "What can be wrong with a request, and what to do.",
    "/changes": "Releases of the dataset, and what changed.",
    "/method": "How records get into the dataset, and how they are judged.",
    "/about": "What the dataset is, how it was made, and how to cite it.",
}
"""Pages that are no single record."""

FILTERS = (
    capitalised,
    circumstances,
    collection_word,
    count_in_words,
    limit_amount,
    dose_people,
    format_number,
    label,
    no_effect_shown,
    number_of_hours,
    other_fields,
    prose_html,
    plain_word,
    record_url,
    record_words,
    sources_of,
    stated_number,
)


@cache
def environment() -> "Environment":
    """Return the templates; the first page loads Jinja."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    found = Environment(loader=PackageLoader("app.web"), autoescape=True, undefined=StrictUndefined)
    found.filters |= {function.__name__: function for function in FILTERS}
    found.globals["PAGES"] = PAGES
    return found


def render_page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Render a template as the response to a request; `here` is the address of the service."""
    stamp: DatasetStamp = request.app.state.resources.database.stamp
    values = {"here": service_address(request)} | values
    return render(template, str(request.url.path), stamp, status, **values)


def render(template: str, path: str, stamp: DatasetStamp, status: int = 200, **values: Any) -> Response:
    """Render a template with the headers of a page; only a 200 may be cached."""
    text = environment().get_template(template).render(path=path, stamp=stamp, **values)
    headers = {"content-security-policy": PAGE_CSP}
    if status != 200:
        headers["cache-control"] = "no-store"
    return Response(text, status, headers, "text/html")


def wants_page(scope: Scope) -> bool:
    """Return whether a request accepts HTML and its address is outside the API."""
    api = scope["path"] == "/v1" or scope["path"].startswith("/v1/")
    return not api and "text/html" in Headers(scope=scope).get("accept", "")


def problem_page(stamp: DatasetStamp, scope: Scope, problem: Problem) -> Response | None:
    """Return a problem as a page, if one is wanted; a suggested name becomes a link."""
    if not wants_page(scope):
        return None
    path: str = scope["path"]
    parent, _, _ = path.rpartition("/")
    suggested = re.search(r"did you mean '([a-z0-9-]+)'", problem.detail)
    instead = f"{parent}/{suggested[1]}" if suggested else None
    return render("problem.html", path, stamp, problem.status, problem=problem.model_dump(), instead=instead)
