"""Read a text for a medicine with the vocabulary of the seeds."""

from app.medicines.parser import MedicineReading, read_medicine
from app.medicines.parsing.words import WordList
from app.medicines.vocabulary import NameIndex
from tests.medicines.vocabularies import medicine_vocabulary


def vocabulary() -> NameIndex:
    """Return the names of the seeds."""
    return medicine_vocabulary().names


def words() -> WordList:
    """Return the words of the seeds."""
    return medicine_vocabulary().words


def read(text: str) -> MedicineReading:
    """Return what a text says."""
    return read_medicine(text, vocabulary(), words())
