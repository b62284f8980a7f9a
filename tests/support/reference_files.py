"""Reads whole files of references."""

import io
from collections.abc import Iterator

from references import RawRecord, Reference, Unreadable, open_file, read


def parsed(content: bytes, max_bytes: int = 10_000_000) -> Iterator[Reference | tuple[RawRecord, str]]:
    """The references of a file; for a record that cannot be read, the record and the reason."""
    file = open_file(io.BytesIO(content), max_bytes)
    for raw in file.records():
        try:
            yield read(file.format, raw)
        except Unreadable as error:
            yield raw, str(error)
