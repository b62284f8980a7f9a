"""Says what it knows of the process that started it."""

import os


def run(given: bytes) -> bytes:
    return repr(dict(os.environ)).encode()
