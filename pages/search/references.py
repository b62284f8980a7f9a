"""References of recommendations, such as HEEC-ES-1, in what a reader types."""

import re

from evidence.models import Source

#: As the model has them, in capitals or not.
_REFERENCE = re.compile(r"(?P<prefix>[a-z]+(-[a-z]+)*)-(?P<number>[1-9]\d{0,9})", re.IGNORECASE)
#: What may be pasted with one, and hyphens of other kinds.
_AROUND = " \t\r\n\"'“”‘’()[].,;:"
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013", "-"))


def reference_in(words: str) -> str:
    """The reference that the words consist of, whether or not a recommendation has it; empty if they are none.

    It starts as those of a public source do, so that “COVID-19” is none.
    """
    found = _REFERENCE.fullmatch(words.translate(_HYPHENS).strip(_AROUND))
    prefix = found["prefix"].upper() if found else ""
    if not found or not Source.objects.published().filter(reference_prefix=prefix).exists():
        return ""
    return f"{prefix}-{found['number']}"
