"""Codebook, data dictionary and table schemas: every column and word is explained and right."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from app.formats.codebook import data_dictionary
from app.models import vocabularies
from app.registry import FLAT_TABLES, LISTS
from tests.conftest import ROOT


def findings(folder: Path) -> list[str]:
    """What Frictionless finds wrong with a data package."""
    import frictionless

    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    return [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors]


def test_the_package_is_valid(exported: Path) -> None:
    assert findings(exported) == []
    package = json.loads((exported / "datapackage.json").read_bytes())
    tables = {resource["name"] for resource in package["resources"]}
    assert tables == {collection.name for collection in LISTS} | {"codebook", "words"}


@pytest.mark.parametrize(
    ("table", "before", "after"),
    [
        ("claims", ",unsupported,", ",refuted,"),
        ("outcomes", ",macian-2022,", ",macian-2023,"),
        ("domains", "\r\nsleep,", "\r\nstress,"),
        ("limits", ",350.0,", ",many,"),
    ],
    ids=["a word of no list", "a key that leads nowhere", "a key twice", "a text for a number"],
)
def test_the_package_says_what_is_right(
    exported: Path, tmp_path: Path, table: str, before: str, after: str
) -> None:
    """Its schemas are strict enough to find what is wrong."""
    folder = Path(shutil.copytree(exported, tmp_path / "export"))
    path, text = folder / f"{table}.csv", (folder / f"{table}.csv").read_bytes().decode()
    assert before in text
    path.write_bytes(text.replace(before, after, 1).encode())
    package = json.loads((folder / "datapackage.json").read_bytes())
    for resource in package["resources"]:
        del resource["hash"], resource["bytes"]
    (folder / "datapackage.json").write_text(json.dumps(package))
    assert any(found.startswith(table) for found in findings(folder))


def test_keys_between_tables_are_declared(exported: Path) -> None:
    package = json.loads((exported / "datapackage.json").read_bytes())
    declared = {
        (resource["name"], key["fields"][0], key["reference"]["resource"])
        for resource in package["resources"]
        for key in resource["schema"].get("foreignKeys", [])
    }
    assert declared == {
        ("outcomes", "trial", "trials"),
        ("outcomes", "domain", "domains"),
        ("outcomes", "form", "forms"),
        ("outcomes", "preparation", "preparations"),
        ("trials", "about_preparation", "preparations"),
        ("evidence-profiles", "preparation", "preparations"),
        ("questions", "preparation", "preparations"),
        ("questions", "profile", "evidence-profiles"),
        ("questions", "domain", "domains"),
        ("biomarkers", "study", "sources"),
        ("rules", "when_above_limit", "limits"),
        ("groups", "trial", "trials"),
        ("groups", "outcome", "outcomes"),
        ("groups", "domain", "domains"),
        ("bias-assessments", "trial", "trials"),
        ("selection", "source", "sources"),
    }


def test_the_codebook_explains_every_column_and_every_word(exported: Path) -> None:
    with (exported / "codebook.csv").open(newline="") as file:
        book = list(csv.DictReader(file))
    for table in FLAT_TABLES:
        with (exported / f"{table.name}.csv").open(newline="") as file:
            heads = next(csv.reader(file))
        assert [row["column"] for row in book if row["table"] == table.name] == heads
    assert all(row["description"] and row["type"] for row in book)
    with (exported / "words.csv").open(newline="") as file:
        words = {(row["vocabulary"], row["word"]): row["meaning"] for row in csv.DictReader(file)}
    meanings = {(each.address(), word.value): word.meaning for each in vocabularies() for word in each}
    assert words.items() <= meanings.items()
    assert {row["vocabulary"] for row in book} == {vocabulary for vocabulary, _ in words} | {""}


def test_the_data_dictionary_is_that_of_the_models(exported: Path) -> None:
    committed = (ROOT / "docs" / "data-dictionary.md").read_text("utf-8")
    assert committed == data_dictionary(FLAT_TABLES), (
        "If the change is meant: ./run export, cp data/export/data-dictionary.md docs/"
    )
    assert (exported / "data-dictionary.md").read_text("utf-8") == committed
    for line in committed.splitlines():
        if line.startswith("| "):
            assert line.count("|") == 4, line


def test_required_columns_are_declared(exported: Path) -> None:
    package = json.loads((exported / "datapackage.json").read_bytes())
    (domains,) = (each["schema"] for each in package["resources"] if each["name"] == "domains")
    required = {each["name"] for each in domains["fields"] if each.get("constraints", {}).get("required")}
    assert required >= {"slug", "name", "definition", "omeract_tier"}
    assert "omeract_name" not in required
