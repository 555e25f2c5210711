"""Find the resources in Bundles, lists and Parameters, and tell whether all that there is was sent.

What must stay true: every resource is found, whatever it is wrapped in. A Bundle that holds only a part never
counts as the whole list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.cds_hooks.reading.fhir import (
    FoundResource,
    Resource,
    as_list,
    code_word,
    objects,
    to_float,
    value_at,
)

SUBSETTED = "subsetted"
"""Tag of a Bundle or resource that holds only a part of what there is."""


def resources_in(value: Any, place: str) -> Iterator[FoundResource]:
    """Yield every resource of a Bundle, a list or a wrapper, or the resource itself.

    A value that is no resource is yielded without content. A response that reports
    its status alone is neither.
    """
    for number, each in enumerate(as_list(value)):
        here = f"{place}[{number}]" if isinstance(value, list) else place
        kind = each.get("resourceType") if isinstance(each, dict) else None
        if kind == "Bundle":
            yield from bundle_resources(each, here)
        elif kind == "Parameters" and (wrapped := resources_of_parameters(each)):
            yield from resources_in(wrapped, f"{here}.parameter")
        elif isinstance(kind, str) and kind:
            yield FoundResource(each, here)
        elif isinstance(each, dict) and isinstance(each.get("resource"), dict | list):
            yield from resources_in(each["resource"], here)
        elif not (isinstance(each, dict) and each.get("response") and each.get("resource") is None):
            yield FoundResource({}, here)


def resources_of_parameters(parameters: Resource) -> list[Resource]:
    """Return the resources that an operation returned in Parameters, also in parts of a parameter."""
    found: list[Resource] = []
    waiting = objects(parameters.get("parameter"))[::-1]
    while waiting:
        part = waiting.pop()
        found += objects(part.get("resource"))
        waiting += objects(part.get("part"))[::-1]
    return found


def bundle_resources(bundle: Resource, place: str) -> Iterator[FoundResource]:
    """Yield every resource of a Bundle, with the address of its entry."""
    for position, entry in enumerate(as_list(bundle.get("entry"))):
        where = f"{place}.entry[{position}]"
        if not isinstance(entry, dict):
            yield FoundResource({}, where)
            continue
        url = entry.get("fullUrl")
        for found in resources_in(entry, where):
            yield FoundResource(found.resource, where, url if isinstance(url, str) else found.url)


@dataclass(frozen=True)
class PrefetchValue:
    """The value of one prefetch key, with the resources in it."""

    value: Any
    found: tuple[FoundResource, ...]

    @property
    def failed(self) -> bool:
        """Return whether an error, or nothing that can be read, stands in the place of data."""
        if any(each.kind not in ("OperationOutcome", "") for each in self.found):
            return False
        return bool(self.found) or any(map(is_failed_response, bundle_parts(self.value)))

    @property
    def incomplete(self) -> bool:
        """Return whether it has further pages, fewer entries than its total, or reports an error."""
        parts = bundle_parts(self.value)
        return (
            any(is_incomplete_bundle(each) or is_failed_response(each) for each in parts)
            or any(
                code_word(issue.get("severity")) != "information"
                for each in self.found
                if each.kind == "OperationOutcome"
                for issue in objects(each.resource.get("issue"))
            )
            or any(is_subsetted(each.resource) for each in self.found)
        )


def bundle_parts(value: Any) -> list[Resource]:
    """Return every Bundle in a value, also inside another, and every entry or wrapper without a type."""
    parts: list[Resource] = []
    waiting = objects(value)
    while waiting:
        each = waiting.pop()
        if each.get("resourceType") == "Bundle":
            waiting += objects(each.get("entry"))
        elif each.get("resourceType") == "Parameters":
            waiting += resources_of_parameters(each)
            continue
        elif not each.get("resourceType"):
            inner = each.get("resource")
            if isinstance(inner, dict) and inner.get("resourceType") == "Bundle":
                waiting.append(inner)
        else:
            continue
        parts.append(each)
    return parts


def is_subsetted(resource: Resource) -> bool:
    """Return whether a Bundle or resource says that it holds only a part."""
    return any(code_word(tag) == SUBSETTED for tag in objects(value_at(resource, "meta", "tag")))


def is_failed_response(part: Resource) -> bool:
    """Return whether an entry or wrapper reports that its query failed."""
    return "response" in part and code_word(value_at(part, "response", "status"))[:1] in ("4", "5")


def is_incomplete_bundle(bundle: Resource) -> bool:
    """Return whether a Bundle has further pages or a total above what it holds."""
    if bundle.get("resourceType") != "Bundle":
        return False
    if is_subsetted(bundle):
        return True
    if any(code_word(link.get("relation")) == "next" for link in objects(bundle.get("link"))):
        return True
    total = to_float(bundle.get("total"))
    if total is None:
        return False
    modes = [code_word(value_at(entry, "search", "mode")) for entry in as_list(bundle.get("entry"))]
    return total > sum(mode != "include" for mode in modes)
