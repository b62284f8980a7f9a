"""One bibliographic reference, whichever kind of file it came from."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from typing import Any, Self

from references.parsing import plain

#: The most characters that a record may have; the longest real ones have some 100,000.
MAX_RECORD_LENGTH = 2_000_000
# A family name may start with these in small letters, and with some of them in any.
PARTICLE = re.compile(r"[a-zà-ÿ’'`]+|Van|Von|Der|Den|De|Del|Della|Dos")
WITH_INITIALS = re.compile(r"(.+) ([A-ZÀ-Þ.\-]{1,5})(?: (Jr|Sr|2nd|3rd|4th))?")
# A name with one of these words is an organisation’s.
ORGANISATION_WORDS = re.compile(
    r"^the\b|\b(?:of|for|and|organi[sz]ation|university|group|institute|department|ministry|committee|council|association"
    r"|society|cent(?:re|er)|agency|foundation|collaboration|college|commission|network|nhs|fund|trust|observatory|office"
    r"|authority|federation|hospitals?|health|healthcare|national|services|consortium|alliance|faculty)\b",
    re.IGNORECASE,
)


class Unreadable(Exception):
    """A record that cannot be read; the message tells a curator why."""


class Refused(Exception):
    """A file that cannot be read; the message tells a curator why, and what to do."""


@dataclass(frozen=True, slots=True)
class RawRecord:
    """The text of a record in a file, and the line on which it starts."""

    line: int
    text: str


class RecordBuffer:
    """Collects the lines of one record while a file is read."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._started = self._size = 0

    def __bool__(self) -> bool:
        return bool(self._lines)

    def add(self, number: int, line: str) -> None:
        """Adds a line; raises :class:`Refused` if the record becomes longer than :data:`MAX_RECORD_LENGTH`."""
        if not self._lines:
            self._started, self._size = number, 0
        self._lines.append(line)
        self._size += len(line)
        if self._size > MAX_RECORD_LENGTH:
            raise Refused(f"What starts in line {self._started:,} is longer than any reference.")

    def take(self) -> RawRecord:
        """The record so far; empties the buffer for the next."""
        record = RawRecord(self._started, "".join(self._lines))
        self._lines = []
        return record


@dataclass(frozen=True, slots=True)
class Name:
    """An author: a family and a given name, or an organisation’s name in ``literal``."""

    family: str = ""
    given: str = ""
    literal: str = ""

    def __str__(self) -> str:
        if self.literal:
            return self.literal
        return f"{self.family}, {self.given}" if self.given else self.family

    @classmethod
    def parsed(cls, name: str) -> Self | None:
        """Parses “Chae, Duckhee”; a name without a comma becomes ``literal``; None for an empty name."""
        family, comma, given = (part.strip() for part in plain(name).strip(" ;,").partition(","))
        if comma and family and given:
            return cls(family=family, given=given)
        return cls(literal=family) if family else None

    @classmethod
    def family_first(cls, name: str) -> Self | None:
        """Parses “van der Berg Jan P”, the family name first; an organisation’s name becomes ``literal``."""
        words = plain(name).split()
        if "," in name or ORGANISATION_WORDS.search(name):
            return cls.parsed(name)
        at = next((place for place, word in enumerate(words) if not PARTICLE.fullmatch(word)), 0) + 1
        return cls(family=" ".join(words[:at]), given=" ".join(words[at:])) if words[at:] else cls.parsed(name)

    @classmethod
    def with_initials(cls, name: str) -> Self | None:
        """Parses “Garcia Lopez MJ Jr”: all before the initials is the family name."""
        found = WITH_INITIALS.fullmatch(plain(name))
        if "," in name or not found:
            return cls.parsed(name)
        return cls(family=found[1], given=", ".join(filter(None, found.groups()[1:])))


@dataclass
class Reference:
    """A reference as a file gives it; what the file does not state is empty."""

    kind: str = "document"  # its CSL type, such as article-journal, report or book
    title: str = ""
    authors: tuple[Name, ...] = ()
    year: int | None = None
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""  # or an article number
    doi: str = ""  # without https://doi.org/
    pmid: str = ""
    url: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    retraction: dict[str, str] = field(default_factory=dict)  # see references.retractions; empty where nothing is said
    extra: dict[str, Any] = field(default_factory=dict)  # the record’s other fields, by the format’s own names
    line: int = 0  # of the file on which the record starts; 0 if it is from no file

    def as_json(self) -> dict[str, Any]:
        """The reference as a JSON object, without empty values."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        values["authors"] = [
            {part: value for part in ("family", "given", "literal") if (value := getattr(name, part))}
            for name in self.authors
        ]
        values["keywords"] = list(self.keywords)
        return {name: value for name, value in values.items() if value}

    @classmethod
    def of_json(cls, values: dict[str, Any]) -> Self:
        """The reference that :meth:`as_json` was made of."""
        authors = tuple(Name(**each) for each in values.get("authors", ()))
        return cls(**{**values, "authors": authors, "keywords": tuple(values.get("keywords", ()))})


def names(values: Iterable[str], parse: Callable[[str], Name | None] = Name.parsed) -> tuple[Name, ...]:
    """The names that are not empty, parsed."""
    return tuple(name for name in map(parse, values) if name)
