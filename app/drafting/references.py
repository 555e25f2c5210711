"""References of a library as drafts of sources: MEDLINE of PubMed (`.nbib`) and RIS.

rispy reads RIS. No parser of the MEDLINE format is kept up; a line of it is a tag, a hyphen and a value
(National Library of Medicine, "MEDLINE/PubMed Data Element (Field) Descriptions").
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import rispy

from app.drafting.draft import Draft, DraftError, draft_of
from app.models.provenance import AbsentReason

MEDLINE_LINE = re.compile(r"([A-Z]{2,4}) *- (.*)")
DOI_IN_TEXT = re.compile(r"10\.\d{4,9}/\S+")
PRINTED_YEAR = re.compile(r"\b(1[89]|20)\d\d\b")
REGISTRATION = re.compile(r"\bNCT\d{8}\b")


@dataclass(frozen=True)
class BibliographicReference:
    """What a library says of a publication."""

    kind: str | None
    title: str | None
    authors: list[str]
    container: str | None
    year: int | None
    volume: str | None
    issue: str | None
    pages: str | None
    doi: str | None
    pmid: str | None
    pmcid: str | None
    registrations: list[str]
    """Registry numbers of the studies it reports."""
    has_abstract: bool
    """The file has the abstract, which a person has to read."""


# MEDLINE ------------------------------------------------------------------------------------------


def read_medline(text: str) -> list[BibliographicReference]:
    """Return the references of a file in the format of PubMed."""
    return [medline_reference(tags) for tags in medline_records(text)]


def medline_records(text: str) -> Iterator[dict[str, list[str]]]:
    """Yield the values of each record by tag; a line that begins with blanks continues the one before."""
    tags: defaultdict[str, list[str]] = defaultdict(list)
    tag = ""
    for line in text.splitlines():
        if found := MEDLINE_LINE.match(line):
            tag, value = found.groups()
            if tag == "PMID" and tags:
                yield tags
                tags = defaultdict(list)
            tags[tag].append(value.strip())
        elif line.startswith(" ") and tags:
            tags[tag][-1] += f" {line.strip()}"
    if tags:
        yield tags


MEDLINE_KINDS = {"Congress": "conference_abstract", "Meeting Abstract": "conference_abstract"}
"""Publication type → kind of source; any other is a journal article."""


def medline_reference(tags: dict[str, list[str]]) -> BibliographicReference:
    """Return what the tags of one record say."""

    def first(*names: str) -> str | None:
        return next((value for name in names for value in tags.get(name, [])), None)

    kinds = [MEDLINE_KINDS[each] for each in tags.get("PT", []) if each in MEDLINE_KINDS]
    identifiers = [*tags.get("AID", []), *tags.get("LID", [])]
    return BibliographicReference(
        kind=kinds[0] if kinds else "journal_article",
        title=without_full_stop(first("TI")),
        authors=[short_name(each) for each in tags.get("AU", [])],
        container=first("JT", "TA"),
        year=year_in(first("DP")),
        volume=first("VI"),
        issue=first("IP"),
        pages=first("PG"),
        doi=next((each.split()[0] for each in identifiers if each.endswith("[doi]")), None),
        pmid=first("PMID"),
        pmcid=first("PMC"),
        registrations=[number for each in tags.get("SI", []) for number in REGISTRATION.findall(each)],
        has_abstract="AB" in tags,
    )


# RIS ----------------------------------------------------------------------------------------------

RIS_KINDS = {
    **dict.fromkeys(("JOUR", "EJOUR", "ABST", "MGZN"), "journal_article"),
    **dict.fromkeys(("CONF", "CPAPER"), "conference_abstract"),
}
"""Type of a reference → kind of source; for any other, a person says what it is."""


def read_ris(text: str) -> list[BibliographicReference]:
    """Return the references of a RIS file."""
    return [ris_reference(entry) for entry in rispy.loads(text)]


def ris_reference(entry: dict[str, Any]) -> BibliographicReference:
    """Return what one RIS entry says."""

    def first(*names: str) -> str | None:
        return next((str(entry[name]) for name in names if entry.get(name)), None)

    doi = DOI_IN_TEXT.search(first("doi") or "")
    pages = [entry[name] for name in ("start_page", "end_page") if entry.get(name)]
    pubmed = "pubmed" in f"{first('name_of_database')} {first('database_provider')}".lower()
    number = first("accession_number") or ""
    return BibliographicReference(
        kind=RIS_KINDS.get(str(entry.get("type_of_reference"))),
        title=without_full_stop(first("title", "primary_title")),
        authors=[short_name(each) for each in entry.get("authors") or entry.get("first_authors") or []],
        container=first("secondary_title", "journal_name", "alternate_title3", "alternate_title2"),
        year=year_in(first("publication_year", "year", "date")),
        volume=first("volume"),
        issue=first("number"),
        pages="-".join(dict.fromkeys(pages)) or None,
        doi=doi[0] if doi else None,
        pmid=number if pubmed and number.isdecimal() else None,
        pmcid=None,
        registrations=[],
        has_abstract=bool(first("abstract", "notes_abstract")),
    )


# Values -------------------------------------------------------------------------------------------


def without_full_stop(title: str | None) -> str | None:
    """Return a title without the full stop that libraries add."""
    return title.rstrip(".") if title else None


def year_in(text: str | None) -> int | None:
    """Return the first year in a date."""
    found = PRINTED_YEAR.search(text or "")
    return int(found[0]) if found else None


def short_name(author: str) -> str:
    """Return `Macian N` for `Macian, Nicolas`; a name without a comma stays as it is."""
    family, comma, given = author.partition(",")
    if not comma:
        return author.strip()
    initials = "".join(part[0] for part in re.split(r"[\s.-]+", given) if part)
    return f"{family.strip()} {initials.upper()}".strip()


def slug_of(*parts: object) -> str:
    """Return a slug made of words and numbers."""
    text = unicodedata.normalize("NFKD", " ".join(str(part) for part in parts if part))
    plain = "".join(c for c in text if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


# Drafts -------------------------------------------------------------------------------------------


def source_draft(reference: BibliographicReference) -> Draft:
    """Return a draft of the source that a reference names."""
    if not reference.title:
        raise DraftError("A reference without a title is no source.")
    first = reference.authors[0].rpartition(" ")[0] or reference.authors[0] if reference.authors else ""
    name = f"{first} {reference.year or ''}".strip() or reference.title
    known = {
        **{key: value for key, value in vars(reference).items() if key in SHARED},
        "name": name,
        "read": "record",
        "authors": reference.authors or None,
        "authors_complete": True if reference.authors else None,
        "address": f"https://doi.org/{reference.doi}" if reference.doi else None,
    }
    slug = slug_of(name)
    reasons = {"registration": AbsentReason.not_applicable}
    return draft_of(
        "sources", slug, known, reasons, slug, source_questions(reference), calculated=["address"]
    )


SHARED = ("kind", "title", "container", "year", "volume", "issue", "pages", "doi", "pmid", "pmcid")
"""Fields of a reference that a source has under the same name."""


def source_questions(reference: BibliographicReference) -> Iterator[str]:
    """Yield what a person has to read or decide before this is a source."""
    if reference.kind is None:
        yield "Say which kind of source it is."
    what = "the abstract and, where you can, the full text" if reference.has_abstract else "the text"
    yield f"Read {what}; then set `read` to what you read, and `read_at` where it was not at `address`."
    yield "Compare title, authors, year and pages with the publication itself."
    yield "Look for errors and retractions, and for the interests of the authors."
    if reference.registrations:
        yield f"Draft the registry entry too: {', '.join(reference.registrations)}."
    yield "If it reports a study, write a file in `trials` that names this source."
