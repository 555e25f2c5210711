"""The OpenAPI document: what FastAPI makes of the routes, with our errors, licence and contact."""

from typing import Any

from fastapi import FastAPI

from .errors import Problem

DESCRIPTION = """\
The clinical evidence on magnesium for fibromyalgia: one lay article, audited sentence by sentence, and the
primary record behind it.

Every value says where it comes from and how far that was read. What a source does not report is null, with
its reason in `absent`. Null and negative results stand beside positive ones. Mechanisms and blood values are
never counted as clinical evidence.

It informs professionals and careful readers; it does not prescribe, and that nothing is recorded about
something does not mean that nothing can happen.
"""

LICENCE = {"name": "Apache 2.0 (program), CC BY 4.0 (data)", "identifier": "Apache-2.0 AND CC-BY-4.0"}

TAGS = [
    {"name": "evidence", "description": "What was said, what was studied, and how it went."},
    {"name": "dataset", "description": "What the dataset holds, its words, and a search through all of it."},
    {"name": "service", "description": "For those who run the service."},
]


def install(app: FastAPI) -> None:
    """Serve the finished document at `/openapi.json`."""
    describe = app.openapi
    app.openapi = lambda: finished(describe())  # type: ignore[method-assign]


def finished(spec: dict[str, Any]) -> dict[str, Any]:
    """FastAPI's document with what it leaves out, and without what it makes up."""
    schemas = spec["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    if "Problem" not in schemas:
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(problem.pop("$defs"))
        schemas["Problem"] = problem
    spec["info"]["contact"] = {"name": "The fibromag authors"}
    spec["servers"] = [{"url": "/", "description": "The server that served this document."}]
    spec["security"] = []
    return spec
