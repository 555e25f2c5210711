"""Requests whose beginning or end can be read in two ways, and floods of head."""

from collections.abc import Iterator

from tests.hostile.attack import Attack
from tests.hostile.nasty import MARK

GHOST = f"/v1/ghost{MARK}"
"""Asked for inside other requests: an answer to it was smuggled."""


def attacks(host: str) -> Iterator[Attack]:
    """Each as the bytes of one connection; `HOST` stands for the server's own name."""
    for name, (text, most, refused) in {**TWISTED, **FLOODS}.items():
        raw = (text if isinstance(text, bytes) else text.encode("latin-1")).replace(b"HOST", host.encode())
        yield Attack(
            "framing",
            name,
            raw,
            refused=refused,
            most_answers=most,
            secret=MARK,
            silent=True,
            end=True,
        )


HEAD = "Host: HOST\r\nConnection: close\r\n"
GHOSTLY = f"GET {GHOST} HTTP/1.1\r\nHost: HOST\r\n\r\n"
POST = "POST /v1/safety/checks HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\n"

TWISTED: dict[str, tuple[str | bytes, int, bool]] = {
    "length and chunks": (f"{POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{GHOSTLY}", 1, True),
    "chunks and length": (f"{POST}Transfer-Encoding: chunked\r\nContent-Length: 60\r\n\r\n0\r\n\r\n{GHOSTLY}", 1, True),
    "two lengths": (f"{POST}Content-Length: 2\r\nContent-Length: 60\r\n\r\n{{}}{GHOSTLY}", 1, True),
    "two equal lengths": (f"{POST}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{{}}", 1, True),
    "list of equal lengths": (f"{POST}Content-Length: 2, 2\r\n\r\n{{}}{GHOSTLY}", 2, True),  # one length (RFC 9112, 6.3)
    "list of lengths": (f"{POST}Content-Length: 2, 60\r\n\r\n{{}}{GHOSTLY}", 1, True),
    "negative length": (f"{POST}Content-Length: -1\r\n\r\n{{}}{GHOSTLY}", 1, True),
    "signed length": (f"{POST}Content-Length: +2\r\n\r\n{{}}{GHOSTLY}", 1, True),
    "hexadecimal length": (f"{POST}Content-Length: 0x2\r\n\r\n{{}}", 1, True),
    "fractional length": (f"{POST}Content-Length: 2.0\r\n\r\n{{}}", 1, True),
    "length with blank inside": (f"{POST}Content-Length: 2 2\r\n\r\n{{}}", 1, True),
    "length of another alphabet": (f"{POST}Content-Length: \xb2\r\n\r\n{{}}", 1, True),
    "10^20 bytes": (f"{POST}Content-Length: 100000000000000000000\r\n\r\n{{}}", 1, True),
    "100 MB announced": (f"{POST}Content-Length: 100000000\r\n\r\n{{}}", 1, True),
    "empty length": (f"{POST}Content-Length: \r\n\r\n{{}}", 1, True),
    "length cut short": (f"{POST}Content-Length: 50\r\n\r\n{{}}", 1, True),
    "chunk size no number": (f"{POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n0\r\n\r\n", 1, True),
    "chunk size negative": (f"{POST}Transfer-Encoding: chunked\r\n\r\n-2\r\n{{}}\r\n0\r\n\r\n", 1, True),
    "chunk size huge": (f"{POST}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{{}}\r\n0\r\n\r\n", 1, True),
    "chunk too long": (f"{POST}Transfer-Encoding: chunked\r\n\r\n1\r\n{{}}\r\n0\r\n\r\n{GHOSTLY}", 1, True),
    "chunk extension": (f"{POST}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n2;{'a' * 9000}\r\n{{}}\r\n0\r\n\r\n", 1, True),
    "chunks with bare LF": (f"{POST}Transfer-Encoding: chunked\r\n\r\n2\n{{}}\n0\n\n{GHOSTLY}", 1, True),
    "chunks cut short": (f"{POST}Transfer-Encoding: chunked\r\n\r\n5\r\n{{}}", 1, True),
    "trailers": (f"{POST}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\nHost: evil\r\n\r\n", 1, True),
    "coding unknown": (f"{POST}Transfer-Encoding: {MARK}\r\n\r\n{{}}{GHOSTLY}", 1, True),
    "coding twice": (f"{POST}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n{GHOSTLY}", 1, True),
    "coding not last": (f"{POST}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n{GHOSTLY}", 1, True),
    "coding with tab": (f"{POST}Transfer-Encoding:\tchunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n{GHOSTLY}", 1, True),
    "coding, blank before colon": (f"{POST}Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{GHOSTLY}", 1, True),
    "coding look-alike": (f"{POST}Transfer-Encoding: \x0bchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{GHOSTLY}", 1, True),
    "coding in HTTP/1.0": (f"{POST.replace('1.1', '1.0')}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n{GHOSTLY}", 1, True),
    "body after GET": (f"GET /v1/dataset HTTP/1.1\r\nHost: HOST\r\nContent-Length: 60\r\n\r\n{GHOSTLY}", 1, False),
    "bare LF": ("GET /v1/dataset HTTP/1.1\nHost: HOST\nConnection: close\n\n", 1, False),
    "bare CR": (f"GET /v1/dataset HTTP/1.1\rHost: HOST\r\r{GHOSTLY}", 1, True),
    "LF in a value": (f"GET /v1/dataset HTTP/1.1\r\n{HEAD}X: a\nY: b\r\n\r\n", 1, False),
    "CR in a value": (f"GET /v1/dataset HTTP/1.1\r\n{HEAD}X: a\rY: b\r\n\r\n", 1, True),
    "NUL in a value": (f"GET /v1/dataset HTTP/1.1\r\n{HEAD}X: a\x00b\r\n\r\n", 1, True),
    "NUL in a name": (f"GET /v1/dataset HTTP/1.1\r\n{HEAD}X\x00: b\r\n\r\n", 1, True),
    "folded header": (f"GET /v1/dataset HTTP/1.1\r\n{HEAD}X: a\r\n b\r\n\r\n", 1, False),
    "blank before the first header": (f"GET /v1/dataset HTTP/1.1\r\n {HEAD}\r\n", 1, True),
    "header without colon": (f"GET /v1/dataset HTTP/1.1\r\n{HEAD}{MARK}\r\n\r\n", 1, True),
    "header without name": (f"GET /v1/dataset HTTP/1.1\r\n{HEAD}: a\r\n\r\n", 1, True),
    "header not ASCII": (f"GET /v1/dataset HTTP/1.1\r\n{HEAD}X\xe9: a\r\n\r\n", 1, True),
    "HTTP/0.9": ("GET /v1/dataset\r\n", 1, True),
    "HTTP/0.9, version": (f"GET /v1/dataset HTTP/0.9\r\n{HEAD}\r\n", 1, True),
    "HTTP/1.0 without host": ("GET /v1/dataset HTTP/1.0\r\n\r\n", 1, True),
    "HTTP/2.0": (f"GET /v1/dataset HTTP/2.0\r\n{HEAD}\r\n", 1, True),
    "HTTP/9.9": (f"GET /v1/dataset HTTP/9.9\r\n{HEAD}\r\n", 1, True),
    "HTTP/1.10": (f"GET /v1/dataset HTTP/1.10\r\n{HEAD}\r\n", 1, True),
    "lower-case protocol": (f"GET /v1/dataset http/1.1\r\n{HEAD}\r\n", 1, True),
    "other protocol": (f"GET /v1/dataset RTSP/1.0\r\n{HEAD}\r\n", 1, False),
    "HTTP/2 preface": ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\x00" * 9, 1, True),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200, 1, True),
    "zeros": (b"\x00" * 2000, 1, True),
    "random": (bytes(range(256)) * 20, 1, True),
    "no host": ("GET /v1/dataset HTTP/1.1\r\nConnection: close\r\n\r\n", 1, True),
    "two hosts": (f"GET /v1/dataset HTTP/1.1\r\n{HEAD}Host: evil{MARK}.example\r\n\r\n", 1, True),
    "two equal hosts": (f"GET /v1/dataset HTTP/1.1\r\n{HEAD}Host: HOST\r\n\r\n", 1, True),
    "other host first": (f"GET /v1/dataset HTTP/1.1\r\nHost: evil{MARK}.example\r\n{HEAD}\r\n", 1, True),
    "absolute form": (f"GET http://evil{MARK}.example/v1/dataset HTTP/1.1\r\n{HEAD}\r\n", 1, True),
    "absolute form, both others": (f"GET http://evil{MARK}.example/v1/dataset HTTP/1.1\r\nHost: evil{MARK}.example\r\nConnection: close\r\n\r\n", 1, True),
    "absolute form, user": (f"GET http://HOST@evil{MARK}.example/v1/dataset HTTP/1.1\r\n{HEAD}\r\n", 1, True),
    "asterisk": (f"GET * HTTP/1.1\r\n{HEAD}\r\n", 1, True),
    "no slash": (f"GET livez HTTP/1.1\r\n{HEAD}\r\n", 1, True),
    "authority": (f"CONNECT evil{MARK}.example:443 HTTP/1.1\r\n{HEAD}\r\n{GHOSTLY}", 1, True),
    "no target": (f"GET HTTP/1.1\r\n{HEAD}\r\n", 1, True),
    "two blanks": (f"GET  /v1/dataset HTTP/1.1\r\n{HEAD}\r\n", 1, False),
    "tab for blank": (f"GET\t/v1/dataset\tHTTP/1.1\r\n{HEAD}\r\n", 1, True),
    "blank in target": (f"GET /v1/dataset {MARK} HTTP/1.1\r\n{HEAD}\r\n", 1, True),
    "NUL in target": (f"GET /v1/dataset\x00 HTTP/1.1\r\n{HEAD}\r\n", 1, True),
    "fragment in target": (f"GET /v1/dataset#{MARK} HTTP/1.1\r\n{HEAD}\r\n", 1, False),
    "empty lines first": (f"\r\n\r\nGET /v1/dataset HTTP/1.1\r\n{HEAD}\r\n", 1, False),
    "pipelined": ("GET /v1/dataset HTTP/1.1\r\nHost: HOST\r\n\r\n" * 9 + f"GET /v1/dataset HTTP/1.1\r\n{HEAD}\r\n", 10, False),
    "pipelined after an error": (f"{POST}Content-Length: 2\r\n\r\n{{x" + f"GET /v1/dataset HTTP/1.1\r\n{HEAD}\r\n", 2, False),
    "more after close": (f"GET /v1/dataset HTTP/1.1\r\n{HEAD}\r\n{GHOSTLY}", 1, False),
    "upgrade, then more": (f"GET /v1/dataset HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n{GHOSTLY}", 2, False),
    "expect, no body": (f"{POST}Expect: 100-continue\r\nContent-Length: 100000\r\n\r\n", 1, True),
    "head cut short": ("GET /v1/dataset HTTP/1.1\r\nHost: HO", 1, True),
    "nothing": ("", 0, True),
}  # fmt: skip
"""Name → (bytes, most answers, whether 2xx would be wrong)."""

FLOODS: dict[str, tuple[str | bytes, int, bool]] = {
    "1,000 fields": (f"GET /v1/dataset HTTP/1.1\r\n{HEAD}{''.join(f'X{n}: a{chr(13)}{chr(10)}' for n in range(1000))}\r\n", 1, True),
    "100,000 fields": (f"GET /v1/dataset HTTP/1.1\r\n{HEAD}{''.join(f'X{n}: a{chr(13)}{chr(10)}' for n in range(100_000))}\r\n", 1, True),
    "8 MiB field": (f"GET /v1/dataset HTTP/1.1\r\n{HEAD}X: {'a' * (8 << 20)}\r\n\r\n", 1, True),
    "8 MiB field name": (f"GET /v1/dataset HTTP/1.1\r\n{HEAD}{'a' * (8 << 20)}: x\r\n\r\n", 1, True),
    "8 MiB target": (f"GET /{'a' * (8 << 20)} HTTP/1.1\r\n{HEAD}\r\n", 1, True),
    "8 MiB method": (f"{'A' * (8 << 20)} / HTTP/1.1\r\n{HEAD}\r\n", 1, True),
    "40,000 empty lines": ("\r\n" * 40_000, 1, True),
    "20 MB body to GET": (f"GET /v1 HTTP/1.1\r\n{HEAD}Content-Length: 20000000\r\n\r\n{'a' * 20_000_000}", 1, True),
    "20 MB body to nowhere": (f"POST /{MARK} HTTP/1.1\r\n{HEAD}Content-Length: 20000000\r\n\r\n{'a' * 20_000_000}", 1, True),
    "20 MB in chunks": (f"{POST}Transfer-Encoding: chunked\r\n\r\n{('8000' + chr(13) + chr(10) + 'a' * 0x8000 + chr(13) + chr(10)) * 640}0\r\n\r\n", 1, True),
    "20,000 one-byte chunks": (f"{POST}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n{('1' + chr(13) + chr(10) + ' ' + chr(13) + chr(10)) * 20_000}0\r\n\r\n", 1, True),
}  # fmt: skip
