"""Draw the figures of risk of bias and of the selection as SVG, in the style of the other figures.

What must stay true: every mark has a shape, a sign and a word; colour only repeats them.
"""

from xml.etree.ElementTree import Element, SubElement

from app.evidence.appraisal_schemas import BiasFigure, FlowGroup, SelectionFlow
from app.evidence.labels import Tone, label
from app.evidence.selection_flow import DECISION_ORDER, DECISIONS
from app.formats.svg import (
    MARGIN,
    MARK,
    WIDTH,
    circle,
    coordinate,
    diamond,
    empty_drawing,
    finish,
    square,
    triangle_down,
    write_line,
    write_text,
)
from app.models.bias_assessment import BiasJudgement
from app.models.screened_record import Decision

NAME_WIDTH = 140
"""Width of the names of the assessments, px."""

BOX_WIDTH = 300
"""Width of a box of the flow, px."""


def bias_to_svg(figure: BiasFigure) -> bytes:
    """Return the traffic-light figure of one tool as an SVG document."""
    root = empty_drawing(figure, WIDTH)
    width = (WIDTH - 2 * MARGIN - NAME_WIDTH) / (len(figure.columns) + 1)
    starts = [MARGIN + NAME_WIDTH + width * at for at in range(len(figure.columns) + 1)]
    y = write_text(root, MARGIN, MARGIN + 4, figure.title, WIDTH - 2 * MARGIN, "title", line=20) + 6
    write_line(root, MARGIN, y + 12, "Study", "head")
    for x, heading in zip(starts, [*(each.heading for each in figure.columns), "Overall"], strict=True):
        write_line(root, x, y + 12, heading, "head")
    y += 20
    for row in figure.rows:
        ends = [write_text(root, MARGIN, y + 5, row.name, NAME_WIDTH - 6, "")]
        for x, judgement in zip(starts, [*row.judgements, row.overall], strict=True):
            draw_judgement(root, judgement, x + MARK / 2, y + 4 + MARK / 2)
            ends.append(write_text(root, x, y + MARK + 4, label(judgement).wording, width - 2, "small"))
        y = max(ends) + 6
        line = {"x1": str(MARGIN), "x2": str(WIDTH - MARGIN), "y1": str(y), "y2": str(y)}
        SubElement(root, "line", {"class": "rule", **line})
    y += 6
    for column in figure.columns:
        y = write_text(root, MARGIN, y, f"{column.heading}: {column.meaning}.", WIDTH - 2 * MARGIN, "small")
    return finish(root, figure, WIDTH, y)


def draw_judgement(root: Element, judgement: BiasJudgement, x: float, y: float) -> None:
    """Draw the mark of a judgement around a point: its shape and its letter; none where it does not apply."""
    its = label(judgement)
    if not its.letter:
        return
    draw, tone = {
        "●": (circle, Tone.toward),
        "◆": (diamond, Tone.level),
        "▼": (triangle_down, Tone.away),
        "□": (square, Tone.unclear),
    }[its.symbol]
    shape, low = draw(x, y)
    outlined = judgement is BiasJudgement.not_assessable
    kinds = f"mark {tone}{' open' if outlined else ''}"
    SubElement(root, shape.pop("shape"), {"class": kinds, **shape})
    write_line(root, x, y + low, its.letter, f"letter{' on-open' if outlined else ''}")


def flow_to_svg(flow: SelectionFlow) -> bytes:
    """Return the flow of the selection as an SVG document: left out to the right, included at the foot."""
    root = empty_drawing(flow, WIDTH)
    y = write_text(root, MARGIN, MARGIN + 4, flow.title, WIDTH - 2 * MARGIN, "title", line=20) + 10
    x = MARGIN
    end = draw_box(root, x, y, f"{flow.considered} records considered", [])
    for decision in DECISION_ORDER:
        groups = [group for group in flow.groups if group.decision is decision]
        if not groups:
            continue
        aside = decision is not Decision.included
        left = x + BOX_WIDTH + 16 if aside else x
        top = end + 14
        number = sum(len(group.records) for group in groups)
        foot = draw_box(root, left, top, f"{number} {DECISIONS[decision]}", groups)
        stem = x + 20
        draw_line(root, stem, end, stem, foot + 14 if aside else top)
        if aside:
            draw_line(root, stem, top + 14, left, top + 14)
        end = foot
    return finish(root, flow, WIDTH, end + 8)


def draw_box(root: Element, x: float, y: int, heading: str, groups: list[FlowGroup]) -> int:
    """Draw a box with a heading and its groups in words; return the y at which it ends."""
    box = SubElement(root, "rect", {"class": "band", "x": coordinate(x), "y": str(y)})
    end = write_text(root, x + 8, y + 6, heading, BOX_WIDTH - 16, "heading")
    for group in groups:
        end = write_text(root, x + 8, end + 2, group.text, BOX_WIDTH - 16, "")
    box.set("width", str(BOX_WIDTH))
    box.set("height", str(end + 8 - y))
    return end + 8


def draw_line(root: Element, x1: float, y1: float, x2: float, y2: float) -> None:
    """Draw a line between two points."""
    ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    SubElement(root, "line", {"class": "rule", **{name: coordinate(each) for name, each in ends.items()}})
