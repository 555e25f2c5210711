"""Read the seed files into models, and report every error with its file and line.

What must stay true: all problems are reported at once; a value that YAML could read in more than one way is
refused.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from yaml import MappingNode, MarkedYAMLError, Node, ScalarNode, SequenceNode, YAMLError

from app.models import Dataset
from app.registry import COLLECTIONS, LISTS, check_registry
from app.seeds.annotations import Location
from app.seeds.drafts import DRAFT_KEY, SeedDraft
from app.seeds.library import RELEASES_FOLDER, Library, Records, Rows
from app.seeds.lookup_tables import VOCABULARY_FOLDER, find_dangling_records, read_tables, unknown_tables
from app.seeds.problems import SeedError, explain
from app.seeds.provenance import provenance_problems
from app.seeds.references import dangling_references, known_targets
from app.seeds.vocabulary import lookup_rows
from app.suggestions import did_you_mean

ALIAS_PROBLEM = " anchors and aliases are not used here: write it out"


@dataclass
class SeedFile:
    """One YAML file, with the line of each value and the problems found."""

    path: Path
    lines: dict[Location, int] = field(default_factory=dict)
    found: list[tuple[int, str]] = field(default_factory=list)
    """(line, problem)."""
    draft: SeedDraft | None = None
    """Set when the file is a draft, which is no record."""

    @property
    def problems(self) -> list[str]:
        """Return every problem of the file, from top to bottom."""
        return [f"{self.path}:{line}:{text}" for line, text in sorted(self.found, key=lambda each: each[0])]

    def add_problem(self, location: Location, problem: str) -> None:
        """Record a problem with its line."""
        nearest = location
        while nearest and nearest not in self.lines:
            nearest = nearest[:-1]
        shown = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
        prefix = f" {shown.lstrip('.')}:" if location else ""
        self.found.append((self.lines.get(nearest, 1), f"{prefix} {problem}"))

    def load(self) -> Any:
        """Return the content as plain values; None when it cannot be read."""
        try:
            text = self.path.read_bytes().decode("utf-8")
            self._refuse_anchors(text)
            node = yaml.compose(text, Loader=yaml.CSafeLoader)
        except FileNotFoundError:
            self.add_problem((), "the file is missing")
        except UnicodeDecodeError:
            self.add_problem((), "is not UTF-8")
        except MarkedYAMLError as error:
            if error.problem_mark is not None:
                self.lines[()] = error.problem_mark.line + 1
            self.add_problem((), str(error.problem))
        except YAMLError as error:
            self.add_problem((), str(error).splitlines()[0])
        else:
            if node is None:
                self.add_problem((), "the file is empty")
                return None
            return self._value(node, ())
        return None

    def _refuse_anchors(self, text: str) -> None:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if getattr(event, "anchor", None) is not None and event.start_mark is not None:
                self.found.append((event.start_mark.line + 1, ALIAS_PROBLEM))

    def _value(self, node: Node, location: Location) -> Any:
        self.lines[location] = node.start_mark.line + 1
        if isinstance(node, MappingNode):
            return self._mapping(node, location)
        if isinstance(node, SequenceNode):
            return [self._value(item, (*location, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, location)

    def _mapping(self, node: MappingNode, location: Location) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, ScalarNode) else str(key.tag)
            if name in found:
                self.lines[(*location, name)] = key.start_mark.line + 1
                self.add_problem((*location, name), "stands here twice")
                continue
            found[name] = self._value(value, (*location, name))
            self.lines[(*location, name)] = key.start_mark.line + 1
        return found

    def _scalar(self, node: Node, location: Location) -> str | int | float | bool | None:
        kind = str(node.tag).removeprefix("tag:yaml.org,2002:")
        text = str(node.value)
        match kind:
            case "str" | "timestamp":
                return text
            case "null":
                return None
            case "bool" if text in ("true", "false"):
                return text == "true"
            case "int" if re.fullmatch(r"-?(0|[1-9]\d*)", text):
                return int(text)
            case "float" if re.fullmatch(r"-?\d+\.\d+", text):
                return float(text)
            case "int" | "float" | "bool":
                self.add_problem(
                    location, f"write {text!r} as a plain number or true or false, or put it in quotes"
                )
            case _:
                self.add_problem(location, f"the tag {node.tag} is not used here")
        return None


def read_seeds(folder: Path) -> Library:
    """Read every seed file; raise `SeedError` with all problems."""
    check_registry(LISTS)
    files: dict[tuple[str, str], SeedFile] = {}
    records: Records = {}
    dataset_file = SeedFile(folder / "dataset.yaml")
    dataset = read_record(dataset_file, Dataset, None)
    for collection in COLLECTIONS:
        records[collection.name] = {}
        for path in sorted((folder / collection.name).glob("*.y*ml")):
            file = files[collection.name, path.stem] = SeedFile(path)
            record = read_record(file, collection.model, path.stem)
            if record is not None:
                records[collection.name][path.stem] = record
    for name, slug, location, problem in dangling_references(records):
        files[name, slug].add_problem(location, problem)
    problems = [problem for file in (dataset_file, *files.values()) for problem in file.problems]
    vocabulary, problems_of_tables = read_vocabulary_rows(folder / VOCABULARY_FOLDER, records)
    problems += [*problems_of_tables, *unknown_folders(folder)]
    if problems or dataset is None:
        raise SeedError("\n".join(problems))
    drafts = [file.draft for file in files.values() if file.draft]
    return Library(dataset, records, vocabulary, drafts)


def read_vocabulary_rows(folder: Path, records: Records) -> tuple[Rows, list[str]]:
    """Return the rows of the vocabulary and every problem of its tables; nothing where there is no folder."""
    if not folder.is_dir():
        return {}, []
    tables = read_tables(folder)
    find_dangling_records(tables, known_targets(records))
    rows = lookup_rows(tables)
    problems = [problem for table in tables.values() for problem in table.problems]
    return rows, [*problems, *unknown_tables(folder)]


def read_record(file: SeedFile, model: type[BaseModel], slug: str | None) -> Any:
    """Return the validated record of a file, or None after recording its problems.

    `slug` is the name of the file; None for a file that has no slug.
    """
    content = file.load()
    if file.found:
        return None
    if not isinstance(content, dict):
        file.add_problem((), "should be a mapping of fields")
        return None
    if slug is not None:
        if content.get("slug", slug) != slug:
            file.add_problem(("slug",), f"{content['slug']!r} differs from the file name {slug!r}")
        content = {**content, "slug": slug}
    if DRAFT_KEY in content:
        file.draft = read_draft(file, content, model)
        return None
    try:
        record = model.model_validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            file.add_problem(problem["loc"], explain(problem, model))
        return None
    if slug is not None:
        for location, text in provenance_problems(record):
            file.add_problem(location, text)
    return record


def read_draft(file: SeedFile, content: dict[str, Any], model: type[BaseModel]) -> SeedDraft | None:
    """Return the draft in a file, with what the record still lacks; None after recording a problem."""
    to_read = content.pop(DRAFT_KEY)
    if not isinstance(to_read, list) or not all(isinstance(each, str) for each in to_read):
        file.add_problem((DRAFT_KEY,), "should list what is still to be read")
        return None
    missing = []
    try:
        model.model_validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            place = ".".join(map(str, problem["loc"]))
            told = "is still to be written" if problem["input"] is None else explain(problem, model)
            missing.append(f"{place}: {told}")
    return SeedDraft(str(file.path), to_read, missing)


def unknown_folders(folder: Path) -> Iterator[str]:
    """Yield a problem for every folder that is no collection; its name is probably misspelt."""
    names = {collection.name for collection in COLLECTIONS} | {VOCABULARY_FOLDER, RELEASES_FOLDER}
    for path in sorted(folder.iterdir() if folder.is_dir() else []):
        if path.is_dir() and path.name not in names and not path.name.startswith((".", "_")):
            near = did_you_mean(path.name, names) or ": announce it in app/registry.py"
            yield f"{path}:1: no collection has this name{near}"
