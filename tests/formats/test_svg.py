"""Figures as SVG: the picture shows what its data says, and everybody can read it."""

import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from itertools import pairwise
from math import pi
from shutil import which
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from app.evidence.figure_schemas import Figure
from app.evidence.labels import DIRECTIONS
from app.formats.svg import STYLE, WIDTH, shape_of, to_svg
from app.models.outcome import Direction
from tests.evidence.drawn import FIGURES, SVG, Get, every_figure, letters_of, marks_of, texts_of


@pytest.fixture(params=FIGURES)
def figure(request: pytest.FixtureRequest, get: Get) -> Figure:
    """A figure as data."""
    return Figure.model_validate(get(f"/v1/figures/{request.param}"))


@pytest.fixture
def picture(figure: Figure, client: TestClient) -> ElementTree.Element:
    """The picture of it."""
    answer = client.get(figure.svg)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    return ElementTree.fromstring(answer.content)


def test_a_picture_has_a_title_and_says_in_words_what_it_shows(
    figure: Figure, picture: ElementTree.Element
) -> None:
    title, description = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert picture.get("role") == "img"
    assert title is not None
    assert description is not None
    assert (title.text, description.text) == (figure.title, figure.alternative)
    assert picture.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_a_picture_has_the_marks_of_its_data_and_no_others(
    figure: Figure, picture: ElementTree.Element
) -> None:
    assert len(marks_of(picture)) == len(figure.marks) + len(figure.legend)
    letters = [*(mark.letter for mark in figure.marks), *(entry.letter for entry in figure.legend)]
    assert Counter(letters_of(picture)) == Counter(letters)
    numbers = re.findall(r"×(\d+)", texts_of(picture))
    assert sorted(map(int, numbers)) == sorted(each.results for each in figure.marks if each.results > 1)


def test_a_picture_shows_every_word_of_its_table(figure: Figure, picture: ElementTree.Element) -> None:
    drawn = set(texts_of(picture).split())
    said = [*figure.columns, *figure.notes, figure.title, *(entry.meaning for entry in figure.legend)]
    said += [row.heading for row in figure.rows] + [row.cells[0] for row in figure.rows]
    assert {word for text in said for word in text.split()} <= drawn


def test_the_same_figure_is_the_same_picture(figure: Figure) -> None:
    assert to_svg(figure) == to_svg(figure.model_copy(deep=True))


def test_marks_of_all_directions_have_one_size() -> None:
    for direction in Direction:
        shape, _ = shape_of(direction, 0, 0)
        if shape["shape"] == "circle":
            area = pi * float(shape["r"]) ** 2
        else:
            corners = [tuple(map(float, each.split(","))) for each in shape["points"].split()]
            around = pairwise([*corners, corners[0]])
            area = abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in around)) / 2
        assert area == pytest.approx(231, rel=0.02), direction


def test_ways_differ_by_shape_where_they_share_no_tone() -> None:
    shapes = {direction: shape_of(direction, 0, 0)[0] for direction in Direction}
    for one in Direction:
        for other in Direction:
            if DIRECTIONS[one].tone is not DIRECTIONS[other].tone:
                assert shapes[one] != shapes[other]


def test_only_the_one_style_sheet_is_allowed_and_used(
    client: TestClient, figure: Figure, picture: ElementTree.Element
) -> None:
    assert [each.text for each in picture.iter(f"{SVG}style")] == [STYLE]
    assert not any(each.get("style") for each in picture.iter())
    allowed = f"'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
    policy = client.get(figure.svg).headers["content-security-policy"]
    assert f"style-src {allowed};" in policy
    assert policy.startswith("default-src 'none'")
    used = {name for each in picture.iter() for name in each.get("class", "").split()}
    assert all(f".{name}" in STYLE for name in used)


@pytest.mark.browser
@pytest.mark.skipif(not which("chromium"), reason="needs Debian's chromium")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser_nothing_overlaps_and_everything_can_be_read(
    client: TestClient, get: Get, scheme: Any
) -> None:
    """Served with its own policy, at its own width: texts and marks stay apart and inside, with contrast."""
    from playwright.sync_api import Route, sync_playwright

    def answer(route: Route) -> None:
        found = client.get(re.sub(r"^https?://[^/]+", "", route.request.url))
        route.fulfill(status=found.status_code, headers=dict(found.headers), body=found.content)

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(color_scheme=scheme, viewport={"width": WIDTH, "height": 900}).new_page()
        page.route("**/*", answer)
        for figure in every_figure(get):
            page.goto(f"http://figures.test{figure.svg}")
            found = page.evaluate(LOOK)
            assert found["width"] == WIDTH, figure.name
            assert found["overlaps"] == [], figure.name
            assert found["outside"] == [], figure.name
            assert found["faint"] == [], figure.name
        browser.close()


LOOK = """() => {
  const root = document.documentElement;
  const width = root.viewBox.baseVal.width, height = root.viewBox.baseVal.height;
  const seen = [...root.querySelectorAll('text:not(.letter), .mark')];
  const boxes = seen.map(each => ({name: each.textContent || each.tagName, ...plain(each.getBBox())}));
  function plain(box) { return {left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height}; }
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom - 3 <= b.top || b.bottom - 3 <= a.top;
  const overlaps = [];
  boxes.forEach((a, at) => boxes.slice(at + 1).forEach(b => { if (!apart(a, b)) overlaps.push([a.name, b.name]); }));
  const outside = boxes.filter(a => a.left < 0 || a.right > width || a.bottom > height).map(a => a.name);
  const luminance = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const fill = each => getComputedStyle(each).fill;
  const ground = fill(root.querySelector('.ground'));
  const faint = [...root.querySelectorAll('text')].filter(each => {
    const under = each.matches('.letter') ? each.previousElementSibling : each.matches('.heading') ? root.querySelector('.band') : null;
    return contrast(fill(each), under ? fill(under) : ground) < 4.5;
  }).map(each => each.textContent);
  return {width, overlaps, outside, faint};
}"""
