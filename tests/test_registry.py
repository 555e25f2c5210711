"""The registry: what is derived from an entry, and one clear sentence for each part that is forgotten."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import pytest
import sqlalchemy as sa
from pydantic import Field

from app.db import schema, tables
from app.db.errors import UnusableError
from app.main import check_pages
from app.models.base import Document, Indexed, Name, Reference, Slug
from app.models.collection import Collection, RegistryError
from app.models.filters import Filters, SourceFilter, Where, Year
from app.models.provenance import Record
from app.publishing.publish import check_examples
from app.registry import COLLECTIONS, LISTS, OUTCOMES, by_name, check_registry, of_model
from app.seeds.library import Library
from app.web.templating import PAGES

RemedyRef = Annotated[str, Reference("nowhere")]


class Remedy(Document):
    """A made-up kind of record."""

    slug: Slug
    name: Name
    year: Indexed[int | None] = None


class RemedyFilters(SourceFilter):
    """Filters of the made-up list."""

    min_year: Annotated[Year | None, Where("ge", "year")] = None
    max_year: Annotated[Year | None, Where("le", "year")] = None


class FilterWithoutColumn(Filters):
    """A filter on a field that is not indexed."""

    name: str | None = None


class FilterByNoCollection(Filters):
    """A filter that refers to a collection that does not exist."""

    remedy: Annotated[str | None, Where("references", "nowhere")] = None


class NoDocstring(Document):
    slug: Slug
    name: Name


class NoName(Document):
    """A record without a name."""

    slug: Slug


class KeyNotFirst(Record):
    """A record whose fields come after those of every record."""

    slug: Slug
    name: Name


class RefersNowhere(Document):
    """A record that refers to a collection that does not exist."""

    slug: Slug
    name: Name
    remedy: Indexed[RemedyRef]


class ListIndexed(Document):
    """A record with an index on a list."""

    slug: Slug
    name: Name
    words: Indexed[list[str]] = Field(default=[])


REMEDIES = Collection("remedies", Remedy, RemedyFilters, "first")


def test_the_registry_is_whole() -> None:
    check_registry(LISTS)
    check_registry([*LISTS, REMEDIES])


@pytest.mark.parametrize(
    ("collection", "sentence"),
    [
        (Collection("trials", Remedy, Filters, "x"), "Two collections are named `trials`"),
        (Collection("remedies", NoDocstring, Filters, "x"), "NoDocstring needs a docstring"),
        (Collection("remedies", NoName, Filters, "x"), "needs the field `name`, which NoName lacks"),
        (
            Collection("remedies", KeyNotFirst, Filters, "x"),
            "The first field of KeyNotFirst is `provenance`, but tables begin with the key `slug`",
        ),
        (Collection("remedies", Remedy, Filters, "x", title="label"), "needs the field `label`"),
        (Collection("remedies", Remedy, Filters, "x", parts=("rules",)), "needs the field `rules`"),
        (
            Collection("remedies", Remedy, Filters, "x/y"),
            "The example of `remedies` is `x/y`, but its key is `{slug}`",
        ),
        (
            Collection("remedies", Remedy, FilterWithoutColumn, "x"),
            "The filter `name` of `remedies` compares `name`, which has no column: make it an `Indexed",
        ),
        (
            Collection("remedies", Remedy, FilterByNoCollection, "x"),
            "The filter `remedy` of `remedies` refers to `nowhere`, which is no collection",
        ),
        (
            Collection("remedies", RefersNowhere, Filters, "x"),
            "The field `remedy` of RefersNowhere refers to `nowhere`, which is no collection",
        ),
        (Collection("remedies", ListIndexed, Filters, "x"), "`words` of ListIndexed cannot be indexed"),
    ],
)
def test_a_forgotten_part_is_one_clear_sentence(collection: Collection, sentence: str) -> None:
    with pytest.raises((RegistryError, TypeError)) as refused:
        check_registry([*LISTS, collection])
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("page", "path"), [("/remedies#{}", "/remedies"), ("/remedies/{}", "/remedies/{slug}")]
)
def test_a_page_without_a_route_is_named(page: str, path: str) -> None:
    check_pages(LISTS)
    with pytest.raises(RegistryError, match=r"of `remedies` .*: add a route") as refused:
        check_pages([*LISTS, replace(REMEDIES, page=page)])
    assert f"`{path}`" in str(refused.value)


def test_every_page_that_shows_records_is_in_the_sitemap() -> None:
    shown = {each.page.partition("#")[0] for each in LISTS if each.page is not None and "#" in each.page}
    assert shown <= PAGES.keys(), "add it to PAGES in app/web/templating.py"


@pytest.mark.parametrize(("find", "wanted"), [(by_name, "remedies"), (of_model, Remedy)])
def test_a_collection_that_is_not_announced_is_named(find: Callable[[Any], Any], wanted: Any) -> None:
    with pytest.raises(RegistryError, match=r"announce it in app/registry\.py"):
        find(wanted)


def test_an_example_that_is_no_record_is_named_when_publishing(library: Library) -> None:
    check_examples(library)
    without = {slug: form for slug, form in library.records["forms"].items() if slug != "magnesium-citrate"}
    with pytest.raises(UnusableError, match=r"no file seeds/forms/magnesium-citrate\.yaml"):
        check_examples(Library(library.dataset, {**library.records, "forms": without}))


@pytest.mark.parametrize("missing", ["table", "column"])
def test_a_forgotten_migration_is_named_when_publishing(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    metadata = sa.MetaData()
    if missing == "table":
        table = tables.table_for(REMEDIES, metadata)
    else:
        table = tables.table_for(by_name("forms"), metadata, [sa.Column("absorption", sa.String)])
    monkeypatch.setattr(schema, "TABLES", {**tables.TABLES, table.name: table})
    with sa.create_engine(f"sqlite:///{tmp_path / 'new.db'}").connect() as connection:
        with pytest.raises(
            UnusableError, match=rf'{missing} `.+ is in no migration: run `\./run migration "'
        ):
            schema.upgrade(connection)
        connection.rollback()


def test_an_entry_gives_name_address_table_and_key() -> None:
    vectors = by_name("test-vectors")
    assert (vectors.one, vectors.address, vectors.table, vectors.key) == (
        "test vector",
        "safety/test-vectors",
        "test_vectors",
        "slug",
    )
    assert by_name("medicine-classes").one == "medicine class"
    assert OUTCOMES.key == "id"


def test_a_filter_declares_its_operator_or_is_an_equality() -> None:
    found = {name: (each.operator, each.column) for name, each in REMEDIES.filter_by_name.items()}
    assert found == {
        "q": ("search", "slug"),
        "source": ("references", None),
        "min_year": ("ge", "year"),
        "max_year": ("le", "year"),
    }
    trials = by_name("trials").filter_by_name
    assert (trials["design"].operator, trials["design"].column) == ("eq", "design")
    assert (trials["form"].operator, trials["form"].column, trials["form"].collection) == (
        "references",
        None,
        "forms",
    )
    assert OUTCOMES.filter_by_name["preparation"].column == "preparation"


def test_a_comparison_without_a_description_describes_itself() -> None:
    fields = RemedyFilters.model_fields
    assert fields["max_year"].description == "Only where `year` is at most this."
    assert fields["min_year"].description == "Only where `year` is at least this."


def test_every_collection_that_names_sources_can_be_filtered_by_source() -> None:
    """Otherwise the pages could not list what rests on a source; sources, vectors and searches name none."""
    without = {each.name for each in COLLECTIONS if "source" not in each.filters.model_fields}
    assert without == {"searches", "sources", "test-vectors"}
