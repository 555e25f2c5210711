"""The digest of a dataset covers every record in its order, and nothing that is empty."""

import hashlib

import pytest

from app.db.digest import DIGESTED_TABLES, digest_of, row_documents
from app.db.tables import VOCABULARY
from app.registry import LISTS

FIRST, SECOND = LISTS[0].name, LISTS[1].name
RECORDS = [(FIRST, "a", "{}"), (FIRST, "b", '{"n":1}'), (SECOND, "a", "{}")]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_digest_is_what_the_documentation_says() -> None:
    """It has been published: another way to compute it would be another digest of the same records."""
    first, second = sha256('a\n{}\nb\n{"n":1}\n'), sha256("a\n{}\n")
    assert digest_of(RECORDS) == sha256(f"{FIRST} {first}\n{SECOND} {second}\n")
    assert digest_of([]) == sha256("")


def test_the_order_of_the_collections_is_that_of_the_registry() -> None:
    assert digest_of([RECORDS[2], *RECORDS[:2]]) == digest_of(RECORDS)
    assert [*DIGESTED_TABLES] == [each.name for each in LISTS] + [each.name for each in VOCABULARY]


@pytest.mark.parametrize(
    "other",
    [
        [RECORDS[1], RECORDS[0], RECORDS[2]],
        RECORDS[:2],
        [*RECORDS[:2], (SECOND, "b", "{}")],
        [*RECORDS[:2], (SECOND, "a", "{ }")],
        [*RECORDS[:2], (LISTS[2].name, "a", "{}")],
    ],
)
def test_another_order_key_document_or_collection_is_another_digest(
    other: list[tuple[str, str, str]],
) -> None:
    assert digest_of(other) != digest_of(RECORDS)


def test_a_row_of_the_vocabulary_is_its_number_and_its_cells_as_json() -> None:
    rows = row_documents("substances", [(1, "a", None), (2, "é", True)])
    assert list(rows) == [("substances", "1", '["a",null]'), ("substances", "2", '["é",true]')]
