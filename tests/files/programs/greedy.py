"""Takes all memory."""


def run(given: bytes) -> bytes:
    return bytes(10**9)
