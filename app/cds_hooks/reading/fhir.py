"""Read FHIR of any release (DSTU2, STU3, R4, R5), also when resources are damaged.

What must stay true: no shape raises an error; only a list that is too long does. A value that is not where it
should be counts as missing. Work grows in proportion to what was sent, never faster.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.cds_hooks.failures import TOO_LARGE, FailedError
from app.medicines.schemas import INVISIBLE

Resource = dict[str, Any]

MAX_LIST_LENGTH = 1_000
"""Items of one list; a longer one is refused with 413."""

MAX_TEXT_LENGTH = 500
"""Characters of a text that are read; the rest is cut."""

MAX_SHOWN_WORDS = 12
"""Words of a text of the record that a card shows."""

NOTHING_KNOWN = frozenset({"no-known-medications", "no-known-problems"})
"""Codes of the International Patient Summary by which a list says that it is empty."""

NO_INFORMATION = frozenset({"no-medication-info", "no-problem-info"})
"""Codes of the International Patient Summary by which a list says that nothing is known about it."""

ABSENT_SYSTEMS = ("/data-absent-reason", "/v3-NullFlavor")
"""Ends of the addresses of code systems that say why a value is absent."""

HL7 = "hl7.org"
"""Part of the addresses of the code systems of FHIR."""


def as_list(value: Any) -> list[Any]:
    """Return a list as it is, None as an empty list, and anything else as a list of one.

    Raise `FailedError` (413) for a list that is too long.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        return [value]
    if len(value) > MAX_LIST_LENGTH:
        raise FailedError(TOO_LARGE, f"A list may have at most {MAX_LIST_LENGTH} items.")
    return value


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
    if value.isprintable():
        return " ".join(value.split())[:MAX_TEXT_LENGTH].strip() or None
    visible = "".join(
        " " if each in "\t\r\n" else each
        for each in value
        if each in "\t\r\n" or unicodedata.category(each) not in INVISIBLE
    )
    return " ".join(visible.split())[:MAX_TEXT_LENGTH].strip() or None


def first_words(text: str) -> str:
    """Return a text of the record, cut after some words; `…` marks the cut."""
    words = text.split()
    return text if len(words) <= MAX_SHOWN_WORDS else " ".join([*words[:MAX_SHOWN_WORDS], "…"])


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

    It is empty when there is none. Codes of HL7 come first; `Entered in error` is `entered-in-error`.
    """
    if isinstance(value, str):
        return value.strip().lower()
    whole = first_object(value)
    codings = objects(whole.get("coding"))
    codings.sort(key=lambda each: HL7 not in str(each.get("system") or ""))
    for each in (*(coding.get("code") for coding in codings), whole.get("code")):
        if isinstance(each, str) and each.strip():
            return each.strip().lower()
    texts = (clean_text(each) for each in (whole.get("text"), *(each.get("display") for each in codings)))
    return next((text.lower().replace(" ", "-") for text in texts if text), "")


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
    texts: dict[str, None] = {}
    codes: dict[tuple[str, str], None] = {}
    for given in as_list(concept):
        whole = {"text": given} if isinstance(given, str) else given
        if not isinstance(whole, dict):
            continue
        for part in (whole, *objects(whole.get("coding"))):
            shown = [clean_text(part.get(key)) for key in ("text", "display")]
            for key in ("_text", "_display"):
                shown += translations(part[key]) if key in part else ()
            texts.update(dict.fromkeys(text for text in shown if text))
            if (word := code_text(part.get("code"))) and not is_absent(part):
                codes[str(part.get("system") or ""), word] = None
    return CodedName(tuple(texts), tuple(codes))


def translations(beside: Any) -> Iterator[str]:
    """Yield a text in other languages, from the extensions beside it."""
    for each in objects(value_at(beside, "extension")):
        for part in objects(each.get("extension")):
            if code_word(part.get("url")) == "content":
                told = (clean_text(part.get(key)) for key in ("valueString", "valueMarkdown"))
                yield from filter(None, told)


def display_name(reference: Any) -> CodedName:
    """Return the name that a reference gives to what it refers to, in every language."""
    told = [{key: each.get(key) for key in ("display", "_display")} for each in objects(reference)]
    return coded_name(told)


def says_none(name: CodedName) -> bool:
    """Return whether the code of a name says that a list is empty: `no known medications`."""
    codes = {code for _, code in name.codes}
    return bool(codes) and codes <= NOTHING_KNOWN


def says_unknown(name: CodedName) -> bool:
    """Return whether the code of a name says that nothing is known about a list."""
    return any(code in NO_INFORMATION for _, code in name.codes)


def concept_name(value: Any) -> CodedName:
    """Return the names and codes of a concept, also of one inside a CodeableReference (R5)."""
    name = coded_name(value_at(value, "concept"))
    if not isinstance(value, dict) or not {"concept", "reference"} & value.keys():
        name |= coded_name(value)
    return name


def code_text(code: Any) -> str:
    """Return a code, also one that was sent as a number; empty when there is none."""
    if isinstance(code, int) and not isinstance(code, bool):
        return str(code)
    return code.strip() if isinstance(code, str) else ""


def is_absent(coding: Resource) -> bool:
    """Return whether a Coding says why there is no code, such as `masked`."""
    return str(coding.get("system") or "").endswith(ABSENT_SYSTEMS)


@dataclass(frozen=True, eq=False)
class FoundResource:
    """A resource with its place in the request; or what stands in the place of one and cannot be read."""

    resource: Resource
    """Empty when it cannot be read."""
    place: str
    url: str = ""
    """`fullUrl` of its entry in a Bundle."""

    @property
    def kind(self) -> str:
        """Return the resource type; empty when it cannot be read."""
        return str(self.resource.get("resourceType") or "")

    @property
    def identity(self) -> str:
        """Return `Type/id`; empty when it has no id."""
        given = self.resource.get("id")
        return f"{self.kind}/{given}" if isinstance(given, str) and given else ""


@dataclass
class ReferenceIndex:
    """The resources of a request by every name that a reference may use."""

    by_name: dict[str, FoundResource] = field(default_factory=dict)
    by_identifier: dict[tuple[str, str], FoundResource | None] = field(default_factory=dict)
    """(system, value) of an `identifier` → its resource; None when several have it."""
    contained: dict[int, dict[str, FoundResource]] = field(default_factory=dict)
    """`id()` of a resource → the resources it contains, by their id."""

    def add(self, found: FoundResource) -> None:
        """Index a resource by its identity, its address, and its id as a URN."""
        for name in (found.identity, found.url, relative_reference(found.url)):
            if name:
                self.by_name.setdefault(name, found)
        if isinstance(given := found.resource.get("id"), str):
            self.by_name.setdefault(f"urn:uuid:{given}", found)
        if "identifier" in found.resource:
            for key in identifier_keys(found.resource["identifier"]):
                known = self.by_identifier.setdefault(key, found)
                if known is not found and (
                    known is None or not found.identity or known.identity != found.identity
                ):
                    self.by_identifier[key] = None

    def find(self, reference: Any, container: Resource | None = None) -> FoundResource | None:
        """Return the resource of a reference, contained or anywhere in the request; None when not sent.

        A reference without an address may name an `identifier` that only one resource has.
        """
        given = reference.get("reference") if isinstance(reference, dict) else reference
        if isinstance(given, dict):
            return self.find(given, container)
        if not isinstance(given, str) or not given:
            identifier = reference.get("identifier") if isinstance(reference, dict) else None
            keys = [] if identifier is None else identifier_keys(identifier)
            return next(filter(None, map(self.by_identifier.get, keys)), None)
        if given.startswith("#"):
            return self.contained_in(container or {}).get(given[1:])
        return self.by_name.get(given) or self.by_name.get(relative_reference(given))

    def contained_in(self, container: Resource) -> dict[str, FoundResource]:
        """Return the resources that a resource contains, by their id."""
        if (known := self.contained.get(id(container))) is not None:
            return known
        found: dict[str, FoundResource] = {}
        for each in objects(container.get("contained")):
            if isinstance(each.get("resourceType"), str):
                name = str(each.get("id")).removeprefix("#")
                found.setdefault(name, FoundResource(each, f"#{name}"))
        self.contained[id(container)] = found
        return found


def identifier_keys(identifiers: Any) -> list[tuple[str, str]]:
    """Return (system, value) of each identifier that has a value."""
    return [
        (clean_text(each.get("system")) or "", value)
        for each in objects(identifiers)
        if (value := code_text(each.get("value")))
    ]


def relative_reference(reference: str) -> str:
    """Return `Type/id` at the end of an address, without a version; else the reference itself."""
    parts = reference.partition("/_history/")[0].rstrip("/").split("/")
    return "/".join(parts[-2:]) if len(parts) > 1 and parts[-2][:1].isupper() else reference


def quantity_words(quantity: Resource) -> str | None:
    """Return the value of a quantity with its unit, as it was stated; None without a number."""
    value = to_float(quantity.get("value"))
    if value is None:
        return None
    unit = clean_text(quantity.get("unit")) or clean_text(quantity.get("code")) or ""
    return f"{clean_text(quantity.get('comparator')) or ''}{value:g} {unit}".strip()
