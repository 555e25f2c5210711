"""Write a whole list of the database in any format.

What must stay true: every format holds the same records, in the order of their keys.
"""

from sqlalchemy import Connection

from app.db import queries
from app.db.filters import Asked
from app.formats.citations import CitedSource
from app.formats.writers import CITATION_WRITERS, EXPORT_WRITERS
from app.models import Source, Trial
from app.registry import Collection


def write_list(db: Connection, collection: Collection, asked: Asked, format: str) -> bytes:
    """Return every record that matches the filters, in one file."""
    if format in CITATION_WRITERS:
        return CITATION_WRITERS[format](cited_sources(db, collection, asked))
    return EXPORT_WRITERS[format](collection.model, queries.everything(db, collection, asked))


def cited_sources(db: Connection, collection: Collection, asked: Asked) -> list[CitedSource]:
    """Return what to cite for the matching records: sources, or the main publication of each trial."""
    if collection.model is Source:
        return [CitedSource(source) for source in queries.documents(db, Source, asked)]
    trials_by_source: dict[str, list[str]] = {}
    for trial in queries.documents(db, Trial, asked):
        for main in trial.publications[:1]:
            trials_by_source.setdefault(main, []).append(f"{collection.name}/{trial.slug}")
    sources = queries.documents(db, Source) if trials_by_source else []
    return [
        CitedSource(source, tuple(trials_by_source[source.slug]))
        for source in sources
        if source.slug in trials_by_source
    ]
