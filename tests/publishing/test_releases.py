"""Past releases: the files in `seeds/releases/`, and the databases made from them."""

import gzip
from pathlib import Path

import pytest

from app.db import queries
from app.db.database import Database, check_content, open_database
from app.db.errors import NotFoundError, UnusableError
from app.db.releases import open_release, past_releases, release_file
from app.publishing.publish import publish
from app.publishing.releases import read_release, read_releases, version_order, write_release
from app.publishing.rows import content_of
from app.registry import by_name
from app.seeds.library import Library
from tests.published import SEEDS

FIRST = SEEDS / "releases" / "2026.11.0.jsonl.gz"
DIGEST = "c2e5a326baa4a9a92ff3eeb1547869d16f8f45009baa4caf0cd0314832636f24"
"""The digest under which 2026.11.0 was published."""


@pytest.fixture(scope="module")
def later(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A dataset of a later version, with the first release behind it."""
    changed = library.dataset.model_copy(update={"version": "2027.1.0"})
    url = f"sqlite:///{tmp_path_factory.mktemp('later') / 'fibromag.db'}"
    publish(Library(changed, library.records), url, releases=[read_release(FIRST)])
    return open_database(url)


def test_every_release_can_be_read() -> None:
    versions = [release.content.stamp.version for release in read_releases(SEEDS)]
    assert versions[0] == "2026.11.0"
    assert versions == sorted(versions, key=version_order)


def test_the_first_release_is_the_dataset_that_was_published() -> None:
    content = read_release(FIRST).content
    assert content.stamp.digest == DIGEST
    assert content.records == 902
    assert len(content.rows["summaries"]) == 15


def test_a_file_holds_everything_of_a_dataset(library: Library, tmp_path: Path) -> None:
    content = content_of(library)
    path = tmp_path / f"{content.stamp.version}.jsonl.gz"
    path.write_bytes(write_release(content))
    assert read_release(path).content == content
    assert write_release(read_release(path).content) == path.read_bytes()


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file[:-20],
        lambda file: gzip.compress(gzip.decompress(file).replace(b"Macian", b"Macias")),
        lambda file: gzip.compress(gzip.decompress(file).replace(b'["record"', b'["remark"', 1)),
        lambda file: gzip.compress(b"{}\n"),
    ],
    ids=["cut short", "another text", "unknown line", "no dataset"],
)
def test_a_damaged_release_is_refused(damage, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / FIRST.name
    path.write_bytes(damage(FIRST.read_bytes()))
    with pytest.raises(UnusableError, match=r"2026\.11\.0"):
        read_release(path)


def test_a_release_under_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "2026.12.0.jsonl.gz"
    path.write_bytes(FIRST.read_bytes())
    with pytest.raises(UnusableError, match="does not fit"):
        read_release(path)


def test_a_release_with_a_collection_that_is_no_longer_announced_says_so(tmp_path: Path) -> None:
    path = tmp_path / FIRST.name
    text = gzip.decompress(FIRST.read_bytes())
    path.write_bytes(gzip.compress(text.replace(b'["record","claims"', b'["record","sentences"')))
    with pytest.raises(UnusableError, match=r"no collection `sentences`: announce it in app/registry\.py"):
        read_release(path)


def test_versions_are_ordered_by_number() -> None:
    assert version_order("2026.9.0") < version_order("2026.11.0") < version_order("2026.11.2")


def test_a_past_release_is_read_like_any_dataset(later: Database) -> None:
    release = open_release(later, "2026.11.0")
    assert release.stamp.digest == DIGEST
    with release.connect() as connection:
        check_content(connection, release.stamp)
        sleep = queries.one(connection, by_name("domains"), "sleep")
        found = queries.page(
            connection, release.stamp, by_name("trials"), {"design": "narrative_review"}, 20, None
        )
    assert '"slug":"sleep"' in sleep
    assert found.total == 6


def test_a_release_that_does_not_exist_is_not_found(later: Database) -> None:
    with pytest.raises(NotFoundError, match=r"did you mean '2026\.11\.0'"):
        open_release(later, "2026.11.1")


def test_past_releases_are_listed_and_their_files_kept(later: Database) -> None:
    assert [release.stamp.version for release in past_releases(later)] == ["2026.11.0"]
    assert release_file(later, "2026.11.0") == FIRST.read_bytes()


def test_a_release_that_is_added_is_published(library: Library, tmp_path: Path) -> None:
    """The digest of the dataset stays; so the releases are compared too."""
    url = f"sqlite:///{tmp_path / 'fibromag.db'}"
    changed = Library(library.dataset.model_copy(update={"version": "2027.1.0"}), library.records)
    assert publish(changed, url).changed
    assert publish(changed, url, releases=[read_release(FIRST)]).changed
    assert not publish(changed, url, releases=[read_release(FIRST)]).changed


def test_the_current_version_is_no_past_release(records: Library, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'fibromag.db'}"
    here = tmp_path / f"{records.dataset.version}.jsonl.gz"
    here.write_bytes(write_release(content_of(records)))
    publish(records, url, releases=[read_release(here)])
    assert past_releases(open_database(url)) == []
