"""Marked values, sent through every field and every way in, to be looked for wherever they must not be."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from tests.hostile.attack import Wire

JSON = ("Content-Type", "application/json")
FORM = ("Content-Type", "application/x-www-form-urlencoded")


@dataclass
class Canaries:
    """Values that occur nowhere else."""

    made: list[str] = field(default_factory=list)

    def word(self) -> str:
        """A word that could be a name or a code."""
        self.made.append(f"kanari{len(self.made):05d}")
        return self.made[-1]

    def number(self, whole: int) -> float:
        """A number that could be a laboratory value."""
        text = f"{whole}.{700_000 + len(self.made)}9"
        self.made.append(text)
        return float(text)


def question(new: Canaries) -> dict[str, Any]:
    """A question to the check with a canary in every field that takes one."""
    return {
        "supplement": {"elemental_mg": new.number(200), "form": new.word(), "times": ["08:00"]},
        "person": {
            "age": 41.75,
            "egfr": new.number(72),
            "creatinine_clearance": new.number(80),
            "pregnant": False,
        },
        "conditions": [{"text": f"state {new.word()}"}, {"code": {"system": "icd10cm", "value": new.word()}}],
        "medicines": [
            {"text": f"Dr {new.word()}'s drops", "times": ["09:00"]},
            {"text": new.word(), "route": "topical", "elemental_mg": new.number(50)},
            {"code": {"system": "rxnorm", "value": new.word()}},
            {"code": {"system": "atc", "value": new.word()}},
        ],
    }


def misplaced(new: Canaries) -> Iterator[dict[str, Any]]:
    """Questions that are refused, each with a canary where none may stand."""
    whole = question(new)
    for name in ("supplement", "person", "conditions", "medicines", "jurisdictions"):
        yield {**whole, name: new.word()}
        yield {**whole, name: [new.word()] * 101}
        yield {**whole, name: {new.word(): new.word()}}
    for place in ("supplement", "person"):
        for key in whole[place]:
            yield {**whole, place: {**whole[place], key: new.word()}}
    yield {**whole, new.word(): new.word()}
    yield {**whole, "medicines": [{"text": new.word() * 20}]}
    yield {**whole, "medicines": [{"text": f"{new.word()}\u202e"}]}
    yield {**whole, "supplement": {**whole["supplement"], "form": f"{new.word()}\u200b"}}
    yield {**whole, "medicines": [{"text": new.word(), "route": new.word()}]}
    yield {**whole, "medicines": [{"text": new.word(), "times": [new.word()]}]}
    yield {**whole, "medicines": [{"code": {"system": new.word(), "value": new.word()}}]}
    yield {**whole, "conditions": [{"text": new.word(), "code": {"system": "snomed", "value": new.word()}}]}
    yield {"medicines": [{"text": new.word()}]}
    yield {"supplement": {"elemental_mg": -new.number(5)}}


def malformed(new: Canaries) -> Iterator[tuple[list[tuple[str, str]], bytes]]:
    """Bodies that cannot be read, with canaries in them."""
    for shape in (
        '{"%s": NaN}', '{"%s": 1, "%s": 2}', '{"a": "%s', '["%s" 1]', "%s", '{"a": "%s\\ud800"}', "\ufeff%s", '{"%s": 1e999}',
        '"%s"', '["%s"]', "supplement=%s", "<a>%s</a>", '{"%s": ' * 40 + "1" + "}" * 40,
    ):  # fmt: skip
        word = new.word()
        yield [JSON], (shape.replace("%s", word) if "%s" in shape else shape).encode()
    body = json.dumps(question(new)).encode()
    yield [JSON], body.decode().encode("utf-16")
    yield [JSON], body + b" " * 70_000
    yield [JSON], body[:-30] + b"\xff"
    yield [("Content-Type", f"text/{new.word()}")], body
    yield [JSON, ("Content-Encoding", new.word())], body
    yield [], body


def filled_forms(new: Canaries) -> Iterator[bytes]:
    """The safety page, filled in."""
    fields = {
        "amount": "200", "amount_of": "elemental", "medicines_told": "named", "conditions_told": "named", "age": "41.75",
        "egfr": "71", "jurisdictions": "US",
    }  # fmt: skip
    yield urlencode(
        {**fields, "medicines": new.word(), "conditions": f"{new.word()}\n{new.word()}", "form": new.word()}
    ).encode()
    for name in (*fields, "medicines", "conditions", "times", "pregnant"):
        yield urlencode(
            {**fields, "medicines": new.word(), "conditions": new.word(), name: new.word()}
        ).encode()
    yield urlencode({**fields, new.word(): new.word()}).encode()
    yield f"medicines={new.word()}%FF".encode()
    yield f"medicines={new.word()}&medicines={new.word()}".encode()


def hook_bodies(document: Any, new: Canaries) -> Iterator[tuple[str, bytes]]:
    """Documented examples of every other operation that takes a body, each text in them a canary."""
    for path, methods in document["paths"].items():
        for content in methods.get("post", {}).get("requestBody", {}).get("content", {}).values():
            for example in content.get("examples", {}).values():
                if not path.startswith("/v1/safety/checks"):
                    yield path, json.dumps(example["value"]).encode()
                    yield path, json.dumps(marked(example["value"], new, keep=CODED)).encode()
                    yield path, json.dumps(marked(example["value"], new, keep=frozenset())).encode()


CODED = frozenset(
    {"resourceType", "hook", "hookInstance", "system", "status", "unit", "intent", "type", "fhirServer"}
)
"""Keys whose texts a service goes by."""


def marked(value: Any, new: Canaries, keep: frozenset[str], key: str = "") -> Any:
    """The same shape with canaries for its texts."""
    if isinstance(value, dict):
        return {name: marked(each, new, keep, name) for name, each in value.items()}
    if isinstance(value, list):
        return [marked(each, new, keep, key) for each in value]
    return new.word() if isinstance(value, str) and key not in keep else value


def requests(wire: Wire, document: Any, new: Canaries) -> Iterator[tuple[str, bytes]]:
    """(what, bytes) of every request with canaries."""
    checks, batch = "/v1/safety/checks", "/v1/safety/checks/batch"
    for _ in range(12):
        yield "check", wire.request("POST", checks, [JSON], json.dumps(question(new)).encode())
    for asked in misplaced(new):
        yield "check", wire.request("POST", checks, [JSON], json.dumps(asked).encode())
        together = json.dumps({"checks": [asked, question(new)]}).encode()
        yield "batch", wire.request("POST", batch, [JSON], together)
    for path in (checks, batch, "/cds-services/magnesium-safety"):
        for headers, body in malformed(new):
            yield "malformed", wire.request("POST", path, headers, body)
    for body in filled_forms(new):
        yield "form", wire.request("POST", "/safety", [FORM], body)
    for path, body in hook_bodies(document, new):
        yield "hook", wire.request("POST", path, [JSON], body)
    plain = json.dumps(question(new)).encode()
    for name in (
        "Cookie",
        "Authorization",
        "Referer",
        "User-Agent",
        "X-Request-Id",
        "X-Patient",
        "Accept",
        "Origin",
        "Range",
    ):
        yield "header", wire.request("POST", checks, [JSON, (name, new.word())], plain)
        yield "header", wire.request("GET", f"/v1/medicines?q={new.word()}", [(name, new.word())])
    for target in ("/v1/medicines?q=%s", "/v1/search?q=%s", "/v1/trials?domain=%s", "/v1/trials/%s", "/%s", "/v1/trials?%s=1",
                   "/v1/trials?cursor=%s", "/v1/medicines?q=%s%%00", "/safety?medicines=%s", "/data/%s/%s", "/static/%s", "/domains/%s"):  # fmt: skip
        yield "address", wire.request("GET", target.replace("%s", quote(new.word())).replace("%%", "%"))
    yield "method", wire.request(new.word().upper(), checks, [JSON], plain)
    yield "framing", wire.request("POST", checks, [JSON, ("Transfer-Encoding", new.word())], plain)
    yield "host", wire.request("POST", checks, [JSON], plain, host=f"{new.word()}.example")
