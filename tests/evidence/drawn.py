"""Figures by name, as data and as parsed SVG."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from app.evidence.figure_schemas import Figure

Get = Callable[[str], Any]


SVG = "{http://www.w3.org/2000/svg}"


FIGURES = [
    "evidence-map",
    "domains/sleep",
    "domains/stress",
    "domains/pain",
    "domains/tenderness",
    "domains/stiffness",
]


def marks_of(picture: ElementTree.Element) -> list[ElementTree.Element]:
    return [each for each in picture.iter() if each.get("class", "").startswith("mark ")]


def letters_of(picture: ElementTree.Element) -> list[str]:
    return [
        each.text or "" for each in picture.iter(f"{SVG}text") if each.get("class", "").startswith("letter")
    ]


def texts_of(picture: ElementTree.Element) -> str:
    return " ".join(each.text or "" for each in picture.iter(f"{SVG}text"))


FEWEST_SUMMARIES, FEWEST_MARKS = 15, 100
"""What the real records have at least: a test that looks at none would show nothing."""


def every_summary(get: Get) -> list[Any]:
    found: list[Any] = get("/v1/summaries")["items"]
    assert len(found) >= FEWEST_SUMMARIES
    return found


def every_figure(get: Get) -> list[Figure]:
    names = ["evidence-map", *(f"domains/{summary['domain']}" for summary in every_summary(get))]
    found = [Figure.model_validate(get(f"/v1/figures/{name}")) for name in names]
    assert sum(len(figure.marks) for figure in found) >= FEWEST_MARKS
    assert all(figure.rows for figure in found if figure.marks)
    return found
