"""The dataset: everything that is published, as one version with one digest."""

from typing import Annotated

from pydantic import Field as Described
from sqlmodel import Field, SQLModel

from app.models.base import Component


class Dataset(Component):
    """What is said of the dataset as a whole, in `seeds/dataset.yaml`."""

    title: str
    """What it is called."""
    version: Annotated[str, Described(pattern=r"^\d{4}\.\d{1,2}\.\d+$", examples=["2026.11.0"])]
    """Calendar version: year, month, number."""
    released: Annotated[str, Described(pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2026-11-22"])]
    """Date of this version."""
    article_sha256: Annotated[str, Described(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of the article's file, as it was audited."""
    licence: str
    """SPDX identifier of the data's licence."""
    publisher: str
    """Who publishes it."""
    cite: str
    """How to cite it."""
    intended_use: str
    """Who it is for and what for."""
    not_for: str
    """What it must not be used for."""


class DatasetRow(SQLModel, table=True):
    """The one row that says which dataset this database holds."""

    __tablename__ = "dataset"

    version: str = Field(primary_key=True)
    digest: str
    """SHA-256 over the public JSON of every record; see `app/publishing/digest.py`."""
    schema_revision: str
    """Revision of the tables it was written for."""
    document: str
    """`seeds/dataset.yaml` and the counts, as JSON."""


class DatasetStamp(Component):
    """Which dataset an answer was made from."""

    version: str
    """Version of the dataset."""
    digest: str
    """SHA-256 of its content."""
