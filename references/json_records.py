"""Splits JSON files into the records that they list, one in memory at a time, each with its text and line.

Libraries that stream JSON give neither a record's line nor its text, and stop at the first error. Here an invalid
record is rejected alone, by the code that parses it.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from references.reference import RawRecord, Refused, Unreadable

# A string, the start of one that continues in the next chunk, or a bracket. Possessive, so that it never backtracks.
TOKEN = re.compile(r'("(?:[^"\\\n]++|\\.)*+")|("(?:[^"\\\n]++|\\.)*+\\?\Z)|([{}\[\]])')
#: The keys under which programs list records: CSL-JSON of some tools, Crossref’s answers, EPPI-Reviewer.
RECORD_LIST_KEYS = frozenset({"items", "References", "references"})
#: Far more than any program nests, and few enough for whatever reads it again.
MAX_DEPTH = 100
#: So many that nothing but a mistake, or an attack, opens.
MOST_BRACKETS = 1_000_000
TOO_DEEP = "It is nested too deeply to be a reference."
#: A longer number is a mistake; it is kept as text.
LONGEST_NUMBER = 100


def split_records(
    chunks: Iterable[str], max_length: int, extra_key: str = "", on_extra: Callable[[str], object] = str
) -> Iterator[RawRecord]:
    """Yields the objects at the top of a file, in a list there, or in one under a key of :data:`RECORD_LIST_KEYS`.

    The list under ``extra_key`` holds no records: ``on_extra`` is called with the text of each of its objects.
    Raises :class:`Refused` if an object has more than ``max_length`` characters.
    """
    lists = RECORD_LIST_KEYS | {extra_key} if extra_key else RECORD_LIST_KEYS
    brackets: list[tuple[str, str]] = []  # the open ones, each with its key
    key, text, line, position = "", "", 1, 0
    start: int | None = None  # of the current object in the text
    depth = 0  # of the brackets around the current object
    for chunk in chain(chunks, ("",)):
        text += chunk
        for found in TOKEN.finditer(text, position):
            string, unfinished, bracket = found.groups()
            if unfinished and chunk:
                position = found.start()
                break
            position = found.end()
            if string:
                key = string[1:-1]
            elif bracket in ("{", "["):
                if start is None and bracket == "{" and _is_listed(brackets, lists):
                    start, depth = found.start(), len(brackets)
                elif start is not None and depth == 0 and bracket == "[" and key in lists and len(brackets) < 3:
                    start = None  # the object holds the list of records
                brackets.append((bracket, key))
                if len(brackets) > MOST_BRACKETS:
                    raise Refused(f"Line {line} has more open brackets than any reference.")
            elif brackets:
                brackets.pop()
                if start is not None and len(brackets) == depth:
                    record = text[start:position]
                    if extra_key and brackets and brackets[-1][1] == extra_key:
                        on_extra(record)
                    else:
                        yield RawRecord(line + text.count("\n", 0, start), record)
                    start = None
        else:
            position = len(text)
        read = position if start is None else start
        line += text.count("\n", 0, read)
        text, position, start = text[read:], position - read, None if start is None else 0
        if len(text) > max_length:
            raise Refused(
                f"What starts in line {line} is longer than any reference: is a bracket or a quotation mark lost?"
            )
    if start is not None:
        yield RawRecord(line, text)


def parse(text: str, line: int = 1) -> Any:
    """Parses the JSON that starts in a line of a file; raises :class:`Unreadable` if it is not valid.

    Numbers that the database cannot store become text, and NaN becomes None.
    """
    try:
        value = json.loads(text, strict=False, parse_int=_integer, parse_float=_float, parse_constant=lambda name: None)
    except json.JSONDecodeError as error:
        at = f"line {line + error.lineno - 1}, character {error.colno}"
        raise Unreadable(f"It is not valid JSON: {error.msg.lower()} ({at}).") from None
    except RecursionError:
        raise Unreadable(TOO_DEEP) from None
    if _is_too_deep(value):
        raise Unreadable(TOO_DEEP)
    return value


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= LONGEST_NUMBER else text


def _float(text: str) -> float | str:
    return number if math.isfinite(number := float(text)) else text


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [each for node in level for each in _children(node)]
        if not level:
            return False
    return True


def _children(node: Any) -> Iterable[Any]:
    return node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()


def _is_listed(brackets: list[tuple[str, str]], lists: frozenset[str]) -> bool:
    """Whether an object that opens here is a record: at the top, or in a list of records."""
    if not brackets:
        return True
    bracket, key = brackets[-1]
    return bracket == "[" and (len(brackets) == 1 or (len(brackets) <= 3 and key in lists))
