"""The vocabulary as rows of the database: every table, and the names and codes that the tables give.

What must stay true: a code means one thing; a brand of `brand-meanings.csv` stands in no other table.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from app.medicines.class_members import GROUP_LENGTH
from app.medicines.conditions.words import words_by_kind
from app.medicines.names import fold, with_german_spellings
from app.medicines.parsing.words import A_CONDITION, TO_BE_STATED, WordKind, folded_phrase
from app.medicines.vocabulary import (
    Meaning,
    NamedSubstances,
    NameEntry,
    NameKind,
    SubstanceCodes,
    VocabularyIndex,
    index_of,
    named_substances,
)
from app.models import canonical
from app.models.collection import LookupTable
from app.models.lookup_tables import CELL_SEPARATOR, Substance, SubstanceKind, SubstanceRow
from app.registry import LOOKUP_TABLES
from app.seeds.lookup_tables import TableFile, Tables, hidden_columns, published_cells

MATCHED_BY_NAME = (SubstanceKind.medicine, SubstanceKind.medicine_without_english_name)

NAME_COLUMNS = {
    "inn": NameKind.inn,
    "usan_or_ban": NameKind.national_name,
    "synonyms": NameKind.synonym,
    "salts_esters": NameKind.salt,
    **{f"names_{language}": NameKind.translation for language in ("fr", "de", "es", "it", "pt", "nl")},
    "brands": NameKind.brand,
}
"""Columns of `substances.csv` that hold names → their kind."""

BRAND_OF_A_LABEL = re.compile(r"\[([^\[\]]+)\]$")

REFORMULATED = re.compile(r"(.+) Reformulated(?: [A-Z][a-z]{2} [0-9]{4})?")
"""A brand as RxNorm names it since its ingredients changed."""

SALT_CODE = re.compile(r" \[(\d+)\]$")
"""The RxNorm identifier in brackets behind the name of a salt."""

END_OF_AN_ALLERGY = "allergy"
"""End of the slug of an allergy: its name beside a medicine is a doubt about the medicine."""

Code = tuple[str, str]
"""System and value."""


def name_entries(tables: Tables, published: bool = False) -> Iterator[NameEntry]:
    """Yield every name of every table, or of every column that is published, each with one meaning.

    A brand whose ingredients changed stands in RxNorm as `Slow-Mag Reformulated Feb 2012`. The name on the
    product, `Slow-Mag`, means the same, beside what a table says it means: either product may be taken. A
    medicine of the same group of the ATC adds nothing: `Zantac`.
    """
    meant: dict[str, list[Meaning]] = {}
    reformulated: list[NameEntry] = []
    for entry in written_entries(tables, published):
        yield entry
        meant.setdefault(entry.name.casefold(), []).append(entry.substances)
        if found := REFORMULATED.fullmatch(entry.name):
            reformulated.append(replace(entry, name=found[1]))
    groups = {row.slug: {code[:GROUP_LENGTH] for code in row.atc} for _, row in tables["substances"].rows}
    for entry in reformulated:
        now = groups_of_meaning(entry.substances, groups)
        before = (groups_of_meaning(each, groups) for each in meant.get(entry.name.casefold(), ()))
        if now.isdisjoint(group for each in before for group in each):
            yield entry


def groups_of_meaning(substances: Meaning, groups: Mapping[str, set[str]]) -> set[str]:
    """Return the groups of the ATC of one substance; none for several."""
    return groups.get(substances[0], set()) if len(substances) == 1 else set()


def written_entries(tables: Tables, published: bool) -> Iterator[NameEntry]:
    """Yield the names as the tables write them."""
    hidden = hidden_columns(SubstanceRow) if published else frozenset[str]()
    columns = {column: kind for column, kind in NAME_COLUMNS.items() if column not in hidden}
    for _, row in tables["substances"].rows:
        if row.kind in MATCHED_BY_NAME:
            for column, kind in columns.items():
                for name in names_in(getattr(row, column), kind):
                    yield NameEntry(name, kind, (row.slug,))
    for _, row in tables["combinations"].rows:
        yield NameEntry(row.name, NameKind.combination, tuple(row.substances))
        for brand in row.brands:
            yield NameEntry(brand, NameKind.brand, tuple(row.substances))
    for _, row in tables["brand-meanings"].rows:
        yield NameEntry(row.brand, NameKind.brand, tuple(row.substances))
    for _, row in tables["abbreviations"].rows:
        yield NameEntry(row.written, NameKind.abbreviation, tuple(row.substances))
    for _, row in tables["magnesium-products"].rows:
        yield NameEntry(row.name, NameKind.magnesium_product, tuple(row.substances), row.complete)
    yield from brands_of_labels(tables)


def brands_of_labels(tables: Tables) -> Iterator[NameEntry]:
    """Yield the brand at the end of each label of RxNorm, which names every ingredient before it."""
    for _, row in tables["clinical-drug-codes"].rows:
        if found := BRAND_OF_A_LABEL.search(row.name):
            yield NameEntry(found[1], NameKind.brand, tuple(row.substances))


def names_in(value: Any, kind: NameKind) -> Iterable[str]:
    """Return the names in a value of a column, without the list or the code that it names."""
    values = value if isinstance(value, list) else [value] if value else []
    match kind:
        case NameKind.national_name:
            return [each.partition(":")[2] for each in values]
        case NameKind.salt:
            return [SALT_CODE.sub("", each) for each in values]
        case _:
            return values


def code_entries(tables: Tables) -> Iterator[tuple[TableFile, int, Code, Meaning]]:
    """Yield every code with its file, line and substances."""
    file = tables["substances"]
    for line, row in file.rows:
        for code in codes_of(row):
            yield file, line, code, (row.slug,)
    for name in ("combinations", "clinical-drug-codes"):
        for line, row in tables[name].rows:
            if row.rxcui:
                yield tables[name], line, ("rxnorm", row.rxcui), tuple(row.substances)


def codes_of(substance: Substance) -> Iterator[Code]:
    """Yield every code of a substance and of its salts."""
    salts = [found[1] for each in substance.salts_esters if (found := SALT_CODE.search(each))]
    yield from (("rxnorm", code) for code in (*substance.rxcui, *salts))
    yield from (("atc", code) for code in (*substance.atc, *substance.atc_former))
    if substance.unii:
        yield "unii", substance.unii


def codes_by_value(tables: Tables) -> dict[Code, Meaning]:
    """Return the substances of every code; a code with two meanings becomes a problem of its file."""
    found: dict[Code, Meaning] = {}
    for file, line, code, meaning in code_entries(tables):
        if found.setdefault(code, meaning) != meaning:
            file.found.append((line, f"{' '.join(code)} means {', '.join(found[code])} already"))
    return found


def find_misplaced_names(tables: Tables) -> None:
    """Add a problem for every brand and every risky name that stands in the wrong table."""
    several = {fold(row.brand) for _, row in tables["brand-meanings"].rows}
    for name in ("substances", "combinations"):
        for line, row in tables[name].rows:
            tables[name].found += [
                (line, f"brands: {brand!r} stands in brand-meanings.csv too")
                for brand in row.brands
                if fold(brand) in several
            ]
    known = {fold(entry.name) for entry in name_entries(tables)}
    risky = tables["risky-names"]
    risky.found += [
        (line, f"name: no {row.name!r} in the vocabulary")
        for line, row in risky.rows
        if fold(row.name) not in known
    ]


def names_by_fold(tables: Tables) -> dict[str, NamedSubstances]:
    """Return what every folded name stands for."""
    return named_substances(name_entries(tables), (row.name for _, row in tables["risky-names"].rows))


# Rows of the database -----------------------------------------------------------------------------


def lookup_rows(tables: Tables) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the lookup tables and of the tables made from them, by table.

    A code with two meanings, or a name in the wrong table, becomes a problem of its file.
    """
    find_misplaced_names(tables)
    names = names_by_fold(tables)
    index = index_of_tables(tables, names)
    return {
        **{table.table: published_rows(tables[table.name]) for table in LOOKUP_TABLES},
        "medicine_names": name_rows(tables, names),
        "vocabulary_index": [{"number": 1, "document": canonical(index)}],
    }


def published_rows(file: TableFile) -> list[dict[str, Any]]:
    """Return the rows of a table as they are published, with their numbers."""
    return [
        {"number": number, **published_cells(file.table, row), **folded_names(file.table, row)}
        for number, (_, row) in enumerate(file.rows, 1)
    ]


def folded_names(table: LookupTable, row: Any) -> dict[str, str]:
    """Return the names of a row as they are compared, one per line, as a column; none for other tables."""
    if not table.names:
        return {}
    names = (
        name
        for column in table.names
        for name in names_in(getattr(row, column), NAME_COLUMNS.get(column, NameKind.synonym))
    )
    return {"folded_names": "\n".join(dict.fromkeys(map(fold, names)))}


def name_rows(tables: Tables, names: dict[str, NamedSubstances]) -> list[dict[str, Any]]:
    """Return one row per published name: as it is compared and as it is written, with its meanings."""
    shown: dict[str, str] = {}
    products = products_by_meaning(tables)
    for entry in name_entries(tables, published=True):
        shown.setdefault(fold(entry.name), entry.name)
    return [
        {
            "number": number,
            "name": name,
            "shown": shown[name],
            "kind": names[name].kind.value,
            "meanings": " | ".join(map(CELL_SEPARATOR.join, names[name].meanings)),
            "whole_only": names[name].whole_only,
            "complete": names[name].complete,
            "products": max(map(products, names[name].meanings), default=0),
        }
        for number, name in enumerate(sorted(shown.keys() & names), 1)
    ]


def products_by_meaning(tables: Tables) -> Callable[[Meaning], int]:
    """Return a function that counts the clinical drugs which hold all substances of a meaning."""
    products = Counter(frozenset(row.substances) for _, row in tables["clinical-drug-codes"].rows)

    @cache
    def count(meaning: Meaning) -> int:
        return sum(number for held, number in products.items() if held.issuperset(meaning))

    return count


def substance_codes(tables: Tables) -> Iterator[SubstanceCodes]:
    """Yield every substance with its name and codes."""
    for _, row in tables["substances"].rows:
        name = row.inn or row.names_fr[0]
        yield SubstanceCodes(row.slug, name, tuple(row.rxcui), tuple(row.atc), row.unii)


def index_of_tables(tables: Tables, names: dict[str, NamedSubstances]) -> VocabularyIndex:
    """Return the index that the tables give, with what every folded name stands for."""
    looked_up = (
        (row.substance, row.authority, row.edition or "", row.about, row.finding.value)
        for _, row in tables["looked-up"].rows
    )
    words = words_beside_names(tables, names)
    conditions = compared_condition_names(tables)
    return index_of(names, codes_by_value(tables), substance_codes(tables), words, looked_up, conditions)


def compared_condition_names(tables: Tables) -> Iterator[tuple[str, str]]:
    """Yield every name of an everyday condition with its words as names are compared, blanks between them."""
    words = words_by_kind(row for _, row in tables["condition-words"].rows)
    for _, row in tables["everyday-conditions"].rows:
        for name in with_german_spellings((row.name, *row.synonyms)):
            yield name, " ".join(words.of(name))


def words_beside_names(
    tables: Tables, names: Mapping[str, NamedSubstances]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield every word that stands beside names of medicines, folded, with its kind, meaning and detail.

    The names of conditions are among them, for what a medicine is for: `for lupus`. Those that rules name
    have to be stated as conditions. Left out is a name that is a medicine too, one with a word of doubt
    beside a medicine, and an allergy: `latex allergy`.
    """
    listed, doubted = set(), set()
    for _, row in tables["medicine-words"].rows:
        for phrase in map(folded_phrase, with_german_spellings([row.word])):
            yield phrase, row.kind, row.meaning, row.detail or ""
            listed.add(phrase)
            if row.kind == WordKind.negation:
                doubted.add(phrase)
    for _, row in tables["everyday-conditions"].rows:
        for name in with_german_spellings((row.name, *row.synonyms)):
            folded = fold(name)
            in_doubt = not doubted.isdisjoint(words := folded.split())
            of_medicine = row.slug.endswith(END_OF_AN_ALLERGY) or names.keys() & words
            if folded not in listed and folded not in names and not (in_doubt and of_medicine):
                listed.add(folded)
                yield folded, WordKind.noise, TO_BE_STATED if row.condition else A_CONDITION, ""
