"""What to cite, as BibTeX and as RIS.

What must stay true: every field comes from the record. A title that was not read is not made up: the
entry goes without one and says so, beside the short name the source has here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.models import Source
from app.models.source import SourceKind


@dataclass(frozen=True)
class Cited:
    """A source, and the records it is cited for."""

    source: Source
    records: tuple[str, ...] = ()
    """Each as `collection/slug`."""


KINDS = {
    SourceKind.journal_article: ("article", "JOUR", "journal", "T2"),
    SourceKind.conference_abstract: ("inproceedings", "CPAPER", "booktitle", "T2"),
}
"""BibTeX's and RIS's words for a kind of source, and for what it appeared in."""

OTHER_KIND = ("misc", "GEN", "howpublished", "PB")

LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}
"""What a character that means something to LaTeX is written as; letters of any script stay.

BibTeX counts braces even where LaTeX would not, so none may stand alone.
"""

AS_IT_IS = frozenset({"doi", "pmid", "pmcid", "keywords"})
"""Identifiers, which programs read and nobody typesets."""


def bibtex(cited: Iterable[Cited]) -> bytes:
    """BibTeX, UTF-8, one entry per source under its slug."""
    return "\n".join(entry(each.source.slug, *_bibtex(each)) for each in cited).encode()


def ris(cited: Iterable[Cited]) -> bytes:
    """RIS, UTF-8, one reference per source."""
    lines = (f"{tag}  - {value}\r\n" for each in cited for tag, value in _ris(each))
    return "".join(lines).encode()


def dataset_bibtex(about: Mapping[str, Any]) -> str:
    """The dataset's own BibTeX entry, from what is said of it at `/v1/dataset`."""
    note = f"Dataset version {about['version']}, {about['licence']}, SHA-256 digest {about['digest']}"
    fields = {
        "author": f"{{{escaped(about['publisher'])}}}",
        "title": f"{{{escaped(about['title'])}}}",
        "year": about["released"][:4],
        "version": about["version"],
        "note": escaped(note),
    }
    return entry(f"fibromag-{about['version']}", "misc", fields)


def entry(key: str, kind: str, fields: dict[str, str]) -> str:
    """A BibTeX entry of fields that are escaped already."""
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{kind}{{{key},\n{lines}}}\n"


def escaped(text: str) -> str:
    """Text that LaTeX prints as it is."""
    return "".join(LATEX.get(character, character) for character in one_line(text))


def _bibtex(cited: Cited) -> tuple[str, dict[str, str]]:
    source = cited.source
    kind, _, container, _ = KINDS.get(source.kind, OTHER_KIND)
    authors = [escaped(spelled(author)) for author in source.authors or []]
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
        "pmid": source.pmid,
        "pmcid": source.pmcid,
        "note": remark(source),
        "keywords": ", ".join(cited.records),
    }
    if source.authors and source.authors_complete is False:
        fields["author"] = f"{fields['author']} and others"
    ready = {*AS_IT_IS, "author", "title"}
    written = {name: str(value) for name, value in fields.items() if value}
    return kind, {name: value if name in ready else escaped(value) for name, value in written.items()}


def _ris(cited: Cited) -> Iterator[tuple[str, str]]:
    source = cited.source
    _, kind, _, container = KINDS.get(source.kind, OTHER_KIND)
    first, _, last = (source.pages or "").partition("-")
    incomplete = source.authors and source.authors_complete is False
    fields = [
        ("TY", kind),
        ("ID", source.slug),
        *(("AU", spelled(author)) for author in source.authors or []),
        ("TI", source.title),
        ("ST", source.name),
        (container, source.container),
        ("PY", source.year),
        ("VL", source.volume),
        ("IS", source.issue),
        ("SP", first),
        ("EP", last),
        ("DO", source.doi),
        ("AN", source.pmid or source.registration),
        ("C2", source.pmcid),
        ("N1", remark(source)),
        ("N1", "The list of authors is incomplete." if incomplete else None),
        *(("KW", record) for record in cited.records),
    ]
    yield from ((tag, one_line(str(value))) for tag, value in fields if value)
    yield "ER", ""


def remark(source: Source) -> str | None:
    """What a reference without a title says in its place."""
    return None if source.title else f"Known here as: {source.name}. Its title was not read."


def spelled(author: str) -> str:
    """`Ho AM-H` as `Ho, A. M.-H.`; a name without initials as it is."""
    family, _, initials = author.rpartition(" ")
    if not family or not re.fullmatch(r"[^\W\d_]{1,4}(-[^\W\d_]{1,2})?", initials) or not initials.isupper():
        return author
    dotted = re.sub(r"([^-])", r"\1.", initials)
    return f"{family}, {re.sub(r'(?<=[.])(?=[^-])', ' ', dotted)}"


def needs_braces(name: str) -> bool:
    """Whether BibTeX would take a name of several words apart that is one."""
    return " " in name and "," not in name


def one_line(text: str) -> str:
    """Text without line breaks, which would end a field."""
    return " ".join(text.split())
