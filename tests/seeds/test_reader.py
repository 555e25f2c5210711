"""The seed files are right, and wrong ones are reported well: all problems at once, each with its line."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.models import Domain, Source
from app.models.collection import Collection, RegistryError
from app.models.filters import SourceFilter
from app.registry import COLLECTIONS, LISTS
from app.seeds import reader
from app.seeds.library import Library
from app.seeds.problems import SeedError
from app.seeds.reader import SeedFile, read_record, read_seeds, unknown_folders
from tests.conftest import ROOT, SEEDS

DOMAIN = """\
name: Itching
definition: Itching of the skin, as reported by the person.
omeract_tier: none
provenance:
  - {fields: ["*"], verification: derived, sources: [], derivation: wording}
"""

WRONG = {
    "a missing field": (
        "domains/itching.yaml",
        DOMAIN.replace("name: Itching\n", ""),
        "itching.yaml:1: name: is required",
    ),
    "a misspelt field": (
        "domains/itching.yaml",
        DOMAIN + "synonims: [pruritus]\n",
        "itching.yaml:6: synonims: there is no such field; did you mean 'synonyms'?",
    ),
    "a word outside its vocabulary": (
        "domains/itching.yaml",
        DOMAIN.replace("tier: none", "tier: coer"),
        "itching.yaml:3: omeract_tier: 'coer' is not one of core, some_trials, research, none; did you mean 'core'?",
    ),
    "a wrong type": (
        "domains/itching.yaml",
        DOMAIN + "synonyms: pruritus\n",
        "itching.yaml:6: synonyms: should be a list",
    ),
    "a list without an entry": (
        "domains/itching.yaml",
        DOMAIN.partition("provenance")[0] + "provenance: []\n",
        "itching.yaml:4: provenance: needs at least 1, and has 0",
    ),
    "a field twice": (
        "domains/itching.yaml",
        DOMAIN + "name: Pruritus\n",
        "itching.yaml:6: name: stands here twice",
    ),
    "a reference that leads nowhere": (
        "domains/itching.yaml",
        DOMAIN.replace("sources: []", "sources: [macian-2023]"),
        "itching.yaml:5: provenance[0].sources[0]: no 'macian-2023' in sources; did you mean 'macian-2022'?",
    ),
    "a value without a source": (
        "domains/itching.yaml",
        DOMAIN.replace('fields: ["*"]', "fields: [definition]"),
        "itching.yaml:3: omeract_tier: no entry of `provenance` covers it",
    ),
    "a null without a reason": (
        "sources/itching-2020.yaml",
        "name: Itching 2020\nkind: journal_article\nread: abstract\ntitle: On itching\nauthors: [A B]\n"
        "container: J\nyear: 2020\nvolume: '1'\nissue: '1'\npages: '1'\npmid: '1'\npmcid: PMC1\n"
        "registration: null\nabsent: {doi: not_read}\n"
        "provenance: [{fields: ['*'], verification: primary, sources: [itching-2020]}]\n",
        "itching-2020.yaml:13: registration: null without a reason: name `registration` in `absent`",
    ),
    "a number in quotes": (
        "sources/itching-2020.yaml",
        "name: Itching 2020\nkind: journal_article\nread: abstract\nyear: '2020'\n",
        "itching-2020.yaml:4: year: should be a valid integer",
    ),
    "a reason for a value that is there": (
        "domains/itching.yaml",
        DOMAIN + "absent: {name: not_read}\n",
        "itching.yaml:6: absent.name: `name` is not null",
    ),
    "a number that is none": (
        "domains/itching.yaml",
        DOMAIN + "omeract_name: .nan\n",
        "itching.yaml:6: omeract_name: write '.nan' as a plain number",
    ),
    "an anchor": (
        "domains/itching.yaml",
        DOMAIN.replace("name: Itching", "name: &n Itching"),
        "itching.yaml:1: anchors and aliases are not used here",
    ),
    "a tag": (
        "domains/itching.yaml",
        DOMAIN.replace("name: Itching", "name: !!python/name:os.system x"),
        "itching.yaml:1: name: the tag",
    ),
    "broken YAML": (
        "domains/itching.yaml",
        "name: [Itching\n",
        "itching.yaml:2: did not find expected ',' or ']'",
    ),
    "an empty file": ("domains/itching.yaml", "", "itching.yaml:1: the file is empty"),
    "a list instead of fields": (
        "domains/itching.yaml",
        "- a\n",
        "itching.yaml:1: should be a mapping of fields",
    ),
    "bytes that are no text": ("domains/itching.yaml", b"name: \xff\xfe\n", "itching.yaml:1: is not UTF-8"),
    "a slug that differs from the file": (
        "domains/itching.yaml",
        "slug: scratching\n" + DOMAIN,
        "itching.yaml:1: slug: 'scratching' differs from the file name 'itching'",
    ),
    "a file name that is no slug": ("domains/Itching Skin.yaml", DOMAIN, "slug: String should match pattern"),
    "an address that is no URI": (
        "sources/itching.yaml",
        'name: A page\nkind: fact_sheet\nread: excerpt\naddress: https://example.org/?q="a"\n',
        "itching.yaml:4: address: String should match pattern",
    ),
    "a folder that is not announced": (
        "guidelines/itching.yaml",
        DOMAIN,
        "guidelines:1: no collection has this name: announce it in app/registry.py",
    ),
    "a folder that is no collection": (
        "domain/itching.yaml",
        DOMAIN,
        "domain:1: no collection has this name; did you mean 'domains'?",
    ),
    "an effect outside its interval": (
        "trials/park-2020.yaml",
        None,
        "1.5 is outside 0.1 to 0.9",
    ),
}


FEW = (
    "dataset.yaml",
    "domains/stiffness.yaml",
    "sources/macian-2022.yaml",
    "sources/omeract-9.yaml",
    "sources/park-2020.yaml",
    "sources/tarsitano-2024-news.yaml",
    "trials/park-2020.yaml",
)
"""Real files that need no others: enough to be wrong in every way, and read in a moment."""


@pytest.fixture
def few_seeds(tmp_path: Path) -> Path:
    """A folder of them to change."""
    folder = tmp_path / "seeds"
    for name in FEW:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SEEDS / name, folder / name)
    return folder


def test_a_few_seeds_are_right_and_one_more_can_be_added(few_seeds: Path) -> None:
    """So that what is found in a wrong file below is due to what is wrong with it."""
    (few_seeds / "domains" / "itching.yaml").write_text(DOMAIN)
    found = read_seeds(few_seeds).records
    assert {f"{name}/{slug}.yaml" for name, each in found.items() for slug in each} == {
        *FEW[1:],
        "domains/itching.yaml",
    }


def test_no_collection_is_empty(library: Library) -> None:
    """A check that checks nothing must fail."""
    assert all(library.records[collection.name] for collection in COLLECTIONS)


@pytest.mark.parametrize(("name", "text", "problem"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_reported(few_seeds: Path, name: str, text: str | bytes | None, problem: str) -> None:
    path = few_seeds / name
    path.parent.mkdir(exist_ok=True)
    if text is None:
        text = path.read_text("utf-8").replace("outcomes: []", IMPOSSIBLE)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SeedError) as report:
        read_seeds(few_seeds)
    assert problem in str(report.value)


IMPOSSIBLE = """\
outcomes:
  - name: stiffness
    label: Stiffness
    domain: stiffness
    basis: primary
    verification: primary
    sources: [park-2020]
    role: not_reported
    comparison: between_arms
    analysis_set: not_stated
    direction: not_reported
    significance: not_reported
    estimate: {measure: SMD, value: 1.5, ci_low: 0.1, ci_high: 0.9, reported: "1.5 (0.1 to 0.9)"}
    absent: {instrument: not_read, blinded: not_read, timepoint_weeks: not_read, p_value: not_read, p_reported: not_read}
"""


def test_a_slug_that_is_that_of_the_file_may_be_written(few_seeds: Path) -> None:
    (few_seeds / "domains" / "itching.yaml").write_text(f"slug: itching\n{DOMAIN}")
    assert read_seeds(few_seeds).records["domains"]["itching"].slug == "itching"


def test_all_problems_are_told_at_once(few_seeds: Path) -> None:
    (few_seeds / "domains" / "itching.yaml").write_text(DOMAIN.replace("tier: none", "tier: coer") + "x: 1\n")
    (few_seeds / "domains" / "aching.yaml").write_text("")
    with pytest.raises(SeedError) as report:
        read_seeds(few_seeds)
    assert len(str(report.value).splitlines()) == 3


@pytest.mark.parametrize(
    "path", sorted(SEEDS.glob("*/*.yaml")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_a_record_reads_as_it_was_written(path: Path, library: Library) -> None:
    """The YAML you write is the JSON you get; what is not written is a documented default."""
    written = SeedFile(path).load()
    served = library.records[path.parent.name][path.stem].model_dump(mode="json")
    for field, value in written.items():
        assert contains(served[field], value), field


def contains(served: object, written: object) -> bool:
    """Whether what is served is what was written, apart from defaults that were left out."""
    if isinstance(written, dict):
        return isinstance(served, dict) and all(
            contains(served[key], value) for key, value in written.items()
        )
    if isinstance(written, list):
        return (
            isinstance(served, list) and len(served) == len(written) and all(map(contains, served, written))
        )
    return served == written


def test_importing_the_server_loads_no_yaml_library() -> None:
    code = "import sys, app.main; sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_wrong_entry_of_the_registry_is_told_before_a_seed_file_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = Collection("sources", Source, SourceFilter, "x")
    monkeypatch.setattr(reader, "LISTS", (*LISTS, wrong))
    with pytest.raises(RegistryError, match="Two collections are named `sources`"):
        read_seeds(SEEDS)


# Values -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("1.50", 1.5),
        ("-0.5", -0.5),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("2024-05-01", "2024-05-01"),
        ("'12'", "12"),
        ("yes and no", "yes and no"),
        ("[1, [a]]", [1, ["a"]]),
        ("{a: {b: 1}}", {"a": {"b": 1}}),
    ],
)
def test_a_value_that_can_be_read_in_one_way_is_read(tmp_path: Path, written: str, value: object) -> None:
    file = SeedFile(tmp_path / "a.yaml")
    file.path.write_text(f"x: {written}\n")
    loaded = file.load()
    assert file.problems == []
    assert loaded == {"x": value}
    assert type(loaded["x"]) is type(value)


@pytest.mark.parametrize(
    "written", ["012", "0x1F", "1_000", "1:30", "1.5e+3", "1.", ".5", "+1", ".inf", "True", "yes", "off"]
)
def test_a_value_that_could_be_read_in_two_ways_is_refused(tmp_path: Path, written: str) -> None:
    file = SeedFile(tmp_path / "a.yaml")
    file.path.write_text(f"y: 1\nx: {written}\n")
    assert file.load() == {"y": 1, "x": None}
    assert file.problems == [
        f"{file.path}:2: x: write '{written}' as a plain number or true or false, or put it in quotes"
    ]


def test_problems_stand_in_the_order_of_their_lines_each_beside_the_nearest_value(tmp_path: Path) -> None:
    file = SeedFile(tmp_path / "a.yaml")
    file.path.write_text("x:\n  - a: 1\n    b: 2\ny: 3\n")
    file.load()
    file.add_problem(("y",), "last")
    file.add_problem(("x", 0, "b"), "second")
    file.add_problem(("x", 0, "c", 4), "no such place")
    file.add_problem(("x", 0, "d"), "missing")
    file.add_problem(("z",), "missing")
    file.add_problem((), "as a whole")
    assert [each.removeprefix(f"{file.path}:") for each in file.problems] == [
        "1: z: missing",
        "1: as a whole",
        "2: x[0].c[4]: no such place",
        "2: x[0].d: missing",
        "3: x[0].b: second",
        "4: y: last",
    ]


def test_what_follows_a_field_that_stands_twice_is_read_too(tmp_path: Path) -> None:
    file = SeedFile(tmp_path / "a.yaml")
    file.path.write_text("x: 1\nx: yes\ny: off\n")
    file.load()
    assert [each.removeprefix(f"{file.path}:")[:26] for each in file.problems] == [
        "2: x: stands here twice",
        "3: y: write 'off' as a pla",
    ]


# Drafts -------------------------------------------------------------------------------------------


def draft_of(text: str, path: Path) -> SeedFile:
    file = SeedFile(path)
    path.write_text(text)
    assert read_record(file, Domain, path.stem) is None
    return file


def test_a_file_with_the_key_draft_is_no_record_and_says_what_it_lacks(tmp_path: Path) -> None:
    text = "draft: [read the paper]\n" + DOMAIN.replace("name: Itching", "name: 12").replace(
        "tier: none", "tier: null"
    )
    file = draft_of(text, tmp_path / "itching.yaml")
    assert file.problems == []
    assert file.draft is not None
    assert file.draft.to_read == ["read the paper"]
    assert file.draft.missing == ["name: should be a valid string", "omeract_tier: is still to be written"]


def test_a_draft_that_is_complete_lacks_nothing(tmp_path: Path) -> None:
    file = draft_of(f"draft: []\n{DOMAIN}", tmp_path / "itching.yaml")
    assert file.draft is not None
    assert file.draft.missing == []


@pytest.mark.parametrize("to_read", ["read the paper", "[1]", "true"])
def test_a_draft_lists_what_is_to_be_read(tmp_path: Path, to_read: str) -> None:
    file = draft_of(f"draft: {to_read}\n{DOMAIN}", tmp_path / "itching.yaml")
    assert file.draft is None
    assert file.problems == [f"{file.path}:1: draft: should list what is still to be read"]


def test_hidden_folders_and_those_of_releases_and_vocabulary_are_no_problem(tmp_path: Path) -> None:
    for name in (".git", "__pycache__", "releases", "vocabulary", "domains"):
        (tmp_path / name).mkdir()
    (tmp_path / "notes.txt").write_text("")
    assert list(unknown_folders(tmp_path)) == []
    assert list(unknown_folders(tmp_path / "none")) == []
