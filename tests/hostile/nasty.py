"""Values that programs stumble over, as they stand in an address: percent-encoded, or not even that."""

from urllib.parse import quote

NUMBERS = {
    "zero": "0", "minus zero": "-0", "minus one": "-1", "a half": "0.5", "1.0": "1.0", "1e3": "1e3",
    "1e400": "1e400", "-1e400": "-1e400", "nan": "nan", "NaN": "NaN", "inf": "inf", "-Infinity": "-Infinity",
    "plus": "%2B1", "blanks": "%201%20", "underscore": "1_0", "hexadecimal": "0x10", "comma": "1%2C000",
    "arabic digits": "%D9%A1%D9%A2", "full-width digits": "%EF%BC%91%EF%BC%90", "superscript": "%C2%B2",
    "2^31-1": "2147483647", "2^31": "2147483648", "2^32": "4294967296", "2^53": "9007199254740992",
    "2^53+1": "9007199254740993", "2^63-1": "9223372036854775807", "2^63": "9223372036854775808",
    "2^64": "18446744073709551616", "-2^63-1": "-9223372036854775809", "1e19": "1e19",
    "5000 digits": "9" * 5000,
}  # fmt: skip

WORDS = {
    "empty": "", "blank": "%20", "true": "true", "True": "True", "yes": "yes", "null": "null", "None": "None",
    "undefined": "undefined", "list": "%5B%5D", "object": "%7B%7D", "comma list": "a%2Cb",
}  # fmt: skip

BYTES = {
    "NUL": "%00", "NUL inside": "abc%00def", "not UTF-8": "%FF", "overlong": "%C0%AF",
    "lone surrogate": "%ED%A0%80", "low surrogate": "%ED%B0%80", "past Unicode": "%F4%90%80%80",
    "noncharacter": "%EF%BF%BF", "private use": "%EE%80%80", "bad escape": "%zz", "half escape": "a%",
    "unicode escape": "%u0041", "CR LF": "%0D%0A", "header": "%0D%0AX-Injected:%20qzx7", "LF": "%0Aqzx7",
    "tab": "%09", "escape": "%1B%5B31m", "delete": "%7F", "bidi": "%E2%80%AEqzx7", "zero width": "a%E2%80%8Bb",
    "joiner": "a%E2%80%8Db", "byte order mark": "%EF%BB%BFa", "line separator": "a%E2%80%A8b",
    "no-break space": "a%C2%A0b", "combining": "a" + "%CC%81" * 60, "emoji": "%F0%9F%98%80",
    "right to left": "%D7%90%D7%91", "ligature": "%EF%AC%81", "dotless i": "%C4%B1", "raw latin-1": "\xe9",
    "raw UTF-8": "é".encode().decode("latin-1"),
}  # fmt: skip

SYNTAX = {
    name: quote(text, safe="")
    for name, text in {
        "quote": '"', "two quotes": '""', "open quote": '"sleep', "AND": "AND", "OR": "a OR", "NOT": "NOT a",
        "NEAR": "NEAR(a b, 2)", "star": "*", "prefix": "sl*", "minus": "-a", "caret": "^a", "column": "title:a",
        "apostrophe": "it's", "parentheses": "(" * 150, "tsquery and": "a & b", "tsquery not": "a | !b",
        "tsquery distance": "a <-> b", "tsquery weight": "a:*", "backslash": "\\", "dollars": "$$",
        "or true": "' OR 1=1--", "drop": "'; DROP TABLE trial;--", "union": "1 UNION SELECT sql FROM sqlite_master",
        "sleep": "1;SELECT pg_sleep(9)", "percent": "%", "wildcards": "%_" * 90, "up": "../../../etc/passwd",
        "up, backslashes": "..\\..\\windows", "up, twice encoded": "%2e%2e%2f%2e%2e%2f", "root": "/etc/passwd",
        "file": "file:///etc/passwd", "fetch": "http://169.254.169.254/latest", "template": "{{7*7}}${7*7}",
        "script": "<script>qzx7</script>", "attribute": "\" onload=qzx7 x=\"", "formula": "=1+1|' /C calc'!A0",
        "format": "%s%n{0.__class__}", "log4j": "${jndi:ldap://x}", "many words": "qzx7 " * 30,
        "plural": "ss us is", "punctuation": "!?.,:;-_", "regex": "(a+)+$", "backtrack": "a" * 60 + "!",
    }.items()
}  # fmt: skip

LONG = {
    "200 letters": "qzx7" * 50, "201 letters": "q" * 201, "1,000 letters": "qzx7" * 250,
    "7,000 letters": "qzx7" * 1750, "9,000 letters": "qzx7" * 2250, "70,000 letters": "qzx7" * 17_500,
}  # fmt: skip

VALUES = {**NUMBERS, **WORDS, **BYTES, **SYNTAX, **LONG}
"""Name → what stands in the address."""

MARK = "qzx7"
"""Stands in texts that no answer has of itself: whoever repeats it repeats what was asked."""
