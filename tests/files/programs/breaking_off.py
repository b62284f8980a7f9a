"""Is ended while it writes its second line."""

import os
import sys
from collections.abc import Iterator
from typing import BinaryIO


def stream(file: BinaryIO) -> Iterator[bytes]:
    yield b"whole\n"
    sys.stdout.buffer.write(b"ha")
    sys.stdout.buffer.flush()
    os._exit(0)
