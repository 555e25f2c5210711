"""Tables made from the records when they are published, so that lists can be filtered and searched."""

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel


class LinkRow(SQLModel, table=True):
    """One row per reference from one record to another."""

    __tablename__ = "links"
    __table_args__ = (Index("ix_links_target", "target", "target_slug", "collection", "slug"),)

    collection: str = Field(primary_key=True)
    """Collection of the record that refers."""
    slug: str = Field(primary_key=True)
    """The record that refers."""
    target: str = Field(primary_key=True)
    """Collection of the record referred to."""
    target_slug: str = Field(primary_key=True)
    """The record referred to."""


class SearchRow(SQLModel, table=True):
    """One row per record and outcome: what a search looks through."""

    __tablename__ = "search_entries"

    id: int = Field(primary_key=True)
    """Its number, collection by collection; results follow their trial."""
    collection: str
    slug: str
    title: str = Field(sa_type=Text)
    """What the record is called."""
    body: str = Field(sa_type=Text)
    """Every text in it."""
    words: str = Field(sa_type=Text)
    """The words of both in the form in which they are compared; see `app/db/words.py`."""


class CountRow(SQLModel, table=True):
    """How many records of a collection match one value of one filter, counted when they were published."""

    __tablename__ = "counts"

    collection: str = Field(primary_key=True)
    filter: str = Field(primary_key=True)
    """Column, or `collection/` of the record referred to; empty for the whole collection."""
    value: str = Field(primary_key=True)
    """The value as JSON has it, a text without its quotes."""
    records: int


class FindingRow(SQLModel, table=True):
    """What the evidence comes to, ready as it is served."""

    __tablename__ = "findings"

    name: str = Field(primary_key=True)
    """`domains/` and the slug of a domain, or `evidence-map`."""
    document: str = Field(sa_type=Text)


def counted_as(value: bool | int | str) -> str:
    """A filter's value as `CountRow` writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
