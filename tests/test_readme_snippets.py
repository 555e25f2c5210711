"""Run the README's snippets for pandas, polars, DuckDB, R and our client against a live server: the same rows in each."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
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
    return str(found).replace("http://127.0.0.1:8000", server)


def json_output(*command: str, cwd: Path = ROOT, **environment: str) -> Any:
    """Run a program in a folder and return the JSON that it prints."""
    env = {**os.environ, **environment}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=cwd, env=env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def start(server: str) -> list[str]:
    """Return the keys of the results that the README says to start with, from the API."""
    asked = {"comparison": "between_arms", "single_agent": "true", "basis": "primary"}
    lines = httpx.get(f"{server}/v1/outcomes.jsonl", params=asked).text.splitlines()
    found = [json.loads(line)["id"] for line in lines]
    assert found
    return found


def test_pandas_reads_the_table(server: str, start: list[str]) -> None:
    code = snippet("python", "pandas", server) + "print(start.id.to_json(orient='values'))"
    assert json_output(sys.executable, "-c", code) == start


def test_polars_reads_the_file_of_a_version_in_parts(server: str, start: list[str]) -> None:
    """Check the address too: it names the version, so a new version changes the README."""
    code = snippet("python", "polars", server) + "import json; print(json.dumps(start['id'].to_list()))"
    assert json_output(sys.executable, "-c", code) == start


def test_polars_reads_the_csv_of_the_export_with_types(server: str) -> None:
    code = (
        "import json, polars as pl\n"
        f"kinds = pl.scan_csv('{server}/data/2026.11.1/outcomes.csv').collect_schema()\n"
        "print(json.dumps({name: str(kind) for name, kind in kinds.items()}))"
    )
    kinds = json_output(sys.executable, "-c", code)
    assert (kinds["p_value"], kinds["groups_count"], kinds["single_agent"]) == ("Float64", "Int64", "Boolean")


def test_duckdb_reads_the_file(server: str, start: list[str], tmp_path: Path) -> None:
    code = snippet("python", "duckdb", server)
    (address,) = re.findall(r"curl -O (\S+)", code)
    (tmp_path / "outcomes.parquet").write_bytes(httpx.get(address).raise_for_status().content)
    code += "import json; print(json.dumps([row[0] for row in start.select('id').fetchall()]))"
    assert json_output(sys.executable, "-c", code, cwd=tmp_path) == start


def test_the_python_client_returns_the_rows(server: str, start: list[str]) -> None:
    code = (
        snippet("python", "fibromag_client", server)
        + "import json; print(json.dumps([row['id'] for row in start]))"
    )
    assert (
        json_output(sys.executable, "-c", code, PYTHONPATH=str(ROOT / "clients" / "python" / "src")) == start
    )


@pytest.mark.skipif(not shutil.which("Rscript"), reason="needs Rscript, from Debian's r-base-core")
def test_r_reads_the_table(server: str, start: list[str]) -> None:
    code = snippet("r", "read.csv", server) + "cat('[', paste0('\"', start$id, '\"', collapse = ','), ']')"
    assert json_output("Rscript", "--vanilla", "-e", code) == start
