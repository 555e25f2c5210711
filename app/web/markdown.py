"""Render a document of docs/ as part of a page. Pure, but for reading the file.

What must stay true: the text comes from the committed file, so the page and the document say the same; HTML
in it is escaped; an address of this service in `code` is a link.
"""

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

DOCS = Path(__file__).parent.parent.parent / "docs"
"""Folder of the documents; an installed package has those that pages show."""

LINKED_CODE = re.compile(r"<code>(/[a-z0-9/-]+)</code>")
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)


@cache
def document_html(name: str) -> Markup:
    """Return a document without its title, as HTML; headings have ids, tables scroll by themselves."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse((DOCS / name).read_text("utf-8"))[3:]  # the page has the title
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", re.sub(r"[^a-z0-9]+", "-", tokens[at + 1].content.lower()).strip("-"))
    html = str(parser.renderer.render(tokens, parser.options, {}))
    html = LINKED_CODE.sub(r'<a href="\1"><code>\1</code></a>', html).replace("<th>", '<th scope="col">')
    tables = iter(range(1, html.count("<table>") + 1))
    return Markup(TABLE.sub(lambda found: scrolling(found[0], next(tables)), html))  # noqa: S704 - HTML is off


def scrolling(table: str, number: int) -> str:
    """Return a table in a region that scrolls by itself, also by keyboard; its words without underscores."""
    table = re.sub(r"(?<=[a-z])_(?=[a-z])", " ", table)  # words of vocabularies, as pages write them
    return f'<div class="scroll" role="region" aria-label="Table {number}" tabindex="0">\n{table}\n</div>'
