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
    collection: str
    slug: str
    title: str = Field(sa_type=Text)
    """What the record is called."""
    body: str = Field(sa_type=Text)
    """Every text in it."""
    words: str = Field(sa_type=Text)
    """The words of both in the form in which they are compared; see `app/words.py`."""
