"""Phrases that stand in a document too, outside quotation marks."""

import re
from collections.abc import Collection, Iterator

#: A run of this many words that a source has too is a copied phrase.
COPIED_WORDS = 8

#: What stands in quotation marks.
QUOTED = re.compile(r"[“‘\"][^”’\"]*[”’\"]")

#: Stands for what may be copied, so that no run of words passes over it.
GAP = " ¶ "


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared."""
    return re.findall(r"[\w%£$¶]+(?:[.,]\d+)*", text.lower().replace("’", "").replace("'", ""))


def runs_of(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of :data:`COPIED_WORDS` words in a text."""
    words = words_of(text)
    for start in range(len(words) - COPIED_WORDS + 1):
        yield tuple(words[start : start + COPIED_WORDS])


def copied(text: str, known: Collection[tuple[str, ...]]) -> Iterator[str]:
    """The longest phrases of a text, outside quotation marks, that consist of known runs of words."""
    words = words_of(QUOTED.sub(GAP, text))
    start = 0
    while start <= len(words) - COPIED_WORDS:
        end = start
        while end <= len(words) - COPIED_WORDS and tuple(words[end : end + COPIED_WORDS]) in known:
            end += 1
        if end > start:
            yield " ".join(words[start : end + COPIED_WORDS - 1])
            start = end + COPIED_WORDS - 1
        else:
            start += 1
