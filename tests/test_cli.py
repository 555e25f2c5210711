"""The command line: data on stdout, messages on stderr, exit codes that can be relied on."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli
from app.seeds.library import Library


@pytest.fixture
def run(url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`fibromag` on the published dataset."""
    monkeypatch.setenv("FIBROMAG_DATABASE_URL", url)
    return lambda *words: CliRunner().invoke(cli, words)


def test_verify_passes_on_what_is_published(run: Callable[..., Result]) -> None:
    result = run("verify")
    assert result.exit_code == 0, result.output
    assert "FAILED" not in result.stdout
    assert result.stdout.count("passed: ") == 4


@pytest.fixture
def read_already(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real seed files are not read again."""
    monkeypatch.setattr("app.seeds.reader.read_seeds", lambda _: library)


@pytest.mark.usefixtures("read_already")
def test_verify_fails_on_another_article(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("Another article.\n\nIt says something else.\n")
    result = run("verify", "--article", str(tmp_path / "other.txt"))
    assert result.exit_code == 1
    assert "is not the article that was audited" in result.stdout


@pytest.mark.usefixtures("read_already")
def test_verify_fails_when_nothing_is_published(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FIBROMAG_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    result = run("verify")
    assert result.exit_code == 1
    assert "run `fibromag publish` first" in result.stdout


def test_verify_fails_when_the_seeds_have_moved_on(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, own_seeds: Path
) -> None:
    path = own_seeds / "domains" / "sleep.yaml"
    path.write_text(path.read_text("utf-8").replace("name: ", "name: Good ", 1))
    monkeypatch.setenv("FIBROMAG_SEEDS", str(own_seeds))
    result = run("verify")
    assert result.exit_code == 1
    assert "run `fibromag publish`" in result.stdout


def test_version_tells_program_and_dataset(run: Callable[..., Result]) -> None:
    told = json.loads(run("version", "--json").stdout)
    assert told["program"]
    assert told["dataset"] in run("version").stdout


def test_openapi_prints_json_only(run: Callable[..., Result]) -> None:
    assert json.loads(run("openapi").stdout)["openapi"].startswith("3.1")


def test_serve_without_a_dataset_says_what_to_do(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FIBROMAG_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    result = run("serve")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert "run `fibromag publish` first" in result.stderr
    assert os.listdir(tmp_path) == []


def test_a_misspelt_command_is_a_usage_error(run: Callable[..., Result]) -> None:
    assert run("pubish").exit_code == 2
