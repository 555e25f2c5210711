"""Medicine classes: their medicines, codes and brand names."""

from typing import Annotated

from pydantic import Field

from app.models.base import Component, Document, Name, Reported, Slug, SourceRef
from app.models.codes import Atc, Rxcui, Unii
from app.models.provenance import Absent, Record
from app.models.rule import MedicineRoute


class Brand(Component):
    """A brand name."""

    name: str
    """The brand name."""
    rxcui: Rxcui | None = None
    """RxNorm identifier of the brand name; null when not read."""
    routes: list[MedicineRoute] = []
    """Routes of its products in the list of 2025, when none is swallowed; empty: swallowed, or not read."""
    sources: Annotated[list[SourceRef], Field(min_length=1)]
    """Where the name was read."""


class CodeSources(Component):
    """Where each kind of code of one medicine was read."""

    rxcui: list[SourceRef] = []
    """Where the RxNorm identifiers were read."""
    atc: list[SourceRef] = []
    """Where the ATC codes were read."""
    unii: list[SourceRef] = []
    """Where the FDA identifier was read."""
    routes: list[SourceRef] = []
    """Where the routes were read: dose forms, and whether there is a dose by mouth."""
    name: Annotated[list[SourceRef], Field(min_length=1)]
    """Where the name, and for a combination its ingredients, was read."""


class Medicine(Component):
    """A medicine: one ingredient, or a combination of several."""

    name: str
    """Name of the ingredient as RxNorm has it, or of the combination."""
    synonyms: list[str] = []
    """Other names of the same thing."""
    ingredients: list[str] = []
    """For a combination: its ingredients, listed here or not. Empty for a single ingredient."""
    ingredients_complete: bool = True
    """False when a combination is known to hold, or may hold, more than its `ingredients`."""
    rxcui: list[Rxcui] = []
    """RxNorm identifiers, current first, older ones after."""
    atc: list[Atc] = []
    """ATC codes, current ones."""
    atc_former: list[Atc] = []
    """ATC codes it had before."""
    unii: Reported[Unii | None] = None
    routes: list[MedicineRoute] = []
    """Routes by which it may be given, when it is never swallowed; empty: swallowed, or not known."""
    brands: list[Brand] = []
    read_in: CodeSources
    single_source: list[str] = []
    """Kinds of code confirmed in one source only."""
    note: str | None = None
    """What to watch for when reading the codes."""
    absent: Absent = {}
    """Why a value is null."""


class MedicineClassFields(Document):
    """A class of medicines."""

    slug: Slug
    name: Name
    """Common name."""
    medicines: Annotated[list[Medicine], Field(min_length=1)]
    """Its members, by name."""
    note: str | None = None
    """Scope of the class."""


class MedicineClass(Record, MedicineClassFields):
    """A class of medicines with the names and codes by which they are recognised."""
