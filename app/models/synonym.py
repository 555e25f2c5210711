"""Synonyms for the search: different words for one thing, so that it is found by any of them."""

from typing import Annotated

from pydantic import Field

from app.models.base import SLUG, Document

Phrase = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^\S(.*\S)?$")]


class SynonymSet(Document):
    """The names of one thing, as a search compares them."""

    concept: Annotated[str, Field(pattern=SLUG)]
    """Name of the thing."""
    same: Annotated[list[Phrase], Field(min_length=2)]
    """Words that mean it. A query with one finds records with any."""
    narrower: list[Phrase]
    """Words for kinds of it. A query for the thing finds them; a query for a kind does not find the thing."""
