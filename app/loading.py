"""Load from a published dataset what is kept in memory: the safety check with its names, and the summaries.

A server, the command line and the tools for assistants load the same.
"""

from collections.abc import Callable
from functools import partial
from math import inf
from typing import Any

from app.db import queries
from app.db.database import Database
from app.db.lookup_tables import table_rows, vocabulary_index
from app.evidence.published import PublishedSummaries
from app.medicines.conditions.known_conditions import ConditionVocabulary
from app.medicines.known_medicines import MedicineVocabulary
from app.medicines.vocabulary import VocabularyIndex
from app.models import Disagreement, Domain, Form
from app.models.lookup_tables import ConditionWord, EverydayCondition
from app.safety.self_test import TestedChecker

ReadModel = Callable[..., list[Any]]
"""Function from a connection and a model to all its records."""


def load_checker(
    database: Database, named_by: Database | None = None, read: ReadModel = queries.documents
) -> TestedChecker:
    """Return the safety check of a dataset; its known answers are asked when it is first used.

    The vocabulary of `named_by` reads the names: that of the same dataset, when it is not given.
    """
    vocabulary = load_vocabulary(named_by or database)
    with database.connect(inf) as connection:
        return TestedChecker.load(database.stamp, partial(read, connection), *vocabulary)


def load_vocabulary(database: Database) -> tuple[MedicineVocabulary, ConditionVocabulary]:
    """Return the names of medicines and conditions that the vocabulary of a dataset holds."""
    with database.connect(inf) as connection:
        index: VocabularyIndex = vocabulary_index(connection)
        return MedicineVocabulary(index), ConditionVocabulary(
            table_rows(connection, EverydayCondition),
            table_rows(connection, ConditionWord),
            index["condition_names"],
        )


def load_summaries(database: Database, read: ReadModel = queries.documents) -> PublishedSummaries:
    """Return the summaries of the evidence that were published with the dataset."""
    with database.connect(inf) as connection:
        return PublishedSummaries(
            dataset=database.stamp,
            domains=read(connection, Domain),
            forms=read(connection, Form),
            disagreements=read(connection, Disagreement),
            json_by_name=queries.summary_texts(connection),
        )
