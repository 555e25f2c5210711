"""Read FHIR of any release (DSTU2, STU3, R4, R5), also when resources are damaged.

What must stay true: no input raises an error. A value that is not where it should be counts as missing.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Resource = dict[str, Any]

MAX_TEXT_LENGTH = 500
"""Characters of a text that are read; the rest is cut."""

INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories of characters that cannot be seen."""


def as_list(value: Any) -> list[Any]:
    """Return a list as it is, None as an empty list, and anything else as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def objects(value: Any) -> list[Resource]:
    """Return the JSON objects of a list, or the one object that stands in the place of a list."""
    return [each for each in as_list(value) if isinstance(each, dict)]


def first_object(value: Any) -> Resource:
    """Return the first JSON object of a value; empty when there is none."""
    return next(iter(objects(value)), {})


def value_at(value: Any, *path: str) -> Any:
    """Return the value at a path of names, through the first object of each list; None when missing."""
    for name in path:
        value = first_object(value).get(name)
    return value


def clean_text(value: Any) -> str | None:
    """Return a text with single blanks and no invisible characters; None when it is empty or no text."""
    if not isinstance(value, str):
        return None
    visible = "".join(
        " " if each in "\t\r\n" else each
        for each in value
        if each in "\t\r\n" or unicodedata.category(each) not in INVISIBLE_CATEGORIES
    )
    return " ".join(visible.split())[:MAX_TEXT_LENGTH].strip() or None


def to_float(value: Any) -> float | None:
    """Return a number, also one that was sent as text; else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,12}(\.\d{1,12})?", value.strip()):
        return float(value)
    return None


def code_word(value: Any) -> str:
    """Return a status or other code in lower case, from a string, Coding or CodeableConcept.

    It is empty when there is none.
    """
    for each in (value, value_at(value, "coding", "code"), value_at(value, "code"), value_at(value, "text")):
        if isinstance(each, str) and each:
            return each.lower()
    return ""


@dataclass(frozen=True)
class CodedName:
    """Names and codes of one thing."""

    texts: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    """(system, code)."""

    def __or__(self, other: "CodedName") -> "CodedName":
        texts = dict.fromkeys((*self.texts, *other.texts))
        return CodedName(tuple(texts), tuple(dict.fromkeys((*self.codes, *other.codes))))

    def __bool__(self) -> bool:
        return bool(self.texts or self.codes)


def coded_name(concept: Any) -> CodedName:
    """Return the names and codes of a CodeableConcept, a Coding, or a plain string in their place."""
    found = CodedName()
    for each in as_list(concept):
        if isinstance(each, str):
            found |= CodedName((text,) if (text := clean_text(each)) else ())
        for given in objects(each):
            parts = [*objects(given.get("coding")), given]
            texts = (clean_text(part.get(key)) for part in (given, *parts) for key in ("text", "display"))
            codes = (
                (str(part.get("system") or ""), part["code"].strip())
                for part in parts
                if isinstance(part.get("code"), str)
            )
            found |= CodedName(
                tuple(text for text in texts if text), tuple(code for code in codes if code[1])
            )
    return found


@dataclass(frozen=True)
class FoundResource:
    """A resource with its place in the request."""

    resource: Resource
    place: str
    url: str = ""
    """`fullUrl` of its entry in a Bundle."""

    @property
    def kind(self) -> str:
        """Return the resource type."""
        return str(self.resource["resourceType"])

    @property
    def identity(self) -> str:
        """Return `Type/id`; empty when it has no id."""
        given = self.resource.get("id")
        return f"{self.kind}/{given}" if isinstance(given, str) and given else ""


def resources_in(value: Any, place: str) -> Iterator[FoundResource]:
    """Yield every resource of a Bundle, a list or a wrapper, or the resource itself."""
    for number, each in enumerate(as_list(value)):
        here = f"{place}[{number}]" if isinstance(value, list) else place
        if not isinstance(each, dict):
            continue
        kind = each.get("resourceType")
        if kind == "Bundle":
            for position, entry in enumerate(objects(each.get("entry"))):
                url = entry.get("fullUrl")
                where = f"{here}.entry[{position}]"
                for found in resources_in(entry, where):
                    yield FoundResource(found.resource, where, url) if isinstance(url, str) else found
        elif isinstance(kind, str) and kind:
            yield FoundResource(each, here)
        elif isinstance(each.get("resource"), dict | list):
            yield from resources_in(each["resource"], here)


def is_failed_query(value: Any) -> bool:
    """Return whether an error stands in the place of data: the query was sent and failed."""
    found = list(resources_in(value, ""))
    if any(each.kind != "OperationOutcome" for each in found):
        return False
    return bool(found) or code_word(value_at(value, "response", "status"))[:1] in ("4", "5")


def is_incomplete_bundle(value: Any) -> bool:
    """Return whether a Bundle has further pages, a higher total than entries, or reports an error."""
    for each in objects(value):
        bundle = each if each.get("resourceType") == "Bundle" else each.get("resource")
        if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
            continue
        if any(code_word(link.get("relation")) == "next" for link in objects(bundle.get("link"))):
            return True
        entries = list(resources_in(bundle, ""))
        severities = {
            code_word(issue.get("severity"))
            for found in entries
            if found.kind == "OperationOutcome"
            for issue in objects(found.resource.get("issue"))
        }
        total = to_float(bundle.get("total"))
        if severities - {"information"} or (total is not None and total > len(entries)):
            return True
    return False


@dataclass
class ReferenceIndex:
    """The resources of a request by every name that a reference may use."""

    by_name: dict[str, FoundResource] = field(default_factory=dict)

    def add(self, found: FoundResource) -> None:
        """Index a resource by its identity, its address, and its id as a URN."""
        for name in (found.identity, found.url, relative_reference(found.url)):
            if name:
                self.by_name.setdefault(name, found)
        if isinstance(given := found.resource.get("id"), str):
            self.by_name.setdefault(f"urn:uuid:{given}", found)

    def find(self, reference: Any, container: Resource | None = None) -> FoundResource | None:
        """Return the resource of a reference, contained or anywhere in the request; None when not sent."""
        given = reference.get("reference") if isinstance(reference, dict) else reference
        if isinstance(given, dict):
            return self.find(given, container)
        if not isinstance(given, str) or not given:
            return None
        if given.startswith("#"):
            contained = objects((container or {}).get("contained"))
            match = (each for each in contained if f"#{str(each.get('id')).removeprefix('#')}" == given)
            return next(
                (FoundResource(each, given) for each in match if isinstance(each.get("resourceType"), str)),
                None,
            )
        return self.by_name.get(given) or self.by_name.get(relative_reference(given))


def relative_reference(reference: str) -> str:
    """Return `Type/id` at the end of an address, without a version; else the reference itself."""
    parts = reference.partition("/_history/")[0].rstrip("/").split("/")
    return "/".join(parts[-2:]) if len(parts) > 1 and parts[-2][:1].isupper() else reference
