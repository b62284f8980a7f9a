"""Finds the passage of a text that a locator names, such as “Section 2, Adequate time, page 12” or “Figure 3”."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from workspaces.models import DocumentText

Span = tuple[int, int]

_TOKEN = re.compile(r"\w+")
_PAGES = re.compile(r"^pages? (\w+)(?:\s*(?:to|and|–|-)\s*(\w+))?$", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?:sections?|chapters?|parts?) (?=\d)", re.IGNORECASE)
# “Evidence: …” begins a passage, as a heading does.
_LABEL = re.compile(r"^[^\W\d][\w’' ]{2,40}:", re.MULTILINE)
# What may stand between two words of a heading or a line, but no empty line.
_BETWEEN = r"(?:[^\w\n]|\n(?!\n))+"
_CONTENTS = {"contents", "table of contents"}


@dataclass(frozen=True)
class Passage:
    """Where a locator leads, and the steps of it that the text does not show."""

    start: int
    end: int
    missed: list[str] = field(default_factory=list)


class Locators:
    """Reads locators against one text."""

    def __init__(self, document: DocumentText) -> None:
        self._document = document
        # As long as the text, so that offsets are the same.
        self._text = "".join(map(_lower, document.text))
        self._headings = [(section, _tokens(section.heading)) for section in document.sections]

    def passages(self, locator: str) -> list[Passage]:
        """The passages that a locator names, which may be several, parted by semicolons; those that are found."""
        found = (self._passage(each.strip()) for each in locator.split(";"))
        return [each for each in found if each is not None]

    def _passage(self, locator: str) -> Passage | None:
        """Follows the steps of a locator, each within what the one before it names."""
        steps = [each.strip() for each in locator.split(",") if each.strip()]
        span: Span = (0, len(self._text))
        missed: list[str] = []
        is_found = False
        while steps:
            taken, place = self._longest_step(steps, span, is_found)
            if place:
                span, is_found = place, True
            elif not self._is_page_of_pageless(steps[0]):
                missed.append(steps[0])
            steps = steps[taken:]
        return Passage(*span, missed) if is_found else None

    def _longest_step(self, steps: list[str], within: Span, is_narrowed: bool) -> tuple[int, Span | None]:
        """As many steps as one heading names, since a heading may hold commas, and where they lead."""
        for count in range(len(steps), 0, -1):
            if place := self._step(steps[:count], within, is_narrowed):
                return count, place
        return 1, None

    def _is_page_of_pageless(self, step: str) -> bool:
        return bool(_PAGES.match(step)) and not self._document.pages

    def _step(self, steps: list[str], within: Span, is_narrowed: bool) -> Span | None:
        """Where a step leads: a page, a section, a line that it begins, or words that it quotes."""
        said = ", ".join(steps)
        if pages := _PAGES.match(said):
            return self._pages(pages[1], pages[2] or pages[1], within)
        tokens = _tokens(_NUMBERED.sub("", said)) or _tokens(said)
        # Past the end of what was found so far too, since not every text nests its headings.
        spans = [within, (within[0], len(self._text))] if is_narrowed else [within]
        found = (self._named(_tokens(said), tokens, span, is_narrowed) for span in spans)
        return next((span for span in found if span), None)

    def _named(self, said: list[str], numbered: list[str], within: Span, is_narrowed: bool) -> Span | None:
        """The section that is called so, or by its number alone, or else the line."""
        sections = (self._section(tokens, within, is_narrowed) for tokens in (said, numbered))
        return next((span for span in sections if span), None) or self._line(said, within)

    def _pages(self, first: str, last: str, within: Span) -> Span | None:
        pages = self._document.pages
        labels = [each.label for each in pages]
        if first not in labels or last not in labels:
            return None
        after = labels.index(last) + 1
        start, end = pages[labels.index(first)].start, pages[after].start if after < len(pages) else len(self._text)
        both = max(start, within[0]), min(end, within[1])
        return both if both[0] < both[1] else None

    def _section(self, tokens: list[str], within: Span, is_narrowed: bool) -> Span | None:
        """The section whose heading is these words, begins with them or has them, in this order of preference."""
        if not tokens:
            return None
        # In the text rather than in its table of contents, the longest one; within another, the first.
        inside = [
            (section, words)
            for section, words in self._headings
            if within[0] <= section.start < within[1] and not self._in_contents(section.start)
        ]
        for fits in (_is, _begins, _has):
            if found := [section for section, words in inside if fits(words, tokens)]:
                best = found[0] if is_narrowed else max(found, key=lambda each: each.end - each.start)
                return best.start, best.end
        return None

    def _line(self, tokens: list[str], within: Span) -> Span | None:
        """From the first line that begins with these words, or has them if they are several, to the next one."""
        found = [each for each in self._occurrences(tokens, within) if not self._in_contents(each[0])]
        starting = [
            each for each in found if not any(map(str.isalnum, self._text[self._line_start(each[0]) : each[0]]))
        ]
        if not (best := [*starting, *(found if len(tokens) > 1 else [])][:1]):
            return None
        start, end = best[0]
        return self._line_start(start), self._end_after(end)

    def _line_start(self, offset: int) -> int:
        return self._text.rfind("\n", 0, offset) + 1

    def _occurrences(self, tokens: list[str], within: Span) -> Iterator[Span]:
        """Where these words stand one after another."""
        if not tokens:
            return
        words = re.compile(_BETWEEN.join(map(re.escape, tokens)) + r"(?!\w)")
        # Finding the first word by itself is many times faster than a search for the pattern.
        at = self._text.find(tokens[0], *within)
        while at >= 0:
            is_whole = at == 0 or not self._text[at - 1].isalnum()
            if is_whole and (match := words.match(self._text, at, within[1])):
                yield match.span()
            at = self._text.find(tokens[0], at + 1, within[1])

    def _end_after(self, offset: int) -> int:
        """Where the passage that goes on at an offset ends: with the section, or before the next labelled line."""
        ends = [each.start for each in self._document.sections if each.start > offset][:1]
        label = _LABEL.search(self._text, offset)
        return min([len(self._text), *ends, *([label.start()] if label else [])])

    def _in_contents(self, offset: int) -> bool:
        place = bisect_right(self._starts, offset)
        return bool(place) and " ".join(self._headings[place - 1][1]) in _CONTENTS

    @cached_property
    def _starts(self) -> list[int]:
        return [section.start for section, _ in self._headings]


class Paragraphs:
    """The paragraphs of a passage by their words, to find those that are like other words."""

    def __init__(self, document: DocumentText, start: int = 0, end: int | None = None) -> None:
        self._spans = document.paragraphs(start, end)
        self._holding: dict[str, list[int]] = defaultdict(list)
        for number, span in enumerate(self._spans):
            for each in _telling(document.words(*span)):
                self._holding[each].append(number)

    def closest(self, words: str) -> Span | None:
        """Those that have most words in common with an entry's; None if none has many."""
        wanted = _telling(words)
        shared = Counter(number for each in wanted for number in self._holding.get(each, ()))
        best = max(shared, key=lambda number: (shared[number], -number), default=0)
        if shared[best] < max(2, min(6, len(wanted) // 5)):
            return None
        first = last = best
        enough = max(2, shared[best] // 2)
        while shared[first - 1] >= enough:
            first -= 1
        while shared[last + 1] >= enough:
            last += 1
        return self._spans[first][0], self._spans[last][1]


def closest_paragraphs(document: DocumentText, start: int, end: int, words: str) -> Span | None:
    """The paragraphs of a passage that have most words in common with an entry's; None if none has many."""
    return Paragraphs(document, start, end).closest(words)


def _telling(text: str) -> set[str]:
    """The words of a text that tell what it is about: the longer ones, and figures."""
    return {each for each in _tokens(text) if len(each) > 4 or each.isdecimal()}


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.replace("’", "'").lower())


def _lower(character: str) -> str:
    lower = character.lower()
    return lower if len(lower) == 1 else character


def _is(heading: list[str], tokens: list[str]) -> bool:
    without_number = [each for number, each in enumerate(heading) if not (number < 4 and each.isdecimal())]
    return tokens in (heading, without_number)


def _begins(heading: list[str], tokens: list[str]) -> bool:
    return heading[: len(tokens)] == tokens


def _has(heading: list[str], tokens: list[str]) -> bool:
    if len(tokens) == 1 and tokens[0].isdecimal():
        return False
    return any(heading[at : at + len(tokens)] == tokens for at in range(len(heading)))
