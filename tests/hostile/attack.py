"""One hostile request: what is sent, where it stands in the document, and how its answer is judged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    method: str
    path: str
    described: Json

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Attack:
    """What is sent, and how its answer is to be judged."""

    kind: str
    name: str
    sent: bytes | list[bytes]
    operation: Operation | None = None
    """What documents the answer; None for what no operation describes."""
    refused: bool = False
    """Whether a 2xx would be wrong."""
    most_answers: int = 1
    """More answers than this on one connection were smuggled."""
    head: bool = False
    silent: bool = False
    """Whether closing without an answer is as good as a refusal."""
    end: bool = False
    """Whether our half is closed after sending."""
    secret: str | None = None
    """What no error may repeat."""


def operations(document: Json) -> Iterator[Operation]:
    """Every operation of a document, with its parameters in place of references to them."""
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            parameters = [
                document["components"]["parameters"][each["$ref"].rpartition("/")[2]]
                if "$ref" in each
                else each
                for each in described.get("parameters", [])
            ]
            yield Operation(method.upper(), path, {**described, "parameters": parameters})


class Wire:
    """Requests as bytes, plain but for what the attack changes."""

    def __init__(self, host: str) -> None:
        self.host = host

    def request(
        self,
        method: str,
        target: str,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes | None = None,
        host: str | None = None,
    ) -> bytes:
        """One request that asks for the connection to be closed after it."""
        lines = [f"{method} {target} HTTP/1.1", f"Host: {self.host if host is None else host}"]
        lines += [f"{name}: {value}" for name, value in headers]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        lines += ["Connection: close", "", ""]
        return "\r\n".join(lines).encode("latin-1") + (body or b"")
