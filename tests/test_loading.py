"""What is loaded from a published dataset reads names as the seed files say."""

from app.db.database import open_database
from app.loading import load_vocabulary
from app.medicines.conditions.words import words_by_kind
from app.medicines.names import with_german_spellings
from tests import published


def test_the_words_of_every_everyday_name_were_compared_when_the_dataset_was_published() -> None:
    _, conditions = load_vocabulary(open_database(f"sqlite:///{published.database()}"))
    words = words_by_kind(conditions.words)
    names = [name for row in conditions.everyday for name in (row.name, *row.synonyms)]
    assert len(names) > 3000
    assert dict(line.split("\t") for line in conditions.compared_names) == {
        name: " ".join(words.of(name)) for name in with_german_spellings(names)
    }
