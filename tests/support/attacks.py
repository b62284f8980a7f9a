"""What a hostile or clumsy client sends, made up from a seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, quote_from_bytes

#: What an answer must not hold as it was sent.
MARKUP = "\"'><img src=x onerror=fuzz()>"
VALUES = [
    *(
        MARKUP,
        f"</script>{MARKUP}",
        f"]]>{MARKUP}",
        "javascript:fuzz()",
        "{{7*7}}",
        "${7*7}",
        "%(x)s",
        "{0.__class__}",
        "%s%n%x",
    ),
    *(
        "' OR 1=1 --",
        "1; DROP TABLE evidence_study; --",
        "\\",
        "';",
        "pg_sleep(9)",
        "a' AND 'a'='a",
        '"unclosed',
        "((((",
        "-",
        "or or",
    ),
    *(
        "\x00",
        "a\x00b",
        "\x1b[31m",
        "\r\nSet-Cookie: fuzz=1",
        "\u202etxt.exe",
        "\ufeff",
        "\ud7ff\ue000",
        "🦊" * 50,
        "ﷺ" * 200,
        "İ",
    ),
    *(
        "../../etc/passwd",
        "..%2f..%2f",
        "/etc/passwd\x00.csv",
        "file:///etc/passwd",
        "//evil.example",
        "https://evil.example/",
    ),
    *(
        "",
        " ",
        "0",
        "-1",
        "1.5",
        "1e999",
        "NaN",
        "99999999999999999999",
        "٣",
        "0x10",
        "true",
        "null",
        "None",
        "[]",
        "2026-13-45",
    ),
    *(
        "a" * 3_000,
        "word " * 800,
        "*",
        "%",
        "_",
        "?&=#",
        "a,b,c",
        "a|b",
        "+" * 40,
        "(a" * 300,
        "not-stated",
        "not-in.core",
    ),
    "Name\tValue\r\nLeeds\t12\r\n" * 40,
]
BYTES = [b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\x80", b"%", b"%zz", b"&&&===", b"\xf4\x90\x80\x80"]
METHODS = ["GET"] * 12 + ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"]


@dataclass(frozen=True)
class Attack:
    """A request."""

    method: str
    path: str
    query: str
    cookie: str
    body: str


def attacks(seed: int, count: int, paths: list[str], names: list[str], known: list[str]) -> Iterator[Attack]:
    """So many requests to the paths, whose `<…>` are filled, with parameters of these names and known values."""
    chance = random.Random(seed)
    values = [*VALUES, *known * 3]

    def query() -> str:
        given = []
        for _ in range(chance.choice([0, 1, 1, 2, 2, 3, 8, 60])):
            value = quote(chance.choice(values), errors="surrogatepass")
            given.append(f"{quote(chance.choice(names))}={value}")
        if chance.random() < 0.1:
            given.append(quote_from_bytes(chance.choice(BYTES), safe="%&=") + "=1")
        chance.shuffle(given)
        return "&".join(given)

    for _ in range(count):
        path = chance.choice(paths)
        while "<" in path:
            before, _, rest = path.partition("<")
            wanted = chance.choice(known) if chance.random() < 0.5 else chance.choice(values)[:200]
            path = before + quote(wanted, safe="") + rest.partition(">")[2]
        if chance.random() < 0.05:
            path += quote(chance.choice(VALUES)[:100], safe="")
        yield Attack(chance.choice(METHODS), path, query(), chance.choice(values)[:2_000], query())
