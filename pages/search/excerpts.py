"""Excerpts of results, with the matching words marked."""

import re
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import islice, takewhile
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from lists.text_search import stems, stems_in
from pages.search.entry_types import ENTRY_TYPES, EntryType
from pages.search.ranking import SqlStatement

# Characters of Unicode's private use area, which no text contains.
HIT_START, HIT_END = "\ue000", "\ue001"

MAX_FRAGMENTS = 2
#: The words of a fragment: in all, and of those before its first hit.
FRAGMENT_WORDS, WORDS_BEFORE = 24, 6
#: The most hits that are looked at.
MAX_HITS = 50
#: The words of an excerpt without hits.
OPENING_WORDS = 12

_SPACED = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.!?:][\s”’)]*$|\n")
#: A word as search reads it: “well-being”, “ED&I”, “N.H.S” and “O’Neill” are one each.
_LETTERS = r"(?:[^\W_]|[\u0300-\u036f\u00ad\u200c\u200d])+"
_WORD = re.compile(rf"{_LETTERS}(?:[-.&'’\u2010\u2011]{_LETTERS})*")


def texts(entry_type: EntryType) -> QuerySet[Any]:
    """The primary key of each published entry, and the text to take an excerpt from."""
    return entry_type.published().values_list("pk", entry_type.text())


def excerpts(shown: Sequence[tuple[EntryType, int]], tsqueries: Iterable[str]) -> dict[tuple[EntryType, int], str]:
    """The excerpt of each result that is still published; ``HIT_START`` and ``HIT_END`` enclose each hit."""
    found = _texts_of(shown)
    wanted = {stem for tsquery in tsqueries for stem in stems_in(tsquery)}
    words = {word for text in found.values() for word in _WORD.findall(text)}
    hits = {word: each for word, its_stems in stems(words).items() if (each := wanted.intersection(its_stems))}
    return {key: _excerpt(text, hits) for key, text in found.items()}


def _texts_of(shown: Sequence[tuple[EntryType, int]]) -> dict[tuple[EntryType, int], str]:
    statement, parts = SqlStatement(), []
    for entry_type in dict.fromkeys(entry_type for entry_type, _ in shown):
        rows = statement.subquery(entry_type, texts)
        statement.add_parameters([key for each, key in shown if each == entry_type])
        parts.append(
            f"SELECT {ENTRY_TYPES.index(entry_type)}, entry.key, entry.words "  # noqa: S608 - Django's and our own
            f"FROM {rows} AS entry (key, words) WHERE entry.key = ANY(%s)"
        )
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), statement.parameters)
        return {(ENTRY_TYPES[number], key): text for number, key, text in cursor.fetchall()}


def _excerpt(text: str, hits: dict[str, set[str]]) -> str:
    """The parts of a text with the most different hits, in reading order, or its opening if it has none.

    Where a sentence is cut, and between parts, stands “…”.
    """
    spans = [found.span() for found in _SPACED.finditer(text)]
    starts = [start for start, _ in spans]
    words = ((bisect(starts, word.start()) - 1, hits[word[0]]) for word in _WORD.finditer(text) if word[0] in hits)
    found = list(islice(words, MAX_HITS))
    fragments: list[range] = []
    shown: set[str] = set()
    while found and len(fragments) < MAX_FRAGMENTS:
        stems_of = [_stems_from(found[number:]) for number in range(len(found))]
        best = max(range(len(found)), key=lambda number: len(stems_of[number] - shown))
        first = _start(text, spans, found[best][0])
        fragments.append(range(first, min(first + FRAGMENT_WORDS, len(spans))))
        shown |= stems_of[best]
        # Fragments are neither one another's neighbours nor overlap.
        near = range(first - FRAGMENT_WORDS, first + FRAGMENT_WORDS + WORDS_BEFORE + 1)
        found = [each for each in found if each[0] not in near]
    if not spans:
        return ""
    fragments = sorted(fragments, key=lambda each: each.start) or [range(min(OPENING_WORDS, len(spans)))]
    parts = [text[spans[each[0]][0] : spans[each[-1]][1]] for each in fragments]
    before = "" if _starts_sentence(text, spans, fragments[0].start) else "… "
    after = "" if _starts_sentence(text, spans, fragments[-1].stop) else " …"
    return before + " … ".join(_WORD.sub(lambda word: _marked(word[0], hits), part) for part in parts) + after


def _stems_from(hits: Sequence[tuple[int, set[str]]]) -> set[str]:
    """The stems of the first hit and of those that a fragment with it has room for."""
    end = hits[0][0] + FRAGMENT_WORDS - WORDS_BEFORE
    return set[str]().union(*(stems for _, stems in takewhile(lambda hit: hit[0] < end, hits)))


def _start(text: str, spans: Sequence[tuple[int, int]], hit: int) -> int:
    """The word to start with so that a hit is among the next: the first of its sentence if that is near."""
    first = max(0, hit - WORDS_BEFORE)
    return next((number for number in range(first, hit + 1) if _starts_sentence(text, spans, number)), first)


def _starts_sentence(text: str, spans: Sequence[tuple[int, int]], number: int) -> bool:
    """Whether the word of that number is the first of a sentence; so is one after the last."""
    return number in (0, len(spans)) or bool(_SENTENCE_END.search(text[spans[number - 1][0] : spans[number][0]]))


def _marked(word: str, hits: dict[str, set[str]]) -> str:
    return f"{HIT_START}{word}{HIT_END}" if word in hits else word
