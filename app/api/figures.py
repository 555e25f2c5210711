"""Routes of a figure: the same content as an SVG picture and as data."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from app.errors import problem_responses
from app.formats.svg import SVG_CSP

F = TypeVar("F", bound=BaseModel)

SVG_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/svg+xml": {"schema": {"type": "string", "description": "An SVG picture."}}}}
}
"""OpenAPI description of a figure as SVG."""


def add_figure(
    router: APIRouter,
    address: str,
    content: Callable[..., F],
    to_svg: Callable[[F], bytes],
    *,
    name: str,
    title: str,
    drawn: str,
) -> None:
    """Add the routes `GET /figures/selection.svg` and `GET /figures/selection`.

    `content` is the dependency that returns the figure; its docstring describes the data. `drawn` describes
    the picture.
    """
    missing = problem_responses(404) if "{" in address else {}
    figure: Any = Annotated[Any, Depends(content)]

    def draw_figure(figure: figure) -> Response:
        headers = {"content-security-policy": SVG_CSP}  # it allows the style sheet of the picture
        return Response(to_svg(figure), media_type="image/svg+xml", headers=headers)

    router.get(
        f"{address}.svg",
        operation_id=f"draw_{name}",
        summary=f"{title} as SVG",
        description=drawn,
        response_class=Response,
        response_description="The picture.",
        responses={**SVG_RESPONSE, **missing},
    )(draw_figure)

    def get_figure(figure: figure) -> Any:
        return figure

    router.get(
        address,
        operation_id=f"get_{name}_figure",
        summary=f"{title} as data",
        description=content.__doc__,
        response_model=content.__annotations__["return"],
        response_description="The figure.",
        responses=missing,
    )(get_figure)
