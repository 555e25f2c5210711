"""The same text is read alike by the API, the command line, the form and CDS Hooks."""

import csv
import json
import random
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.cds_hooks.reading.fhir import FoundResource, ReferenceIndex
from app.cds_hooks.reading.medications import EntryKind, MedicineEntryReader
from app.cds_hooks.record_medicines import RecordMedicineReader
from app.cli import cli
from app.medicines.concepts import MedicineConcept
from app.safety.answers import CheckedInput
from app.safety.request import MedicineInput
from app.safety.typed_lists import entries
from app.web.safety_form import FilledIn, read
from tests.cds_hooks.calls import order
from tests.safety.asking import checker

STRINGS = Path(__file__).parent / "data" / "strings.csv"
AT_A_TIME = 50
"""Texts in one request."""


@cache
def texts() -> list[str]:
    """Two hundred quoted texts of records, claims and product lists, always the same ones."""
    with STRINGS.open(encoding="utf-8", newline="") as file:
        return [row["string"] for row in random.Random(200).sample(list(csv.DictReader(file)), 200)]


def parts() -> Iterator[list[str]]:
    """The texts, a request at a time."""
    for at in range(0, len(texts()), AT_A_TIME):
        yield texts()[at : at + AT_A_TIME]


@cache
def expected() -> dict[str, set[str]]:
    """The substances of each text, as the reader gives them."""
    return {
        text: {each.slug for each in checker().names.medicine(MedicineInput(text=text)).substances}
        for text in texts()
    }


def by_text(part: list[str], inputs: Iterable[set[str]]) -> dict[str, set[str]]:
    """The substances of each typed text, which may have become several entries."""
    found = iter(inputs)
    return {
        text: set().union(*(next(found) for _ in entries(text, checker().names.said_of_medicine)))
        for text in part
    }


def slugs(inputs: Iterable[CheckedInput]) -> list[set[str]]:
    """The substances of each medicine of an answer."""
    found = (given.model_dump(mode="json") for given in inputs if given.place.startswith("medicines"))
    return [substances(given) for given in found]


def substances(given: dict[str, Any]) -> set[str]:
    """The substances of an input of an answer, which leaves them out where its concepts name them."""
    if given.get("substances"):
        return {each["slug"] for each in given["substances"]}
    known = checker().names.medicines.known
    concepts = [MedicineConcept(each["slug"], each["medicine"]) for each in given["concepts"]]
    return {slug for concept in concepts for slug in known.meaning(concept)}


def test_the_api_reads_them(client: TestClient) -> None:
    found: dict[str, set[str]] = {}
    for part in parts():
        question = {"supplement": {}, "medicines": [{"text": text} for text in part]}
        inputs = client.post("/v1/safety/checks", json=question).json()["inputs"]
        found |= {text: substances(given) for text, given in zip(part, inputs, strict=True)}
    assert found == expected()


def test_the_command_line_reads_them(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIBROMAG_DATABASE_URL", url)
    found: dict[str, set[str]] = {}
    for part in parts():
        options = [word for text in part for word in ("--medicine", text)]
        answer = json.loads(CliRunner().invoke(cli, ["check", "--json", *options]).stdout)
        inputs = [substances(given) for given in answer["inputs"]]
        found |= by_text(part, inputs)
    assert found == expected()


def test_the_form_reads_them() -> None:
    found: dict[str, set[str]] = {}
    for part in parts():
        reading = read(
            FilledIn(medicines="\n".join(part), conditions_told="none", jurisdictions=["US"]), checker().names
        )
        assert reading.request, reading.errors
        found |= by_text(part, slugs(checker().check(reading.request).inputs))
    assert found == expected()


def test_cds_hooks_reads_them() -> None:
    reader = RecordMedicineReader(checker().names)
    found: dict[str, set[str]] = {}
    for text in texts():
        medication = MedicineEntryReader(ReferenceIndex()).read(
            FoundResource(order(text), "here"), EntryKind.order
        )
        named = reader.read(medication).recognised
        found[text] = {slug for each in named.inputs for slug in each.substances}
        for part in named.magnesium:
            match = checker().names.medicine(MedicineInput(text=part.name))
            found[text] |= {each.slug for each in match.substances}
    ambiguous = {
        text for text in texts() if checker().names.medicine(MedicineInput(text=text)).status == "ambiguous"
    }
    assert len(ambiguous) <= 2
    wanted = {text: set() if text in ambiguous else slugs for text, slugs in expected().items()}
    assert found == wanted
