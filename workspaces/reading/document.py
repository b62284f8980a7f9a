"""A document as it was read, whatever its file was."""

import re
from dataclasses import asdict, dataclass, field
from datetime import date as calendar_date
from typing import Any

#: A longer text is no document that somebody reads.
MOST_CHARACTERS = 3_000_000
MOST_SECTIONS = 5_000
LONGEST_HEADING = 250
NO_TEXT = "It holds no text."
# Characters that say nothing and that the database, or a page, cannot hold.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")


class Refused(Exception):
    """A file that cannot be read; the message says why, to the person who chose it."""


def plain(text: str) -> str:
    """The text with plain line ends and spaces, without control characters and soft hyphens."""
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)).replace("\u00ad", "")
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n"))


def _is_a_date(text: str) -> bool:
    """Whether the calendar has a year, a month or a day."""
    try:
        calendar_date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


@dataclass
class Document:
    """The text, and what the file says of itself."""

    kind: str
    text: str = ""
    sections: list[dict[str, Any]] = field(default_factory=list)
    pages: list[dict[str, Any]] = field(default_factory=list)
    title: str = ""
    authors: str = ""  # one a line
    date: str = ""  # 2024, 2024-12 or 2024-12-18

    def as_json(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


@dataclass
class Writer:
    """Puts a document together, paragraph by paragraph."""

    document: Document
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _headings: list[tuple[int, str, int]] = field(default_factory=list)

    def page(self, label: str) -> None:
        """Begins a page."""
        self.document.pages.append({"label": label[:20], "start": self._length})

    def heading(self, text: str, level: int) -> None:
        """Adds a heading; 1 is the highest level."""
        text = plain(text).replace("\n", " ").strip()
        if text:
            self._headings.append((self._length, text[:LONGEST_HEADING], level))
            self._add(text)

    def paragraph(self, text: str) -> None:
        """Adds a paragraph, or a line of a list or table."""
        if text := plain(text).strip():
            self._add(text)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text) + 2
        if self._length > MOST_CHARACTERS:
            raise Refused(f"It holds more than {MOST_CHARACTERS:,} characters. Add the part that you work on.")

    def done(self) -> Document:
        """The document. Raises Refused where it holds no text."""
        self.document.text = "\n\n".join(self._parts)
        if not self.document.text:
            raise Refused(NO_TEXT)
        self.document.title = " ".join(plain(self.document.title).split())
        self.document.authors = plain(self.document.authors).strip()
        self.document.date = self.document.date if _is_a_date(self.document.date) else ""
        self.document.sections = sections(self._headings, len(self.document.text))
        return self.document


def sections(headings: list[tuple[int, str, int]], length: int) -> list[dict[str, Any]]:
    """The sections that headings (offset, words, level) begin, each with how deep it lies, whatever levels are skipped.

    Each ends with the next of its level or a higher one.
    """
    found: list[dict[str, Any]] = []
    open_ones: list[tuple[int, dict[str, Any]]] = []
    for start, words, level in headings[:MOST_SECTIONS]:
        while open_ones and open_ones[-1][0] >= level:
            open_ones.pop()[1]["end"] = start
        section = {"heading": words, "level": len(open_ones) + 1, "start": start, "end": length}
        open_ones.append((level, section))
        found.append(section)
    return found
