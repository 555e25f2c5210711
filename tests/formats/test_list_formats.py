"""A format of lists is known everywhere: as a parameter, as a file, by its media type and by its writer."""

import pytest

from app.formats.citations import CITATION_WRITERS
from app.formats.list_formats import (
    CITATION_FORMATS,
    FILE_DESCRIPTIONS,
    MEDIA_TYPES,
    TABLE_FORMATS,
    CitableFormat,
    CitableSuffix,
    Format,
    Suffix,
)
from app.formats.lists import COLUMN_WRITERS, EXPORTED_FORMATS


def test_a_file_is_written_in_every_format_of_the_list_but_json() -> None:
    assert {*Suffix} == {*Format} - {Format.json}
    assert {*CitableSuffix} == {*CitableFormat} - {CitableFormat.json}
    assert {*Suffix} < {*CitableSuffix}


@pytest.mark.parametrize("known", [MEDIA_TYPES, FILE_DESCRIPTIONS], ids=["media types", "descriptions"])
def test_every_format_of_a_file_is_described(known: dict[str, str]) -> None:
    assert known.keys() == {*CitableSuffix}


def test_every_kind_of_format_has_its_writers() -> None:
    assert COLUMN_WRITERS.keys() == {*TABLE_FORMATS}
    assert CITATION_WRITERS.keys() == {*CITATION_FORMATS} == {*CitableSuffix} - {*Suffix}
    assert {*EXPORTED_FORMATS} == {*Suffix, "parquet"}
