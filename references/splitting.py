"""A program: cuts a file of references into its records, in a process of its own.

Each line that it makes is JSON: first the file's format and encoding, then each record's line and text, and at last why
the rest was refused, if it was.
"""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from references.files import open_file
from references.reference import Refused


def stream(file: BinaryIO, max_bytes: str) -> Iterator[bytes]:
    """The lines about a file of so many bytes at most."""
    try:
        opened = open_file(file, int(max_bytes))
        yield _line({"format": opened.format, "encoding": opened.encoding})
        for record in opened.records():
            yield _line([record.line, record.text])
    except Refused as error:
        yield _line({"refused": str(error)})


def _line(value: Any) -> bytes:
    return json.dumps(value).encode() + b"\n"
