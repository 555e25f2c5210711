"""Drafts among the seed files: written once, listed by `verify`, refused by `publish`."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.db.errors import UnusableError
from app.drafting.draft import DraftError
from app.drafting.files import drafts_in, refuse_known, write_drafts
from app.publishing.publish import publish
from app.publishing.verify import verify
from app.seeds.library import Library
from app.seeds.reader import read_seeds
from tests.conftest import SEEDS

FILES = Path(__file__).parent / "files"
NAMES = ("trial.nbib", "review.ris", "study.json")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the seed files with the drafts of every file."""
    folder = tmp_path_factory.mktemp("drafts") / "seeds"
    shutil.copytree(SEEDS, folder, ignore=shutil.ignore_patterns("releases"))
    for name in NAMES:
        write_drafts(drafts_in((FILES / name).read_text()), folder)
    return folder


@pytest.fixture(scope="module")
def with_drafts(seeds: Path) -> Library:
    return read_seeds(seeds)


def test_drafts_are_no_records(with_drafts: Library, library: Library) -> None:
    assert len(with_drafts.drafts) == 5
    for collection, records in library.records.items():
        assert with_drafts.records[collection].keys() == records.keys()


def test_a_draft_says_what_the_record_still_lacks(with_drafts: Library) -> None:
    (trial,) = (each for each in with_drafts.drafts if each.path.endswith("invent.yaml"))
    places = {each.partition(":")[0] for each in trial.missing}
    assert places == {"question", "population.description"}
    (article,) = (each for each in with_drafts.drafts if each.path.endswith("nemo-2030.yaml"))
    assert not article.missing


def test_verify_lists_each_draft(with_drafts: Library, url: str) -> None:
    told = [finding for finding in verify(with_drafts, url, None) if "is a draft" in finding.text]
    assert len(told) == 5
    assert not any(finding.passed for finding in told)
    assert any("Read the abstract" in finding.text for finding in told)
    assert any("question: is still to be written" in finding.text for finding in told)


def test_publish_refuses_drafts(with_drafts: Library, tmp_path: Path) -> None:
    with pytest.raises(UnusableError, match=r"invent\.yaml is a draft(.|\n)*Nothing was published"):
        publish(with_drafts, f"sqlite:///{tmp_path / 'new.db'}")
    assert not (tmp_path / "new.db").exists()


def test_a_draft_without_its_key_is_a_record(seeds: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(seeds, tmp_path / "seeds"))
    for path in own.rglob("*.yaml"):
        if path.stem != "nemo-2030" and path.read_text().startswith("draft:"):
            path.unlink()
    file = own / "sources" / "nemo-2030.yaml"
    _, _, rest = file.read_text().partition("\nname:")
    file.write_text(f"name:{rest}")
    library = read_seeds(own)
    assert library.records["sources"]["nemo-2030"].doi == "10.9999/invented.2030.0001"
    assert not library.drafts


def test_a_draft_replaces_no_file(seeds: Path) -> None:
    drafts = drafts_in((FILES / "trial.nbib").read_text())
    with pytest.raises(DraftError, match="is there already"):
        write_drafts(drafts, seeds)


def test_a_source_that_is_there_is_not_drafted_again(library: Library) -> None:
    text = (FILES / "trial.nbib").read_text().replace("10.9999/invented.2030.0001", "10.3390/nu14102088")
    with pytest.raises(DraftError, match=r"macian-2022\.yaml has the doi 10\.3390/nu14102088 already"):
        refuse_known(drafts_in(text), library)


def test_the_command_writes_the_draft_and_says_what_to_read(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["draft", str(FILES / "study.json"), "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "sources" / "nct99000001.yaml").exists()
    assert (tmp_path / "trials" / "invent.yaml").read_text().startswith("draft:\n- ")
    assert "60 participants were planned" in done.output
    assert str(tmp_path / "trials" / "invent.yaml") in done.output


def test_the_command_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("notes")
    done = CliRunner().invoke(cli, ["draft", str(file), "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert "neither PubMed (NBIB), nor RIS" in done.output
