"""The start of the MD5 of a name, by which entries have short keys: in SQL, as indexes hold it, and in Python."""

import hashlib

from django.db.models.functions import MD5, Left

#: 48 bits.
HEX_DIGITS = 12


def digest_of(name: str) -> str:
    """The digest of a name."""
    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:HEX_DIGITS]


def digest_in(column: str) -> Left:
    """The digest of the name in a column."""
    return Left(MD5(column), HEX_DIGITS)
