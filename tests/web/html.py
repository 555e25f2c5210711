"""Pages as a client without a browser reads them."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

Show = Callable[[str], str]
"""Returns the page at an address, which must be there."""

Get = Callable[[str], Any]

Send = Callable[..., Any]
"""Sends the form with some fields filled in differently."""


BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


PAGES = (
    "/",
    "/?domain=sleep&form=",
    "/?form=magnesium-citrate",
    "/domains/sleep",
    "/domains/stress",
    "/domains/stiffness",
    "/trials",
    "/trials?placebo_controlled=true&design=&domain=",
    "/forms",
    "/doses",
    "/harms",
    "/method",
    "/changes",
    "/trials/macian-2022",
    "/trials/park-2020",
    "/trials/article-recent-trials",
    "/article",
    "/medicines",
    "/medicines?q=thyro",
    "/medicines/levothyroxine-sodium",
    "/medicines/paracetamol",
    "/rules",
    "/rules/thyroid",
    "/rules/kidney-function-below-30",
    "/search",
    "/data",
    "/search?q=sleep",
    "/claims",
    "/claims?verdict=overstated&kind=",
    "/claims?verdict=contradicted",
    "/mechanisms",
    "/disagreements",
    "/disagreements?kind=figures",
    "/sources",
    "/sources?kind=registry_entry",
    "/sources/macian-2022",
    "/about",
    "/safety",
    "/docs",
    "/reference",
)


FORM = {
    "amount": "400",
    "amount_of": "elemental",
    "form": "Magnesium citrate",
    "times": "08:00",
    "medicines_told": "named",
    "medicines": "Cipro 9:00, 21:00\nxyzol",
    "conditions_told": "unknown",
    "age": "52",
    "jurisdictions": ["US", "EU", "UK"],
}
"""A form filled in: too close, above a limit, an unknown name, and much that is not known."""


class Tags(HTMLParser):
    """The start tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str, attribute: str) -> list[str]:
        return [given[attribute] or "" for name, given in self.found if name == tag and attribute in given]

    def ids(self) -> list[str]:
        return [given["id"] or "" for _, given in self.found if "id" in given]


BLOCKS = frozenset(
    {"p", "li", "dd", "dt", "caption", "figcaption", "td", "th", "h1", "h2", "h3", "summary", "div"}
)


class Prose(HTMLParser):
    """The sentences of the main part of a page, block by block; code, menus and labels are left out."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.words: list[str] = []
        self.silent = 1
        self.feed(text[text.index("<main") :])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("pre", "select", "script", "textarea")
        if tag == "main":
            self.silent = 0
        if tag in BLOCKS:
            self.close_block()

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.close_block()
        self.silent += (tag == "main") - (tag in ("pre", "select", "script", "textarea"))

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)

    def close_block(self) -> None:
        ended = re.match(
            r".*[.?!](?=\s|$)", " ".join("".join(self.words).split())
        )  # without the sources after it
        self.words = []
        if ended and len(ended[0].split()) >= 8:
            self.blocks.append(ended[0])


def text_of(page: str) -> str:
    """What a reader reads."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL)))


def texts(part: str, pattern: str) -> list[str]:
    """What a reader reads in each place of a page that a pattern finds."""
    return [text_of(found).strip() for found in re.findall(pattern, part, re.DOTALL)]


def links(page: str) -> Iterator[str]:
    yield from (each for each in Tags(page).all("a", "href") if not each.startswith(("https://", "http://")))
    yield from (each for each in Tags(page).all("link", "href") if each.startswith("/v1"))
