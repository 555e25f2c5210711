"""The command line: data on stdout, messages on stderr, exit codes that can be relied on."""

import gc
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli
from app.evidence.certainty import WEIGHTS
from app.models.certainty import Concern
from app.registry import LISTS
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
    assert result.stdout.count("passed: ") == 5


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


def test_a_wrong_entry_of_the_registry_is_one_sentence(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = replace(LISTS[0], title="headline")
    monkeypatch.setattr("app.seeds.reader.LISTS", (wrong,))
    result = run("publish")
    assert (result.exit_code, result.stderr) == (
        1,
        "`claims` needs the field `headline`, which Claim lacks.\n",
    )


def test_verify_lists_ratings_that_differ_line_by_line(
    run: Callable[..., Result], library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.seeds.reader.read_seeds", lambda _: library)
    monkeypatch.setitem(WEIGHTS, Concern.very_serious, 3)
    lines = run("verify").stdout.splitlines()
    assert "FAILED: ratings that differ from those worked out by hand:" in lines
    assert "  skin-spray-before-and-after/pain computes to very_low, 6 lowered" in lines


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


@pytest.mark.parametrize("words", [("serve",), ("openapi",), ("mcp",)])
def test_a_page_that_is_not_there_is_one_sentence_when_serving(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr("app.main.LISTS", (replace(LISTS[0], page="/sentences#{}"), *LISTS[1:]))
    result = run(*words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert "names the page `/sentences`, which is not there: add a route" in result.stderr


def test_a_misspelt_command_is_a_usage_error(run: Callable[..., Result]) -> None:
    assert run("pubish").exit_code == 2


def test_check_prints_a_table_of_what_to_do(run: Callable[..., Result]) -> None:
    result = run(
        *(
            "check",
            "--amount",
            "300 mg",
            "--form",
            "citrate",
            "--times",
            "8am",
            "--age",
            "52",
            "--egfr",
            "75",
        ),
        *("--sex", "male", "--medicine", "ciprofloxacin 9am, 9pm, omeprazole", "--no-conditions"),
    )
    assert result.exit_code == 3
    lines = result.stdout.splitlines()
    assert lines[0].startswith("Keep hours apart: ciprofloxacin; monitoring is advised: omeprazole")
    (row,) = (line for line in lines if line.startswith("separate "))
    assert "ciprofloxacin" in row
    assert "Too close: ciprofloxacin at 09:00, magnesium at 08:00." in " ".join(result.stdout.split())
    assert max(map(len, lines)) <= 100
    assert len(lines) <= 24


@pytest.mark.parametrize(
    ("words", "mg"),
    [
        (("--amount", "10 mmol"), 243.1), (("--amount", "2 x 100 mg"), 200), (("--amount", "100 mg bid"), 200), (("--dose-mg", "200"), 200),
        (("--salt", "400 mg", "--form", "magnesium oxide"), 241.2), (("--compound-mg", "400", "--form", "magnesium oxide"), 241.2),
    ],
)  # fmt: skip
def test_check_takes_amounts_with_units(
    run: Callable[..., Result], words: tuple[str, ...], mg: float
) -> None:
    result = run("check", *words, "--no-medicines", "--no-conditions", "--json")
    assert json.loads(result.stdout)["dose"]["elemental_mg_per_day"] == mg


@pytest.mark.parametrize(
    "words",
    [("--medicine", ""), ("--medicine", " , "), ("--medicine", "ciprofloxacin", "--medicine", ""), ("--condition", ";"),
     ("--medicine", "ciprofloxacin", "--no-medicines"), ("--condition", "CKD", "--no-conditions"),
     ("--input", '{"supplement": {}}', "--medicine", "ciprofloxacin"), ("--input", '{"supplement": {}}', "--no-conditions"),
     ("--amount", "much"), ("--times", "noonish"), ("--amount", "1 mg", "--dose-mg", "1"), ("--sex", "both"), ("--amount", "0")],
)  # fmt: skip
def test_check_refuses_what_it_cannot_read(run: Callable[..., Result], words: tuple[str, ...]) -> None:
    """An option that names nothing, as an empty variable of a shell does, is no empty list."""
    result = run("check", *words)
    assert (result.exit_code, result.stdout) == (2, "")


def test_check_without_an_amount_is_answered(run: Callable[..., Result]) -> None:
    result = run("check", "--medicine", "ciprofloxacin", "--no-conditions")
    assert result.exit_code == 3
    assert "the amount of magnesium" in " ".join(result.stdout.split())


def test_a_check_leaves_the_garbage_collection_as_it_was() -> None:
    CliRunner().invoke(cli, ["check", "--amount", "much"])
    assert gc.isenabled()
