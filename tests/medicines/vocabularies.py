"""The vocabulary of the seeds as the safety check uses it, read once."""

from functools import cache

from app.medicines.conditions.known_conditions import ConditionVocabulary
from app.medicines.known_medicines import MedicineVocabulary
from app.seeds.lookup_tables import read_table, read_tables
from app.seeds.vocabulary import index_of_tables, names_by_fold
from tests.conftest import SEEDS

FOLDER = SEEDS / "vocabulary"


@cache
def medicine_vocabulary() -> MedicineVocabulary:
    """What the tables hold about names of medicines."""
    tables = read_tables(FOLDER)
    return MedicineVocabulary(index_of_tables(tables, names_by_fold(tables)))


@cache
def condition_vocabulary() -> ConditionVocabulary:
    """What the tables hold about conditions."""
    everyday, words = (
        [row for _, row in read_table(FOLDER, name).rows]
        for name in ("everyday-conditions", "condition-words")
    )
    return ConditionVocabulary(everyday, words)


@cache
def every_name() -> tuple[str, ...]:
    """Every name of a medicine, folded."""
    return tuple(names_by_fold(read_tables(FOLDER)))
