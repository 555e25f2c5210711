"""Read the seed files into checked records, or say everything that is wrong with them at once."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from app.models import COLLECTIONS, Dataset, Reference
from app.seeds.annotations import Place, field_names, marked_texts, values
from app.seeds.provenance import gaps

NEAR_ENOUGH = 65
"""Similarity, of 100, from which a known word is suggested for one that is not."""


class SeedError(Exception):
    """The seed files are wrong; the message has one `file:line: place: problem` per line."""


@dataclass
class Library:
    """Every record, by collection and slug, and what is said of them all."""

    dataset: Dataset
    records: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class SeedFile:
    """One YAML file: what it says, and on which line each thing stands."""

    path: Path
    lines: dict[Place, int] = field(default_factory=dict)
    found: list[tuple[int, str]] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """Everything wrong with the file, from top to bottom."""
        return [f"{self.path}:{line}:{text}" for line, text in sorted(self.found, key=lambda each: each[0])]

    def blame(self, place: Place, problem: str) -> None:
        """Note a problem with the line it stands on."""
        at = place
        while at and at not in self.lines:
            at = at[:-1]
        shown = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
        where = f" {shown.lstrip('.')}:" if place else ""
        self.found.append((self.lines.get(at, 1), f"{where} {problem}"))

    def load(self) -> Any:
        """The content as plain values; None when it cannot be read."""
        try:
            text = self.path.read_bytes().decode("utf-8")
            node = YAML(typ="safe", pure=True).compose(text)
        except FileNotFoundError:
            self.blame((), "the file is missing")
        except UnicodeDecodeError:
            self.blame((), "is not UTF-8")
        except MarkedYAMLError as error:
            if error.problem_mark is not None:
                self.lines[()] = error.problem_mark.line + 1
            self.blame((), str(error.problem))
        except YAMLError as error:
            self.blame((), str(error).splitlines()[0])
        else:
            if node is None:
                self.blame((), "the file is empty")
                return None
            return self._value(node, ())
        return None

    def _value(self, node: Node, place: Place) -> Any:
        self.lines[place] = node.start_mark.line + 1
        if node.anchor is not None:
            self.blame(place, "anchors and aliases are not used here: write it out")
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, place)
        if isinstance(node, SequenceNode):
            return [self._value(item, (*place, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, place)

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, ScalarNode) else str(key.tag)
            if name in found:
                self.lines[(*place, name)] = key.start_mark.line + 1
                self.blame((*place, name), "stands here twice")
                continue
            found[name] = self._value(value, (*place, name))
            self.lines[(*place, name)] = key.start_mark.line + 1
        return found

    def _scalar(self, node: Node, place: Place) -> str | int | float | bool | None:
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
                self.blame(place, f"write {text!r} as a plain number or true or false, or put it in quotes")
            case _:
                self.blame(place, f"the tag {node.tag} is not used here")
        return None


def read(folder: Path) -> Library:
    """Read every seed file, or raise `SeedError` naming every problem there is."""
    files: dict[tuple[str, str], SeedFile] = {}
    records: dict[str, dict[str, Any]] = {}
    about = SeedFile(folder / "dataset.yaml")
    dataset = checked(about, Dataset, None)
    for collection in COLLECTIONS:
        records[collection.name] = {}
        for path in sorted((folder / collection.name).glob("*.y*ml")):
            file = files[collection.name, path.stem] = SeedFile(path)
            record = checked(file, collection.document, path.stem)
            if record is not None:
                records[collection.name][path.stem] = record
    problems = [*about.problems]
    check_between(records, files)
    problems += [problem for file in files.values() for problem in file.problems]
    problems += strangers(folder)
    if problems or dataset is None:
        raise SeedError("\n".join(problems))
    return Library(dataset, records)


def checked(file: SeedFile, model: type[BaseModel], slug: str | None) -> Any:
    """The record in a file; None, with the problems noted, when there is none."""
    content = file.load()
    if file.found:
        return None
    if not isinstance(content, dict):
        file.blame((), "should be a mapping of fields")
        return None
    if slug is not None:
        if content.get("slug", slug) != slug:
            file.blame(("slug",), f"{content['slug']!r} differs from the file name {slug!r}")
        content = {**content, "slug": slug}
    try:
        record = model.model_validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            file.blame(problem["loc"], explain(problem, model))
        return None
    if slug is not None:
        for place, gap in gaps(record):
            file.blame(place, gap)
    return record


def explain(problem: Any, model: type[BaseModel]) -> str:
    """A validation problem as a colleague would say it."""
    match problem["type"]:
        case "missing":
            return "is required"
        case "extra_forbidden":
            return f"there is no such field{did_you_mean(str(problem['loc'][-1]), field_names(model))}"
        case "enum" | "literal_error":
            words = re.findall(r"'([^']+)'", problem["ctx"]["expected"])
            given = str(problem["input"])
            return f"{given!r} is not one of {', '.join(words)}{did_you_mean(given, words)}"
        case "value_error":
            return str(problem["ctx"]["error"])
        case _:
            return str(problem["msg"]).removeprefix("Input ").strip()


def check_between(records: dict[str, dict[str, Any]], files: dict[tuple[str, str], SeedFile]) -> None:
    """Note every reference that leads nowhere."""
    known = addresses(records)
    for collection, slug, record in every(records):
        for place, wanted in references(record):
            if wanted not in known:
                target, _, name = wanted.partition("/")
                near = [address.partition("/")[2] for address in known if address.startswith(f"{target}/")]
                problem = f"no {name!r} in {target}{did_you_mean(name, near)}"
                files[collection, slug].blame(place, problem)


def every(records: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str, Any]]:
    """Each record with its collection and slug, in order."""
    for collection, members in records.items():
        for slug, record in members.items():
            yield collection, slug, record


def addresses(records: dict[str, dict[str, Any]]) -> set[str]:
    """`collection/slug` of every record, and `collection/slug/name` of each of its parts that has a name."""
    found = {f"{collection}/{slug}" for collection, slug, _ in every(records)}
    for collection, slug, record in every(records):
        for name in PARTS.get(collection, ()):
            found |= {f"{collection}/{slug}/{part.name}" for part in getattr(record, name)}
    return found


PARTS = {"trials": ("outcomes",), "medicine-classes": ("medicines",), "conditions": ("members",)}
"""Lists of parts that other records refer to, by collection."""


def references(record: BaseModel) -> Iterator[tuple[Place, str]]:
    """(place, `collection/slug` or `collection/slug/name`) of every reference in a record."""
    for found in values(record, marked=Reference):
        if isinstance(found.value, str):
            for mark in found.marks:
                if isinstance(mark, Reference):
                    yield found.place, address(mark.collection, found.value)


def targets(record: BaseModel) -> set[tuple[str, str]]:
    """(collection, slug or slug/name) of every reference in a record, wherever it stands."""
    found = {(mark.collection, wanted) for mark, wanted in marked_texts(record, Reference)}
    return {split(address(*each)) for each in found}


def address(collection: str, wanted: str) -> str:
    """What a reference leads to: `collection/slug` or `collection/slug/name`."""
    return wanted if collection == "*" else f"{collection}/{wanted}"


def split(address: str) -> tuple[str, str]:
    """The collection in an address, and the rest."""
    collection, _, rest = address.partition("/")
    return collection, rest


def strangers(folder: Path) -> Iterator[str]:
    """Files and folders that belong to no collection: most likely a misspelt name."""
    names = {collection.name for collection in COLLECTIONS}
    for path in sorted(folder.iterdir() if folder.is_dir() else []):
        if path.is_dir() and path.name not in names and not path.name.startswith((".", "_")):
            yield f"{path}:1: no collection has this name{did_you_mean(path.name, names)}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known word, if one is near."""
    near = process.extractOne(word.casefold(), sorted(known), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    return f"; did you mean {near[0]!r}?" if near else ""
