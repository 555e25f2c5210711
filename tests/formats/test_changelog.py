"""Changes between releases as Markdown, and releases as an Atom feed."""

from xml.etree import ElementTree

from app.formats.changelog import ATOM, FeedEntry, atom_feed, changes_markdown
from app.models import DatasetStamp
from app.publishing.changes import release_changes

FIRST, SECOND = (DatasetStamp(version=version, digest="0" * 64) for version in ("2026.1.0", "2026.2.0"))


def test_changes_in_words() -> None:
    changes = release_changes(
        FIRST,
        {("rules", "zinc"): {"severity": "info"}, ("trials", "old"): {}},
        SECOND,
        {("rules", "zinc"): {"severity": "separate"}},
    )
    assert changes_markdown(changes) == (
        "# Changes from 2026.1.0 to 2026.2.0\n\n"
        "- record removed: 1\n- severity raised: 1\n\n"
        '## rules\n\n- `zinc`: severity raised in `severity`: `"info"` → `"separate"`\n\n'
        "## trials\n\n- `old`: record removed\n"
    )


def test_a_long_value_is_cut() -> None:
    changes = release_changes(
        FIRST, {("rules", "a"): {"text": "x" * 500}}, SECOND, {("rules", "a"): {"text": "`"}}
    )
    line = changes_markdown(changes).splitlines()[-1]
    assert line.endswith('…` → `" "`')
    assert len(line) < 250


def test_the_feed_names_each_release() -> None:
    entry = FeedEntry("2026.1.0", "2026-01-31", "ab" * 32, "3 records & 1 change.")
    feed = ElementTree.fromstring(atom_feed("https://example.org", "fibromag", "The authors", [entry]))
    names = {"a": ATOM}
    assert feed.findtext("a:updated", namespaces=names) == "2026-01-31T00:00:00Z"
    assert feed.findtext("a:author/a:name", namespaces=names) == "The authors"
    assert feed.findtext("a:entry/a:id", namespaces=names) == f"urn:sha256:{'ab' * 32}"
    assert feed.findtext("a:entry/a:summary", namespaces=names) == "3 records & 1 change."
    link = feed.find("a:entry/a:link", names)
    assert link is not None
    assert link.get("href") == "https://example.org/v1/releases/2026.1.0"
