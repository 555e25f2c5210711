"""Write the changes between releases as Markdown and as an Atom feed (RFC 4287)."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from xml.etree import ElementTree

from app.publishing.changes import Change, ChangeKind, ReleaseChanges

ATOM = "http://www.w3.org/2005/Atom"

LONGEST_VALUE = 120
"""Characters of a value that Markdown shows."""

SEVERITY_CHANGES = (ChangeKind.severity_raised, ChangeKind.severity_lowered)
"""Changes that a changelog lists one by one."""


def changes_markdown(changes: ReleaseChanges) -> str:
    """Return the changes as a Markdown document, one heading per collection and one item per change."""
    lines = [f"# Changes from {changes.before.version} to {changes.after.version}", ""]
    lines += kind_lines(changes)
    for collection, members in groupby(changes.items, key=lambda change: change.collection):
        lines += ["", f"## {collection}", "", *map(change_line, members)]
    return "\n".join(lines) + "\n"


def kind_lines(changes: ReleaseChanges) -> list[str]:
    """Return the number of changes of each kind, as items of a Markdown list."""
    return [f"- {kind.replace('_', ' ')}: {number}" for kind, number in changes.by_kind.items() if number]


def change_line(change: Change) -> str:
    """Return one change as an item of a Markdown list."""
    kind = change.kind.value.replace("_", " ")
    if change.field is None:
        return f"- `{change.record}`: {kind}"
    return f"- `{change.record}`: {kind} in `{change.field}`: {shown(change.before)} → {shown(change.after)}"


def shown(value: Any) -> str:
    """Return a value as code, cut to a line."""
    text = json.dumps(value, ensure_ascii=False)
    if len(text) > LONGEST_VALUE:
        text = text[: LONGEST_VALUE - 1] + "…"
    return f"`{text.replace('`', ' ')}`"


def changelog_markdown(steps: Sequence[ReleaseChanges]) -> str:
    """Return the changelog of the data: what each release changed since the one before, the newest first."""
    lines = ["# Changes of the data", ""]
    for changes in steps:
        before, after = changes.before.version, changes.after.version
        lines += [f"## {after}, since {before}", ""]
        lines += kind_lines(changes)
        by_collection = Counter(change.collection for change in changes.items)
        lines += [f"- in {name}: {number}" for name, number in sorted(by_collection.items())]
        severities = [each for each in changes.items if each.kind in SEVERITY_CHANGES]
        if severities:
            lines += ["", "Rules whose severity changed:", "", *map(change_line, severities)]
        lines += ["", f"Every change: `/v1/releases/{before}..{after}/changes.md`", ""]
    return "\n".join(lines).rstrip() + "\n"


@dataclass(frozen=True)
class FeedEntry:
    """One release in the feed."""

    version: str
    released: str
    """ISO 8601 date."""
    digest: str
    summary: str


def atom_feed(address: str, title: str, author: str, entries: Sequence[FeedEntry]) -> bytes:
    """Return the releases as an Atom feed, the newest first; `address` is that of the service."""
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    add(feed, "id", f"{address}/v1/releases")
    add(feed, "title", title)
    add(feed, "updated", f"{entries[0].released}T00:00:00Z")
    add(add(feed, "author"), "name", author)
    add(feed, "link", rel="self", href=f"{address}/v1/releases.atom", type="application/atom+xml")
    for each in entries:
        entry = add(feed, "entry")
        add(entry, "id", f"urn:sha256:{each.digest}")
        add(entry, "title", f"Dataset {each.version}")
        add(entry, "updated", f"{each.released}T00:00:00Z")
        add(entry, "link", rel="alternate", href=f"{address}/v1/releases/{each.version}")
        add(entry, "summary", each.summary)
    content: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> Any:
    """Add an element of Atom to another, and return it."""
    element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = text
    return element
