"""How sentences take up names and choices."""

from collections.abc import Sequence

#: First words that keep their capital within a sentence.
PROPER = ("Indigenous",)


def midsentence(name: str) -> str:
    """A name as it stands within a sentence: “Staff knowledge” as “staff knowledge”, “LGBTQ+ people” as it is."""
    first = name.partition(" ")[0]
    return name if first in PROPER or first[1:] != first[1:].lower() else name[:1].lower() + name[1:]


def either(words: Sequence[str]) -> str:
    """Words of which any will do: “ICBs, PCNs or trusts”."""
    return " or ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
