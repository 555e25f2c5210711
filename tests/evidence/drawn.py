"""Figures by name, as data and as parsed SVG."""

from collections.abc import Callable, Iterator
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


def every_figure(get: Get) -> Iterator[Figure]:
    yield Figure.model_validate(get("/v1/figures/evidence-map"))
    for summary in get("/v1/summaries")["items"]:
        yield Figure.model_validate(get(f"/v1/figures/domains/{summary['domain']}"))
