"""Makes letters large."""


def run(given: bytes) -> bytes:
    return given.decode().upper().encode()
