"""Write references to sources as BibTeX and as RIS.

What must stay true: every field comes from the record. A title that was not read is not made up: the entry
has no title, and a note says so and gives our short name of the source.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.models import Source
from app.models.source import SourceKind


@dataclass(frozen=True)
class CitedSource:
    """A source, and the records for which it is cited."""

    source: Source
    records: tuple[str, ...] = ()
    """Each as `collection/slug`."""


REFERENCE_TYPES = {
    SourceKind.journal_article: ("article", "JOUR", "journal", "T2"),
    SourceKind.conference_abstract: ("inproceedings", "CPAPER", "booktitle", "T2"),
}
"""(BibTeX type, RIS type, BibTeX field of the container, RIS tag of the container) by kind of source."""

OTHER_TYPE = ("misc", "GEN", "howpublished", "PB")

LATEX_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}
"""LaTeX commands for special characters; letters of any script are kept.

BibTeX counts escaped braces too, so braces are written as commands.
"""

UNESCAPED = frozenset({"doi", "url", "pmid", "pmcid", "keywords"})
"""BibTeX fields that programs read and nobody typesets."""


def to_bibtex(cited: Iterable[CitedSource]) -> bytes:
    """Return BibTeX, UTF-8, one entry per source with its slug as the key."""
    return "\n".join(bibtex_entry(each.source.slug, *_bibtex_fields(each)) for each in cited).encode()


def to_ris(cited: Iterable[CitedSource]) -> bytes:
    """Return RIS, UTF-8, one reference per source."""
    lines = (f"{tag}  - {value}\r\n" for each in cited for tag, value in _ris_fields(each))
    return "".join(lines).encode()


def dataset_bibtex(about: Mapping[str, Any]) -> str:
    """Return the BibTeX entry of the dataset, from the content of `/v1/dataset`."""
    note = f"Dataset version {about['version']}, {about['licence']}, SHA-256 digest {about['digest']}"
    fields = {
        "author": f"{{{escaped(about['publisher'])}}}",
        "title": f"{{{escaped(about['title'])}}}",
        "year": about["released"][:4],
        "version": about["version"],
        "note": escaped(note),
    }
    return bibtex_entry(f"fibromag-{about['version']}", "misc", fields)


def bibtex_entry(key: str, kind: str, fields: dict[str, str]) -> str:
    """Return a BibTeX entry; the fields must be escaped already."""
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{kind}{{{key},\n{lines}}}\n"


def escaped(text: str) -> str:
    """Return a text escaped for LaTeX."""
    return "".join(LATEX_ESCAPES.get(character, character) for character in one_line(text))


def _bibtex_fields(cited: CitedSource) -> tuple[str, dict[str, str]]:
    source = cited.source
    kind, _, container, _ = REFERENCE_TYPES.get(source.kind, OTHER_TYPE)
    authors = [escaped(inverted_name(author)) for author in source.authors or []]
    fields = {
        "author": " and ".join(f"{{{name}}}" if needs_braces(name) else name for name in authors),
        "title": f"{{{escaped(source.title)}}}" if source.title else None,
        "shorttitle": source.name,
        container: source.container,
        "year": source.year,
        "volume": source.volume,
        "number": source.issue or source.registration,
        "pages": source.pages and source.pages.replace("-", "--"),
        "doi": source.doi,
        "url": source.address,
        "pmid": source.pmid,
        "pmcid": source.pmcid,
        "note": missing_title_note(source),
        "keywords": ", ".join(cited.records),
    }
    if source.authors and source.authors_complete is False:
        fields["author"] = f"{fields['author']} and others"
    ready = {*UNESCAPED, "author", "title"}
    written = {name: str(value) for name, value in fields.items() if value}
    return kind, {name: value if name in ready else escaped(value) for name, value in written.items()}


def _ris_fields(cited: CitedSource) -> Iterator[tuple[str, str]]:
    source = cited.source
    _, kind, _, container = REFERENCE_TYPES.get(source.kind, OTHER_TYPE)
    first, _, last = (source.pages or "").partition("-")
    incomplete = source.authors and source.authors_complete is False
    fields = [
        ("TY", kind),
        ("ID", source.slug),
        *(("AU", inverted_name(author)) for author in source.authors or []),
        ("TI", source.title),
        ("ST", source.name),
        (container, source.container),
        ("PY", source.year),
        ("VL", source.volume),
        ("IS", source.issue),
        ("SP", first),
        ("EP", last),
        ("DO", source.doi),
        ("UR", source.address),
        ("AN", source.pmid or source.registration),
        ("C2", source.pmcid),
        ("N1", missing_title_note(source)),
        ("N1", "The list of authors is incomplete." if incomplete else None),
        *(("KW", record) for record in cited.records),
    ]
    yield from ((tag, one_line(str(value))) for tag, value in fields if value)
    yield "ER", ""


def missing_title_note(source: Source) -> str | None:
    """Return the note of a reference whose title was not read."""
    return None if source.title else f"Known here as: {source.name}. Its title was not read."


def inverted_name(author: str) -> str:
    """Return `Ho AM-H` as `Ho, A. M.-H.`; a name without initials is kept."""
    family, _, initials = author.rpartition(" ")
    if not family or not re.fullmatch(r"[^\W\d_]{1,4}(-[^\W\d_]{1,2})?", initials) or not initials.isupper():
        return author
    dotted = re.sub(r"([^-])", r"\1.", initials)
    return f"{family}, {re.sub(r'(?<=[.])(?=[^-])', ' ', dotted)}"


def needs_braces(name: str) -> bool:
    """Return whether BibTeX would split a name that is one unit, such as that of an organisation."""
    return " " in name and "," not in name


def one_line(text: str) -> str:
    """Return a text without line breaks, which would end a field."""
    return " ".join(text.split())


CITATION_WRITERS: dict[str, Callable[[Iterable[CitedSource]], bytes]] = {"bib": to_bibtex, "ris": to_ris}
"""Writers of formats that hold references to cite."""
