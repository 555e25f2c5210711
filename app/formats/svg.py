"""Draw figures as SVG: a table whose cells hold marks, drawn from the data of the figure alone.

What must stay true: the same figure gives the same bytes; marks of all directions have the same area;
shape and letter say what the colour says; all styles are in one constant style sheet, and the content
security policy names its hash.
"""

import base64
import hashlib
from textwrap import wrap
from typing import Protocol
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from app.evidence.figure_schemas import Figure, FigureMark, FigureRow
from app.evidence.labels import UNCONTROLLED, Tone, label
from app.models import DatasetStamp
from app.models.outcome import Direction

STYLE = """
.fm text { font: 12px system-ui, sans-serif; fill: #1d2329; }
.fm .title { font-size: 16px; font-weight: 700; }
.fm .head, .fm .heading { font-weight: 700; }
.fm .head, .fm .small { font-size: 11px; }
.fm .small { fill: #4d565f; }
.fm .ground { fill: #ffffff; }
.fm .band { fill: #eceff2; }
.fm .rule { stroke: #d5dade; stroke-width: 1; }
.fm .mark { stroke-width: 2; }
.fm .toward { stroke: #0b5a7a; fill: #0b5a7a; }
.fm .level, .fm .unclear { stroke: #3f464d; fill: #3f464d; }
.fm .away { stroke: #9a3d0a; fill: #9a3d0a; }
.fm .open { fill: #ffffff; }
.fm text.letter { font-size: 11px; font-weight: 700; text-anchor: middle; fill: #ffffff; }
.fm text.letter.on-open { fill: #1d2329; }
@media (prefers-color-scheme: dark) {
.fm text { fill: #e8ebee; }
.fm .small { fill: #b3bbc2; }
.fm .ground { fill: #14181c; }
.fm .band { fill: #252b31; }
.fm .rule { stroke: #39424a; }
.fm .toward { stroke: #7cc4e4; fill: #7cc4e4; }
.fm .level, .fm .unclear { stroke: #c3cad0; fill: #c3cad0; }
.fm .away { stroke: #f0a070; fill: #f0a070; }
.fm .open { fill: #14181c; }
.fm text.letter { fill: #14181c; }
.fm text.letter.on-open { fill: #e8ebee; }
}
"""

STYLE_HASH = f"sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}"
"""Hash of the style sheet, as a content security policy names it."""

SVG_CSP = f"default-src 'none'; style-src '{STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'"
"""Content security policy of a figure opened by itself."""

WIDTH = 640
"""Width of a figure, px; more columns than fit make it wider."""

MARGIN = 12
LINE = 15
"""Height of a line of text, px."""
LETTER_WIDTH = {"head": 7.4, "title": 10.0, "heading": 7.8, "small": 6.6, "": 7.0}
"""Generous width of one letter by class of text, px, so that no font overflows."""
MARK = 28
"""Width and height reserved for a mark, px."""
NUMBER_WIDTH = 20
"""Width reserved for the number beside a mark of several results, px."""
MIN_COLUMN_WIDTH = 78
"""Minimum width of a column of marks, px."""


def to_svg(figure: Figure) -> bytes:
    """Return a figure as an SVG document."""
    columns = column_widths(figure)
    right = round(sum(columns)) + 2 * MARGIN
    root = empty_drawing(figure, right)
    y = write_text(root, MARGIN, MARGIN + 4, figure.title, right - 2 * MARGIN, "title", line=20)
    y = draw_headings(root, figure, columns, y + 6)
    y = draw_rows(root, figure, columns, y)
    y = draw_legend(root, figure, right, y + 10)
    return finish(root, figure, right, y)


class Drawn(Protocol):
    """What every figure has."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def alternative(self) -> str: ...
    @property
    def notes(self) -> list[str]: ...
    @property
    def dataset(self) -> DatasetStamp: ...


def empty_drawing(figure: Drawn, right: int) -> Element:
    """Return an SVG document with title, description, style sheet and ground; `right` is its width, px."""
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "fm",
            "role": "img",
            "xml:lang": "en",
            "aria-labelledby": f"{element_id(figure)}-title {element_id(figure)}-description",
        },
    )
    SubElement(root, "title", {"id": f"{element_id(figure)}-title"}).text = figure.title
    SubElement(root, "desc", {"id": f"{element_id(figure)}-description"}).text = figure.alternative
    SubElement(root, "style").text = STYLE
    SubElement(root, "rect", {"class": "ground", "width": str(right)})
    return root


def finish(root: Element, figure: Drawn, right: int, y: int) -> bytes:
    """Write the notes below `y`, set the size of the document, and return its bytes."""
    for note in [*figure.notes, f"fibromag, dataset {figure.dataset.version}"]:
        y = write_text(root, MARGIN, y + 4, note, right - 2 * MARGIN, "small")
    root.set("viewBox", f"0 0 {right} {y + MARGIN}")
    root.set("width", str(right))
    root.set("height", str(y + MARGIN))
    for ground in root.findall("rect[@class='ground']"):
        ground.set("height", str(y + MARGIN))
    indent(root)
    drawn: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return drawn


def element_id(figure: Drawn) -> str:
    """Return an id that is unique on a page with several figures."""
    return f"figure-{figure.name.replace('/', '-')}"


def column_widths(figure: Figure) -> list[float]:
    """Return the width of each column, px: the row labels first, then the columns of marks."""
    marked = len(figure.columns) - 1
    longest = max((len(row.cells[0]) for row in figure.rows), default=0)
    words = 304 if longest > 30 else 116
    return [words, *[max(MIN_COLUMN_WIDTH, (WIDTH - 2 * MARGIN - words) / marked)] * marked]


def draw_headings(root: Element, figure: Figure, columns: list[float], y: int) -> int:
    """Draw the headings of the columns; return the y at which the rows begin."""
    ends = [
        write_text(root, column_start(columns, at), y, head, width - 4, "head")
        for at, (head, width) in enumerate(zip(figure.columns, columns, strict=True))
    ]
    return max(ends) + 4


def draw_rows(root: Element, figure: Figure, columns: list[float], y: int) -> int:
    """Draw every row under its heading; return the y at which they end."""
    heading = ""
    right = sum(columns) + MARGIN
    for number, row in enumerate(figure.rows):
        if row.heading != heading:
            heading = row.heading
            band = SubElement(root, "rect", {"class": "band", "x": str(MARGIN), "y": str(y)})
            end = write_text(root, MARGIN + 4, y + 3, heading, right - MARGIN - 8, "heading")
            band.set("width", coordinate(right - MARGIN))
            band.set("height", str(end + 4 - y))
            y = end + 4
        marks = [mark for mark in figure.marks if mark.row == number]
        y = draw_row(root, row, marks, columns, y)
        line = {"x1": str(MARGIN), "x2": coordinate(right), "y1": str(y), "y2": str(y)}
        SubElement(root, "line", {"class": "rule", **line})
    return y if figure.rows else write_text(root, MARGIN, y, "No result was read.", right, "")


def draw_row(root: Element, row: FigureRow, marks: list[FigureMark], columns: list[float], y: int) -> int:
    """Draw one row: label, marks, and texts in cells without a mark; return the y at which it ends."""
    ends = [write_text(root, column_start(columns, 0), y + 5, row.cells[0], columns[0] - 8, "")]
    for at in range(1, len(columns)):
        here = [mark for mark in marks if mark.column == at]
        if here:
            ends.append(draw_marks(root, here, column_start(columns, at), y + 3, columns[at]))
        elif row.cells[at]:
            x = column_start(columns, at)
            ends.append(write_text(root, x, y + 5, row.cells[at], columns[at] - 6, "small"))
    return max(ends) + 5


def draw_marks(root: Element, marks: list[FigureMark], x: float, y: int, width: float) -> int:
    """Draw the marks of one cell, in lines; return the y at which the last one ends."""
    at = x
    for mark in marks:
        needs = MARK + (NUMBER_WIDTH if mark.results > 1 else 0)
        if at > x and at + needs > x + width:
            at, y = x, y + MARK
        draw_mark(
            root, mark.direction, mark.letter, at + MARK / 2, y + MARK / 2, mark.comparison in UNCONTROLLED
        )
        if mark.results > 1:
            write_line(root, at + MARK + 1, y + MARK / 2 + 4, f"×{mark.results}", "")
        at += needs
    return y + MARK


def draw_mark(root: Element, direction: Direction, letter: str, x: float, y: float, outlined: bool) -> None:
    """Draw one mark: its shape, outlined or filled, and its letter."""
    shape, low = shape_of(direction, x, y)
    kinds = f"mark {label(direction).tone}{' open' if outlined else ''}"
    SubElement(root, shape.pop("shape"), {"class": kinds, **shape})
    write_line(root, x, y + low, letter, f"letter{' on-open' if outlined else ''}")


MarkShape = tuple[dict[str, str], float]
"""A mark around a point, 230 px², and how far below the point its letter is."""


def shape_of(direction: Direction, x: float, y: float) -> MarkShape:
    """Return the shape of a direction around a point."""
    tone = label(direction).tone
    if tone is Tone.toward:
        return triangle_up(x, y)
    if tone is Tone.away:
        return triangle_down(x, y)
    if direction is Direction.mixed:
        return diamond(x, y)
    if direction in (Direction.not_reported, Direction.no_direction):
        return square(x, y)
    return circle(x, y)


def triangle_up(x: float, y: float) -> MarkShape:
    """Return a triangle on its base."""
    return polygon((x, y - 11), (x + 11.5, y + 9), (x - 11.5, y + 9)), 7


def triangle_down(x: float, y: float) -> MarkShape:
    """Return a triangle on its tip."""
    return polygon((x, y + 11), (x + 11.5, y - 9), (x - 11.5, y - 9)), 1


def diamond(x: float, y: float) -> MarkShape:
    """Return a square on its tip."""
    return polygon((x, y - 10.7), (x + 10.7, y), (x, y + 10.7), (x - 10.7, y)), 4


def square(x: float, y: float) -> MarkShape:
    """Return a square."""
    return polygon((x - 7.6, y - 7.6), (x + 7.6, y - 7.6), (x + 7.6, y + 7.6), (x - 7.6, y + 7.6)), 4


def circle(x: float, y: float) -> MarkShape:
    """Return a circle."""
    return {"shape": "circle", "cx": coordinate(x), "cy": coordinate(y), "r": "8.6"}, 4


def polygon(*points: tuple[float, float]) -> dict[str, str]:
    """Return a polygon with these corners."""
    return {
        "shape": "polygon",
        "points": " ".join(f"{coordinate(x)},{coordinate(y)}" for x, y in points),
    }


def draw_legend(root: Element, figure: Figure, right: int, y: int) -> int:
    """Draw every kind of mark with its meaning, in columns; return the y at which they end."""
    across = 3
    for number, entry in enumerate(figure.legend):
        x = MARGIN + (number % across) * (right - 2 * MARGIN) / across
        row = y + number // across * MARK
        alike = [mark for mark in figure.marks if mark.direction is entry.direction]
        outlined = all(mark.comparison in UNCONTROLLED for mark in alike)
        draw_mark(root, entry.direction, entry.letter, x + MARK / 2, row + MARK / 2, outlined)
        write_line(root, x + MARK + 4, row + MARK / 2 + 4, entry.meaning, "")
    y += -(-len(figure.legend) // across) * MARK
    if not figure.legend:
        return y
    explained = (
        "Filled: compared with something, or with stopping. Outlined: nothing compared, or not stated. "
        "Every mark has the same size; none has a weight."
    )
    return write_text(root, MARGIN, y + 2, explained, right - 2 * MARGIN, "small")


# Text ---------------------------------------------------------------------------------------------


def column_start(columns: list[float], at: int) -> float:
    """Return the x at which a column begins."""
    return MARGIN + sum(columns[:at])


def write_text(root: Element, x: float, y: int, words: str, width: float, kind: str, line: int = LINE) -> int:
    """Write a text in as many lines as it needs; return the y at which it ends."""
    for each in wrap(words, max(8, int(width / LETTER_WIDTH[kind])), break_long_words=False):
        y += line
        write_line(root, x, y - 3, each, kind)
    return y


def write_line(root: Element, x: float, y: float, words: str, kind: str) -> None:
    """Write one line of text."""
    kinds = {"class": kind} if kind else {}
    SubElement(root, "text", {**kinds, "x": coordinate(x), "y": coordinate(y)}).text = words


def coordinate(value: float) -> str:
    """Return a length without needless digits."""
    return f"{value:.1f}".removesuffix(".0")
