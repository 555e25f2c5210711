"""What an entry of the registry declares: a collection with its filters, or a table of the vocabulary."""

import re
from dataclasses import dataclass
from functools import cached_property

from app.models.base import Document
from app.models.columns import IndexedField, indexed_fields
from app.models.filters import Filters, Operator, where

COUNTED_OPERATORS = ("eq", "references")
"""Operators of the filters whose values are counted, when publishing and for `facets`."""


class RegistryError(Exception):
    """A collection that is not announced whole; the message says what is missing and where."""


@dataclass(frozen=True)
class Filter:
    """A query parameter of a list, with the comparison it stands for."""

    name: str
    operator: Operator
    column: str | None
    """The column compared; None for a reference that is looked up in the links between records. A search
    compares the key with those that it finds."""
    collection: str | None
    """For references, the collection referred to."""


@dataclass(frozen=True, eq=False)
class Collection:
    """A kind of record, with everything that differs between collections."""

    name: str
    """Name of its seed folder, and of its list in the API."""
    model: type[Document]
    filters: type[Filters]
    example: str
    """Key of the record that the documentation shows."""
    page: str | None = None
    """Address of a record's web page, with `{}` for its slug; without one, links lead to its JSON."""
    title: str = "name"
    """The field that names a record."""
    singular: str = ""
    """Name of one record, where it is not that of the model."""
    under: str = ""
    """Path before its name in the API: `safety/` for the rules."""
    parts: tuple[str, ...] = ()
    """Lists of named parts to which other records refer."""
    citable: bool = False
    """Offer BibTeX and RIS beside the tables."""
    prominence: float = 1.0
    """Factor for its records in the ranking of a search; 0 keeps them out of it."""
    part_of: str = ""
    """For a flat table of the parts of other records, the field that names the record: `trial`."""
    key_parts: tuple[tuple[str, str], ...] = (("slug", "Its slug."),)
    """Parts of a key, which slashes join: name and description of each parameter in a record's address."""

    @property
    def one(self) -> str:
        """Return the name of one record: `medicine class`."""
        words = re.findall(r"[A-Z][a-z]+", self.model.__name__)
        return self.singular or " ".join(words).lower()

    @property
    def address(self) -> str:
        """Return the path of its list below `/v1`."""
        return self.under + self.name

    @property
    def table(self) -> str:
        """Return the name of its table."""
        return self.name.replace("-", "_")

    @property
    def key(self) -> str:
        """Return the field that identifies a record: `slug`, or `id` where a slug is not enough."""
        return "slug" if "slug" in self.model.model_fields else "id"

    @cached_property
    def columns(self) -> tuple[IndexedField, ...]:
        """Return the indexed fields of its model."""
        return indexed_fields(self.model)

    @cached_property
    def facets(self) -> tuple[str, ...]:
        """Return the filters by whose values records can be counted."""
        counted = (filter for filter in self.filter_by_name.values() if filter.operator in COUNTED_OPERATORS)
        return tuple(filter.name for filter in counted)

    @cached_property
    def sortable(self) -> tuple[str, ...]:
        """Return the fields by which its list can be sorted."""
        return (self.key, *(column.name for column in self.columns))

    @cached_property
    def filter_by_name(self) -> dict[str, Filter]:
        """Return the filters of its list; raise `RegistryError` when the model has no column for one."""
        columns = {column.name: column for column in self.columns}
        found = {}
        for name in self.filters.model_fields:
            declared = where(self.filters, name)
            if declared.operator == "references":
                column = columns.get(name)
                own = name if column and column.references == declared.target else None
                found[name] = Filter(name, "references", own, declared.target)
            elif declared.operator == "search":
                found[name] = Filter(name, "search", self.key, None)
            elif declared.target in columns:
                found[name] = Filter(name, declared.operator, declared.target, None)
            else:
                raise RegistryError(
                    f"The filter `{name}` of `{self.name}` compares `{declared.target}`, "
                    f"which has no column: make it an `Indexed[...]` field of {self.model.__name__}."
                )
        return found


@dataclass(frozen=True)
class LookupTable:
    """A table of the vocabulary: a CSV file of seeds, a table of the database and a file of the export."""

    name: str
    """Name of its file below `seeds/vocabulary/`."""
    model: type[Document]
    """One row as it is published."""
    key: tuple[str, ...]
    """Columns that no two rows share."""
    written_as: type[Document] | None = None
    """One row of the file, where it has columns that are not published."""
    names: tuple[str, ...] = ()
    """Columns with the names of a row; a table that has some is a list of the API, by slug."""
    example: str = ""
    """Slug of the row that the documentation shows."""

    @property
    def one(self) -> str:
        """Return the words for one of its rows: `everyday condition`."""
        return self.name.replace("-", " ").removesuffix("s")

    @property
    def row(self) -> type[Document]:
        """Return the model of one row of the file."""
        return self.written_as or self.model

    @property
    def table(self) -> str:
        """Return the name of its table in the database."""
        return self.name.replace("-", "_")
