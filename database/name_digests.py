"""The start of the SHA-256 of a name, by which entries have short keys: in SQL, as indexes hold it, and in Python."""

import hashlib

from django.db.models import CharField, Func

#: 48 bits.
HEX_DIGITS = 12


def digest_of(name: str) -> str:
    """The digest of a name."""
    return hashlib.sha256(name.encode()).hexdigest()[:HEX_DIGITS]


class NameDigest(Func):
    """The digest of the name in a column."""

    # An index takes no `convert_to`. To `decode`, a backslash escapes what follows, so each is doubled.
    template = rf"left(encode(sha256(decode(replace(%(expressions)s, '\', '\\'), 'escape')), 'hex'), {HEX_DIGITS})"
    arity = 1
    output_field = CharField()
