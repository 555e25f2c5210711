"""Read the vocabulary of medicines from `seeds/vocabulary/*.csv`."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from app.medicines.vocabulary import Meaning, NameEntry, NameKind, Substance, Vocabulary, named_substances
from app.medicines.words import Word, WordKind, Words

VOCABULARY_FOLDER = "vocabulary"
"""Folder of the tables, beside those of the collections."""

MATCHED_BY_NAME = ("medicine", "medicine_without_english_name")
NAMES = {
    "inn": NameKind.inn,
    "usan_or_ban": NameKind.national_name,
    "synonyms": NameKind.synonym,
    "salts_esters": NameKind.salt,
    **dict.fromkeys([f"names_{each}" for each in ("fr", "de", "es", "it", "pt", "nl")], NameKind.translation),
    "brands": NameKind.brand,
}
"""Columns of `substances.csv` that hold names → their kind."""

BRAND_OF_A_LABEL = re.compile(r"\[([^\[\]]+)\]$")

Row = dict[str, str]


def read_table(folder: Path, name: str) -> list[Row]:
    """Return the rows of a table."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def listed(cell: str) -> Meaning:
    """Return the values of a cell."""
    return tuple(cell.split("; ")) if cell else ()


def read_vocabulary(folder: Path) -> Vocabulary:
    """Return the vocabulary that the tables of a folder hold."""
    substances = read_table(folder, "substances")
    codes = {(system, value): meaning for system, value, meaning in code_entries(folder, substances)}
    by_slug = {
        row["slug"]: Substance(
            row["slug"],
            row["inn"] or listed(row["names_fr"])[0],
            listed(row["rxcui"]),
            listed(row["atc"]),
            row["unii"] or None,
        )
        for row in substances
    }
    risky = [row["name"] for row in read_table(folder, "risky-names")]
    names = named_substances(name_entries(folder, substances), risky)
    return Vocabulary(
        names, lambda system, value: codes.get((system, value.upper())), lambda slug: by_slug[slug]
    )


def name_entries(folder: Path, substances: list[Row]) -> Iterator[NameEntry]:
    """Yield every name of every table with one meaning."""
    for row in substances:
        if row["kind"] in MATCHED_BY_NAME:
            for column, kind in NAMES.items():
                for name in listed(row[column]):
                    name = name.partition(":")[2] if kind is NameKind.national_name else name
                    yield NameEntry(re.sub(r" \[\d+\]$", "", name), kind, (row["slug"],))
    for row in read_table(folder, "combinations"):
        yield NameEntry(row["name"], NameKind.combination, listed(row["substances"]))
        for brand in listed(row["brands"]):
            yield NameEntry(brand, NameKind.brand, listed(row["substances"]))
    for row in read_table(folder, "brand-meanings"):
        yield NameEntry(row["brand"], NameKind.brand, listed(row["substances"]))
    for row in read_table(folder, "abbreviations"):
        yield NameEntry(row["written"], NameKind.abbreviation, listed(row["substances"]))
    for row in read_table(folder, "magnesium-products"):
        yield NameEntry(
            row["name"], NameKind.magnesium_product, listed(row["substances"]), row["complete"] == "yes"
        )
    yield from brands_of_labels(folder)


def brands_of_labels(folder: Path) -> Iterator[NameEntry]:
    """Yield the brand at the end of each label of RxNorm, which names every ingredient before it."""
    for row in read_table(folder, "clinical-drug-codes"):
        if found := BRAND_OF_A_LABEL.search(row["name"]):
            yield NameEntry(found[1], NameKind.brand, listed(row["substances"]))


def code_entries(folder: Path, substances: list[Row]) -> Iterator[tuple[str, str, Meaning]]:
    """Yield every code as (system, value, substances)."""
    for row in substances:
        slug = (row["slug"],)
        for code in (*listed(row["rxcui"]), *re.findall(r" \[(\d+)\]", row["salts_esters"])):
            yield "rxnorm", code, slug
        for code in (*listed(row["atc"]), *listed(row["atc_former"])):
            yield "atc", code, slug
        if row["unii"]:
            yield "unii", row["unii"], slug
    for table in ("combinations", "clinical-drug-codes"):
        for row in read_table(folder, table):
            if row["rxcui"]:
                yield "rxnorm", row["rxcui"], listed(row["substances"])


def read_words(folder: Path) -> Words:
    """Return the words that stand beside names."""
    return Words(
        (row["word"], Word(WordKind(row["kind"]), row["meaning"], row["detail"]))
        for row in read_table(folder, "words")
    )
