"""Reading FHIR as it is sent, not as it is specified: DSTU2, STU3, R4 and R5 shapes, and damaged ones.

What must stay true: no shape raises; what is not where it should be is as if it were not there.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Resource = dict[str, Any]

LONGEST_TEXT = 500
"""Characters of a text that are kept."""

INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def listed(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty one, and anything else as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def objects(value: Any) -> list[Resource]:
    """The objects of a list, or the one object that stands where a list should."""
    return [each for each in listed(value) if isinstance(each, dict)]


def member(value: Any, *path: str) -> Any:
    """What stands at a path of names; of lists on the way, the first object. None when it is not there."""
    for name in path:
        value = next(iter(objects(value)), {}).get(name)
    return value


def text_of(value: Any) -> str | None:
    """A text without what cannot be seen and with single blanks; None when nothing is left of it."""
    if not isinstance(value, str):
        return None
    seen = "".join(
        " " if each in "\t\r\n" else each
        for each in value
        if each in "\t\r\n" or unicodedata.category(each) not in INVISIBLE
    )
    return " ".join(seen.split())[:LONGEST_TEXT].strip() or None


def number_of(value: Any) -> float | None:
    """A number, also one that was sent as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,12}(\.\d{1,12})?", value.strip()):
        return float(value)
    return None


def word_of(value: Any) -> str:
    """A status or another code in lower case, given as a word, a coding or a concept; empty when absent."""
    for each in (value, member(value, "coding", "code"), member(value, "code"), member(value, "text")):
        if isinstance(each, str) and each:
            return each.lower()
    return ""


@dataclass(frozen=True)
class Named:
    """What something is called, and its codes: ways to say the same thing."""

    texts: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    """(system, code)."""

    def __or__(self, other: "Named") -> "Named":
        texts = dict.fromkeys((*self.texts, *other.texts))
        return Named(tuple(texts), tuple(dict.fromkeys((*self.codes, *other.codes))))

    def __bool__(self) -> bool:
        return bool(self.texts or self.codes)


def named(concept: Any) -> Named:
    """The names and codes of a concept, a coding, or a plain word in the place of one."""
    found = Named()
    for each in listed(concept):
        if isinstance(each, str):
            found |= Named((text,) if (text := text_of(each)) else ())
        for given in objects(each):
            parts = [*objects(given.get("coding")), given]
            texts = (text_of(part.get(key)) for part in (given, *parts) for key in ("text", "display"))
            codes = (
                (str(part.get("system") or ""), part["code"].strip())
                for part in parts
                if isinstance(part.get("code"), str)
            )
            found |= Named(tuple(text for text in texts if text), tuple(code for code in codes if code[1]))
    return found


@dataclass(frozen=True)
class Found:
    """A resource and where it stood."""

    resource: Resource
    place: str
    url: str = ""
    """Its `fullUrl` in a Bundle."""

    @property
    def kind(self) -> str:
        """Its resource type."""
        return str(self.resource["resourceType"])

    @property
    def identity(self) -> str:
        """`Type/id`; empty when it has no id."""
        given = self.resource.get("id")
        return f"{self.kind}/{given}" if isinstance(given, str) and given else ""


def resources(value: Any, place: str) -> Iterator[Found]:
    """Every resource in a Bundle, a list or a wrapper, or the resource itself."""
    for number, each in enumerate(listed(value)):
        here = f"{place}[{number}]" if isinstance(value, list) else place
        if not isinstance(each, dict):
            continue
        kind = each.get("resourceType")
        if kind == "Bundle":
            for position, entry in enumerate(objects(each.get("entry"))):
                url = entry.get("fullUrl")
                where = f"{here}.entry[{position}]"
                for found in resources(entry, where):
                    yield Found(found.resource, where, url) if isinstance(url, str) else found
        elif isinstance(kind, str) and kind:
            yield Found(each, here)
        elif isinstance(each.get("resource"), dict | list):
            yield from resources(each["resource"], here)


def is_outcome(value: Any) -> bool:
    """Whether an error stands where data should: the question was asked and not answered."""
    found = list(resources(value, ""))
    if any(each.kind != "OperationOutcome" for each in found):
        return False
    return bool(found) or word_of(member(value, "response", "status"))[:1] in ("4", "5")


def partial(value: Any) -> bool:
    """Whether a Bundle says that there is more than was sent, or that something went wrong."""
    for each in objects(value):
        bundle = each if each.get("resourceType") == "Bundle" else each.get("resource")
        if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
            continue
        if any(word_of(link.get("relation")) == "next" for link in objects(bundle.get("link"))):
            return True
        inside = list(resources(bundle, ""))
        severities = {
            word_of(issue.get("severity"))
            for found in inside
            if found.kind == "OperationOutcome"
            for issue in objects(found.resource.get("issue"))
        }
        total = number_of(bundle.get("total"))
        if severities - {"information"} or (total is not None and total > len(inside)):
            return True
    return False


@dataclass
class References:
    """Where the resources of a request can be found again."""

    known: dict[str, Found] = field(default_factory=dict)

    def add(self, found: Found) -> None:
        """Let a resource be found by its identity, its address, and its id as a URN."""
        for name in (found.identity, found.url, tail(found.url)):
            if name:
                self.known.setdefault(name, found)
        if isinstance(given := found.resource.get("id"), str):
            self.known.setdefault(f"urn:uuid:{given}", found)

    def find(self, reference: Any, inside: Resource | None = None) -> Found | None:
        """The resource that a reference means, wherever it was sent; None when it was not."""
        given = reference.get("reference") if isinstance(reference, dict) else reference
        if isinstance(given, dict):
            return self.find(given, inside)
        if not isinstance(given, str) or not given:
            return None
        if given.startswith("#"):
            held = objects((inside or {}).get("contained"))
            match = (each for each in held if f"#{str(each.get('id')).removeprefix('#')}" == given)
            return next(
                (Found(each, given) for each in match if isinstance(each.get("resourceType"), str)), None
            )
        return self.known.get(given) or self.known.get(tail(given))


def tail(reference: str) -> str:
    """`Type/id` at the end of an address, without a version; the reference itself when it has none."""
    parts = reference.partition("/_history/")[0].rstrip("/").split("/")
    return "/".join(parts[-2:]) if len(parts) > 1 and parts[-2][:1].isupper() else reference
