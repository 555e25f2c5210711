"""The dataset: everything that is published, as one version with one digest."""

from typing import Annotated

from pydantic import Field

from app.models.base import Component
from app.models.json_schema import DATE

DATA_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
"""Address of the licence of the data."""

VERSION = r"\d{4}\.\d{1,2}\.\d+"
"""Pattern of a version: year, month, number."""


class Dataset(Component):
    """Description of the dataset as a whole, in `seeds/dataset.yaml`."""

    title: str
    """Title of the dataset."""
    version: Annotated[str, Field(pattern=f"^{VERSION}$", examples=["2026.11.0"])]
    """Calendar version: year, month, number."""
    released: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2026-11-22"]), DATE]
    """Date of this version."""
    article_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of the article's file, as it was audited."""
    licence: str
    """SPDX identifier of the data's licence."""
    publisher: str
    """Publisher."""
    cite: str
    """How to cite it."""
    intended_use: str
    """Intended readers and purposes."""
    not_for: str
    """Purposes for which it must not be used."""


class DatasetStamp(Component):
    """Dataset from which an answer was made."""

    version: str
    """Version of the dataset."""
    digest: str
    """SHA-256 of its content."""
