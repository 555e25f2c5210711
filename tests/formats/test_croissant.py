"""Croissant: every table and column of the export is described, and refers to what is there."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.formats.reading import rows_of_csv


@pytest.fixture(scope="module")
def described(exported: Path) -> Any:
    return json.loads((exported / "croissant.json").read_text("utf-8"))


def test_it_has_what_the_specification_requires(described: Any) -> None:
    assert described["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert described["@type"] == "sc:Dataset"
    for name in ("name", "description", "license", "citeAs", "datePublished", "version", "creator"):
        assert described[name], name
    for name in ("cr", "sc", "recordSet", "field", "source", "fileObject", "extract", "column", "dataType"):
        assert name in described["@context"]


def test_every_file_is_there_with_its_checksum(described: Any, exported: Path) -> None:
    assert len(described["distribution"]) > 15
    for file in described["distribution"]:
        content = (exported / file["contentUrl"]).read_bytes()
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
        assert file["contentSize"] == f"{len(content)} B"


def test_every_column_of_a_table_is_a_field_of_its_type(described: Any, exported: Path) -> None:
    files = {file["@id"] for file in described["distribution"]}
    names = set()
    for table in described["recordSet"]:
        (path,) = {field["source"]["fileObject"]["@id"] for field in table["field"]}
        assert path in files
        rows = rows_of_csv((exported / path).read_bytes())
        assert [field["source"]["extract"]["column"] for field in table["field"]] == list(rows[0])
        ids = {field["@id"] for field in table["field"]}
        assert "key" not in table or table["key"]["@id"] in ids
        names |= ids | {table["@id"]}
        for field in table["field"]:
            if field["dataType"] == "sc:Float":
                values = [row[field["name"]] for row in rows if row[field["name"]]]
                assert all(isinstance(float(value), float) for value in values)
    assert len(names) > 300
    assert {"outcomes", "groups", "groups/mean"} <= names
