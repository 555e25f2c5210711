"""Forms: magnesium salts on sale, and the amount of magnesium in them."""

from typing import Annotated

from pydantic import Field

from app.models.base import (
    Component,
    CuratorMade,
    Document,
    Indexed,
    Key,
    Name,
    Reported,
    Slug,
)
from app.models.codes import PubchemCid, Rxcui, Unii
from app.models.filters import BooleanFilter, SourceFilter
from app.models.provenance import Absent, Record, Remark, Sourced


class LabelCheck(Sourced):
    """A product's declared figures, for comparison with the calculated fraction."""

    product: str
    """The product."""
    compound_mg: float = Field(gt=0)
    """Milligrams of the salt."""
    elemental_mg: float = Field(gt=0)
    """Milligrams of magnesium."""


class Hydrate(Component):
    """One chemical form of a salt, with its own share of magnesium."""

    name: Key
    """Name of the hydrate, unique in its form."""
    label: str
    """Chemical name."""
    formula: Annotated[str, Field(examples=["C12H10Mg3O14.9H2O"])]
    """Chemical formula in the order used to calculate the fraction."""
    magnesium_atoms: int = Field(ge=1)
    """Magnesium atoms per formula unit."""
    molar_mass_g_mol: float = Field(gt=0)
    """Molar mass, g/mol."""
    elemental_percent: float = Field(gt=0, lt=100)
    """Magnesium as a percentage of the mass."""
    unii: Reported[Unii | None] = None
    rxcui: Reported[Rxcui | None] = None
    pubchem_cid: Reported[PubchemCid | None] = None
    cas: Reported[Annotated[str, Field(pattern=r"^\d{2,7}-\d{2}-\d$")] | None] = None
    """CAS registry number."""
    label_check: LabelCheck | None = None
    """A product whose declared figures agree with the fraction."""
    note: str | None = None
    """Doubts about this composition."""
    absent: Absent = {}
    """Why a value is null."""


class FormFields(Document):
    """A magnesium salt people buy."""

    slug: Slug
    name: Name
    """Common name."""
    synonyms: Annotated[list[str], CuratorMade("wording")]
    """Names people type for it."""
    antacid_type: Indexed[bool]
    """Hydroxide, oxide, carbonate or trisilicate: for these, antacid interactions are documented directly."""
    hydrates: list[Hydrate]
    """Each chemical form sold under the name; empty when no formula was read."""
    absorption: list[Remark]
    """Remarks on absorption; forms are not ranked by them."""
    gastrointestinal: list[Remark]
    """Remarks on effects on the gut."""
    studied_in_fibromyalgia: list[Remark]
    """Remarks on its use in fibromyalgia trials."""


class Form(Record, FormFields):
    """A magnesium salt people buy, with its elemental fraction for each hydrate."""


class FormFilters(SourceFilter):
    """Filters of the forms."""

    antacid_type: BooleanFilter | None = None
    """Only forms with documented antacid interactions, or only those without."""
