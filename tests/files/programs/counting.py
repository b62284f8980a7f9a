"""Counts up to a number, or for ever if it is 0."""

from collections.abc import Iterator
from itertools import count
from typing import BinaryIO


def stream(file: BinaryIO, what: str) -> Iterator[bytes]:
    most = int(file.read())
    for number in range(most) if most else count():
        yield f"{number} {what}\n".encode()
