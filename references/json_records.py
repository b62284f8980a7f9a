"""Cuts JSON files into the records that they list, one held at a time, each with its line and as it stands there.

A library that streams JSON tells neither the line of a record nor its text, and stops for good at the first fault; here
a faulty record is rejected alone. Whether a record is JSON at all is for whoever reads it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from references.reference import RawRecord, Refused

# A string, the start of one that goes on in the next part of the file, or a bracket.
# Nothing that it has read can be read another way, and it does not try: a string without end takes long otherwise.
TOKEN = re.compile(r'("(?:[^"\\\n]++|\\.)*+")|("(?:[^"\\\n]++|\\.)*+\\?\Z)|([{}\[\]])')
#: The keys under which programs list records: CSL-JSON of some tools, Crossref’s answers, EPPI-Reviewer.
LISTS = frozenset({"items", "References", "references"})


def cut(parts: Iterable[str], longest: int, also: str = "", seen: Callable[[str], object] = str) -> Iterator[RawRecord]:
    """The objects that a file lists at its top or under one of :data:`LISTS`, or that stand one after another in it.

    Args:
        parts: The text of the file in parts of any size.
        longest: How many characters an object may have.
        also: A further key, the objects in whose list are not records.
        seen: Is given the text of each of these.

    Raises:
        Refused: an object is longer than ``longest``.
    """
    lists = LISTS | {also} if also else LISTS
    brackets: list[tuple[str, str]] = []  # those open, each with the key that it stands under
    key, text, line, position = "", "", 1, 0
    start: int | None = None  # where the object in hand starts in the text, if one is
    depth = 0  # at which it was opened
    for part in chain(parts, ("",)):
        text += part
        for found in TOKEN.finditer(text, position):
            string, unfinished, bracket = found.groups()
            if unfinished and part:
                position = found.start()
                break
            position = found.end()
            if string:
                key = string[1:-1]
            elif bracket in ("{", "["):
                if start is None and bracket == "{" and _is_listed(brackets, lists):
                    start, depth = found.start(), len(brackets)
                elif start is not None and depth == 0 and bracket == "[" and key in lists and len(brackets) < 3:
                    start = None  # what looked like a record is what holds the list of them
                brackets.append((bracket, key))
            elif brackets:
                brackets.pop()
                if start is not None and len(brackets) == depth:
                    record = text[start:position]
                    if also and brackets and brackets[-1][1] == also:
                        seen(record)
                    else:
                        yield RawRecord(line + text.count("\n", 0, start), record)
                    start = None
        else:
            position = len(text)
        read = position if start is None else start
        line += text.count("\n", 0, read)
        text, position, start = text[read:], position - read, None if start is None else 0
        if len(text) > longest:
            raise Refused(
                f"What starts in line {line} is longer than any reference: is a bracket or a quotation mark lost?"
            )
    if start is not None:
        yield RawRecord(line, text)


def _is_listed(brackets: list[tuple[str, str]], lists: frozenset[str]) -> bool:
    """Whether an object that opens here is a record: it stands alone, or in a list of records."""
    if not brackets:
        return True
    bracket, key = brackets[-1]
    return bracket == "[" and (len(brackets) == 1 or (len(brackets) <= 3 and key in lists))
