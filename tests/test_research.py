"""Run the README's snippets for pandas, polars and R against a live server."""

import json
import re
import shutil
import subprocess
import sys
from typing import Any

import httpx
import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def snippet(language: str, library: str, server: str) -> str:
    """Return the README's snippet in a language that uses a library, with the address of a server."""
    blocks = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    (found,) = [block for block in blocks if library in block]
    assert "http://127.0.0.1:8000" in found
    return found.replace("http://127.0.0.1:8000", server)


def json_output(*command: str) -> Any:
    """Run a program and return the JSON that it prints."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def outcomes(server: str) -> list[Any]:
    """Return every outcome from the API."""
    text = httpx.get(f"{server}/v1/outcomes.jsonl").text
    return [json.loads(line) for line in text.splitlines()]


def test_pandas_reads_the_table_with_its_types(server: str, outcomes: list[Any]) -> None:
    code = snippet("python", "pandas", server) + (
        "import json; kinds = outcomes.dtypes.astype(str).to_dict()\n"
        "print(json.dumps([len(outcomes), kinds, sorted(outcomes.p_value.dropna())]))"
    )
    rows, kinds, p_values = json_output(sys.executable, "-c", code)
    assert rows == len(outcomes)
    assert p_values == sorted(each["p_value"] for each in outcomes if each["p_value"] is not None)
    assert all(
        kinds[name].startswith("float") for name in ("p_value", "elemental_mg_per_day", "timepoint_weeks")
    )


def test_polars_reads_the_file_of_a_version_in_parts(server: str, outcomes: list[Any]) -> None:
    """Check the address too: it names the version, so a new version changes the README."""
    code = snippet("python", "polars", server) + (
        "import json; kinds = {name: str(kind) for name, kind in outcomes.schema.items()}\n"
        "print(json.dumps([len(outcomes), kinds, outcomes['direction'].to_list()]))"
    )
    rows, kinds, directions = json_output(sys.executable, "-c", code)
    assert rows == len(outcomes)
    assert directions == [each["direction"] for each in outcomes]
    assert (kinds["p_value"], kinds["groups_count"], kinds["single_agent"]) == ("Float64", "Int64", "Boolean")


@pytest.mark.skipif(not shutil.which("Rscript"), reason="needs Rscript, from Debian's r-base-core")
def test_r_reads_the_table_with_its_types(server: str, outcomes: list[Any]) -> None:
    code = snippet("r", "read.csv", server) + (
        'cat(sprintf(\'[%d, "%s", "%s", %s]\', nrow(outcomes), class(outcomes$p_value), '
        "class(outcomes$direction), format(mean(outcomes$p_value, na.rm = TRUE), digits = 15)))"
    )
    rows, of_p_value, of_direction, mean = json_output("Rscript", "--vanilla", "-e", code)
    known = [each["p_value"] for each in outcomes if each["p_value"] is not None]
    assert (rows, of_p_value, of_direction) == (len(outcomes), "numeric", "character")
    assert mean == pytest.approx(sum(known) / len(known))
