"""Every format holds the same records; tables run nothing; citations say what the record says."""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from starlette.testclient import TestClient

from app.db.filters import CitableFormat, Format
from app.formats.citations import Cited, bibtex, ris, spelled
from app.formats.csv import FORMULA_STARTS, columns
from app.formats.writers import TABLES
from app.formats.xlsx import xlsx
from app.models import COLLECTIONS, OUTCOMES, Document, Source, TidyOutcome
from tests.conftest import walk

LISTS = {collection.address: collection for collection in (*COLLECTIONS, OUTCOMES)}

Get = Callable[[str], Any]


def rows_of_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def sheets(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def rows_of_sheet(sheet: Worksheet) -> list[dict[str, Any]]:
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def as_in_csv(cell: Any) -> str:
    """A cell of a workbook as the CSV writes it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else str(cell)


def same_cell(of_sheet: Any, of_csv: str) -> bool:
    """A workbook has one kind of number, a CSV writes 5.0 where the record does."""
    if isinstance(of_sheet, int | float) and not isinstance(of_sheet, bool):
        return float(of_csv) == of_sheet
    return as_in_csv(of_sheet) == of_csv


# Tables -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", LISTS)
def test_every_format_of_every_list_has_the_same_rows(client: TestClient, get: Get, address: str) -> None:
    records = list(walk(get, f"/v1/{address}?limit=200"))
    files = {suffix: client.get(f"/v1/{address}.{suffix}").content for suffix in TABLES}
    assert [json.loads(line) for line in files["jsonl"].splitlines()] == records
    table, book = rows_of_csv(files["csv"]), sheets(files["xlsx"])
    assert book.sheetnames == ["data", "codebook"]
    key = columns(LISTS[address].document)[0].name
    assert [row[key] for row in table] == [record[key] for record in records]
    data = rows_of_sheet(book["data"])
    assert len(data) == len(table) > 0
    for in_sheet, in_csv in zip(data, table, strict=True):
        assert list(in_sheet) == list(in_csv)
        for name, cell in in_sheet.items():
            assert same_cell(cell, in_csv[name]), (name, cell, in_csv[name])


@pytest.mark.parametrize("suffix", [*TABLES, "bib", "ris"])
def test_a_filter_narrows_every_format(client: TestClient, suffix: str) -> None:
    everything = client.get(f"/v1/trials.{suffix}").content
    narrowed = client.get(f"/v1/trials.{suffix}?placebo_controlled=true").content
    assert client.get(f"/v1/trials?format={suffix}&placebo_controlled=true").content == narrowed
    assert 0 < len(narrowed) < len(everything)


def test_interactions_come_in_every_format_too(client: TestClient, get: Get) -> None:
    total = get("/v1/safety/interactions?limit=1")["total"]
    assert len(rows_of_csv(client.get("/v1/safety/interactions?format=csv").content)) == total
    assert sheets(client.get("/v1/safety/interactions?format=xlsx").content)["data"].max_row == total + 1


@pytest.mark.parametrize("address", LISTS)
def test_a_list_says_which_formats_it_has(client: TestClient, address: str) -> None:
    offered = CitableFormat if address in ("sources", "trials") else Format
    words = ", ".join(word for word in offered if word != "json")
    for asked in (f"/v1/{address}.ods", f"/v1/{address}?format=ods"):
        answer = client.get(asked)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["problem"].endswith(words)
    for suffix in ("bib", "ris"):
        expected = 200 if offered is CitableFormat else 422
        assert client.get(f"/v1/{address}.{suffix}").status_code == expected


def test_files_are_named_after_list_and_version(client: TestClient, get: Get) -> None:
    version = get("/v1/dataset")["version"]
    for suffix in ("csv", "xlsx", "bib"):
        disposition = client.get(f"/v1/trials.{suffix}").headers["content-disposition"]
        assert disposition == f'attachment; filename="fibromag-trials-{version}.{suffix}"'


def a_source(**changed: Any) -> str:
    """A record of a source with some values changed."""
    made_up = {
        "slug": "made-up-2030",
        "name": "Made up 2030",
        "kind": "journal_article",
        "read": "abstract",
        "provenance": [{"fields": ["*"], "verification": "primary", "sources": ["made-up-2030"]}],
    }
    return Source.model_validate({**made_up, **changed}).model_dump_json()


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_cell_is_run_as_a_formula(start: str) -> None:
    record = a_source(title=f"{start}1+1")
    (row,) = rows_of_csv(TABLES["csv"](Source, [record]))
    assert row["title"] == f"'{start}1+1"
    sheet = sheets(xlsx(Source, [record]))["data"]
    cell = sheet.cell(2, [head.value for head in sheet[1]].index("title") + 1)
    assert cell.data_type == "s"
    assert str(cell.value).replace("_x000D_", "\r") in (f"{start}1+1", f"{start}1+1".replace("\r", "\n"))


@pytest.mark.parametrize("address", LISTS)
def test_a_workbook_holds_values_only_and_explains_each_column(client: TestClient, address: str) -> None:
    content = client.get(f"/v1/{address}.xlsx").content
    book = sheets(content)
    for sheet in book:
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
        assert kinds <= {"s", "n", "b"}
        assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    explained = rows_of_sheet(book["codebook"])
    assert [row["column"] for row in explained] == [cell.value for cell in book["data"][1]]
    assert all(row["type"] and row["description"] for row in explained)
    assert xlsx(LISTS[address].document, client.get(f"/v1/{address}.jsonl").text.splitlines()) == content


def test_the_codebook_of_a_workbook_says_what_the_words_mean(client: TestClient) -> None:
    book = sheets(client.get("/v1/claims.xlsx").content)
    (verdict,) = [row for row in rows_of_sheet(book["codebook"]) if row["column"] == "verdict"]
    assert "contradicted: " in verdict["words"]
    assert len(verdict["words"].splitlines()) == 7


@pytest.mark.parametrize("document", [each.document for each in LISTS.values()])
def test_every_column_has_a_type_that_its_cells_have(client: TestClient, document: type[Document]) -> None:
    (address,) = [address for address, each in LISTS.items() if each.document is document]
    fits = {
        "string": lambda cell: True,
        "integer": lambda cell: re.fullmatch(r"-?\d+", cell),
        "number": lambda cell: re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell),
        "boolean": lambda cell: cell in ("true", "false"),
    }
    for row in rows_of_csv(client.get(f"/v1/{address}.csv").content):
        for column in columns(document):
            cell = row[column.name]
            assert cell or not column.required, column.name
            assert not cell or fits[column.kind](cell), (column.name, cell)
            if column.vocabulary and cell:
                found = cell.split("; ") if column.several else [cell]
                assert {word.rpartition(": ")[2] for word in found} <= set(column.vocabulary)


def test_what_refers_to_another_table_is_known() -> None:
    found = {column.name: column.target for column in columns(TidyOutcome) if column.target}
    assert found == {"trial": "trials", "domain": "domains", "form": "forms", "sources": "sources"}


# Citations ----------------------------------------------------------------------------------------


UNKNOWN = {r"\textbraceleft{}": r"\{", r"\textbraceright{}": r"\}", r"\textasciicircum{}": "^"}
"""What LaTeX knows and the parser's own table lacks."""


def parsed_bib(text: str) -> dict[str, dict[str, str]]:
    """BibTeX as another program reads it, LaTeX taken back to text."""
    assert text.count("{") == text.count("}")
    for command, character in UNKNOWN.items():
        text = text.replace(command, character)
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    return {
        entry.key: {"ENTRYTYPE": entry.entry_type, **{f.key: str(f.value) for f in entry.fields}}
        for entry in library.entries
    }


def parsed_ris(text: str) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in rispy.loads(text)}


def undone(author: str) -> str:
    """A spelled-out author as the record has it."""
    family, comma, initials = author.partition(", ")
    return f"{family} {initials.replace('.', '').replace(' ', '')}" if comma else author


def test_bibtex_says_what_the_record_says_and_nothing_more(client: TestClient, get: Get) -> None:
    entries = parsed_bib(client.get("/v1/sources.bib").text)
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
        Cited(Source.model_validate_json(a_source(title=title, authors=["Ünal {B} AB-C", "Smith & Sons"])))
    ]
    flat = " ".join(title.split())
    (entry,) = parsed_bib(bibtex(cited).decode()).values()
    assert entry["title"] == flat
    assert entry["ENTRYTYPE"] == "article"
    assert entry["author"] == "Ünal {B}, A. B.-C. and Smith & Sons"
    (reference,) = rispy.loads(ris(cited).decode())
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
    assert spelled(author) == wanted


def test_the_dataset_has_an_entry_of_its_own(get: Get) -> None:
    about = get("/v1/dataset")
    ((key, entry),) = parsed_bib(about["bibtex"]).items()
    assert key == f"fibromag-{about['version']}"
    assert entry["title"] == about["title"]
    assert (entry["author"], entry["version"]) == (about["publisher"], about["version"])
    assert about["digest"] in entry["note"]
    assert not {"doi", "url"} & set(entry)
