"""Bytes to a server and what comes back, exactly: no client library mends what is sent or received."""

import socket
import time
import zlib
from dataclasses import dataclass, field

LONGEST_ANSWER = 32 * 1024 * 1024


@dataclass
class Answer:
    """One HTTP answer as it came over the wire."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The only value of a header; None when it is absent."""
        found = [value for given, value in self.headers if given == name]
        return found[0] if found else None


@dataclass
class Exchange:
    """What became of one connection."""

    answers: list[Answer] = field(default_factory=list)
    seconds: float = 0.0
    ended: str = "closed"
    """`closed`, `hung`, `refused` (nobody listens) or `garbled` (not HTTP)."""
    rest: bytes = b""
    """What could not be read as an answer."""


def exchange(
    address: tuple[str, int], sent: bytes | list[bytes], head: bool, patience: float, end: bool
) -> Exchange:
    """Send and read until the server closes; `end` closes our half, so that an unfinished request ends."""
    started = time.monotonic()
    found = Exchange()
    try:
        connection = socket.create_connection(address, timeout=patience)
    except OSError:
        found.ended = "refused"
        return found
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        received = bytearray()
        try:
            for part in [sent] if isinstance(sent, bytes) else sent:
                connection.sendall(part)
            if end:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # refused before all of it was sent: the answer may be there all the same
        try:
            while len(received) < LONGEST_ANSWER:
                connection.settimeout(max(0.01, started + patience - time.monotonic()))
                part = connection.recv(1 << 16)
                if not part:
                    break
                received += part
        except TimeoutError:
            found.ended = "hung"
        except OSError:
            found.ended = "closed"
    found.seconds = time.monotonic() - started
    answers, found.rest = answers_in(bytes(received), head)
    found.answers = [plain(answer) for answer in answers]
    if found.rest and found.ended == "closed":
        found.ended = "garbled"
    return found


def answers_in(raw: bytes, head: bool) -> tuple[list[Answer], bytes]:
    """Every answer of a connection, and the bytes after the last that can be read."""
    answers: list[Answer] = []
    while raw.startswith(b"HTTP/1."):
        top, blank, rest = raw.partition(b"\r\n\r\n")
        first, *lines = top.decode("latin-1").split("\r\n")
        words = first.split(" ", 2)
        if not blank or len(words) < 2 or not words[1].isdigit():
            break
        pairs = [line.partition(":")[::2] for line in lines]
        headers = [(name.lower(), value.strip()) for name, value in pairs]
        status, given = int(words[1]), dict(headers)
        if status < 200:
            raw = rest
            continue
        if head or status in (204, 304):
            length = 0
        elif given.get("transfer-encoding") == "chunked":
            body, after = unchunked(rest)
            if body is None:
                break
            answers.append(Answer(status, headers, body))
            raw = after
            continue
        else:
            length = int(given["content-length"]) if "content-length" in given else len(rest)
        if len(rest) < length:
            break
        answers.append(Answer(status, headers, rest[:length]))
        raw = rest[length:]
    return answers, raw


def plain(answer: Answer) -> Answer:
    """An answer without its coding."""
    if answer.header("content-encoding") == "gzip" and answer.body:
        answer.body = zlib.decompress(answer.body, wbits=31)
    return answer


def unchunked(raw: bytes) -> tuple[bytes | None, bytes]:
    """A chunked body and what follows it; None when it does not end."""
    body = b""
    while True:
        size, line_end, raw = raw.partition(b"\r\n")
        try:
            length = int(size.partition(b";")[0], 16)
        except ValueError:
            return None, b""
        if not line_end or len(raw) < length + 2:
            return None, b""
        body += raw[:length]
        raw = raw[length + 2 :]
        if length == 0:
            return body, raw
