"""Files that machines ask for: robots.txt, sitemap, API catalogue, llms.txt, security.txt, icons.

What must stay true: every address they name is answered, and is absolute.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from xml.etree import ElementTree

from fastapi import Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from app.api.dependencies import Db, Served
from app.api.responses import service_address
from app.api.routing import Router
from app.db import queries
from app.db.database import Database
from app.db.errors import NotFoundError
from app.registry import COLLECTIONS
from app.web.templating import PAGES

router = Router(include_in_schema=False)

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'

DATA = {
    "/v1": "Entry point of the API: links to every list.",
    "/openapi.json": "OpenAPI description of the API.",
    "/v1/summaries": "What is known for each symptom, with certainty and gaps.",
    "/v1/outcomes.csv": "Every result as one table.",
    "/v1/safety/rules": "Every safety rule with its sources.",
    "/v1/releases": "Releases of the dataset, and the changes between them.",
    "/data": "Every list in every format, as files.",
}
"""Addresses for programs."""

VALID_DAYS = 365
"""Days after the release for which security.txt is valid."""


ICONS = {
    "/favicon.ico": "favicon.ico",
    "/apple-touch-icon.png": "apple-touch-icon.png",
    "/apple-touch-icon-precomposed.png": "apple-touch-icon.png",
}
"""Addresses of icons that browsers ask for unasked → files in `static/`."""

ICON_SECONDS = 7 * 24 * 3600
"""How long a browser may keep an icon."""


@router.get("/favicon.ico")
@router.get("/apple-touch-icon.png")
@router.get("/apple-touch-icon-precomposed.png")
def icon(request: Request) -> Response:
    """Return the icon of the service."""
    name = ICONS[request.url.path]
    content = files("app.web").joinpath("static", name).read_bytes()
    kind = "image/png" if name.endswith(".png") else "image/vnd.microsoft.icon"
    return Response(content, headers={"cache-control": f"public, max-age={ICON_SECONDS}"}, media_type=kind)


@router.get("/robots.txt")
def robots(request: Request, served: Served) -> Response:
    """Allow every robot everything, and name the sitemap."""
    found = f"{service_address(request)}/sitemap.xml"
    return PlainTextResponse(f"User-agent: *\nAllow: /\nSitemap: {found}\n")


@router.get("/sitemap.xml")
def sitemap(request: Request, served: Served, db: Db) -> Response:
    """Return the address of every page (sitemaps.org)."""
    address = service_address(request)
    with db.connect() as connection:
        released = queries.dataset(connection)["released"]
    ElementTree.register_namespace("", SITEMAP)
    root = ElementTree.Element(f"{{{SITEMAP}}}urlset")
    for page in (*PAGES, *record_pages(db)):
        url = ElementTree.SubElement(root, f"{{{SITEMAP}}}url")
        ElementTree.SubElement(url, f"{{{SITEMAP}}}loc").text = address + page
        ElementTree.SubElement(url, f"{{{SITEMAP}}}lastmod").text = released
    content = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(content, media_type="application/xml")


def record_pages(db: Database) -> Iterator[str]:
    """Yield the page of every record that has one of its own."""
    with db.connect() as connection:
        for collection in COLLECTIONS:
            if collection.page is not None and "#" not in collection.page:
                for slug in queries.names(connection, collection.model):
                    yield collection.page.format(slug)


@router.get("/.well-known/api-catalog")
def api_catalog(request: Request, served: Served) -> Response:
    """Return the catalogue of the APIs of this host (RFC 9727), as a linkset (RFC 9264)."""
    address = service_address(request)
    apis = [
        {
            "anchor": f"{address}/v1",
            "service-desc": [{"href": f"{address}/openapi.json", "type": "application/vnd.oai.openapi+json"}],
            "service-doc": [{"href": f"{address}/docs", "type": "text/html"}],
            "status": [{"href": f"{address}/readyz", "type": "application/json"}],
        },
        {
            "anchor": f"{address}/cds-services",
            "service-doc": [{"href": "https://cds-hooks.hl7.org/", "type": "text/html"}],
        },
    ]
    return JSONResponse({"linkset": apis}, media_type=LINKSET)


@router.get("/.well-known/security.txt")
def security(request: Request, served: Served, db: Db) -> Response:
    """Return where to report a vulnerability (RFC 9116); not found unless the operator named a contact."""
    contact = served.settings.security_contact
    if not contact:
        raise NotFoundError("the operator of this service named no contact: see FIBROMAG_SECURITY_CONTACT")
    with db.connect() as connection:
        released = date.fromisoformat(queries.dataset(connection)["released"])
    expires = released + timedelta(days=VALID_DAYS)
    canonical = f"{service_address(request)}/.well-known/security.txt"
    return PlainTextResponse(
        f"Contact: {contact}\nExpires: {expires}T00:00:00Z\nPreferred-Languages: en\nCanonical: {canonical}\n"
    )


@router.get("/llms.txt")
def llms(request: Request, served: Served, db: Db) -> Response:
    """Return what the service is and where to read, for language models (llmstxt.org)."""
    address = service_address(request)
    with db.connect() as connection:
        about = queries.dataset(connection)
    paragraphs = (
        f"# {about['title']}",
        f"> {about['intended_use']}",
        about["not_for"],
        f"Cite: {about['cite']}",
    )
    lines = "\n\n".join(paragraphs).splitlines()
    for heading, links in (("Data", DATA), ("Pages", PAGES)):
        lines += ["", f"## {heading}", ""]
        lines += [f"- [{path}]({address}{path}): {what}" for path, what in links.items()]
    return Response("\n".join(lines) + "\n", media_type="text/markdown")
