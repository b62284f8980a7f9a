"""Texts as XML can hold them, and Excel's and Word's files in particular."""

import re
import unicodedata

#: Excel's limit, in UTF-16 units.
MAX_CELL_LENGTH = 32_767
# Text such as “_x0041_”, which Excel would read as an escaped character.
ESCAPE_SEQUENCE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Characters that XML cannot hold.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def for_xml(text: str) -> str:
    """The text without what XML cannot hold."""
    return NOT_IN_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def escape_sequences(text: str) -> str:
    """The text with what Excel would read as an escaped character escaped itself."""
    return ESCAPE_SEQUENCE.sub("_x005F_", text)


def runs_right_to_left(text: str) -> bool:
    """Whether a paragraph of the text runs from right to left: its first letter that says so decides."""
    ways = (unicodedata.bidirectional(each) for each in text)
    return next((way != "L" for way in ways if way in ("L", "R", "AL")), False)


def unescaped(text: str) -> str:
    """The text of a cell whose escaped characters are not resolved yet."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
