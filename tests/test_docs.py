"""The documents are right: commands run, examples hold, every collection, command and setting is named."""

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from app.cli import cli
from app.models.rule import Severity
from app.registry import LISTS
from app.safety.amounts import UnitAmount
from app.safety.answers import CheckAnswer, Headline
from app.safety.request import CheckRequest, MedicineInput, Person, Supplement
from app.seeds.problems import SeedError
from app.seeds.reader import read_seeds
from app.settings import Settings
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}[^\n]*\n(.*?)```", text, re.DOTALL)


POSTED = {"/v1/safety/checks", "/v1/safety/checks/batch"}
"""Addresses that take a POST."""

CURLS = [
    command
    for block in blocks(README, "console")
    for command in re.findall(r"curl .*?(?=\ncurl|\Z)", block, re.DOTALL)
]


@pytest.mark.parametrize("command", CURLS, ids=[command.split("?")[0][:60] for command in CURLS])
def test_every_curl_of_the_readme_answers(server: str, command: str) -> None:
    program, address, *rest = shlex.split(command)
    assert program == "curl"
    address = address.replace("http://127.0.0.1:8000", server)
    if rest:
        assert rest[0] == "--json"
        answer = httpx.post(address, content=rest[1], headers={"content-type": "application/json"})
        assert answer.json()["alerts"]
    else:
        answer = httpx.get(address)
        assert answer.json()["total"] > 0
    assert answer.status_code == 200


@pytest.mark.parametrize("address", sorted(set(re.findall(r"`(/v1[a-z/-]*)`", README + REFERENCE)) - POSTED))
def test_every_address_of_the_documents_is_there(server: str, address: str) -> None:
    asked = {"q": "Cipro"} if address in ("/v1/search", "/v1/medicines") else None
    assert httpx.get(server + address, params=asked).status_code == 200


def test_the_reference_names_every_collection_command_and_setting() -> None:
    for collection in LISTS:
        assert f"/v1/{collection.address}`" in REFERENCE, collection.name
    for command in cli.registered_commands:
        assert f"./run {command.name}" in REFERENCE, command.name
    for setting in Settings.model_fields:
        assert f"`FIBROMAG_{setting.upper()}`" in REFERENCE, setting


def test_every_file_the_documents_link_to_is_there() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    for document in documents:
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), (document.name, target)


MADE_UP = {"seeds/domains/itching.yaml", "seeds/claims/sNN.yaml"}
"""Files that a reader is to write."""


def test_every_path_that_documents_for_maintainers_name_is_there() -> None:
    for document in (ROOT / "CONTRIBUTING.md", *(ROOT / "docs" / "decisions").glob("*.md")):
        paths = re.findall(
            r"`((?:app|docs|migrations|seeds|tests|tools)/[^`<{ ]+)`", document.read_text("utf-8")
        )
        lost = [path for path in paths if path not in MADE_UP and not (ROOT / path).exists()]
        assert not lost, document.name


def test_every_name_that_contributing_places_in_a_module_is_there() -> None:
    """`open_input` in `app/safety/inputs.py`, for example."""
    placed = re.findall(r"`([\w.]+)` in `(app/[^`]+\.py)`", CONTRIBUTING)
    assert len(placed) > 9
    for name, module in placed:
        text = (ROOT / module).read_text("utf-8")
        assert all(re.search(rf"\b{part}\b", text) for part in name.split(".")), (name, module)


def test_decision_records_are_numbered_without_holes_listed_and_short() -> None:
    folder = ROOT / "docs" / "decisions"
    records = sorted(folder.glob("[0-9]*.md"))
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    index = (folder / "README.md").read_text("utf-8")
    for number, record in enumerate(records, 1):
        title, *lines = record.read_text("utf-8").splitlines()
        assert title.startswith(f"# {number}. "), record.name
        assert 2 <= len(lines) < 40, record.name
        assert f"| {number} | [{title.partition('. ')[2]}]({record.name}) |" in index, record.name


INTEGRATE = (ROOT / "docs" / "integrate.md").read_text("utf-8")


def test_how_to_call_the_check_names_every_field_of_the_answer_in_its_order() -> None:
    table = INTEGRATE[INTEGRATE.index("| field | holds |") :].partition("\n\n")[0]
    fields = [
        name
        for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    ]
    assert fields == list(CheckAnswer.model_fields)


@pytest.mark.parametrize("model", [CheckRequest, Supplement, UnitAmount, Person, MedicineInput])
def test_how_to_call_the_check_names_every_field_of_the_request(model: type[BaseModel]) -> None:
    for name in model.model_fields:
        assert re.search(rf"`(\w+\.)?{name}(\.\w+)?`", INTEGRATE), name


def holds(whole: Any, part: Any) -> bool:
    """Whether everything in a part of an answer is in the whole, at the same place."""
    if isinstance(part, dict):
        return all(name in whole and holds(whole[name], value) for name, value in part.items())
    if isinstance(part, list):
        return all(any(holds(each, wanted) for each in whole) for wanted in part)
    return bool(whole == part)


def test_how_to_call_the_check_shows_an_answer_that_is_given(server: str) -> None:
    ((request,), (answer,)) = blocks(INTEGRATE, "json request"), blocks(INTEGRATE, "json answer")
    given = httpx.post(f"{server}/v1/safety/checks", json=json.loads(request)).json()
    for name, part in json.loads(answer).items():
        assert holds(given[name], part), given[name]


def test_how_to_call_the_check_says_what_each_severity_means() -> None:
    rows = [f"| `{word.value}` | {word.meaning} |" for word in Severity]
    assert "\n".join(rows) in INTEGRATE


def examples(kind: str) -> list[tuple[str, str]]:
    return re.findall(rf"```yaml {kind} (\S+)\n(.*?)```", CONTRIBUTING, re.DOTALL)


@pytest.fixture
def own_records(own_seeds: Path) -> Path:
    """The seed files to change, without the vocabulary: read in half the time."""
    shutil.rmtree(own_seeds / "vocabulary")
    return own_seeds


def test_the_good_example_is_good(own_records: Path) -> None:
    ((path, text),) = examples("good")
    (own_records.parent / path).write_text(text)
    assert Path(path).stem in read_seeds(own_records).records["domains"]


def test_the_bad_example_is_reported_as_it_says(own_records: Path) -> None:
    ((path, text),) = examples("bad")
    (own_records.parent / path).write_text(text)
    with pytest.raises(SeedError) as report:
        read_seeds(own_records)
    (told,) = blocks(CONTRIBUTING, "text")
    assert str(report.value).replace(f"{own_records.parent}/", "") == told.strip()


def test_every_control_of_the_hazard_log_is_shown_by_a_test_that_exists() -> None:
    log = (ROOT / "docs" / "hazards.md").read_text("utf-8")
    tests = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    rows = [line for line in log.splitlines() if line.startswith("| H")]
    assert len(rows) >= 12
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        assert named, row
        for name in named:
            assert f"def {name}(" in tests, name


MEASURED = {
    "a read from the response cache": ("One record (about 1 kB)", "fibromag"),
    "one record, cache off": ("One record (about 1 kB)", "fibromag, cache off"),
    "twenty records, cache off": ("Twenty records", "fibromag, cache off"),
    "a safety check with ten medicines": ("Other requests", "check, 10 medicines"),
    "a read from nginx's cache": ("One record (about 1 kB)", "fibromag behind nginx"),
}
"""Row of docs/scale.md → section and row of docs/benchmarks.md."""


def row_of(document: str, section: str, name: str) -> list[str]:
    """Return the cells of a row after the first."""
    text = (ROOT / "docs" / document).read_text("utf-8").partition(f"## {section}\n")[2].partition("\n## ")[0]
    (row,) = (line for line in text.splitlines() if line.startswith(f"| {name} |"))
    return [cell.strip() for cell in row.strip("|").split("|")[1:]]


@pytest.mark.parametrize("name", MEASURED)
def test_the_figures_on_scale_are_those_of_the_benchmarks(name: str) -> None:
    used, per_second = (
        float(each.replace(",", "")) for each in row_of("scale.md", "What one process can serve", name)
    )
    measured = float(row_of("benchmarks.md", *MEASURED[name])[1].replace(",", ""))
    assert used == pytest.approx(measured, rel=0.05)
    assert per_second == pytest.approx(1e6 / used, rel=0.05)


def test_the_sentences_on_scale_use_the_figures_of_its_table() -> None:
    """Each sum is done again, and each number of CPU time is one of the table."""
    text = re.sub(r"(?<=\d),(?=\d)", "", (ROOT / "docs" / "scale.md").read_text("utf-8"))
    table, _, prose = text.partition("    requests per second of one core =")
    used = {
        name: tuple(map(float, figures))
        for name, *figures in re.findall(r"^\| (.+?) \| (\d+) \| (\d+) \|$", table, re.MULTILINE)
    }
    cached, listed, checked = (
        used[name]
        for name in (
            "a read from the response cache",
            "twenty records, cache off",
            "a safety check with ten medicines",
        )
    )
    ((of_cached, of_listed, together, mixture),) = re.findall(
        r"0\.9 × (\d+) \+ 0\.1 × (\d+) = (\d+) µs +→ +about (\d+) requests", prose
    )
    assert (float(of_cached), float(of_listed)) == (cached[0], listed[0])
    assert float(together) == pytest.approx(0.9 * cached[0] + 0.1 * listed[0])
    assert float(mixture) == pytest.approx(1e6 / float(together), rel=0.02)
    ((addresses, places, per_second),) = re.findall(r"(\d+) × (\d+) / 3600 s = (\d+) requests", prose)
    assert float(per_second) == pytest.approx(float(addresses) * float(places) / 3600, rel=0.01)
    ((of_one, percent),) = re.findall(r"At (\d+) µs[^.]*, that is (\d+) % of one core", prose)
    assert float(of_one) == listed[0]
    assert float(percent) == round(float(per_second) * listed[0] / 1e4)
    ((of_check, checks),) = re.findall(r"at (\d+) µs a check, one core answers (\d+) per second", prose)
    assert (float(of_check), float(checks)) == checked
    said = re.findall(r"(\d+) µs", prose)
    assert len(said) == 3, "a figure that nothing here compares with the table"


def test_the_headline_is_described_whole() -> None:
    (row,) = re.findall(r"^\| `headline` \| (.*) \|$", INTEGRATE, re.MULTILINE)
    for name in Headline.model_fields:
        assert f"`{name}`" in row, name


def test_intended_use_is_said_where_people_look(server: str) -> None:
    answer = httpx.post(f"{server}/v1/safety/checks", json={"supplement": {"elemental_mg": 200}}).json()
    for text in (answer["notice"], README, (ROOT / "docs" / "hazards.md").read_text("utf-8")):
        assert "emergencies" in text
        assert "professional" in text


def test_the_tables_of_names_that_one_adds_to_are_there() -> None:
    named = set(re.findall(r"`([a-z-]+\.csv)`", CONTRIBUTING))
    assert len(named) >= 9
    assert named <= {path.name for path in (ROOT / "seeds" / "vocabulary").glob("*.csv")}
