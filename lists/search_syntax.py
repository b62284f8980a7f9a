"""The syntax of a search: ``"exact phrase"``, ``-not``, ``or``, and ``one/other`` for either."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from lists.identifiers import IDENTIFIER, bare_identifier

_DOUBLE_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
# A minus sign excludes only what it stands directly before; a row of them is a line that was pasted.
_PIECE = re.compile(r'(?P<minus>(?<!\S)-(?=[^\s-]))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_QUOTED_IDENTIFIER = re.compile(rf'"?(?:{IDENTIFIER.pattern})"?', IDENTIFIER.flags)
_EITHER = re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])")


@dataclass(frozen=True)
class Piece:
    """A part of a search: what it looks for, or the word “or” between two."""

    kind: Literal["words", "phrase", "doi", "or"]
    texts: tuple[str, ...] = ()  # any of which will do
    is_excluded: bool = False


def split_search(words: str) -> list[Piece]:
    """The parts of what a reader typed or pasted; there is nothing that it cannot read."""
    words = words.translate(_DOUBLE_QUOTES)
    pieces: list[Piece] = []
    start = 0
    for found in _QUOTED_IDENTIFIER.finditer(words):
        before = words[start : found.start()]
        is_excluded = bool(re.search(r"(?<!\S)-$", before))
        pieces += _pieces(before)
        pieces.append(Piece("doi" if found["doi"] else "words", (bare_identifier(found),), is_excluded))
        start = found.end()
    return list(_merged([*pieces, *_pieces(words[start:])]))


def _merged(pieces: list[Piece]) -> Iterator[Piece]:
    """The pieces with words that follow one another in one, so that “well being” is read as “well-being” is."""
    for are_plain, group in groupby(
        pieces, lambda each: each.kind == "words" and len(each.texts) == 1 and not each.is_excluded
    ):
        run = list(group)
        yield from [Piece("words", (" ".join(each.texts[0] for each in run),))] if are_plain else run


def _pieces(words: str) -> Iterator[Piece]:
    for found in _PIECE.finditer(words):
        is_excluded = bool(found["minus"])
        if found["word"] is None:
            yield Piece("phrase", (found["phrase"],), is_excluded)
        elif found["word"].lower() == "or" and not is_excluded:
            yield Piece("or")
        else:
            texts = [found["word"]] if "://" in found["word"] else _EITHER.split(found["word"])
            yield Piece("words", tuple(texts), is_excluded)
