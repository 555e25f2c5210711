"""BibTeX and RIS: references say what the record says and nothing more."""

from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from starlette.testclient import TestClient

from app.formats.citations import CitedSource, inverted_name, to_bibtex, to_ris
from app.models import Source
from tests.conftest import walk
from tests.formats.reading import Get, a_source

UNKNOWN = {r"\textbraceleft{}": r"\{", r"\textbraceright{}": r"\}", r"\textasciicircum{}": "^"}
"""What LaTeX knows and the parser's own table lacks."""


def parsed_bib(text: str) -> dict[str, dict[str, str]]:
    """BibTeX as another program reads it, LaTeX taken back to text."""
    assert text.count("{") == text.count("}")
    for command, character in UNKNOWN.items():
        text = text.replace(command, character)
    library = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    return {
        entry.key: {"ENTRYTYPE": entry.entry_type, **{f.key: str(f.value) for f in entry.fields}}
        for entry in library.entries
    }


def urls_in(text: str) -> dict[str, str | None]:
    """The addresses of a BibTeX file as they are written: percent signs in them are no comments."""
    entries = parse_string(text).entries
    return {entry.key: next((f.value for f in entry.fields if f.key == "url"), None) for entry in entries}


def parsed_ris(text: str) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in rispy.loads(text)}


def undone(author: str) -> str:
    """A spelled-out author as the record has it."""
    family, comma, initials = author.partition(", ")
    return f"{family} {initials.replace('.', '').replace(' ', '')}" if comma else author


def test_bibtex_says_what_the_record_says_and_nothing_more(client: TestClient, get: Get) -> None:
    text = client.get("/v1/sources.bib").text
    entries, urls = parsed_bib(text), urls_in(text)
    sources = {source["slug"]: source for source in walk(get, "/v1/sources?limit=200")}
    assert list(entries) == list(sources)
    containers = {"journal", "booktitle", "howpublished"}
    for slug, entry in entries.items():
        source = sources[slug]
        assert (entry.pop("ENTRYTYPE") == "article") is (source["kind"] == "journal_article")
        authors = entry.pop("author", "").split(" and ") if source["authors"] else []
        if source["authors_complete"] is False:
            assert authors.pop() == "others"
        assert [undone(author) for author in authors] == (source["authors"] or [])
        assert entry.pop("title", None) == source["title"]
        assert entry.pop("shorttitle") == source["name"]
        assert (entry.pop("note", "").endswith("title was not read.")) is (source["title"] is None)
        (container,) = containers & set(entry) or [None]
        assert (entry.pop(container) if container else None) == source["container"]
        assert entry.pop("number", None) == (source["issue"] or source["registration"])
        entry.pop("url", None)
        assert urls[slug] == source["address"]
        assert entry.pop("pages", "").replace("–", "-") == (source["pages"] or "")
        assert entry.pop("year", None) == (str(source["year"]) if source["year"] else None)
        for name in ("volume", "doi", "pmid", "pmcid"):
            assert entry.pop(name, None) == source[name]
        assert entry == {}


def test_ris_says_what_the_record_says_and_nothing_more(client: TestClient, get: Get) -> None:
    entries = parsed_ris(client.get("/v1/sources.ris").text)
    sources = {source["slug"]: source for source in walk(get, "/v1/sources?limit=200")}
    assert list(entries) == list(sources)
    for slug, entry in entries.items():
        source = sources[slug]
        assert entry.pop("id") == slug
        assert (entry.pop("type_of_reference") == "JOUR") is (source["kind"] == "journal_article")
        assert [undone(author) for author in entry.pop("authors", [])] == (source["authors"] or [])
        assert entry.pop("title", None) == source["title"]
        assert entry.pop("short_title") == source["name"]
        assert (entry.pop("secondary_title", None) or entry.pop("publisher", None)) == source["container"]
        assert entry.pop("year", None) == (str(source["year"]) if source["year"] else None)
        pages = filter(None, (entry.pop("start_page", None), entry.pop("end_page", None)))
        assert "-".join(pages) == (source["pages"] or "")
        assert entry.pop("accession_number", None) == (source["pmid"] or source["registration"])
        for name, field in (("volume", "volume"), ("number", "issue"), ("doi", "doi"), ("custom2", "pmcid")):
            assert entry.pop(name, None) == source[field]
        assert entry.pop("urls", [None]) == [source["address"]]
        notes = entry.pop("notes", [])
        assert any("title was not read" in note for note in notes) is (source["title"] is None)
        assert any("incomplete" in note for note in notes) is (source["authors_complete"] is False)
        assert entry == {}


def test_trials_are_cited_by_their_main_publication_each_once(client: TestClient, get: Get) -> None:
    trials = list(walk(get, "/v1/trials?limit=200"))
    wanted: dict[str, list[str]] = {}
    for trial in trials:
        if trial["publications"]:
            wanted.setdefault(trial["publications"][0], []).append(f"trials/{trial['slug']}")
    assert len(wanted) < len(trials)
    in_bib = parsed_bib(client.get("/v1/trials.bib").text)
    assert {key: entry["keywords"].split(", ") for key, entry in in_bib.items()} == wanted
    in_ris = parsed_ris(client.get("/v1/trials.ris").text)
    assert {key: entry["keywords"] for key, entry in in_ris.items()} == wanted


@pytest.mark.parametrize(
    "title",
    [
        r"50 % & more: $5 #1 {a_b} ~ ^ \textbf{c} \\",
        "Unbalanced { brace",
        "Unbalanced } brace",
        'Quotes "here" and its ’own’, α–β × 2, Ünïcödé',
        "@article{injected, title={no}}",
        "First line\nTY  - second line\r\nER  - ",
    ],
)
def test_any_title_survives_citation(title: str) -> None:
    cited = [
        CitedSource(
            Source.model_validate_json(a_source(title=title, authors=["Ünal {B} AB-C", "Smith & Sons"]))
        )
    ]
    flat = " ".join(title.split())
    (entry,) = parsed_bib(to_bibtex(cited).decode()).values()
    assert entry["title"] == flat
    assert entry["ENTRYTYPE"] == "article"
    assert entry["author"] == "Ünal {B}, A. B.-C. and Smith & Sons"
    (reference,) = rispy.loads(to_ris(cited).decode())
    assert reference["title"] == flat
    assert reference["authors"] == ["Ünal {B}, A. B.-C.", "Smith & Sons"]


@pytest.mark.parametrize(
    ("author", "wanted"),
    {
        "Macian N": "Macian, N.",
        "de Baaij JHF": "de Baaij, J. H. F.",
        "Ho AM-H": "Ho, A. M.-H.",
        "Rubio-Arias JÁ": "Rubio-Arias, J. Á.",
        "Rosselló Aubach L": "Rosselló Aubach, L.",
        "Andretta": "Andretta",
        "World Health Organization": "World Health Organization",
    }.items(),
)
def test_an_author_is_spelled_as_family_name_and_initials(author: str, wanted: str) -> None:
    assert inverted_name(author) == wanted


def test_the_dataset_has_an_entry_of_its_own(get: Get) -> None:
    about = get("/v1/dataset")
    ((key, entry),) = parsed_bib(about["bibtex"]).items()
    assert key == f"fibromag-{about['version']}"
    assert entry["title"] == about["title"]
    assert (entry["author"], entry["version"]) == (about["publisher"], about["version"])
    assert about["digest"] in entry["note"]
    assert not {"doi", "url"} & set(entry)
