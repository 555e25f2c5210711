"""What the README promises researchers, run as they would run it: pandas, polars and R on a live server."""

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
    """The one snippet of the README in a language that uses a library, pointed at a server."""
    blocks = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    (found,) = [block for block in blocks if library in block]
    assert "http://127.0.0.1:8000" in found
    return found.replace("http://127.0.0.1:8000", server)


def told_by(*command: str) -> Any:
    """What a program prints, as JSON."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def outcomes(server: str) -> list[Any]:
    """Every outcome as the API gives it."""
    text = httpx.get(f"{server}/v1/outcomes.jsonl").text
    return [json.loads(line) for line in text.splitlines()]


def test_pandas_reads_the_table_with_its_types(server: str, outcomes: list[Any]) -> None:
    code = snippet("python", "pandas", server) + (
        "import json; kinds = outcomes.dtypes.astype(str).to_dict()\n"
        "print(json.dumps([len(outcomes), kinds, sorted(outcomes.p_value.dropna())]))"
    )
    rows, kinds, p_values = told_by(sys.executable, "-c", code)
    assert rows == len(outcomes)
    assert p_values == sorted(each["p_value"] for each in outcomes if each["p_value"] is not None)
    assert all(
        kinds[name].startswith("float") for name in ("p_value", "elemental_mg_per_day", "timepoint_weeks")
    )


def test_polars_reads_the_file_of_a_version_in_parts(server: str, outcomes: list[Any]) -> None:
    """The address in the README names the version that is served: a new version changes it."""
    code = snippet("python", "polars", server) + (
        "import json; kinds = {name: str(kind) for name, kind in outcomes.schema.items()}\n"
        "print(json.dumps([len(outcomes), kinds, outcomes['direction'].to_list()]))"
    )
    rows, kinds, directions = told_by(sys.executable, "-c", code)
    assert rows == len(outcomes)
    assert directions == [each["direction"] for each in outcomes]
    assert (kinds["p_value"], kinds["groups_count"], kinds["single_agent"]) == ("Float64", "Int64", "Boolean")


@pytest.mark.skipif(not shutil.which("Rscript"), reason="needs Rscript, from Debian's r-base-core")
def test_r_reads_the_table_with_its_types(server: str, outcomes: list[Any]) -> None:
    code = snippet("r", "read.csv", server) + (
        'cat(sprintf(\'[%d, "%s", "%s", %s]\', nrow(outcomes), class(outcomes$p_value), '
        "class(outcomes$direction), format(mean(outcomes$p_value, na.rm = TRUE), digits = 15)))"
    )
    rows, of_p_value, of_direction, mean = told_by("Rscript", "--vanilla", "-e", code)
    known = [each["p_value"] for each in outcomes if each["p_value"] is not None]
    assert (rows, of_p_value, of_direction) == (len(outcomes), "numeric", "character")
    assert mean == pytest.approx(sum(known) / len(known))
