"""Fails, and says with what."""


def run(given: bytes) -> bytes:
    raise ValueError(given)
