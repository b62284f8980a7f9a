"""Zip files that are sent while they are written, so that no part of them is held for long."""

import datetime
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

#: More would take longer than it saves.
COMPRESSION_LEVEL = 4


class _Pipe:
    """A file that can only be written to, and from which what was written is taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: Any) -> int:
        """Add a part."""
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Do nothing, as there is nothing below to write to."""

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def zip_parts(files: Iterable[tuple[str, Iterable[bytes]]], made_on: datetime.date) -> Iterator[bytes]:
    """A zip file in parts.

    Args:
        files: The name of each file and its parts, which are asked for only when it is their turn.
        made_on: The date that each file has; a fixed one, so that the same content gives the same bytes.
    """
    pipe: Any = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION_LEVEL) as archive:
        for name, parts in files:
            entry = zipfile.ZipInfo(name, (made_on.year, made_on.month, made_on.day, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            # ZipInfo keeps the level that it is given, not the archive's.
            entry._compresslevel = COMPRESSION_LEVEL  # type: ignore[attr-defined]
            with archive.open(entry, "w") as file:
                for part in parts:
                    file.write(part)
                    if taken := pipe.take():
                        yield taken
    yield pipe.take()
