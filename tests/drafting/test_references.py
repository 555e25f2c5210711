"""References of PubMed and RIS as drafts of sources: what is filled, what is null, and why."""

from pathlib import Path

import pytest
import yaml

from app.drafting.draft import Draft, DraftError
from app.drafting.files import drafts_in
from app.drafting.references import read_medline, short_name, slug_of

FILES = Path(__file__).parent / "files"


@pytest.fixture
def medline() -> Draft:
    (draft,) = drafts_in((FILES / "trial.nbib").read_text())
    return draft


def test_every_field_that_pubmed_states_is_filled(medline: Draft) -> None:
    assert (medline.collection, medline.slug) == ("sources", "nemo-2030")
    expected = {
        "name": "Nemo 2030",
        "kind": "journal_article",
        "read": "record",
        "title": "An invented trial of magnesium citrate in fibromyalgia, written to test a program: "
        "a randomized, double-blind study",
        "authors": ["Nemo AB", "Niemand C"],
        "authors_complete": True,
        "container": "Journal of inventions",
        "year": 2030,
        "volume": "12",
        "issue": "3",
        "pages": "104",
        "doi": "10.9999/invented.2030.0001",
        "pmid": "99000001",
        "pmcid": "PMC99000001",
        "address": "https://doi.org/10.9999/invented.2030.0001",
        "registration": None,
    }
    assert {name: medline.values[name] for name in expected} == expected


def test_every_null_has_a_reason_and_every_value_a_source(medline: Draft) -> None:
    nulls = {name for name, value in medline.values.items() if value is None}
    assert nulls == medline.values["absent"].keys() == {"registration"}
    first, second = medline.values["provenance"]
    assert first == {"fields": ["*"], "verification": "primary", "sources": ["nemo-2030"]}
    assert (second["fields"], second["verification"]) == (["address"], "derived")


def test_no_sentence_of_the_abstract_is_copied(medline: Draft) -> None:
    assert "Nobody took part" not in medline.as_yaml()
    assert any("abstract" in each for each in medline.to_read)
    assert any("NCT99000001" in each for each in medline.to_read)


def test_the_file_is_a_seed_with_what_is_to_be_read(medline: Draft) -> None:
    content = yaml.safe_load(medline.as_yaml())
    assert list(content)[:2] == ["draft", "name"]
    assert content.pop("draft") == medline.to_read
    assert content == medline.values


def test_a_ris_file_gives_a_draft_for_each_entry() -> None:
    article, other = drafts_in((FILES / "review.ris").read_text())
    expected = {
        "kind": "journal_article",
        "title": "An invented review of magnesium in fibromyalgia",
        "authors": ["Nemo AB", "Niemand C"],
        "container": "Journal of inventions",
        "year": 2031,
        "volume": "13",
        "issue": "2",
        "pages": "21-34",
        "doi": "10.9999/invented.2031.0002",
        "pmid": None,
    }
    assert {name: article.values[name] for name in expected} == expected
    assert article.values["absent"] == {
        "pmid": "not_read",
        "pmcid": "not_read",
        "registration": "not_applicable",
    }
    assert other.values["kind"] is None
    assert other.to_read[0] == "Say which kind of source it is."
    assert other.values["absent"]["year"] == "not_read"


def test_a_file_of_pubmed_may_hold_several_records() -> None:
    text = (FILES / "trial.nbib").read_text()
    first, second = read_medline(text + "\n" + text.replace("99000001", "99000002"))
    assert (first.pmid, second.pmid) == ("99000001", "99000002")


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("Macian, Nicolas", "Macian N"),
        ("Dualé, C.", "Dualé C"),
        ("de Vries, Jan-Piet", "de Vries JP"),
        ("Macian N", "Macian N"),
        ("World Health Organization", "World Health Organization"),
    ],
)
def test_authors_are_family_name_and_initials(written: str, short: str) -> None:
    assert short_name(written) == short


def test_a_slug_is_plain() -> None:
    assert slug_of("Gómez-Centeno", 2022) == "gomez-centeno-2022"


@pytest.mark.parametrize("text", ["", "hello", "{", "{}", '{"protocolSection": 1}', "TY  - JOUR\nER  - \n"])
def test_any_other_file_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(DraftError, match=r"\.$"):
        drafts_in(text)
