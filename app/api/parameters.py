"""Query parameters of lists: the page, the format, and the filters of the collection."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, create_model
from pydantic_core import PydanticCustomError

from app.db.pagination import CURSOR
from app.fault_words import UNLISTED
from app.formats.list_formats import CitableFormat, Format
from app.models import Vocabulary
from app.models.collection import Collection
from app.models.filters import WHOLE_NUMBER, YES_OR_NO, Filters, Several
from app.suggestions import did_you_mean

MOST_ROWS = 200
"""The most records on one page of a list."""

PageSize = Annotated[int, Field(ge=1, le=MOST_ROWS, examples=[1]), WHOLE_NUMBER]
Cursor = Annotated[str, Field(min_length=1, max_length=400, pattern=CURSOR)]


class Include(Vocabulary):
    """What a page of a list can hold beside its records."""

    names = "names", "Names of the records that the page refers to."
    sources = "sources", "Sources that the page names."


def one_of(known: tuple[str, ...], what: str, *, signed: bool = False, shown: bool = True) -> Any:
    """Return the type of a name from a fixed list, which the contract shows or not.

    With `signed`, `-` may stand before the name.
    """

    def checked(value: Any) -> Any:
        bare = value.removeprefix("-") if signed and isinstance(value, str) else value
        if bare not in known:
            near = did_you_mean(str(bare), known)
            words = {"what": what, "near": near, "known": ", ".join(known)}
            raise PydanticCustomError(UNLISTED, "there is no such {what}{near}; allowed: {known}", words)
        return value

    pattern = f"^{'-?' if signed else ''}({'|'.join(known)})$" if shown else "^[a-z_]+$"
    return Annotated[str, BeforeValidator(checked), Field(json_schema_extra={"pattern": pattern})]


class Selected(Filters):
    """The order of a list, and what it shows of each record."""

    sort: Several[str] | None = None
    fields: Several[str] | None = None
    labels: Annotated[bool, Field(examples=[True]), YES_OR_NO] = False
    """Add the wording of closed lists: `included.labels` on a page, `direction_label` in tables."""

    def asked(self) -> dict[str, Any]:
        """Return the filters that were given, by name, without page, order and format."""
        others = {*Paged.model_fields, "facets"}
        return {name: value for name, value in super().asked().items() if name not in others}

    def order(self) -> tuple[str, ...]:
        """Return the fields that order the list."""
        return as_tuple(self.sort)

    def shown(self) -> tuple[str, ...]:
        """Return the fields that are shown; none stands for all."""
        return as_tuple(self.fields)


class Paged(Selected):
    """Page and format of a list."""

    limit: PageSize = 50
    """Most records in one page; JSON only."""
    cursor: Cursor | None = None
    """Where the page begins: `cursor` of the page before; JSON only."""
    format: Format = Format.json
    """How to write the list. All formats but JSON hold every matching record."""
    include: Several[Include] | None = None
    """What to add to the page; JSON only."""

    def counted(self) -> tuple[str, ...]:
        """Return the filters for whose values the records are counted."""
        return as_tuple(getattr(self, "facets", None))


class PagedCitable(Paged):
    """Page and format of a list of what can be cited."""

    format: CitableFormat = CitableFormat.json  # type: ignore[assignment]
    """How to write the list. All formats but JSON hold every matching record."""


def as_tuple(value: Any) -> tuple[Any, ...]:
    """Return the values of a parameter: none, one or several."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


def several(kind: Any) -> Any:
    """Return the type of a parameter with one value of a type or several; None when it is not given."""
    types: Any = Several
    return types[kind] | None


def sort_parameter(collection: Collection) -> Any:
    """Return the parameter `sort` of a list."""
    known = collection.sortable
    about = "Order; `-` reverses."
    kind = one_of(known, "field to sort by", signed=True)
    return several(kind), Field(None, description=about, examples=[[f"-{known[-1]}"]])


def fields_parameter(collection: Collection) -> Any:
    """Return the parameter `fields` of a list."""
    known = tuple(collection.model.model_fields)
    about = "Fields to show beside the key."
    kind = one_of(known, "field", shown=False)  # the schema of a record lists them
    return several(kind), Field(None, description=about, examples=[[collection.title]])


def facets_parameter(collection: Collection) -> Any:
    """Return the parameter `facets` of a list."""
    known = collection.facets
    about = "Filters to count by."
    kind = one_of(known, "filter to count by")
    return several(kind), Field(None, description=about, examples=[[known[0]]])


def selected(collection: Collection) -> type[Selected]:
    """Return the query parameters of a whole list: its filters, its order and what it shows."""
    model: type[Selected] = with_parameters(
        f"Selected{collection.model.__name__}Filters",
        (Selected, collection.filters),
        sort=sort_parameter(collection),
        fields=fields_parameter(collection),
    )
    return model


def paged(collection: Collection, filters: type[Filters] | None = None, name: str = "") -> type[Paged]:
    """Return the query parameters of a list page by page; `filters` stands for those of the collection."""
    base = PagedCitable if collection.citable else Paged
    counted = {"facets": facets_parameter(collection)} if collection.facets else {}
    model: type[Paged] = with_parameters(
        name or f"Paged{collection.model.__name__}Filters",
        (base, filters or collection.filters),
        sort=sort_parameter(collection),
        fields=fields_parameter(collection),
        **counted,
    )
    return model


def with_parameters(name: str, bases: tuple[type[Filters], ...], **parameters: Any) -> Any:
    """Return a model of query parameters."""
    for base in bases:
        base.model_config["use_attribute_docstrings"] = False  # they were read; reading again costs 5 ms
    return create_model(name, __base__=bases, **parameters)
