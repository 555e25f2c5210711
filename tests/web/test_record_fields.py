"""Other fields: a new field of a document is on its page at once, and no field is lost."""

import re
from collections import defaultdict

import pytest

from app.db.database import Database
from app.models import Document, Trial
from app.models.provenance import AbsentReason
from app.registry import COLLECTIONS
from app.seeds.library import Library
from app.web.record_fields import JSON_ONLY, RECORD_PARTS, SHOWN_FIELDS, other_fields
from app.web.templating import render
from tests.conftest import ROOT
from tests.web.html import text_of

TEMPLATES = ROOT / "app" / "web" / "templates"


def test_every_collection_with_a_page_says_which_fields_it_shows() -> None:
    assert set(SHOWN_FIELDS) == {each.model for each in COLLECTIONS if each.page is not None}


@pytest.mark.parametrize("document", SHOWN_FIELDS)
def test_a_field_that_is_called_shown_is_in_a_template(document: type[Document]) -> None:
    sources = [*TEMPLATES.glob("*.html"), ROOT / "app" / "web" / "doses.py"]
    text = " ".join(path.read_text("utf-8") for path in sources)
    assert SHOWN_FIELDS[document] <= set(document.model_fields)
    for name in SHOWN_FIELDS[document] | (RECORD_PARTS & set(document.model_fields)):
        if name not in (
            "outcomes",
            "section",
            "sentence",
            "group",
            "when",
        ):  # given by the route, or sorted by
            assert re.search(rf"\.{name}\b", text), name


def test_every_other_field_is_listed(library: Library) -> None:
    """Of every record: shown by its template, listed, left to the JSON, or empty."""
    for document in SHOWN_FIELDS:
        for records in library.records.values():
            for slug, record in records.items():
                if type(record) is not document:
                    continue
                listed = {field.name.lower().replace(" ", "_") for field in other_fields(record)}
                for name, value in record:
                    if value in (None, [], {}) or name in SHOWN_FIELDS[document] | JSON_ONLY | RECORD_PARTS:
                        continue
                    assert name in listed, (document, slug, name)


class WiderTrial(Trial):
    """A trial with one field more."""

    country: str | None = None
    """Country of the study."""


def test_a_new_field_is_on_the_page_of_its_record(
    library: Library, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SHOWN_FIELDS, WiderTrial, SHOWN_FIELDS[Trial])  # type: ignore[misc]
    trial = library.records["trials"]["macian-2022"]
    wider = WiderTrial.model_validate({**trial.model_dump(), "country": "Ruritania"})
    names: defaultdict[str, str] = defaultdict(str)
    page = render("trial.html", "/trials/macian-2022", database.stamp, trial=wider, tables=[], names=names)
    assert "Country Ruritania" in text_of(bytes(page.body).decode())


def test_values_are_written_as_people_write_them(library: Library) -> None:
    fields = {field.name: field for field in other_fields(library.records["trials"]["macian-2022"])}
    assert fields["Year"].text == "2022"
    assert fields["Year"].description == "Year of the main report."
    related = [
        field
        for trial in library.records["trials"].values()
        for field in other_fields(trial)
        if field.name == "Same study as"
    ]
    assert related
    assert all(each.references and not each.text for each in related)
    assert all(reference.startswith("trials/") for each in related for reference in each.references)


def test_an_empty_field_is_listed_with_the_reason_and_without_one_not_at_all(library: Library) -> None:
    trial = library.records["trials"]["macian-2022"]
    reason = {**trial.absent, "year": AbsentReason.not_reported_in_source}
    unknown = trial.model_copy(update={"year": None, "acronym": None, "absent": reason})
    filled = {field.name: field.text for field in other_fields(trial)}
    fields = {field.name: field.text for field in other_fields(unknown)}
    assert filled.pop("Acronym") == "SeMAFor"
    assert fields == {**filled, "Year": "not reported in source"}
